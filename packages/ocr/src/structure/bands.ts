// Tables without a grid: rows of words whose gaps line up leave free columns of white between them.
import {
  cellTexts,
  columnAt,
  columnGaps,
  filledIn,
  isAmount,
  isProse,
  middlesOf,
  numericColumns,
  runsAcross,
  withMore,
  withoutStrays,
} from './columns.ts'
import { type Field, grow } from './grow.ts'
import { around, isNumeric, type Placed, type Row, rowsOf } from './placed.ts'
import type { Growth } from './row-fit.ts'

/**
 * Rows that share their gaps; `xs` are the middles of the gaps. `heads`: rows above whose words span columns; `notes`:
 * those of the rows that run on over the columns beside them.
 */
export type Band = { rows: Row[]; xs: number[]; heads: Row[]; notes: Set<Row> }

/** A page on which more rows than this start no table has none. */
const mostTries = 200
/** A table whose rows have notes below them has few for each; columns of prose run over a chance gap line after line. */
const mostNotesPerRow = 2
/** So many rows that share gaps and are no table are columns of prose: none of them is asked again. */
const longRun = 8

/**
 * Finds runs of rows that share gaps. `em` is the usual height of a word. Each is grown from the row that parts most
 * often: what stands above and below a table then does not hide its columns.
 */
export function bandsOf(words: readonly Placed[], em: number): Band[] {
  const rows = rowsOf(words)
  const taken = new Set<Row>()
  const starts = rows
    .flatMap((row, i) => (row.segments.length > 1 ? [{ i, rank: rankOf(row) }] : []))
    .toSorted((a, b) => b.rank - a.rank || a.i - b.i)
  const found: { first: number; band: Band }[] = []
  const failed = new Set<Row>()
  let tries = 0
  for (const { i } of starts) {
    const start = rows[i] as Row
    if (taken.has(start) || failed.has(start)) continue
    if (tries++ > mostTries) break
    const grown = grow({ rows, taken, em }, i)
    const band = asBand(grown, em)
    if (!band) {
      if (grown.good.length >= longRun) for (const row of grown.good) failed.add(row)
      continue
    }
    for (const row of band.rows) taken.add(row)
    const heads = headsAbove({ rows, taken, em }, { first: grown.first, xs: band.xs })
    for (const row of heads) taken.add(row)
    found.push({ first: grown.first, band: { ...band, heads } })
  }
  return found.toSorted((a, b) => a.first - b.first).map(({ band }) => band)
}

/** Rows of labels with their values are asked last: they are rarely of a table. */
function rankOf({ segments }: Row): number {
  const labels = segments.filter(({ text }) => text.endsWith(':')).length
  return labels > 1 ? segments.length - 100 : segments.length
}

function asBand({ rows, gaps, good, notes }: Growth, em: number): Omit<Band, 'heads'> | undefined {
  if (notes.size > mostNotesPerRow * good.length) return undefined
  const edges = around(good)
  const own = rows.filter((row) => row.right > edges.left && row.left < edges.right)
  const clean = own.filter((row) => !notes.has(row))
  const open = columnGaps(gaps, good.length)
  for (const found of [withMore(open, good, em), open]) {
    const xs = middlesOf(withoutStrays(found, clean, em))
    if (xs.length > 0 && isTable(clean, xs, em)) return { rows: own, xs, notes }
  }
  return undefined
}

function isTable(rows: readonly Row[], xs: readonly number[], em: number): boolean {
  const columns = xs.length + 1
  const full = rows.filter((row) => filledIn(cellTexts(row, xs)) >= Math.max(2, 0.6 * columns))
  const cells = full.map((row) => cellTexts(row, xs))
  const pairs = cells.filter((row) => /:$/.test(row[0] ?? '') || /:$/.test(row[1] ?? '')).length
  if (pairs >= 0.4 * full.length || isProse(rows, xs, em)) return false
  if (rows.filter((row) => runsAcross(row, xs)).length > 0.2 * full.length) return false
  const numerics = numericColumns(full, xs).filter((is) => is).length
  const isPriced = (row: readonly string[]) => row.some((text) => isAmount(text))
  const amounts = rows.filter((row) => isPriced(cellTexts(row, xs))).length
  const isOfKinds = (texts: readonly string[][]) =>
    Array.from({ length: columns }, (_, i) => i).every((column) =>
      isOfOneKind(texts.map((row) => row[column] ?? '')),
    )
  if (columns === 2)
    return full.length >= 3 && numerics >= 1 && (amounts >= 0.5 * full.length || isOfKinds(cells))
  const several = rows.filter((row) => filledIn(cellTexts(row, xs)) > 1).length
  if (amounts >= 0.5 * full.length || amounts >= 2)
    return full.length >= 2 && full.length >= 0.3 * several && full.length >= 0.08 * rows.length
  const body = cells.slice(1)
  const even = body.length >= 2 && full.length >= 0.6 * rows.length
  return even && isOfKinds(body)
}

/** Words, amounts, dates, numbers or codes: an address beside a list of facts mixes them. */
function isOfOneKind(column: readonly string[]): boolean {
  const texts = column.filter((text) => text !== '')
  const kinds = Map.groupBy(texts, kindOf)
  return [...kinds.values()].some((one) => one.length >= 0.75 * texts.length) || texts.length === 0
}

function kindOf(text: string): string {
  if (!isNumeric(text)) return 'words'
  if (isAmount(text)) return 'amount'
  if (/\p{L}/u.test(text)) return 'code'
  return /\d[-./]\d+[-./]\d/.test(text) ? 'date' : 'number'
}

type Place = { first: number; xs: readonly number[] }

/** Rows right above a band whose segments end in its gaps: heads over several columns. */
function headsAbove({ rows, taken, em }: Field, { first, xs }: Place): Row[] {
  const [above, top] = [rows[first - 1], rows[first]]
  if (!above || !top || taken.has(above) || top.top - above.bottom > 3 * em) return []
  const spans = above.segments.map(
    ({ left, right }) => [columnAt(xs, left + 1), columnAt(xs, right - 1)] as const,
  )
  const apart = spans.every(([from], i) => i === 0 || from > (spans[i - 1]?.[1] ?? -1))
  const wide = spans.some(([from, to]) => to > from)
  // A single line from the left edge is the paragraph above.
  const isHead = spans.length > 1 || (spans[0]?.[0] ?? 0) > 0
  return apart && wide && isHead ? [above] : []
}
