// What a row is to a table that is being grown.
import {
  cellTexts,
  closedBy,
  columnAt,
  columnGaps,
  filledIn,
  type Gap,
  middlesOf,
  numericColumns,
  runsAcross,
  wordsOf,
} from './columns.ts'
import { isNumeric, middleX, type Row } from './placed.ts'

/**
 * A table that is being grown; `good`: rows with words in several of its columns, `notes`: rows that run on over its
 * gaps, `blank`: the widest white between two good rows.
 */
export type Growth = { rows: Row[]; first: number; gaps: Gap[]; good: Row[]; notes: Set<Row>; blank: number }

/**
 * `good`: words in several columns; `part`: in one; `note`: it runs over the gaps of a table of three columns or more;
 * `other`: it has no place in the table.
 */
export type Fit = 'good' | 'part' | 'note' | 'other'

export function fitOf(row: Row, { gaps, good }: Growth, em: number): Fit {
  const open = columnGaps(gaps, good.length)
  const columns = open.length + 1
  const closed = closedBy(open, row, em)
  const xs = middlesOf(open)
  if (runsAcross(row, xs)) return columns < 3 ? 'other' : 'note'
  const filled = filledIn(cellTexts(row, xs))
  if (closed === 0) return filled > 1 ? 'good' : 'part'
  // Few words that close a gap would take the columns away one by one.
  if (closed <= 0.3 * columns && filled >= 0.5 * columns) return 'good'
  return columns < 3 || (columns < 4 && row.segments.length > 2) ? 'other' : 'note'
}

/** Whether a row that fills few columns stands clearly farther off than the rows do from each other. */
export function isApart(
  row: Row,
  { gaps, good, blank: usual }: Growth,
  { blank, em }: { blank: number; em: number },
) {
  if (good.length < 3 || blank < Math.max(2.2 * usual, usual + 0.7 * em)) return false
  const texts = cellTexts(row, middlesOf(columnGaps(gaps, good.length)))
  return filledIn(texts) < 0.6 * texts.length
}

/** A total below a table, or a rebate in it: numbers without what the rows before begin with. */
export function isSum(row: Row, { gaps, good }: Growth): boolean {
  const { xs, numeric, begin } = profileOf(gaps, good)
  if (xs.length < 2 || !numeric.includes(true)) return false
  const texts = cellTexts(row, xs)
  if (row.segments.length >= 0.75 * texts.length) return false
  if (begin && texts[0] === '' && texts.some((text, column) => numeric[column] && isNumeric(text)))
    return true
  const text = numeric.indexOf(false)
  if (text < 0 || texts.slice(0, text + 1).some((cell) => cell !== '')) return false
  return texts.some((cell, column) => numeric[column] === true && isWording(cell))
}

/** Whether a row has the columns of those before, with numbers where they have numbers. */
export function isLikeBefore(row: Row, { gaps, good }: Growth, em: number): boolean {
  const { xs, numeric } = profileOf(gaps, good)
  const texts = cellTexts(row, xs)
  const odd = texts.some((text, column) => numeric[column] === true && text !== '' && !isNumeric(text))
  const closed = closedBy(columnGaps(gaps, good.length), row, em)
  const filled = texts[0] === '' ? row.segments.length / 0.75 : filledIn(texts) / 0.6
  return filled >= texts.length && !odd && closed <= 0.15 * texts.length
}

/** Letters enough for a word, which a unit or a currency has not. */
const isWording = (text: string) => (text.match(/\p{L}/gu)?.length ?? 0) > 2

/** Columns so far, which of them hold numbers in rows that are no head, and whether all of these fill the first. */
type Profile = { xs: number[]; numeric: boolean[]; begin: boolean }

const profiles = new WeakMap<readonly Gap[], Profile>()

/** Gaps are new with every row that is accepted, so they stand for its profile. */
export function profileOf(gaps: readonly Gap[], good: readonly Row[]): Profile {
  const known = profiles.get(gaps)
  if (known) return known
  const profile = makeProfile(gaps, good)
  profiles.set(gaps, profile)
  return profile
}

function makeProfile(gaps: readonly Gap[], good: readonly Row[]): Profile {
  const xs = middlesOf(columnGaps(gaps, good.length))
  const body = good.slice(0, 24).filter((row) => hasNumber(row, xs))
  const begin = body.length > 1 && body.every((row) => cellTexts(row, xs)[0] !== '')
  return { xs, numeric: numericColumns(body, xs), begin }
}

export const hasNumber = (row: Row, xs: readonly number[]) => cellTexts(row, xs).some(isNumeric)

/** Whether a row names the columns: words where the rows below it have numbers. */
export function isHeadOf(row: Row, { gaps, good }: Growth): boolean {
  const { xs, numeric } = profileOf(gaps, good)
  const texts = cellTexts(row, xs)
  return (
    !texts.some(isNumeric) && texts.some((text, column) => numeric[column] === true && /\p{L}/u.test(text))
  )
}

/** A first line of a title that goes on below. */
export function isOverColumn(row: Row, { gaps, good }: Growth): boolean {
  const { xs, numeric } = profileOf(gaps, good)
  return cellTexts(row, xs).every((text, column) => text === '' || numeric[column] === true || column > 0)
}

export type Tail = { last: Row; growth: Growth; em: number }

/** One more line of a cell of the last full row. */
export function continues(before: Row, tail: Row, { last, growth, em }: Tail): boolean {
  const segment = tail.segments[0]
  if (tail.segments.length !== 1 || !segment || tail.top - before.bottom > 0.45 * em) return false
  const { xs, numeric } = profileOf(growth.gaps, growth.good)
  const column = columnAt(xs, middleX(segment))
  const crosses = column !== columnAt(xs, segment.left + 1) || column !== columnAt(xs, segment.right - 1)
  const under = wordsOf(last).some((one) => Math.abs(one.left - segment.left) < 0.5 * em)
  return !crosses && under && (numeric[column] === false || isWording(segment.text))
}
