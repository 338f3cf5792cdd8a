// Everything on the pages that has the shape of an amount, a date or an identifier.
import { type Amount, type AmountOptions, parseAmount } from '../normalise/amount.ts'
import { parseCurrency } from '../normalise/currency.ts'
import { type DateOrder, type PrintedDate, parseDate } from '../normalise/date.ts'
import { type Iban, ibanLength, parseIban } from '../normalise/iban.ts'
import { parseVatId, type VatId } from '../normalise/vat-id.ts'
import { type Row, type Sheet, type Span, spanOf, type Token, textOf } from '../page/sheet.ts'

/** A span and what it means if it is what it looks like. */
export type Candidate<Value> = Span & { value: Value }

const maximumPerPage = 300
const timeBehind = /^(\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{4}-\d{2}-\d{2})[T,-]?\d{1,2}:\d{2}.*$/

/** Amounts: one word (`€12.50`), with a currency beside it, or grouped by spaces (`1 234,56`). */
export function findAmounts(sheet: Sheet, options: AmountOptions): Candidate<Amount>[] {
  return collect(sheet, 5, (span) => {
    const text = span.from === span.to ? (span.row.tokens[span.from]?.text ?? '') : textOf(span)
    const amount = /\d/.test(text) ? parseAmount(text, options) : null
    const percent = span.row.tokens[span.to + 1]?.text.startsWith('%') === true
    if (amount === null || percent || !belongsTogether(span)) return null
    const plausible = amount.decimals > 0 || amount.currency !== null || /\d[.,'’ ]\d{3}\b/.test(text)
    return plausible || (span.from === span.to && amount.minor < 1e9) ? amount : null
  })
}

/** Dates, up to five words long (`4. März 2025`), also with a time behind them. */
export function findDates(sheet: Sheet, order: DateOrder | null): Candidate<PrintedDate>[] {
  return collect(sheet, 5, (span) => {
    const text = textOf(span)
    if (text.length > 30 || !/\d/.test(text)) return null
    const glued = span.from === span.to ? text.replace(timeBehind, '$1') : text
    return parseDate(glued, order)
  })
}

/** IBANs, printed in groups or as one word. Those with a fault are kept only where their length is right. */
export function findIbans(sheet: Sheet): Candidate<Iban>[] {
  return collect(sheet, 10, (span) => {
    const first = span.row.tokens[span.from]?.text ?? ''
    if (!/^[A-Za-z]{2}\d{2}/.test(first)) return null
    const iban = parseIban(textOf(span))
    return iban !== null && iban.value.length === ibanLength(iban.value.slice(0, 2)) ? iban : null
  })
}

/** VAT ids with their country prefix, printed in groups or as one word. */
export function findVatIds(sheet: Sheet): Candidate<VatId>[] {
  return collect(sheet, 6, (span) => {
    const first = span.row.tokens[span.from]?.text ?? ''
    if (!/^[A-Z]{2}/.test(first)) return null
    const vatId = parseVatId(textOf(span).replace(/[,;.:]$/, ''))
    return vatId !== null && vatId.fault !== 'format' ? vatId : null
  })
}

/** Words that could be a number given by somebody: `RE-2025/0012`, `INV 12345`. Dates and prices are not. */
export function findIdentifiers(sheet: Sheet): Candidate<string>[] {
  return collect(sheet, 2, (span) => {
    const tokens = span.row.tokens.slice(span.from, span.to + 1)
    if (tokens.length === 2 && !/^[A-Z]{1,4}[-.]?$/.test(tokens[0]?.text ?? '')) return null
    if (tokens.length === 2 && parseCurrency(tokens[0]?.text ?? '') !== null) return null
    const text = textOf(span)
      .replace(/^[#(:]+/, '')
      .replace(/[.,;:)]+$/, '')
    if (!/^[\p{L}\p{N}][\p{L}\p{N}/._ -]{0,39}$/u.test(text) || !/\d/.test(text)) return null
    if (parseDate(text) !== null || /^\d{1,3}([.,']\d{3})*[.,]\d{2}$/.test(text)) return null
    return text
  })
}

/** In each row the longest span from each position, left to right, without overlaps. */
function collect<Value>(sheet: Sheet, width: number, read: (span: Span) => Value | null): Candidate<Value>[] {
  const found: Candidate<Value>[] = []
  const perPage = new Map<number, number>()
  for (const row of sheet.rows) {
    let from = 0
    while (from < row.tokens.length && (perPage.get(row.page) ?? 0) < maximumPerPage) {
      const candidate = longest(row, { from, width }, read)
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
  { from, width }: { from: number; width: number },
  read: (span: Span) => Value | null,
): Candidate<Value> | null {
  let found: Candidate<Value> | null = null
  for (let to = from; to < Math.min(row.tokens.length, from + width); to++) {
    if (to > from && !near(row.tokens[to - 1], row.tokens[to])) break
    const span = spanOf(row, from, to)
    const value = read(span)
    if (value !== null) found = { ...span, value }
  }
  return found
}

function near(a: Token | undefined, b: Token | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return b.left - a.right <= 2 * Math.max(a.bottom - a.top, b.bottom - b.top)
}

/** Digits that are words apart form one amount only where the gap is a grouping space: `3 100,00` may be quantity and price. */
function belongsTogether(span: Span): boolean {
  const tokens = span.row.tokens.slice(span.from, span.to + 1)
  return tokens.every((token, index) => {
    const before = tokens[index - 1]
    if (before === undefined || !/\d$/.test(before.text) || !/^\d/.test(token.text)) return true
    return token.left - before.right < 0.45 * (token.bottom - token.top)
  })
}
