// The words of each line of goods: beside its numbers, above and below them.
import { type Row, type Span, segmentsOf, type Token } from '../page/sheet.ts'
import type { BodyRow } from './body.ts'
import type { Column } from './columns.ts'

/** `texts` in the order of the page, their rows with them. */
export type Draft = { body: BodyRow; above: Span[]; below: Span[]; closed: boolean }

/** So many rows of words belong to one line, at most. */
const mostRows = 6

/** Lines of goods with the rows that say more of them; `reductions` lower the amount above them. */
export function draftsOf(body: readonly BodyRow[], columns: readonly Column[], height: number): Draft[] {
  const column = columns.find(({ role }) => role === 'description')
  const anchors = body.flatMap(({ kind }, at) => (kind === 'item' ? [at] : []))
  const drafts = anchors.map(
    (at) => ({ body: body[at] as BodyRow, above: [], below: [], closed: false }) as Draft,
  )
  const bare = drafts.filter(({ body: { cells } }) => cells.description === '').length
  const lead = 2 * bare > drafts.length
  for (let next = 0; next <= anchors.length; next++) {
    const [before, after] = [drafts[next - 1], drafts[next]]
    const run = body.slice((anchors[next - 1] ?? -1) + 1, anchors[next] ?? body.length)
    const cut = cutOf(run, { before, after, height, lead, column })
    if (before) goOn(before, run.slice(0, cut), { column, height })
    if (after) leadIn(after, run.slice(cut), { column, height })
  }
  return drafts
}

type Between = {
  before: Draft | undefined
  after: Draft | undefined
  height: number
  lead: boolean
  column: Column | undefined
}

/** How many rows of a run belong to the line above it. */
function cutOf(run: readonly BodyRow[], { before, after, height, lead }: Between): number {
  if (after === undefined) return run.length
  const starts = run.findIndex(({ cells, kind }) => kind === 'text' && cells.position !== null)
  if (starts >= 0 && after.body.cells.position === null) return starts
  if (run.length === 0) return 0
  const rows = [...(before ? [before.body.row] : []), ...run.map(({ row }) => row), after.body.row]
  const gaps = rows.slice(1).map((row, at) => gapOf(rows[at] as Row, row))
  const [most, least] = [Math.max(...gaps), Math.min(...gaps)]
  if (before && most > least + 0.25 * height) return gaps.lastIndexOf(most)
  if (before === undefined) return lead || after.body.cells.description === '' ? 0 : run.length
  return lead && after.body.cells.description === '' ? 0 : run.length
}

const gapOf = (row: Row, next: Row): number =>
  row.page === next.page ? next.top - row.bottom : Number.POSITIVE_INFINITY

type Place = { column: Column | undefined; height: number }

/** A text that did not fit goes on below. */
function goOn(draft: Draft, run: readonly BodyRow[], { column, height }: Place): void {
  let last = draft.body.row
  for (const { kind, cells } of run) if (kind === 'reduction') reduce(draft, cells.amount?.minor ?? 0)
  for (const { row, kind, lifted } of run) {
    if (kind === 'reduction' || draft.closed || kind === 'sum' || gapOf(last, row) >= 1.6 * height) break
    if (draft.below.length >= mostRows) break
    const span = segmentUnder(row, column)
    // Rows with amounts explain what the goods cost, and are no longer about their name.
    draft.closed = span === undefined || (lifted !== true && row.tokens.some(isAmount))
    if (span !== undefined && !draft.closed) draft.below.push(span)
    last = row
  }
}

const isAmount = ({ text }: Token): boolean => /^\D{0,3}\d+[.,]\d{2,4}\D{0,2}$/.test(text)

/** Words that stand above their numbers; an article's number or position there counts as well. */
function leadIn(draft: Draft, run: readonly BodyRow[], { column, height }: Place): void {
  let next = draft.body.row
  for (const { row, kind, cells } of run.toReversed()) {
    if (kind !== 'text' || gapOf(row, next) >= 1.6 * height || draft.above.length >= mostRows) break
    const span = segmentUnder(row, column)
    if (span === undefined) break
    draft.above.unshift(span)
    const { body } = draft
    const [position, article] = [body.cells.position ?? cells.position, body.cells.article ?? cells.article]
    draft.body = { ...body, cells: { ...body.cells, position, article } }
    next = row
  }
}

function segmentUnder(row: Row, column: Column | undefined): Span | undefined {
  const unit = row.bottom - row.top
  return segmentsOf(row).find(
    (one) => column && one.left < column.right && one.right > column.left - 3 * unit,
  )
}

/** Less than was asked for the line above: its amount is what is left. A price without it was never agreed. */
function reduce(draft: Draft, minor: number): void {
  const { body } = draft
  const { amount } = body.cells
  if (amount === null || minor >= 0 || -minor >= Math.abs(amount.minor)) return
  draft.body = { ...body, cells: { ...body.cells, amount: { ...amount, minor: amount.minor + minor } } }
}
