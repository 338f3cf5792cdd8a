// The rows under a head: which begin a line of goods, which sum up, and where the table ends.
import type { Reading } from '../extract/reading.ts'
import { plain, type Row } from '../page/sheet.ts'
import { type Cells, cellsOf, isProduct } from './cells.ts'
import type { Head } from './columns.ts'
import { withTimes } from './times.ts'

/** `reduction`: what is less to be paid for the line above. */
export type BodyRow = {
  row: Row
  cells: Cells
  kind: 'item' | 'sum' | 'reduction' | 'text'
  /** Its amount belongs to a row above. */
  lifted?: boolean
}

const sums = new Set(['net', 'tax', 'total', 'charge', 'discount', 'paid'])
/** What earlier pages or parts came to. */
const carried = new Set(
  `übertrag, uebertrag, übertrag von seite, zwischensumme, zwischentotal, carried forward, brought forward, carry forward, carried over, subtotal, sub total, balance brought forward,
   page total, subtotal page, report, à reporter, sous total, suma y sigue, suma anterior, suma parcial, riporto, a riportare, subtotale, a transportar, transporte, transport, over te brengen,
   subtotaal, do przeniesienia, z przeniesienia, razem strona, suma częściowa, summe titel, sum of part, seitensumme, zwischensumme netto`
    .split(',')
    .map(plain),
)
/** Rows that may stand between a sum and the next line of goods. */
const mostBetween = 14

/** An amount may stand so many rows below. */
const mostLifted = 3

/** Rows up to the end of the table; what stands behind a sum counts only where it proves itself. */
export function readBody(head: Head, reading: Reading, until: number): BodyRow[] {
  const { rows, height } = reading.sheet
  const marks = marksOf(reading)
  const body: BodyRow[] = []
  let [bottom, page, since] = [head.last.bottom, head.row.page, -1]
  let found = 0
  for (let index = head.last.index + 1; index < Math.min(rows.length, until); index++) {
    const row = rows[index]
    if (row === undefined || marks.heads.has(index)) break
    const fresh = row.page !== page
    const gap = fresh ? 0 : row.top - bottom
    if (gap > (found === 0 ? 12 : 6) * height) break
    const next = rows[index + 1]
    const { cells, used } = withTimes(cellsOf(row, head.columns, reading), { row, next }, reading)
    const named = head.row.tokens.length > 0
    const seen = kindOf({ row, cells }, { marks, index, goes: found > 0 })
    // Where nobody named the columns, a line of goods proves itself, or has an amount to the cent.
    const kind = seen === 'item' && !named && !cells.proven && cells.amount?.decimals !== 2 ? 'sum' : seen
    body.push({ row, cells, kind })
    if (kind === 'sum') since = since < 0 ? 0 : since
    else if (kind === 'item' && cells.proven) [since, found] = [-1, found + 1]
    else if (kind === 'item') found += 1
    if (since >= 0 && ++since > mostBetween) break
    if (!fresh || kind !== 'text') [bottom, page] = [row.bottom, row.page]
    if (used && next !== undefined) [index, bottom] = [index + 1, next.bottom]
  }
  return trimmed(lifted(body))
}

/** An amount printed below its quantity and price belongs to their row. */
function lifted(body: readonly BodyRow[]): BodyRow[] {
  const result = [...body]
  for (const [at, { row, cells, kind }] of body.entries()) {
    const { quantity, price, amount } = cells
    if (kind !== 'item' || quantity !== null || price !== null || amount === null) continue
    const before = result.slice(Math.max(0, at - mostLifted), at).findLastIndex((one) => isWithout(one, row))
    const place = Math.max(0, at - mostLifted) + before
    const over = before < 0 ? undefined : result[place]
    if (over === undefined) continue
    const { quantity: count, price: each } = over.cells
    const proven = isProduct(count ?? '', each ?? '', [amount.minor])
    if (!proven) continue
    result[place] = { ...over, cells: { ...over.cells, amount, proven }, kind: 'item' }
    result[at] = { row, cells: { ...cells, amount: null }, kind: 'text', lifted: true }
  }
  return result
}

const isWithout = ({ row, cells, kind }: BodyRow, below: Row): boolean =>
  kind === 'text' && row.page === below.page && cells.quantity !== null && cells.price !== null

/** Behind the first sum only what is proven is a line of goods. */
function trimmed(body: readonly BodyRow[]): BodyRow[] {
  const first = body.findIndex(({ kind }) => kind === 'sum')
  if (first < 0) return [...body]
  const last = body.findLastIndex(({ kind, cells }, at) => at > first && kind === 'item' && cells.proven)
  if (last < 0) return body.slice(0, first)
  const end = body.findIndex(({ kind }, at) => at > last && kind === 'sum')
  return end < 0 ? [...body] : body.slice(0, end)
}

type Marks = { sums: ReadonlySet<number>; heads: ReadonlySet<number>; reductions: ReadonlySet<number> }

function marksOf({ labels }: Reading): Marks {
  const rowsOf = (some: typeof labels) => new Set(some.map(({ row }) => row.index))
  return {
    sums: rowsOf(labels.filter(({ role, from }) => sums.has(role) && from <= 1)),
    heads: headsOfSums(labels),
    reductions: rowsOf(labels.filter(({ role }) => role === 'discount')),
  }
}

/** Rows that name two sums beside each other: what stands below them is no line of goods. */
function headsOfSums(labels: Reading['labels']): Set<number> {
  const named = Map.groupBy(
    labels.filter(({ role }) => sums.has(role)),
    ({ row }) => row.index,
  )
  const several = [...named].filter(([, of]) => new Set(of.map(({ role }) => role)).size > 1)
  return new Set(several.map(([index]) => index))
}

function kindOf(
  { row, cells }: { row: Row; cells: Cells },
  { marks, index, goes }: { marks: Marks; index: number; goes: boolean },
): BodyRow['kind'] {
  const { quantity, price, position, description, article, amount } = cells
  const hasNumber = row.tokens.some(({ text }) => /\d/.test(text))
  const bare = quantity === null || price === null
  const labelled = marks.sums.has(index)
  const isLess = quantity === null || (amount !== null && amount.minor < 0 && !cells.proven)
  if (goes && marks.reductions.has(index) && isLess && position === null) return 'reduction'
  if (hasNumber && bare && isCarried(row)) return 'sum'
  if (hasNumber && bare && labelled && position === null) return 'sum'
  const says = quantity !== null || price !== null || description !== '' || article !== null
  return amount !== null && says ? 'item' : 'text'
}

/** Begins with what a sum is carried over by, and little more than the sum stands there. */
function isCarried({ tokens }: Row): boolean {
  let said = ''
  for (const { plain: word } of tokens.slice(0, 4)) {
    said += word
    if (carried.has(said)) return true
  }
  return false
}
