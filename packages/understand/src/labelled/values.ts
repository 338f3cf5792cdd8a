// The words that stand beside or below a label, as far as they are its value.
import { type Row, type Sheet, type Span, spanOf, type Token } from '../page/sheet.ts'
import type { Found } from './labels.ts'

/** Rows that hold the value, one above the other. */
export type Place = { spans: readonly Span[]; where: 'beside' | 'below' }

type Setting<Spec> = { sheet: Sheet; labels: readonly Found<Spec>[] }

/** In heights of the label: how far a value stands from it, and how far its words stand apart. */
const reach = { beside: 30, apart: 2.6, inCell: 14, below: 2.6, nextLine: 1.1, indent: 3 }

/** Where the value of a label may stand: beside it, and below it with up to `lines` lines. */
export function placesOf<Spec>(
  label: Found<Spec>,
  { sheet, labels, lines }: Setting<Spec> & { lines: number },
): Place[] {
  const beside = besideOf(label, labels)
  const below = belowOf(label, { sheet, labels, lines })
  return [
    ...(beside === null ? [] : [{ spans: [beside], where: 'beside' as const }]),
    ...(below.length === 0 ? [] : [{ spans: below, where: 'below' as const }]),
  ]
}

function besideOf<Spec>(label: Found<Spec>, labels: readonly Found<Spec>[]): Span | null {
  const { row, to } = label
  const height = label.bottom - label.top
  const line = Math.min(height, (row.bottom - row.top) * 1.2)
  const last = row.tokens[to]
  const from = nextMeaningful(row, to + 1)
  const first = row.tokens[from]
  if (last === undefined || first === undefined || first.left - last.right > reach.beside * line) return null
  const end = endOf(row, { from, line, stop: startOfNextLabel(row, from, labels) })
  return end < from ? null : spanOf(row, from, end)
}

/** Colons, dashes and lines to write on are not the value. */
function nextMeaningful(row: Row, from: number): number {
  let at = from
  while (at < row.tokens.length && /^[^\p{L}\p{N}+(✓✔☒X]*$/u.test(row.tokens[at]?.text ?? '')) at++
  return at
}

const startOfNextLabel = <Spec>(row: Row, from: number, labels: readonly Found<Spec>[]): number =>
  Math.min(
    row.tokens.length,
    ...labels.filter((one) => one.first === row && one.from >= from).map((one) => one.from),
  )

type Ends = { from: number; line: number; stop: number; edge?: number }

/** Where a neighbouring label shows how wide the cell is, the words in it may stand far apart. */
function endOf(row: Row, { from, line, stop, edge = Number.POSITIVE_INFINITY }: Ends): number {
  const apart = (Number.isFinite(edge) ? reach.inCell : reach.apart) * line
  let to = from
  if (from >= stop) return from - 1
  while (to + 1 < stop) {
    const [here, next] = [row.tokens[to] as Token, row.tokens[to + 1] as Token]
    if (next.left - here.right > apart || next.left >= edge) break
    to++
  }
  return to
}

/** The left side of the label that stands to the right of this one. */
function edgeOf<Spec>(label: Found<Spec>, labels: readonly Found<Spec>[]): number {
  const right = labels.filter(
    (one) =>
      one.first.page === label.first.page &&
      one.left > label.right &&
      one.top < label.bottom &&
      one.bottom > label.top,
  )
  return Math.min(Number.POSITIVE_INFINITY, ...right.map((one) => one.left)) - 2
}

function belowOf<Spec>(
  label: Found<Spec>,
  { sheet, labels, lines }: Setting<Spec> & { lines: number },
): Span[] {
  const spans: Span[] = []
  const line = Math.max(6, Math.min(label.bottom - label.top, sheet.height * 1.5))
  let bottom = label.bottom
  const edge = edgeOf(label, labels)
  for (const row of sheet.rows.slice(label.row.index + 1, label.row.index + 12)) {
    if (row.page !== label.row.page || spans.length >= lines) break
    const gap = row.top - bottom
    if (gap > (spans.length === 0 ? reach.below : reach.nextLine) * Math.max(line, sheet.height)) break
    if (row.top + row.bottom < label.row.top + label.row.bottom) continue
    const span = inColumn(row, label, { line, labels, edge })
    if (span === 'label') break
    if (span === null) continue
    spans.push(span)
    bottom = row.bottom
  }
  return spans
}

function inColumn<Spec>(
  row: Row,
  label: Found<Spec>,
  { line, labels, edge }: { line: number; labels: readonly Found<Spec>[]; edge: number },
): Span | 'label' | null {
  const left = label.left - 1.5 * line
  const width = Math.max(reach.indent * line, label.right - label.left)
  const from = row.tokens.findIndex(
    (token) => token.left >= left && token.left < edge && token.left <= label.left + width,
  )
  const first = row.tokens[from]
  if (from < 0 || first === undefined || first.top < label.bottom - 0.4 * line) return null
  // The middle of a sentence that began further left is nobody's value.
  const before = row.tokens[from - 1]
  if (before !== undefined && first.left - before.right < 0.8 * line && before.left < left) return null
  const stop = startOfNextLabel(row, from, labels)
  if (stop === from) return 'label'
  const end = endOf(row, { from, line, stop, edge })
  return end < from ? null : spanOf(row, from, end)
}
