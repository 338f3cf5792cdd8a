// Columns of a table without lines: gaps between words that rows have in common.
import { around, isNumeric, medianOf, middleX, type Placed, type Row, widthOf } from './placed.ts'

/** White space between two columns; `wide` counts rows that leave more than a space there, `closed` those that none. */
export type Gap = { left: number; right: number; wide: number; closed: number }

/** Gaps narrower than this share of a line's height are spaces between words. */
const leastGap = 0.55
/** Rows that leave their white beside each other, less than this share of a line in common, share no gap. */
const leastOverlap = 0.1
/** A gap that more of the rows close than this is none: one of four, and of many a sixth. */
const mostClosed = (rows: number): number => 0.15 * rows + 0.6

/** The places in a row where columns may part. */
export function gapsOf(row: Row, em: number): Gap[] {
  const words = wordsOf(row)
  return words.slice(1).flatMap((word, i) => {
    const left = (words[i] as Placed).right
    if (word.left - left < leastGap * em) return []
    return [{ left, right: word.left, wide: isWide(row, (left + word.left) / 2) ? 1 : 0, closed: 0 }]
  })
}

const wordsOfRows = new WeakMap<Row, Placed[]>()

/** From left to right; rows are asked hundreds of times and do not change. */
export function wordsOf(row: Row): Placed[] {
  const known = wordsOfRows.get(row)
  if (known) return known
  const words = row.segments.flatMap((segment) => segment.words)
  wordsOfRows.set(row, words)
  return words
}

const isWide = ({ segments }: Row, x: number) => !segments.some((one) => one.left < x && one.right > x)

/** The gaps after one more row: narrower where it has words at their edges, and counted where it closes them. */
export function narrowed(gaps: readonly Gap[], row: Row, em: number): Gap[] {
  const words = wordsOf(row)
  return gaps.map((gap) => {
    const free = widestIn(gap, words, leastGap * em)
    if (free.right - free.left < leastOverlap * em) return { ...gap, closed: gap.closed + 1 }
    const beside = row.left < free.left && row.right > free.right
    const wide = beside && isWide(row, (free.left + free.right) / 2)
    return { ...free, wide: gap.wide + (wide ? 1 : 0), closed: gap.closed }
  })
}

/** The largest part of a gap that lies in white space of a row, `least` wide where it is between two words. */
function widestIn(gap: { left: number; right: number }, words: readonly Placed[], least: number) {
  let widest = { left: gap.left, right: gap.left }
  let reached = -Infinity
  for (const word of [...words, { left: Infinity, right: Infinity }]) {
    const [left, right] = [Math.max(gap.left, reached), Math.min(gap.right, word.left)]
    if (word.left - reached >= least && right - left > widest.right - widest.left) widest = { left, right }
    reached = Math.max(reached, word.right)
  }
  return widest
}

/** The gaps in which a row has words so that nothing is left of them. */
export function closedBy(gaps: readonly Gap[], row: Row, em: number): number {
  return narrowed(gaps, row, em).filter((gap, i) => gap.closed > (gaps[i] as Gap).closed).length
}

/** Gaps that most of `rows` rows leave open and some leave wide: words that happen to line up are no columns. */
export function columnGaps(gaps: readonly Gap[], rows: number): Gap[] {
  return gaps.filter(({ wide, closed }) => closed <= mostClosed(rows) && wide >= Math.max(1, 0.3 * rows))
}

export const middlesOf = (gaps: readonly Gap[]): number[] => gaps.map(({ left, right }) => (left + right) / 2)

/** Of which column, 0 to `xs.length`, a place is. */
export function columnAt(xs: readonly number[], x: number): number {
  let column = 0
  while (column < xs.length && x > (xs[column] as number)) column++
  return column
}

export function cellTexts(row: Row, xs: readonly number[]): string[] {
  const texts: string[][] = Array.from({ length: xs.length + 1 }, () => [])
  for (const word of wordsOf(row)) texts[columnAt(xs, middleX(word))]?.push(word.text)
  return texts.map((words) => words.join(' '))
}

export const filledIn = (texts: readonly string[]): number => texts.filter((text) => text !== '').length

/** More rows than these would find no other columns. */
const mostAsked = 12

/** Gaps that other rows have and the first did not, as where its column was empty. */
export function withMore(gaps: readonly Gap[], rows: readonly Row[], em: number): Gap[] {
  const all = [...gaps]
  for (const row of rows.slice(0, mostAsked)) {
    const own = rows.reduce(
      (left, other) => (other === row ? left : narrowed(left, other, em)),
      gapsOf(row, em),
    )
    for (const gap of columnGaps(own, rows.length))
      if (!all.some((one) => one.left < gap.right && one.right > gap.left)) all.push(gap)
  }
  return all.toSorted((a, b) => a.left - b.left)
}

/** Columns of fewer rows than this share, without a title, are stray words. */
const fewRows = 0.1

/** Without the gaps around columns that hold a stray word or a part of a title; rows from the top. */
export function withoutStrays(gaps: readonly Gap[], rows: readonly Row[], em: number): Gap[] {
  for (let column = 0; column <= gaps.length && gaps.length > 1; column++) {
    const xs = middlesOf(gaps)
    const own = rows.filter((row) => cellTexts(row, xs)[column] !== '')
    const [only] = own
    const titled = only === rows[0]
    if (!only || own.length > Math.max(1, titled ? 1 : fewRows * rows.length) || rows.length < 3) continue
    const sides = [column - 1, column].flatMap((side) => {
      const x = xs[side]
      return x === undefined ? [] : [{ side, room: roomAt(only, x) }]
    })
    const nearest = sides.toSorted((a, b) => a.room - b.room)[0]
    if (nearest && (!titled || nearest.room < em))
      return withoutStrays(
        gaps.filter((_, side) => side !== nearest.side),
        rows,
        em,
      )
  }
  return [...gaps]
}

/** White that a row leaves around a place. */
function roomAt(row: Row, x: number): number {
  const words = wordsOf(row)
  const left = Math.max(...words.filter((word) => middleX(word) < x).map(({ right }) => right))
  return Math.min(...words.filter((word) => middleX(word) >= x).map((word) => word.left)) - left
}

/** Money and prices of units, no dates. */
export function isAmount(text: string): boolean {
  return isNumeric(text) && /(?<![\d.,])\d{1,3}(?:[., '’]?\d{3})*[.,]\d{2,4}(?![\d.,])/.test(text)
}

/** Which columns hold numbers in most of these rows. */
export function numericColumns(rows: readonly Row[], xs: readonly number[]): boolean[] {
  const cells = rows.map((row) => cellTexts(row, xs))
  return Array.from({ length: xs.length + 1 }, (_, column) => {
    const texts = cells.map((row) => row[column] ?? '').filter((text) => text !== '')
    return texts.length > 0 && texts.filter(isNumeric).length > 0.5 * texts.length
  })
}

/** So many words in a row without a number among them, with no more than a space between them, are a sentence. */
const sentence = 7

/** Whether a sentence runs on over a gap, as it does where a space of it happens to stand in the gap. */
export function runsAcross({ segments }: Row, xs: readonly number[]): boolean {
  return segments.some(
    ({ left, right, words }) =>
      words.length >= sentence &&
      words.filter(({ text }) => isNumeric(text)).length <= 0.3 * words.length &&
      xs.some((x) => left < x && right > x),
  )
}

/** Columns of running text fill their width line after line. */
export function isProse(rows: readonly Row[], xs: readonly number[], em: number): boolean {
  const whole = around(rows)
  const edges = [whole.left, ...xs, whole.right]
  let prose = 0
  for (let column = 0; column + 1 < edges.length; column++) {
    const [left, right] = [edges[column] as number, edges[column + 1] as number]
    const widths = rows.flatMap(({ segments }) => {
      const own = segments.filter((one) => one.left >= left - em && one.right <= right + em)
      return own.length > 0 ? [widthOf(around(own))] : []
    })
    if (right - left > 12 * em && widths.length >= 3 && medianOf(widths) > 0.75 * (right - left)) prose++
  }
  return prose >= 2
}
