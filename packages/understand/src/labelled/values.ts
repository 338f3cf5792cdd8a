// The words that stand beside or below a label, as far as they are its value.
import { type Row, type Sheet, type Span, spanOf, type Token } from '../page/sheet.ts'
import type { Found } from './labels.ts'

/** Rows that hold the value, one above the other. */
export type Place = { spans: readonly Span[]; where: Where }
/** `following`: in a sentence with blanks, at the beginning of the next line. */
export type Where = 'beside' | 'below' | 'above' | 'before' | 'following'

type Setting<Spec> = { sheet: Sheet; labels: readonly Found<Spec>[] }

/** In heights of the label: how far a value stands from it, and how far its words stand apart. */
const reach = {
  beside: 30,
  apart: 2.6,
  inCell: 14,
  below: 2.6,
  belowInCell: 5,
  cell: 50,
  nextLine: 1.1,
  besideLine: 20,
  indent: 3,
  outdent: 4,
}

/** `lines` is how many a value may have below its label, and of an `address` beside it; `cell`: it stands anywhere in a ruled cell below it. */
type Wanted<Spec> = Setting<Spec> & { lines: number; cell: boolean; address?: boolean }

/** Where the value of a label may stand: beside it, and below it. */
export function placesOf<Spec>(label: Found<Spec>, wanted: Wanted<Spec>): Place[] {
  const beside = linesBeside(label, wanted)
  const below = belowOf(label, wanted)
  const above = aboveOf(label, wanted)
  const before = beforeOf(label)
  const following = followingOf(label, wanted)
  return [
    ...(beside.length === 0 ? [] : [{ spans: beside, where: 'beside' as const }]),
    ...(below.length === 0 ? [] : [{ spans: below, where: 'below' as const }]),
    ...(above === null ? [] : [{ spans: [above], where: 'above' as const }]),
    ...(before === null ? [] : [{ spans: [before], where: 'before' as const }]),
    ...(following === null ? [] : [{ spans: [following], where: 'following' as const }]),
  ]
}

function besideOf<Spec>(label: Found<Spec>, labels: readonly Found<Spec>[]): Span | null {
  const { row, to } = label
  const height = label.bottom - label.top
  const line = Math.min(height, (row.bottom - row.top) * 1.2)
  const last = row.tokens[to]
  const from = nextMeaningful(row, afterHint(row, to + 1))
  const first = row.tokens[from]
  if (last === undefined || first === undefined || first.left - last.right > reach.beside * line) return null
  const end = endOf(row, { from, line, stop: startOfNextLabel(row, from, labels) })
  return end < from ? null : spanOf(row, from, end)
}

/** An address goes on below its first line, under it or under the label. */
function linesBeside<Spec>(label: Found<Spec>, { sheet, labels, lines, address }: Wanted<Spec>): Span[] {
  const first = besideOf(label, labels)
  if (first === null || !address) return first === null ? [] : [first]
  const spans = [first]
  const line = Math.max(6, first.bottom - first.top)
  for (const row of sheet.rows.slice(first.row.index + 1, first.row.index + 2 * lines + 2)) {
    const last = spans.at(-1) as Span
    if (row.page !== first.row.page || spans.length >= lines) break
    if (row.top - last.bottom > reach.nextLine * line) break
    const from = row.tokens.findIndex(({ left }) => left > label.left - line && left < first.left + line)
    if (from < 0) continue
    const stop = startOfNextLabel(row, from, labels)
    const end = endOf(row, { from, line, stop })
    const some = row.tokens.slice(from, end + 1)
    // "Carrier: …" is the next label, whether it is known or not.
    if (end < from || some.some(({ text }) => text.endsWith(':')) || some[0]?.plain === '') break
    spans.push(spanOf(row, from, end))
  }
  return spans
}

/** "(Last, First)" says how the label is meant. */
function afterHint(row: Row, from: number): number {
  if (!/^\(\p{L}/u.test(row.tokens[from]?.text ?? '')) return from
  const end = row.tokens.findIndex(({ text }, at) => at >= from && at < from + 6 && /\)[:.]?$/.test(text))
  return end < 0 ? from : end + 1
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

type Ends = { from: number; line: number; stop: number; edge?: number; cell?: boolean }

/** In a cell, or where a neighbouring label shows how wide it is, the words in it may stand far apart. */
function endOf(row: Row, { from, line, stop, edge = Number.POSITIVE_INFINITY, cell = false }: Ends): number {
  const apart = (cell || Number.isFinite(edge) ? reach.inCell : reach.apart) * line
  let to = from
  if (from >= stop) return from - 1
  while (to + 1 < stop) {
    const [here, next] = [row.tokens[to] as Token, row.tokens[to + 1] as Token]
    if (next.left - here.right > apart || next.left >= edge) break
    to++
  }
  return to
}

/** The same label in further languages: `An / To`, `Name/Surname/Nom`. What is meant stands below the first of them. */
function samePlace<Spec>(label: Found<Spec>, labels: readonly Found<Spec>[]): Set<Found<Spec>> {
  const same = new Set([label])
  let last = label
  for (const one of labels) {
    if (one.spec !== label.spec || one.first !== last.row || one.from <= last.to) continue
    if (one.from - last.to > 2 || one.left - last.right > 2 * (last.bottom - last.top)) break
    same.add(one)
    last = one
  }
  return same
}

/** The left side of the label that stands to the right of this one. */
function edgeOf<Spec>(label: Found<Spec>, labels: readonly Found<Spec>[]): number {
  const same = samePlace(label, labels)
  const right = labels.filter(
    (one) =>
      !same.has(one) &&
      one.first.page === label.first.page &&
      one.left > label.right &&
      one.top < label.bottom &&
      one.bottom > label.top,
  )
  return Math.min(Number.POSITIVE_INFINITY, ...right.map((one) => one.left)) - 2
}

/** The right side of the label that stands to the left of this one. */
function startOf<Spec>(label: Found<Spec>, labels: readonly Found<Spec>[]): number {
  const left = labels.filter(
    (one) =>
      one.first.page === label.first.page &&
      one.right < label.left &&
      one.top < label.bottom &&
      one.bottom > label.top,
  )
  return Math.max(Number.NEGATIVE_INFINITY, ...left.map((one) => one.right))
}

function belowOf<Spec>(label: Found<Spec>, { sheet, labels, lines, cell }: Wanted<Spec>): Span[] {
  const spans: Span[] = []
  const line = Math.max(6, Math.min(label.bottom - label.top, sheet.height * 1.5))
  let bottom = label.bottom
  const edge = edgeOf(label, labels)
  const first = cell ? reach.belowInCell : reach.below
  for (const row of sheet.rows.slice(label.row.index + 1, label.row.index + 12)) {
    if (row.page !== label.row.page || spans.length >= lines) break
    const gap = row.top - bottom
    if (gap > (spans.length === 0 ? first : reach.nextLine) * Math.max(line, sheet.height)) break
    if (row.top + row.bottom < label.row.top + label.row.bottom) continue
    const span = inColumn(row, label, { line, labels, edge, cell })
    if (span === 'label') break
    if (span === null) continue
    spans.push(span)
    bottom = row.bottom
  }
  return spans
}

/** In a sentence with blanks, what is filled in stands before the words that go on. */
function beforeOf<Spec>({ first: row, from, top, bottom }: Found<Spec>): Span | null {
  const [last, label] = [row.tokens[from - 1], row.tokens[from]]
  if (last === undefined || label === undefined) return null
  return label.left - last.right > reach.inCell * (bottom - top) ? null : spanOf(row, from - 1)
}

/** Where nothing stands behind the words, the blank begins the next line and ends where the sentence goes on. */
function followingOf<Spec>({ row, to }: Found<Spec>, { sheet, labels }: Setting<Spec>): Span | null {
  const next = sheet.rows[row.index + 1]
  if (nextMeaningful(row, to + 1) < row.tokens.length || next === undefined || next.page !== row.page)
    return null
  const line = Math.max(6, row.bottom - row.top)
  if (next.top - row.bottom > reach.below * line) return null
  const from = nextMeaningful(next, 0)
  const end = endOf(next, { from, line, stop: startOfNextLabel(next, from, labels), cell: true })
  return from < next.tokens.length && end >= from ? spanOf(next, from, end) : null
}

/** On a line to write on, the label often stands under the line. */
function aboveOf<Spec>(label: Found<Spec>, { sheet, labels }: Wanted<Spec>): Span | null {
  const line = Math.max(6, Math.min(label.bottom - label.top, sheet.height * 1.5))
  const edge = Math.min(edgeOf(label, labels), label.right + reach.besideLine * line)
  const start = Math.max(startOf(label, labels), label.left - reach.besideLine * line)
  for (let index = label.first.index - 1; index >= label.first.index - 4; index--) {
    const row = sheet.rows[index]
    if (row === undefined || row.page !== label.first.page) return null
    if (label.top - row.bottom > reach.below * line) return null
    const from = row.tokens.findIndex((token) => token.left >= start && token.left < edge)
    if (from < 0) continue
    const stop = startOfNextLabel(row, from, labels)
    const end = endOf(row, { from, line, stop, edge })
    return end < from ? null : spanOf(row, from, end)
  }
  return null
}

type Column<Spec> = Pick<Wanted<Spec>, 'labels' | 'cell'> & { line: number; edge: number }

function inColumn<Spec>(row: Row, label: Found<Spec>, column: Column<Spec>): Span | 'label' | null {
  const under = spanFrom(row, label, { ...column, left: label.left - 1.5 * column.line })
  if (under !== null || !column.cell || !isFirst(label)) return under
  return spanFrom(row, label, { ...column, left: label.left - reach.outdent * column.line })
}

function spanFrom<Spec>(
  row: Row,
  label: Found<Spec>,
  { line, labels, edge, cell, left }: Column<Spec> & { left: number },
): Span | 'label' | null {
  const width = Math.max((cell ? reach.cell : reach.indent) * line, label.right - label.left)
  const from = row.tokens.findIndex(
    (token) => token.left >= left && token.left < edge && token.left <= label.left + width,
  )
  const first = row.tokens[from]
  if (from < 0 || first === undefined || first.top < label.bottom - 0.4 * line) return null
  // The middle of a sentence that began further left is nobody's value.
  const before = row.tokens[from - 1]
  if (before !== undefined && first.left - before.right < 0.8 * line && before.left < left) return null
  const stop = startOfNextLabel(row, from, labels)
  if (stop === from || isNumberOf(first, { row, stop, labels })) return 'label'
  const end = endOf(row, { from, line, stop, edge, cell })
  return end < from ? null : spanOf(row, from, end)
}

/** Labels are indented behind the number of their line; what is filled in may begin under the number. */
function isFirst<Spec>({ first, from }: Found<Spec>): boolean {
  return from === 0 || (from === 1 && /^\d{1,2}[a-z]?[.)]?$/.test(first.tokens[0]?.text ?? ''))
}

/** The number of the line that the next label stands in. */
function isNumberOf<Spec>(
  token: Token,
  { row, stop, labels }: { row: Row; stop: number; labels: readonly Found<Spec>[] },
): boolean {
  return labels.some((one) => one.first === row && one.from === stop && one.left <= token.left)
}
