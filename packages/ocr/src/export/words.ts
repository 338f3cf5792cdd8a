// What all exports share: lines as text, the table behind a block, ticks before their labels.
import type { Block, Box, CheckBox, Line, Page, Table } from '@countersign/contract/layout'

/** The words of a line with single spaces. */
export function lineText(line: Line): string {
  return line.words.map((word) => word.text).join(' ')
}

/** The table whose lines this block holds, undefined where the block is none. */
export function tableOf(page: Page, block: Block): Table | undefined {
  if (block.kind !== 'table') return undefined
  const [best] = page.tables
    .map((table) => ({ table, shared: shared(table.box, block.box) }))
    .filter((candidate) => candidate.shared > 0.5)
    .sort((a, b) => b.shared - a.shared)
  return best?.table
}

type Span = readonly [start: number, length: number]

/** The part of `inner` that lies in `outer`, 0 to 1. */
function shared(outer: Box, inner: Box): number {
  const over = ([from, length]: Span, [at, size]: Span) =>
    Math.max(0, Math.min(from + length, at + size) - Math.max(from, at))
  const across = over([outer[0], outer[2]], [inner[0], inner[2]])
  const down = over([outer[1], outer[3]], [inner[1], inner[3]])
  const area = inner[2] * inner[3]
  return area > 0 ? (across * down) / area : 0
}

/** `[x]` or `[ ]`. */
export const tick = ({ checked }: CheckBox) => (checked ? '[x]' : '[ ]')

/**
 * Text of the lines of a page with a tick before each label of a check box; `left` are the check boxes whose label
 * is in no line.
 */
export function withTicks(page: Page): { text(line: Line): string; left: CheckBox[] } {
  const texts = new Map<Line, string>()
  const lines = page.blocks.flatMap((block) => block.lines)
  const left = page.checkBoxes.filter((checkBox) => {
    if (!checkBox.label) return false
    const label = checkBox.label.split('\n')[0] ?? ''
    const line = lines.find((candidate) => isBeside(candidate, checkBox) && textOf(candidate).includes(label))
    if (line)
      texts.set(
        line,
        textOf(line).replace(label, () => `${tick(checkBox)} ${label}`),
      )
    return line === undefined
  })
  function textOf(line: Line): string {
    return texts.get(line) ?? lineText(line)
  }
  return { text: textOf, left }
}

function isBeside({ box }: Line, checkBox: CheckBox): boolean {
  const middle = checkBox.box[1] + checkBox.box[3] / 2
  return middle > box[1] - box[3] / 2 && middle < box[1] + 1.5 * box[3]
}

/** Rows of the texts of a table's cells; what a cell spans is empty but its first place. */
export function tableRows({ rows, columns, cells }: Table): string[][] {
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ''))
  for (const { row, column, text } of cells) {
    const places = grid[row]
    if (places && column < columns) places[column] = text
  }
  return grid
}
