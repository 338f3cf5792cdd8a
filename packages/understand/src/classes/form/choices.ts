// Choices: what is ticked behind one label, and boxes in the cells of a table.
import type { Box, CheckBox, Page, Pair } from '@countersign/contract/layout'

const glyph = /[☐☑☒□◻▢✓✔✗✘]/u
const ticked = /^[☑☒✓✔✗✘]/u

/** A label with several choices behind it: those that are ticked. `chosen` is empty where none is. */
export type Group = { chosen: string[]; boxes: Box[] }

/** Null where the value is no list of choices. */
export function groupOf({ label, value }: Pair, page: Page): Group | null {
  const printed = value.text.split(/(?=[☐☑☒□◻▢✓✔✗✘])/u).map((one) => one.trim())
  if (printed.length > 1 && glyph.test(value.text)) {
    const chosen = printed.filter((one) => ticked.test(one)).map((one) => one.replace(glyph, '').trim())
    return { chosen, boxes: [value.box] }
  }
  const beside = page.checkBoxes.filter(
    (box) => box.label !== null && level(box.box, value.box) && box.box[0] > label.box[0] + label.box[2] / 2,
  )
  // The value that was seen is one of the choices itself.
  if (beside.length < 2 || !beside.some(({ label: choice }) => choice !== null && same(choice, value.text)))
    return null
  const some = beside.filter(({ checked }) => checked)
  return { chosen: some.flatMap(({ label: choice }) => choice ?? []), boxes: some.map(({ box }) => box) }
}

const level = ([, y, , height]: Box, [, top, , tall]: Box): boolean =>
  y + height / 2 > top - tall / 2 && y + height / 2 < top + 1.5 * tall

const same = (choice: string, text: string): boolean =>
  text
    .trim()
    .toLowerCase()
    .startsWith(choice.trim().toLowerCase().split(' ')[0] ?? ' ')

/** What a box without words beside it is called by the table it is in: its row and its column. */
export function labelInTable({ box }: CheckBox, { tables }: Page): string | null {
  const middle = [box[0] + box[2] / 2, box[1] + box[3] / 2] as const
  const inside = ([x, y, width, height]: Box) =>
    middle[0] >= x && middle[0] <= x + width && middle[1] >= y && middle[1] <= y + height
  const table = tables.find((one) => inside(one.box))
  if (table === undefined || table.columns < 2) return null
  const level = table.cells.filter(({ box: [, y, , height] }) => middle[1] >= y && middle[1] <= y + height)
  const row = level.find(({ column }) => column === 0)
  const head = table.cells.find(
    ({ row: at, box: [x, , width] }) =>
      at < Math.max(1, table.headerRows) && middle[0] >= x && middle[0] <= x + width,
  )
  if (row === undefined || row.row < Math.max(1, table.headerRows)) return null
  const words = [row.text, head?.text ?? ''].map((text) => text.replace(/\s+/g, ' ').trim())
  return words[0] === '' ? null : words.join(' ').trim()
}
