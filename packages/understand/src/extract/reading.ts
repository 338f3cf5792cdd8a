// What all fields of a commercial document are read from: candidates, labels, and the habits of the document.
import { type Amount, type DecimalSign, decimalSignOf } from '../normalise/amount.ts'
import { minorDigits } from '../normalise/currency.ts'
import type { DateOrder, PrintedDate } from '../normalise/date.ts'
import type { Sheet } from '../page/sheet.ts'
import { type Candidate, findAmounts, findDates } from './candidates.ts'
import { type CurrencySeen, findCurrency } from './currency.ts'
import { dateOrderOf } from './date-order.ts'
import { findLabels, type Label } from './labels.ts'
import { commercialLexicon } from './lexicon.ts'

export type Reading = {
  sheet: Sheet
  language: string | null
  labels: readonly Label[]
  amounts: readonly Candidate<Amount>[]
  dates: readonly Candidate<PrintedDate>[]
  currency: CurrencySeen | null
  order: DateOrder | null
  /** The decimal sign that most of its numbers use. */
  decimal: DecimalSign | null
}

/** Finds the candidates of a document, deciding decimal sign, currency and order of dates from all of it. */
export function readSheet(sheet: Sheet, language: string | null): Reading {
  const habits = { decimal: decimalSignOf(wordsOf(sheet)), assumed: decimalSignIn(language) }
  const first = findAmounts(sheet, habits)
  const currency = findCurrency(sheet, first)
  const code = currency?.code ?? null
  const amounts = inHabit(
    minorDigits(code) === 2 ? first : findAmounts(sheet, { ...habits, currency: code }),
    code,
  )
  const order = dateOrderOf(sheet, { language, currency: code })
  return {
    sheet,
    language,
    labels: findLabels(sheet, commercialLexicon),
    amounts,
    dates: findDates(sheet, order),
    currency,
    order,
    decimal: habits.decimal,
  }
}

/** Where a document prints amounts with all their decimals, numbers with fewer or more are rates and quantities. */
function inHabit(amounts: Candidate<Amount>[], currency: string | null): Candidate<Amount>[] {
  const digits = minorDigits(currency)
  const full = amounts.filter(({ value }) => value.decimals === digits)
  if (digits === 0 || full.length < 3) return amounts
  return amounts.filter(({ value }) => value.decimals === digits || value.currency !== null)
}

function decimalSignIn(language: string | null): DecimalSign | null {
  if (language === null) return null
  return language === 'en' ? '.' : ','
}

function* wordsOf(sheet: Sheet): Iterable<string> {
  for (const row of sheet.rows) for (const token of row.tokens) yield token.text
}
