// The currency of a document: what is printed beside its amounts, or alone.
import type { Field } from '@countersign/contract/extraction'
import type { Amount } from '../normalise/amount.ts'
import { parseCurrency } from '../normalise/currency.ts'
import { type Sheet, type Span, spanOf } from '../page/sheet.ts'
import type { Candidate } from './candidates.ts'
import { makeField } from './field.ts'

/** `share` is how much of what was seen agrees; `span` is one place where it stands. */
export type CurrencySeen = { code: string; share: number; span: Span }

const dollars = new Set(['CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN'])

/** The currency with the most mentions; beside an amount counts twice. Null where none was seen. */
export function findCurrency(sheet: Sheet, amounts: readonly Candidate<Amount>[]): CurrencySeen | null {
  const votes = new Map<string, { count: number; span: Span }>()
  const vote = (code: string, count: number, span: Span) => {
    const seen = votes.get(code)
    if (seen === undefined) votes.set(code, { count, span })
    else seen.count += count
  }
  for (const amount of amounts) if (amount.value.currency !== null) vote(amount.value.currency, 2, amount)
  for (const row of sheet.rows)
    row.tokens.forEach((token, index) => {
      const code = parseCurrency(token.text, { alone: true })
      if (code !== null) vote(code, 1, spanOf(row, index))
    })
  nameDollar(votes)
  const ranked = [...votes].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))
  const [first] = ranked
  if (first === undefined) return null
  const all = ranked.reduce((sum, [, { count }]) => sum + count, 0)
  return { code: first[0], share: first[1].count / all, span: first[1].span }
}

/** The currency as a field. Two currencies that are named about as often make it doubtful. */
export function currencyField(seen: CurrencySeen | null): Field[] {
  if (seen === null) return []
  const score = Math.min(0.97, 0.45 + 0.6 * seen.share)
  return [makeField({ name: 'currency', type: 'currency', value: seen.code, spans: [seen.span], score })]
}

/** `$` alone means the other dollar that the document names, if it names exactly one. */
function nameDollar(votes: Map<string, { count: number; span: Span }>): void {
  const plain = votes.get('USD')
  const named = [...votes.keys()].filter((code) => dollars.has(code))
  const name = named[0]
  if (plain === undefined || name === undefined || named.length > 1 || /USD|US\$/i.test(spanText(plain.span)))
    return
  const other = votes.get(name)
  if (other === undefined) return
  other.count += plain.count
  votes.delete('USD')
}

function spanText(span: Span): string {
  return span.row.tokens
    .slice(span.from, span.to + 1)
    .map((token) => token.text)
    .join(' ')
}
