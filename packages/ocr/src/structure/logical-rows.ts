// From lines of words to rows of a table: a line that only goes on with what stands above belongs to it.
import { cellTexts, filledIn, isAmount, numericColumns } from './columns.ts'
import { around, heightOf, isNumeric, medianOf, type Rect, type Row, widthOf } from './placed.ts'
import type { Rule } from './rules.ts'

/** What a band's rows are told apart by. */
type Marks = { xs: readonly number[]; rules: readonly Rule[]; notes?: Set<Row> }

/** A line with its texts by column, and the white above and below it. */
type Place = { line: Row; texts: string[]; above: number; below: number }

/** Rows of a table from its lines of words: a line that only goes on with what stands above belongs to it. */
export function logicalRows(lines: readonly Row[], { xs, rules, notes }: Marks): Row[][] {
  const isParted = partedBy(lines, rules)
  const steps = lines.slice(1).map((line, i) => line.top - (lines[i] as Row).bottom)
  const places = lines.map((line, i): Place => {
    const [above = Infinity, below = Infinity] = [steps[i - 1], steps[i]]
    return { line, texts: cellTexts(line, xs), above, below }
  })
  const most = Math.max(...places.map(({ texts }) => filledIn(texts)))
  const full = places.filter(({ texts }) => filledIn(texts) >= 0.6 * most && texts.some(isNumeric))
  const table = {
    usual: medianOf(steps),
    numeric: numericColumns(
      full.map(({ line }) => line),
      xs,
    ),
    begin: full.every(({ texts }) => texts[0] !== ''),
    priced: full.every(({ texts }) => texts.some(isAmount)),
    late: [...xs, 0].map((_, column) => full.every(({ texts }) => texts[column] === '')),
  }
  const head = headOf(places)
  const rows: Place[][] = []
  for (const [i, place] of places.entries()) {
    const row = rows.at(-1)
    const joins = () =>
      row && (isParted ? !isParted(i) : [goesOn, leadsOn, fillsIn].some((joins) => joins(row, place, table)))
    if (row && (i < head || notes?.has(place.line) || joins())) row.push(place)
    else rows.push([place])
  }
  return rows.map((row) => row.map(({ line }) => line))
}

/** How many lines at the top name the columns together: close to each other, without numbers, over lines with some. */
function headOf(places: readonly Place[]): number {
  const numbers = places.findIndex(({ texts }) => texts.some(isNumeric))
  if (numbers < 2) return 0
  const lines = places.slice(0, numbers)
  const whole = lines.every(({ line, above, texts }, i) => {
    return i === 0 || (above <= 0.5 * heightOf(line as Rect) && texts.slice(1).some((text) => text !== ''))
  })
  return whole ? numbers : 0
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

/**
 * `begin`: whether all full lines have something in the first column; `priced`: whether all have an amount; `late`:
 * columns in which none has anything.
 */
type Columns = {
  usual: number
  numeric: readonly boolean[]
  begin: boolean
  priced: boolean
  late: readonly boolean[]
}

const placesIn = (texts: readonly string[]): number[] =>
  texts.flatMap((text, column) => (text === '' ? [] : [column]))

function goesOn(row: readonly Place[], { line, texts, above, below }: Place, columns: Columns): boolean {
  const { usual, numeric, begin, priced } = columns
  const [first, before] = [row[0] as Place, row.at(-1) as Place]
  const own = placesIn(texts)
  if (own.length >= filledIn(first.texts) || own.length > Math.max(1, 0.5 * texts.length)) return false
  const height = heightOf(line as Rect)
  // Where the first column is empty, no row begins.
  const inside = begin && !own.includes(0) && own.every((column) => numeric[column] === false)
  if (inside && above <= Math.min(1.5 * height, 1.5 * Math.max(below, 0.2 * height))) return true
  // Where every row has an amount, a line without one, close to the line above, is no row.
  if (priced && !texts.some(isAmount) && above <= Math.min(0.45 * height, Math.max(below, 0))) return true
  if (own.some((column) => before.texts[column] === '' || isNumeric(texts[column] ?? ''))) return false
  return above <= Math.max(usual * 0.8, 0.3 * height)
}

/** Whether a row began with lines of text only, close above the line with its numbers. */
function leadsOn(row: readonly Place[], { line, texts, above }: Place, { numeric }: Columns): boolean {
  const isText = row.every((place) => placesIn(place.texts).every((column) => numeric[column] === false))
  const rest = placesIn(texts).some((column) => numeric[column] === true && isNumeric(texts[column] ?? ''))
  const first = (row[0] as Place).above
  return isText && rest && above <= 0.3 * heightOf(line as Rect) && first > 2 * above && first > above + 4
}

/** Whether a line holds nothing but what its row has not yet: cells in the middle of the height of a row. */
function fillsIn(row: readonly Place[], { line, texts, above }: Place, { numeric, late }: Columns): boolean {
  const own = placesIn(texts)
  if (own.length >= 0.6 * texts.length || above > 0.6 * heightOf(line as Rect)) return false
  const isFree = (column: number) => row.every((place) => place.texts[column] === '')
  const isLate = own.some((column) => late[column] === true && isFree(column))
  const isMore = (column: number) =>
    (column > 0 || isLate) && (numeric[column] === false || !isAmount(texts[column] ?? ''))
  return own.every((column) => isFree(column) || isMore(column)) && own.some(isFree)
}
