// Tables without a grid: rows of words whose gaps line up leave free columns of white between them.
import {
  cellTexts,
  closedBy,
  columnAt,
  columnGaps,
  filledIn,
  type Gap,
  gapsOf,
  isAmount,
  isProse,
  middlesOf,
  narrowed,
  numericColumns,
  withMore,
  withoutStrays,
  wordsOf,
} from './columns.ts'
import { around, isNumeric, middleX, type Placed, type Row, rowsOf } from './placed.ts'

/**
 * Rows that share their gaps; `xs` are the middles of the gaps. `heads`: rows above whose words span columns; `notes`:
 * those of the rows that run on over the columns beside them.
 */
export type Band = { rows: Row[]; xs: number[]; heads: Row[]; notes: Set<Row> }

/** So many lines without a column, or running over all of them, end a table. */
const mostNotes = 12
/** A page on which more rows than this start no table has none. */
const mostTries = 200
/** White between two rows, in heights of a word, beyond which they are no neighbours. */
const farthest = 5

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
  let tries = 0
  for (const { i } of starts) {
    if (taken.has(rows[i] as Row)) continue
    if (tries++ > mostTries) break
    const grown = grow({ rows, taken, em }, i)
    const band = asBand(grown, em)
    if (!band) continue
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

type Field = { rows: readonly Row[]; taken: ReadonlySet<Row>; em: number }

/** A table that is being grown; `good`: rows with words in several of its columns. */
type Growth = { rows: Row[]; first: number; gaps: Gap[]; good: Row[]; notes: Set<Row>; blank: number }

function grow(field: Field, seed: number): Growth {
  const { rows, em } = field
  const start = rows[seed] as Row
  const down = growDown(field, seed, {
    rows: [start],
    first: seed,
    gaps: gapsOf(start, em),
    good: [start],
    notes: new Set(),
    blank: 0,
  })
  return growUp(field, down)
}

/**
 * `good`: words in several columns; `part`: in one; `note`: it runs over the gaps of a table of three columns or more;
 * `other`: it has no place in the table.
 */
type Fit = 'good' | 'part' | 'note' | 'other'

function fitOf(row: Row, { gaps, good }: Growth, em: number): Fit {
  const open = columnGaps(gaps, good.length)
  const columns = open.length + 1
  const closed = closedBy(open, row, em)
  const filled = filledIn(cellTexts(row, middlesOf(open)))
  if (closed === 0) return filled > 1 ? 'good' : 'part'
  // Few words that close a gap would take the columns away one by one.
  if (closed <= 0.3 * columns && filled >= 0.5 * columns) return 'good'
  return columns < 3 || (columns < 4 && row.segments.length > 2) ? 'other' : 'note'
}

function growDown(field: Field, seed: number, start: Growth): Growth {
  const { rows, taken, em } = field
  let growth = start
  let last = seed
  let ended = false
  const notes = new Set<Row>()
  for (let i = seed + 1; i < rows.length && i - last <= mostNotes; i++) {
    const [before, row] = [rows[i - 1], rows[i]] as [Row, Row]
    const blank = row.top - before.bottom
    if (taken.has(row) || blank > farthest * em) break
    const fit = fitOf(row, growth, em)
    if (fit === 'other') break
    if (fit === 'note') notes.add(row)
    ended ||= fit === 'note' && row.segments.length > 1 && isNumeric(row.segments.at(-1)?.text ?? '')
    if (fit !== 'good') continue
    ended ||= isApart(row, growth, { blank, em }) || isSum(row, growth)
    // Beyond a sum there may be more rows, but only such as were there before.
    if (ended && !isLikeBefore(row, growth, em)) continue
    ended = false
    growth = {
      ...growth,
      gaps: narrowed(growth.gaps, row, em),
      good: [...growth.good, row],
      notes: new Set([...growth.notes, ...notes]),
      blank: growth.good.length > 1 ? Math.max(growth.blank, blank) : 0,
    }
    last = i
  }
  return { ...growth, rows: rows.slice(growth.first, tailOf(field, last, growth)) }
}

/** Where the lines end that go on with the last full row. */
function tailOf({ rows, taken, em }: Field, last: number, growth: Growth): number {
  const full = rows[last] as Row
  const edges = around(growth.good)
  let end = last + 1
  for (let i = end, before = full; i < rows.length; i++) {
    const row = rows[i] as Row
    if (row.right < edges.left || row.left > edges.right) continue
    if (taken.has(row) || !continues(before, row, { last: full, growth, em })) break
    before = row
    end = i + 1
  }
  return end
}

/** Whether a row that fills few columns stands clearly farther off than the rows do from each other. */
function isApart(
  row: Row,
  { gaps, good, blank: usual }: Growth,
  { blank, em }: { blank: number; em: number },
) {
  if (good.length < 3 || blank < Math.max(2.2 * usual, usual + 0.7 * em)) return false
  const texts = cellTexts(row, middlesOf(columnGaps(gaps, good.length)))
  return filledIn(texts) < 0.6 * texts.length
}

/** A total below a table, or a rebate in it: numbers without what the rows before begin with. */
function isSum(row: Row, { gaps, good }: Growth): boolean {
  const { xs, numeric, begin } = profileOf(gaps, good)
  if (xs.length < 2 || !numeric.includes(true)) return false
  const texts = cellTexts(row, xs)
  if (begin && texts[0] === '' && texts.some((text, column) => numeric[column] && isNumeric(text)))
    return true
  const text = numeric.indexOf(false)
  if (text < 0 || texts.slice(0, text + 1).some((cell) => cell !== '')) return false
  return texts.some((cell, column) => numeric[column] === true && isWording(cell))
}

/** Whether a row has the columns of those before, with numbers where they have numbers. */
function isLikeBefore(row: Row, { gaps, good }: Growth, em: number): boolean {
  const { xs, numeric } = profileOf(gaps, good)
  const texts = cellTexts(row, xs)
  const odd = texts.some((text, column) => numeric[column] === true && text !== '' && !isNumeric(text))
  const closed = closedBy(columnGaps(gaps, good.length), row, em)
  return texts[0] !== '' && filledIn(texts) >= 0.6 * texts.length && !odd && closed <= 0.15 * texts.length
}

/** Letters enough for a word, which a unit or a currency has not. */
export const isWording = (text: string) => (text.match(/\p{L}/gu)?.length ?? 0) > 2

/** Columns so far, which of them hold numbers in rows that are no head, and whether all of these fill the first. */
type Profile = { xs: number[]; numeric: boolean[]; begin: boolean }

function profileOf(gaps: readonly Gap[], good: readonly Row[]): Profile {
  const xs = middlesOf(columnGaps(gaps, good.length))
  const body = good.slice(0, 24).filter((row) => hasNumber(row, xs))
  const begin = body.length > 1 && body.every((row) => cellTexts(row, xs)[0] !== '')
  return { xs, numeric: numericColumns(body, xs), begin }
}

const hasNumber = (row: Row, xs: readonly number[]) => cellTexts(row, xs).some(isNumeric)

function growUp({ rows, taken, em }: Field, start: Growth): Growth {
  let growth = start
  let top = start.first
  const notes = new Set<Row>()
  const last = start.first + start.rows.length
  for (let i = top - 1; i >= 0 && top - i <= mostNotes; i--) {
    const [row, below] = [rows[i], rows[i + 1]] as [Row, Row]
    const blank = below.top - row.bottom
    if (taken.has(row) || blank > 0.6 * farthest * em) break
    const isHead = isHeadOf(rows[top] as Row, growth)
    if (isHead && (blank > 0.5 * em || hasNumber(row, profileOf(growth.gaps, growth.good).xs))) break
    const fit = fitOf(row, growth, em)
    if (fit === 'other' || (isHead && fit === 'note')) break
    if (fit === 'note') notes.add(row)
    if (fit !== 'good' && !(isHead && isOverColumn(row, growth))) continue
    if (!isHeadOf(row, growth) && (isApart(row, growth, { blank, em }) || isSum(row, growth))) break
    growth = {
      ...growth,
      first: i,
      rows: rows.slice(i, last),
      gaps: narrowed(growth.gaps, row, em),
      good: [...growth.good, row],
      notes: new Set([...growth.notes, ...notes]),
    }
    top = i
  }
  return growth
}

/** Whether a row names the columns: words where the rows below it have numbers. */
function isHeadOf(row: Row, { gaps, good }: Growth): boolean {
  const { xs, numeric } = profileOf(gaps, good)
  const texts = cellTexts(row, xs)
  return (
    !texts.some(isNumeric) && texts.some((text, column) => numeric[column] === true && /\p{L}/u.test(text))
  )
}

/** A first line of a title that goes on below. */
function isOverColumn(row: Row, { gaps, good }: Growth): boolean {
  const { xs, numeric } = profileOf(gaps, good)
  return cellTexts(row, xs).every((text, column) => text === '' || numeric[column] === true || column > 0)
}

type Tail = { last: Row; growth: Growth; em: number }

/** One more line of a cell of the last full row. */
function continues(before: Row, tail: Row, { last, growth, em }: Tail): boolean {
  const segment = tail.segments[0]
  if (tail.segments.length !== 1 || !segment || tail.top - before.bottom > 0.45 * em) return false
  const { xs, numeric } = profileOf(growth.gaps, growth.good)
  const column = columnAt(xs, middleX(segment))
  const crosses = column !== columnAt(xs, segment.left + 1) || column !== columnAt(xs, segment.right - 1)
  const under = wordsOf(last).some((one) => Math.abs(one.left - segment.left) < 0.5 * em)
  return !crosses && under && (numeric[column] === false || isWording(segment.text))
}

function asBand({ rows, gaps, good, notes }: Growth, em: number): Omit<Band, 'heads'> | undefined {
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
  const numerics = numericColumns(full, xs).filter((is) => is).length
  const isPriced = (row: readonly string[]) => row.some((text) => isAmount(text))
  const amounts = rows.filter((row) => isPriced(cellTexts(row, xs))).length
  const isOfKinds = (texts: readonly string[][]) =>
    [-1, ...xs.keys()].every((column) => isOfOneKind(texts.map((row) => row[column + 1] ?? '')))
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
