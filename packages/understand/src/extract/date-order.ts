// Whether 03/04/2025 is the third of April or the fourth of March in this document.
import { type DateOrder, parseDate } from '../normalise/date.ts'
import { type Sheet, spanOf, textOf } from '../page/sheet.ts'

const dayFirstLanguages = new Set(['de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'da', 'sv', 'fi', 'cs'])
const dayFirstCurrencies = new Set(
  'GBP EUR CHF AUD NZD INR MYR SGD ZAR HKD THB IDR AED ILS NGN KES PLN BRL'.split(' '),
)
// A state and a ZIP code, as in "Redmond, WA 98052".
const unitedStates = /\b[A-Z]{2},? \d{5}(?:-\d{4})?\b/

/**
 * Other dates of the document decide first (25/12/2024 proves day first), then its language, then the country its
 * currency and addresses point to. Null where nothing decides, or where the document contradicts itself.
 */
export function dateOrderOf(
  sheet: Sheet,
  { language, currency }: { language: string | null; currency: string | null },
): DateOrder | null {
  const proofs = new Set<DateOrder>()
  for (const row of sheet.rows)
    for (const token of row.tokens) {
      const decides = /\d/.test(token.text) ? parseDate(token.text)?.decides : null
      if (decides) proofs.add(decides)
    }
  if (proofs.size > 1) return null
  const [proof] = proofs
  if (proof !== undefined) return proof
  if (language !== null && dayFirstLanguages.has(language)) return 'dmy'
  if (currency !== null && dayFirstCurrencies.has(currency)) return 'dmy'
  return currency === 'USD' && namesStateAndZip(sheet) ? 'mdy' : null
}

function namesStateAndZip(sheet: Sheet): boolean {
  return sheet.rows.some((row) => unitedStates.test(textOf(spanOf(row, 0, row.tokens.length - 1))))
}
