// From lines of words to rows of a table: a line that only goes on with what stands above belongs to it.
import { cellTexts } from './columns.ts'
import { around, heightOf, isNumeric, medianOf, type Rect, type Row, widthOf } from './placed.ts'
import type { Rule } from './rules.ts'

/** What a band's rows are told apart by. */
type Marks = { xs: readonly number[]; rules: readonly Rule[]; notes?: Set<Row> }

/** Rows of a table from its lines of words: a line that only goes on with what stands above belongs to it. */
export function logicalRows(lines: readonly Row[], { xs, rules, notes }: Marks): Row[][] {
  const isParted = partedBy(lines, rules)
  const steps = lines.slice(1).map((line, i) => line.top - (lines[i] as Row).bottom)
  const usual = medianOf(steps)
  const rows: Row[][] = []
  for (const [i, line] of lines.entries()) {
    const row = rows.at(-1)
    const next = { line, step: steps[i - 1] ?? 0, usual, xs }
    if (!row) rows.push([line])
    else if (notes?.has(line) || (isParted ? !isParted(i) : goesOn({ row, ...next }))) row.push(line)
    else rows.push([line])
  }
  return rows
}

/** Where lines are drawn between most rows, they alone say where a row ends. */
function partedBy(lines: readonly Row[], rules: readonly Rule[]): ((i: number) => boolean) | undefined {
  const whole = around(lines)
  const own = rules.filter(
    ({ from, to }) => Math.min(to, whole.right) - Math.max(from, whole.left) > 0.7 * widthOf(whole),
  )
  const between = (i: number) => {
    const [above, below] = [lines[i - 1], lines[i]] as [Row, Row]
    const reach = 0.25 * heightOf(below)
    return own.some(({ at }) => at > (above.top + above.bottom) / 2 && at < below.top + reach)
  }
  const parted = lines.slice(1).filter((_, i) => between(i + 1)).length
  return parted >= 4 || (parted >= 2 && parted >= 0.5 * (lines.length - 1)) ? between : undefined
}

type Next = { row: readonly Row[]; line: Row; step: number; usual: number; xs: readonly number[] }

function goesOn({ row, line, step, usual, xs }: Next): boolean {
  const above = cellTexts(row.at(-1) as Row, xs)
  const first = cellTexts(row[0] as Row, xs)
  const texts = cellTexts(line, xs)
  const own = texts.flatMap((text, column) => (text === '' ? [] : [column]))
  const filled = first.filter((text) => text !== '').length
  if (own.length >= filled || own.length > Math.max(1, 0.5 * (xs.length + 1))) return false
  if (own.some((column) => above[column] === '' || isNumeric(texts[column] ?? ''))) return false
  return step <= Math.max(usual * 0.8, 0.3 * heightOf(line as Rect))
}
