// Printed amounts of every common locale to integer minor units.
import { minorDigits, parseCurrency } from './currency.ts'

export type DecimalSign = '.' | ','

/**
 * An amount in minor units. `currency` is what was printed with it, if anything. `ambiguous` is true where
 * one separator before three digits could be grouping or decimal (`1.234`) and nothing decided it.
 * `decimals` is how many were printed.
 */
export type Amount = { minor: number; currency: string | null; ambiguous: boolean; decimals: number }

/**
 * `decimal`: what the rest of the document uses. `assumed`: what its language uses, which settles `1.234` in German but
 * never makes it decimal in English. `currency`: assumed for its decimals where none is printed.
 */
export type AmountOptions = {
  decimal?: DecimalSign | null
  assumed?: DecimalSign | null
  currency?: string | null
}

const maximumLength = 40
// Separators and digits are disjoint, so this matches in linear time.
const numberShape = /^\d{1,15}(?:[.,'’\u00a0\u202f ]\d{1,15})*$/
const minus = /[-−–]/

/** Reads one printed amount such as `€1,234.56`, `1.234,56 EUR`, `CHF 1'234.50`, `12,-` or `(12.00)`; null if it is none. */
export function parseAmount(text: string, options: AmountOptions = {}): Amount | null {
  const trimmed = text.trim()
  if (trimmed.length === 0 || trimmed.length > maximumLength) return null
  const first = trimmed.search(/\d/)
  if (first < 0) return null
  let last = trimmed.length - 1
  while (last > first && !isDigit(trimmed.charCodeAt(last))) last--
  const head = trimmed.slice(0, first)
  const tail = trimmed.slice(last + 1).replace(/^[.,][-–—]{1,2}/, '')
  const body = withoutColon(trimmed.slice(first, last + 1), `${head} ${tail}`)
  if (!numberShape.test(body)) return null
  const number = splitNumber(body, { ...thousandths(`${head} ${tail}`), ...decided(options) })
  if (number === null) return null
  const around = surroundings(head, tail, number.fraction.length)
  if (around === null) return null
  const minor = toMinor(number, minorDigits(around.currency ?? options.currency ?? null))
  if (minor === null) return null
  const sign = around.negative && minor !== 0 ? -1 : 1
  return {
    minor: sign * minor,
    currency: around.currency,
    ambiguous: number.ambiguous,
    decimals: number.fraction.length,
  }
}

/** Swedes write 1 234:50 kr; without the money it would be a time. */
const withoutColon = (body: string, around: string): string =>
  /\bkr\b|\bSEK\b/i.test(around) ? body.replace(/^(\d{1,3}(?:[ \u00a0]?\d{3})*):(\d{2})$/, '$1,$2') : body

/** What the document uses, where it is known. */
const decided = ({ decimal, ...options }: AmountOptions): AmountOptions =>
  decimal ? { ...options, decimal } : options

/** Money with three decimals: 1.234 dinars of Kuwait are not a thousand, nor are 1,234 of Tunis. */
function thousandths(around: string): AmountOptions {
  const code = /\b(?:BHD|IQD|JOD|KWD|LYD|OMR|TND)\b/.exec(around)?.[0]
  if (code === undefined) return {}
  return { decimal: code === 'TND' || code === 'LYD' ? ',' : '.' }
}

/** A number with any count of decimals, such as a quantity or a price for a thousand, as `-12.345`; null if it is none. */
export function parseDecimal(text: string, options: AmountOptions = {}): string | null {
  const match = /^([-−–]?)\s*(\d.*)$/.exec(text.trim())
  if (match === null || text.length > maximumLength || !numberShape.test(match[2] ?? '')) return null
  const number = splitNumber(match[2] ?? '', options)
  if (number === null) return null
  const whole = number.whole.replace(/^0+(?=\d)/, '')
  return `${match[1] === '' ? '' : '-'}${whole}${number.fraction === '' ? '' : `.${number.fraction}`}`
}

/**
 * The decimal sign a document uses, by counting words with exactly two decimals.
 * Null without a clear majority (three to one).
 */
export function decimalSignOf(words: Iterable<string>): DecimalSign | null {
  const count = { '.': 0, ',': 0 }
  for (const word of words) {
    if (word.length > maximumLength) continue
    const match = /^[^\d]{0,4}\d{1,3}(?:([.,'’ ])\d{3})*([.,])\d{2}[^\d]{0,4}$/.exec(word)
    const sign = match?.[2]
    if ((sign === '.' || sign === ',') && match?.[1] !== sign) count[sign]++
  }
  if (count['.'] > 0 && count['.'] >= 3 * count[',']) return '.'
  if (count[','] > 0 && count[','] >= 3 * count['.']) return ','
  return null
}

const lookalikes: Readonly<Record<string, string>> = { O: '0', o: '0', l: '1', I: '1', S: '5', B: '8' }

/** What a recogniser made of an amount with letters for digits (`11.94O,5O`), as digits; any other text as it is. */
export function mendAmount(text: string): string {
  const isAmount = /^[^\p{L}\d]{0,3}\d[\dOolISB.,']{0,18}[.,][\dOolISB]{2}[^\p{L}\d]{0,3}$/u.test(text)
  return isAmount ? text.replace(/[OolISB]/g, (letter) => lookalikes[letter] ?? letter) : text
}

type SplitNumber = { whole: string; fraction: string; ambiguous: boolean }

function splitNumber(body: string, options: AmountOptions): SplitNumber | null {
  const separators = body.replace(/\d/g, '')
  const last = separators.at(-1)
  if (last === undefined) return { whole: body, fraction: '', ambiguous: false }
  const sort = decimalSeparator(body, separators, options)
  if (sort.decimal === null) return grouped(body, '', sort.ambiguous)
  const at = body.lastIndexOf(sort.decimal)
  return grouped(body.slice(0, at), body.slice(at + 1), sort.ambiguous)
}

/** Which separator, if any, is the decimal sign of this number. */
function decimalSeparator(body: string, separators: string, { decimal, assumed }: AmountOptions) {
  const last = separators.at(-1) ?? ''
  const none = { decimal: null, ambiguous: false }
  if (last !== '.' && last !== ',') return none
  const times = [...separators].filter((sign) => sign === last).length
  // Recognisers take a full stop for a comma: `1,048,79` can only be this.
  if (times > 1)
    return /^\d{1,3}(?:[.,]\d{3})+[.,]\d{2}$/.test(body) ? { decimal: last, ambiguous: false } : none
  const decided = { decimal: last, ambiguous: false }
  if (separators.length > 1) return decided
  const [whole = '', after = ''] = body.split(last)
  if (after.length !== 3 || whole.length > 3 || whole.startsWith('0')) return decided
  if (decimal) return decimal === last ? decided : none
  return assumed && assumed !== last ? none : { decimal: null, ambiguous: true }
}

/** Checks the grouping of the whole part: threes from the right, or Indian twos before the last three. */
function grouped(whole: string, fraction: string, ambiguous: boolean): SplitNumber | null {
  const groups = whole.split(/[^\d]/)
  const signs = new Set(whole.replace(/\d/g, ''))
  if (signs.size > 1) return null
  const [head = '', ...rest] = groups
  if (rest.length > 0) {
    const threes = rest.every((group) => group.length === 3)
    const indian = rest.at(-1)?.length === 3 && rest.slice(0, -1).every((group) => group.length === 2)
    if (head.length > 3 || (!threes && !indian)) return null
  }
  return { whole: groups.join(''), fraction, ambiguous }
}

/** What stands around the digits may only be a sign, a currency, or a receipt's one-letter tax code. */
function surroundings(head: string, tail: string, decimals: number) {
  const negative = minus.test(head) || minus.test(tail) || (head.includes('(') && tail.includes(')'))
  const before = head.replace(/[\s()*=:+−–-]/g, '')
  const after = tail.replace(/[\s()*=:+−–-]/g, '')
  const currencies = oneOf(
    [before, after].filter((part) => part !== '' && !crowns.test(part)).map((part) => parseCurrency(part)),
  )
  const taxCode = decimals === 2 && before === '' && /^[A-Z]$/.test(after)
  if (taxCode || (after === '.' && before === '')) return { negative, currency: null }
  if (currencies.length > 1 || currencies.includes(null)) return null
  return { negative, currency: currencies[0] ?? null }
}

/** Whose crowns they are is not said. */
const crowns = /^kr\.?$/i

/** Printed as a sign and as a code: `$1,234.56 USD`, `$ 12.00 CAD`. */
function oneOf(currencies: readonly (string | null)[]): readonly (string | null)[] {
  const [sign, code] = currencies
  const same = code === sign || (sign === 'USD' && /^(?:AU|CA|NZ|SG|HK|TW)D$/.test(code ?? ''))
  return currencies.length === 2 && code && same ? [code] : currencies
}

function toMinor({ whole, fraction }: SplitNumber, digits: number): number | null {
  // More decimals than the currency has is a unit price or a rate, unless they are zeros.
  if (/[^0]/.test(fraction.slice(digits))) return null
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  return Number.isSafeInteger(minor) ? minor : null
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
