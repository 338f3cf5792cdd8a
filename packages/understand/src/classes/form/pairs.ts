// Any form: what the reader saw as a label with a value, and its boxes to tick.
import type { Field } from '@countersign/contract/extraction'
import type { CheckBox, Pair } from '@countersign/contract/layout'
import type { Sheet } from '../../page/sheet.ts'
import { type Group, groupOf, labelInTable } from './choices.ts'
import { entriesIn, fieldOf } from './rows.ts'

const mostFields = 200
const longestName = 48
const longestLabel = 80

/** A field for each pair and each box with words beside it, named after the label: `Date of birth` is `dateOfBirth`. */
export function genericFields(sheet: Sheet): Field[] {
  const { pages } = sheet
  const fields: Field[] = []
  const counts = new Map<string, number>()
  const add = (label: string, rest: Omit<Field, 'name' | 'origin'>) => {
    const name = nameOf(label)
    if (name === '' || label.length > longestLabel || fields.length >= mostFields) return
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    fields.push({ name: count === 1 ? name : `${name}${count}`, origin: 'document', ...rest })
  }
  const entries = entriesIn(sheet)
  for (const page of pages) {
    for (const pair of page.pairs) {
      const group = groupOf(pair, page)
      const rest = group === null ? pairField(pair, page.number) : groupField(pair, group, page.number)
      if (rest !== null) add(pair.label.text, rest)
    }
    for (const box of page.checkBoxes) {
      const label = box.label ?? labelInTable(box, page)
      if (label !== null) add(label, tickField(box, page.number))
    }
  }
  for (const entry of entries) add(entry.label, fieldOf(entry))
  return fields
}

type Drawn = Omit<Field, 'name' | 'origin'>

function pairField({ value, confidence }: Pair, page: number): Drawn {
  const text = value.text.replace(/\s+/g, ' ').trim().slice(0, 300)
  return { type: 'text', value: text, raw: text, confidence, evidence: [{ page, box: value.box }] }
}

/** What is ticked is the value; where nothing is, there is none. */
function groupField(
  { value: { text }, confidence }: Pair,
  { chosen, boxes }: Group,
  page: number,
): Drawn | null {
  const value = chosen.join(', ').slice(0, 300)
  const evidence = boxes.map((box) => ({ page, box }))
  return value === '' ? null : { type: 'text', value, raw: text.slice(0, 300), confidence, evidence }
}

function tickField({ checked, confidence, box }: CheckBox, page: number): Drawn {
  return { type: 'boolean', value: String(checked), raw: '', confidence, evidence: [{ page, box }] }
}

/** Letters and digits of the label in camel case, accents removed. */
export function nameOf(label: string): string {
  const words = label
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 8)
  const [first = '', ...rest] = words.map((word) => word.toLowerCase())
  const name = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^\p{L}/u.test(name)
    ? name.slice(0, longestName)
    : name === ''
      ? ''
      : `field${name}`.slice(0, longestName)
}
