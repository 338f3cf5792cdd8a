// The ink of a table: the numbers of each row, and the words of a row that are those of a text.
import type { Reading } from '../../extract/reading.ts'
import { isNumberGoingOn, optionsOf } from '../../lines/cells.ts'
import { mendAmount, parseDecimal } from '../../normalise/amount.ts'
import { minorDigits } from '../../normalise/currency.ts'
import { plain, type Row, type Span, spanOf, type Token, tokensOf } from '../../page/sheet.ts'
import { withinDistance } from '../options.ts'
import { thin } from '../words.ts'
import { type DecidedLine, numeric, type TablePart } from './taught-table.ts'

/** `values`: what it may mean; `3.000` may be three or three thousand. */
export type Numbered = Span & { values: string[] }

type Options = ReturnType<typeof optionsOf>

/** Every number of a row, from left to right. */
export function numbersIn(row: Row, reading: Reading): Numbered[] {
  const options = optionsOf(reading)
  const found: Numbered[] = []
  for (let at = 0; at < row.tokens.length; at++) {
    const token = row.tokens[at]
    if (token === undefined || !/\d/.test(token.text)) continue
    let to = at
    while (goesOn(row.tokens[to], row.tokens[to + 1])) to += 1
    const span = spanOf(row, at, to)
    const values = valuesOf(tokensOf(span).map(saidBy).join(' '), options)
    if (values.length > 0) found.push({ ...span, values })
    at = to
  }
  return found
}

const goesOn = (token: Token | undefined, next: Token | undefined): boolean =>
  token !== undefined &&
  next !== undefined &&
  isNumberGoingOn(token, next, (next.left - token.right) / (token.bottom - token.top))

const saidBy = ({ text, confidence }: Token): string => (confidence < 1 ? mendAmount(text) : text)

function valuesOf(text: string, options: Options): string[] {
  const bare = text.replace(/[€$£%()]|\b[A-Z]{3}\b|^[x×*@]|[x×*]$|[,.;:]$/g, '').trim()
  const number = /^(-?\d[\d.,'’\u00a0 ]*)(?![OolISB]+$)\p{L}{1,4}\.?$/u.exec(bare)?.[1] ?? bare
  const value = parseDecimal(number.trim(), options)
  if (value === null) return []
  if (!/^\d{1,3}[.,]\d{3}$/.test(number)) return [value]
  return [value, value.includes('.') ? value.replace('.', '') : number.replace(',', '.')]
}

/** A decided part as a number; null for texts and for what is not known. */
export function numberOf(line: DecidedLine, part: TablePart): number | null {
  if (!numeric.has(part)) return null
  if (part === 'amount')
    return line.amount === null ? null : line.amount.minor / 10 ** minorDigits(line.amount.currency)
  const value = line[part]
  return typeof value === 'string' ? Number(value) : null
}

export const isSame = ({ values }: Pick<Numbered, 'values'>, wanted: number): boolean =>
  values.some((value) => Math.abs(Math.abs(Number(value)) - Math.abs(wanted)) < 1e-6)

const alike = (one: string, other: string): boolean =>
  one === other || (one.length >= 5 && withinDistance(one, other, 1))

export const wordsIn = (text: string): string[] =>
  text
    .split(/\s+/)
    .map((word) => thin(plain(word)))
    .filter((word) => word !== '')

/** A text may begin with words that are not printed there. */
const mostLeading = 3

/** Where in the rows the words of a text stand, in their order; each row holds the next of them. */
export function standsIn(rows: readonly Row[], text: string): Span[] {
  const words = wordsIn(text)
  const spans: Span[] = []
  let at = 0
  for (const row of rows) {
    if (at >= words.length) break
    const starts = spans.length > 0 ? [at] : words.slice(0, mostLeading).map((_, index) => index)
    const best = starts
      .map((start) => ({ start, ...longestRun(row, words.slice(start)) }))
      .reduce((most, one) => (one.count > most.count ? one : most))
    const isWhole = best.start + best.count === words.length
    if (best.count === 0 || (best.count === 1 && !isWhole && (words[best.start]?.length ?? 0) < 4)) continue
    spans.push(spanOf(row, best.from, best.to))
    at = best.start + best.count
  }
  return at >= 0.5 * words.length ? spans : []
}

function longestRun(row: Row, words: readonly string[]): { from: number; to: number; count: number } {
  let best = { from: 0, to: 0, count: 0 }
  for (let from = 0; from < row.tokens.length; from++) {
    let [count, to] = [0, from]
    for (let at = from; at < row.tokens.length && count < words.length; at++) {
      const word = thin(row.tokens[at]?.plain ?? '')
      if (word === '') continue
      if (!alike(word, words[count] ?? '')) break
      count += 1
      to = at
    }
    if (count > best.count) best = { from, to, count }
  }
  return best
}
