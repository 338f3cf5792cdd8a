// The lines of goods under the head of a table, with rules or without, over page breaks.
import type { LineItem } from '@countersign/contract/extraction'
import { evidenceOf } from '../extract/field.ts'
import type { Reading } from '../extract/reading.ts'
import { type Row, type Span, segmentsOf, textOf, tokensOf } from '../page/sheet.ts'
import { type Cells, cellsOf, isProduct, named } from './cells.ts'
import { type Column, findHeads, type Head } from './columns.ts'
import { findUnheaded } from './unheaded.ts'

/** Bounds against hostile documents: more lines than these are counted, not read. */
export const mostLines = 2_000
const sums = new Set(['net', 'tax', 'total', 'charge', 'discount', 'paid'])

type Draft = { cells: Cells; spans: Span[]; more: string[]; closed: boolean }

/** The lines in the order of the page; empty where no table of goods is found. */
export function findLineItems(reading: Reading): LineItem[] {
  const heads = findHeads(reading.sheet)
  const items: LineItem[] = []
  let from = 0
  for (const [at, head] of heads.entries()) {
    if (head.row.index < from) continue
    const next = heads[at + 1]
    const { drafts, end } = readUnder(head, reading, next?.row.index ?? Number.POSITIVE_INFINITY)
    from = end
    // What stands on other tables (tax by rates, payments) is no line of goods.
    if (items.length > 0 && !repeats(head, heads[at - 1])) continue
    for (const draft of drafts.slice(0, mostLines - items.length)) items.push(itemOf(draft, reading))
  }
  if (items.length > 0) return items
  return findUnheaded(reading)
    .slice(0, mostLines)
    .map(({ row, cells }) => itemOf({ cells, spans: segmentsOf(row), more: [], closed: true }, reading))
}

const repeats = (head: Head, before: Head | undefined): boolean =>
  before !== undefined &&
  head.columns.length === before.columns.length &&
  head.columns.every(({ role }, at) => role === before.columns[at]?.role)

function readUnder(head: Head, reading: Reading, until: number): { drafts: Draft[]; end: number } {
  const { rows, height } = reading.sheet
  const drafts: Draft[] = []
  const sumRows = new Set(
    reading.labels.filter(({ role, from }) => sums.has(role) && from <= 1).map(({ row }) => row.index),
  )
  const sumHeads = headsOfSums(reading)
  const reductions = new Set(
    reading.labels.filter(({ role }) => role === 'discount').map(({ row }) => row.index),
  )
  let [index, bottom, page] = [head.last.index + 1, head.last.bottom, head.row.page]
  for (; index < Math.min(rows.length, until); index++) {
    const row = rows[index]
    if (row === undefined) break
    const fresh = row.page !== page
    const gap = fresh ? 0 : row.top - bottom
    const cells = cellsOf(row, head.columns, reading)
    if (isSum(row, cells, sumRows.has(index)) || sumHeads.has(index)) break
    const open = drafts.at(-1)
    if (open !== undefined && reductions.has(index) && cells.quantity === null && cells.position === null) {
      reduce(open, cells.amount?.minor ?? 0)
      bottom = row.bottom
      continue
    }
    if (
      cells.amount !== null &&
      (cells.quantity !== null || cells.price !== null || cells.description !== '' || cells.article !== null)
    )
      drafts.push({ cells, spans: segmentsOf(row), more: [], closed: false })
    else if (open === undefined ? gap > 12 * height : gap > 6 * height) break
    else if (open !== undefined && !fresh && gap < 1.6 * height && open.more.length < 6)
      goOn(open, row, { cells, column: head.columns.find(({ role }) => role === 'description') })
    if (!fresh || cells.amount !== null) [bottom, page] = [row.bottom, row.page]
  }
  return { drafts: drafts.length > 0 ? drafts : [], end: index }
}

/** Less than was asked for the line above: its amount is what is left. A price without it was never agreed. */
function reduce(open: Draft, minor: number): void {
  const { amount } = open.cells
  if (amount === null || minor >= 0 || -minor >= Math.abs(amount.minor)) return
  open.cells = { ...open.cells, amount: { ...amount, minor: amount.minor + minor } }
  open.closed = true
}

/** Rows that name two sums beside each other: what stands below them is no line of goods. */
function headsOfSums({ labels }: Reading): Set<number> {
  const named = Map.groupBy(
    labels.filter(({ role }) => sums.has(role)),
    ({ row }) => row.index,
  )
  const several = [...named].filter(([, of]) => new Set(of.map(({ role }) => role)).size > 1)
  return new Set(several.map(([index]) => index))
}

/** A row that sums up: a label of sums in front, and not both quantity and price. */
function isSum(row: Row, cells: Cells, labelled: boolean): boolean {
  if (!labelled || (cells.quantity !== null && cells.price !== null)) return false
  return row.tokens.some(({ text }) => /\d/.test(text)) && cells.position === null
}

/** A text that did not fit goes on below. */
function goOn(open: Draft, row: Row, { cells, column }: { cells: Cells; column: Column | undefined }): void {
  if (cells.amount !== null || open.closed) return
  const unit = row.bottom - row.top
  const span = segmentsOf(row).find(
    (one) => column && one.left < column.right && one.right > column.left - 3 * unit,
  )
  const text = span === undefined ? '' : textOf(span)
  // What follows a label (a bar code, a packing, a discount) is about the goods, and no longer their name.
  open.closed =
    span === undefined || text.includes(':') || row.tokens.some((token) => /\d[.,]\d\d$/.test(token.text))
  if (open.closed || span === undefined) return
  open.more.push(text)
  open.spans.push(span)
}

function itemOf({ cells, spans, more }: Draft, reading: Reading): LineItem {
  const { quantity, unit, price, taxRate, amount } = cells
  const [article, description] = named(
    [cells.description, ...more].filter((text) => text !== '').join(' '),
    cells.article,
  )
  const currency = amount?.currency ?? reading.currency?.code ?? null
  const read = Math.min(1, ...spans.flatMap((span) => tokensOf(span).map(({ confidence }) => confidence)))
  const agrees =
    quantity !== null && price !== null && amount !== null ? isProduct(quantity, price, amount.minor) : null
  const sure = agrees === null ? 0.85 : agrees ? 0.98 : 0.55
  return {
    description: description || null,
    article,
    quantity,
    unit,
    unitPrice: price,
    taxRate,
    amount: amount === null ? null : { minor: amount.minor, currency },
    raw: spans.map(textOf).join(' ').slice(0, 300),
    confidence: Math.round(1000 * sure * read) / 1000,
    evidence: spans.map(evidenceOf),
  }
}
