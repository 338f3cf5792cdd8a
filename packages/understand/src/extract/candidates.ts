// Everything on the pages that has the shape of an amount, a date or an identifier.
import { type Amount, type AmountOptions, mendAmount, parseAmount } from '../normalise/amount.ts'
import { parseCurrency } from '../normalise/currency.ts'
import { type DateOrder, mendDate, type PrintedDate, parseDate } from '../normalise/date.ts'
import { type Iban, ibanLength, mendIban, parseIban } from '../normalise/iban.ts'
import { parseVatId, type VatId } from '../normalise/vat-id.ts'
import { type Row, type Sheet, type Span, spanOf, type Token } from '../page/sheet.ts'

/** A span and what it means if it is what it looks like. */
export type Candidate<Value> = Span & { value: Value }

/** Some words in a row, with spaces between them, and the word that follows. */
type Stretch = { tokens: readonly Token[]; text: string; next: Token | undefined }

/** What to look for: up to `width` words, the first of which matches `starts`. */
type Shape<Value> = { width: number; starts: RegExp; read: (stretch: Stretch) => Value | null }

const maximumPerPage = 200
const timeBehind =
  /^(\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}([-/.])\d{1,2}\3\d{2}(?=[T,-]))[T,-]?\d{1,2}:\d{2}.*$/
/** Signs, a label or the day of the week that a till prints without a space. */
const around =
  /^(?:[^\p{L}\d]*|date|datum|fecha|data|dt|(?:mon|tue|wed|thu|fri|sat|sun)[,.]?)(\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?:[^\p{L}\d]*|\(?(?:mon|tue|wed|thu|fri|sat|sun)\)?)$/iu
const spaced = /^(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4})$/

/** Amounts: one word (`€12.50`), with a currency beside it, or grouped by spaces (`1 234,56`). */
export function findAmounts(sheet: Sheet, options: AmountOptions): Candidate<Amount>[] {
  const read = ({ tokens, text, next }: Stretch) => {
    const said = tokens.some(({ confidence }) => confidence < 1)
      ? tokens.map((token) => mendAmount(token.text)).join(' ')
      : text
    const amount = /\d/.test(text) ? parseAmount(said, options) : null
    if (amount === null || next?.text.startsWith('%') || !areOneNumber(tokens)) return null
    const plausible = amount.decimals > 0 || amount.currency !== null || /\d[.,'’ ]\d{3}\b/.test(text)
    return plausible || (tokens.length === 1 && amount.minor < 1e9) ? amount : null
  }
  return collect(sheet, { width: 5, starts: /\d|^[\p{L}\p{Sc}.]{1,8}$|^[(=:*−–-]/u, read })
}

/** Dates, up to five words long (`4. März 2025`), also with a time behind them. */
export function findDates(sheet: Sheet, order: DateOrder | null): Candidate<PrintedDate>[] {
  const read = ({ tokens, text }: Stretch) => {
    const bare = tokens.length === 1 ? alone(text, tokens[0]) : text.replace(spaced, '$1$2$3$2$4')
    if (bare.length > 30 || !/\d/.test(bare)) return null
    return parseDate(bare, order)
  }
  return collect(sheet, { width: 5, starts: /^[([*]?[\dOIl]|^\p{L}{3,12}[.,]?(?:\d|$)|^dt\d/iu, read })
}

/** A word without what is printed next to a date; misread letters in it are digits. */
function alone(text: string, token: Token | undefined): string {
  const bare = text.replace(timeBehind, '$1').replace(around, '$1')
  return (token?.confidence ?? 1) < 1 ? mendDate(bare) : bare
}

/** IBANs, printed in groups or as one word. Those with a fault are kept only where their length is right. */
export function findIbans(sheet: Sheet): Candidate<Iban>[] {
  const read = ({ text, tokens }: Stretch) => {
    const bare = text.replace(/^IBAN(?=[A-Z]{2}[\dA-Z|!]{2})[:.]?/i, '').replace(/[,;.)]$/, '')
    const iban = parseIban(bare)
    if (iban?.fault === null) return iban
    const mended = tokens.some(({ confidence }) => confidence < 1) ? mendIban(bare) : null
    if (mended !== null) return mended
    return iban !== null && iban.value.length === ibanLength(iban.value.slice(0, 2)) ? iban : null
  }
  return collect(sheet, { width: 10, starts: /^(?:IBAN)?[A-Za-z]{2}(?:[\dOIlSBZG|]{2}|$)/, read })
}

/** VAT ids with their country prefix, printed in groups or as one word. */
export function findVatIds(sheet: Sheet): Candidate<VatId>[] {
  const read = ({ text }: Stretch) => {
    const vatId = parseVatId(text.replace(/[,;.:]$/, ''))
    return vatId !== null && vatId.fault !== 'format' ? vatId : null
  }
  return collect(sheet, { width: 6, starts: /^(?:[A-Z]{2}|CHE)(?:[\dU-]|[A-Z]?\d|$)/, read })
}

/** Words that could be a number given by somebody: `RE-2025/0012`, `INV 12345`. Dates and prices are not. */
export function findIdentifiers(sheet: Sheet): Candidate<string>[] {
  const read = ({ tokens, text }: Stretch) => {
    const [first, second] = tokens
    if (second !== undefined && !/^[A-Z]{1,4}[-.]?$/.test(first?.text ?? '')) return null
    if (
      second !== undefined &&
      (parseCurrency(first?.text ?? '') !== null || labelled.test(first?.text ?? ''))
    )
      return null
    const bare = text.replace(/^[#(:]+/, '').replace(/[.,;:)]+$/, '')
    if (!/^[\p{L}\p{N}][\p{L}\p{N}/._ -]{0,39}$/u.test(bare) || !/\d/.test(bare)) return null
    if (parseDate(bare) !== null || /^\d{1,3}([.,']\d{3})*[.,]\d{2}$/.test(bare)) return null
    return tokens.some(({ confidence }) => confidence < 1) ? unmistaken(bare) : bare
  }
  return collect(sheet, { width: 2, starts: /^[#(:]*[\p{L}\p{N}]/u, read })
}

/** Capitals that belong to the label, as in "Faktura VAT RE-12". */
const labelled = /^(?:VAT|IVA|TVA|BTW|GST|TAX|NR|NO|ID|REF)\b/

/** Recognisers take 1 for l and 0 for o; a number that is digits but for these small letters is all digits. */
function unmistaken(text: string): string {
  const digits = text.replace(/\D/g, '').length
  const isNumber = /^[\dlo][\dlo./-]*$/.test(text) && digits >= 3 && digits > text.length / 2
  // An O behind a digit, with a digit or nothing behind it.
  if (!isNumber) return text.replace(/(?<=\d)O+(?=\d|$)/g, (letters) => '0'.repeat(letters.length))
  return text.replaceAll('l', '1').replaceAll('o', '0')
}

/** In each row the longest stretch from each position, left to right, without overlaps. */
function collect<Value>(sheet: Sheet, shape: Shape<Value>): Candidate<Value>[] {
  const found: Candidate<Value>[] = []
  const perPage = new Map<number, number>()
  for (const row of sheet.rows) {
    let from = 0
    while (from < row.tokens.length && (perPage.get(row.page) ?? 0) < maximumPerPage) {
      const candidate = longest(row, from, shape)
      if (candidate !== null) {
        found.push(candidate)
        perPage.set(row.page, (perPage.get(row.page) ?? 0) + 1)
      }
      from = candidate === null ? from + 1 : candidate.to + 1
    }
  }
  return found
}

function longest<Value>(
  row: Row,
  from: number,
  { width, starts, read }: Shape<Value>,
): Candidate<Value> | null {
  const tokens: Token[] = []
  let best: { to: number; value: Value } | null = null
  let text = ''
  for (let to = from; to < Math.min(row.tokens.length, from + width); to++) {
    const [before, token] = [tokens.at(-1), row.tokens[to]]
    if (token === undefined || (before === undefined ? !starts.test(token.text) : !near(before, token))) break
    tokens.push(token)
    text = before === undefined ? token.text : `${text} ${token.text}`
    const value = read({ tokens, text, next: row.tokens[to + 1] })
    if (value !== null) best = { to, value }
  }
  return best === null ? null : { ...spanOf(row, from, best.to), value: best.value }
}

function near(a: Token, b: Token): boolean {
  return b.left - a.right <= 2 * Math.max(a.bottom - a.top, b.bottom - b.top)
}

/** Digits that are words apart form one amount only where the gap is a grouping space: `3 100,00` may be quantity and price. */
function areOneNumber(tokens: readonly Token[]): boolean {
  return tokens.every((token, index) => {
    const before = tokens[index - 1]
    if (before === undefined || !/\d$/.test(before.text) || !/^\d/.test(token.text)) return true
    // The space between words is 0.44 to 0.46 of the height of common faces.
    return token.left - before.right < 0.55 * (token.bottom - token.top)
  })
}
