// Which rates of tax a document prints, and what a rate makes of a total.
import type { Field, Finding } from '@countersign/contract/extraction'
import { minorDigits } from '../normalise/currency.ts'
import { spanOf, textOf } from '../page/sheet.ts'
import type { Reading } from './reading.ts'

const mostRates = 6
/** No country of the lexicon taxes sales higher; Hungary's 27 % is the highest of Europe. */
const highest = 28
const leastNetShare = 0.6

/** In per cent, from the rows that speak of tax. */
export function taxRatesIn(reading: Reading): number[] {
  return [...new Set(ratesByRow(reading))]
}

/** One for each rate that a row prints: two taxes of one rate are both there. */
function ratesByRow({ sheet, labels }: Reading): number[] {
  const taxed = new Set(labels.filter(({ role }) => role === 'tax').map(({ row }) => row))
  const rates: number[] = []
  for (const row of sheet.rows) {
    if (!taxed.has(row) || rates.length >= mostRates) continue
    const text = textOf(spanOf(row, 0, row.tokens.length - 1))
    for (const match of text.matchAll(/(\d{1,2}(?:[.,]\d{1,3})?) ?%/g)) {
      const rate = Number(match[1]?.replace(',', '.'))
      if (rate > 0 && rate <= highest) rates.push(rate)
    }
  }
  return rates
}

/** What is left of a total, in minor units, without a tax of `rate` per cent. */
export function netAt(total: number, rate: number): number {
  return Math.round((total * 100) / (100 + rate))
}

/** Whether an amount can be the tax within a total. */
export function isTaxOf(tax: number, total: number): boolean {
  return Math.abs(tax) <= (Math.abs(total) * highest) / 100
}

/** Whether an amount can be what a total is without tax and charges. */
export function isNetOf(net: number, total: number): boolean {
  return Math.abs(net) <= Math.abs(total) && Math.abs(net) >= leastNetShare * Math.abs(total)
}

/** Taxes are rounded line by line, or worked out from prices that hold them. */
const mostRounding = 5

const minorOf = ({ value }: Field): number => (typeof value === 'string' ? 0 : value.minor)

/** Where one rate is printed, the tax must be that share of the net amount. */
export function wrongTax(reading: Reading, fields: readonly Field[]): Finding[] {
  const printed = ratesByRow(reading)
  const [rate, ...others] = new Set(printed)
  const [net, tax] = ['net', 'tax'].map((name) => fields.find((field) => field.name === name))
  if (rate === undefined || others.length > 0 || net === undefined || tax === undefined) return []
  if (typeof net.value === 'string' || typeof tax.value === 'string') return []
  const expected = Math.round((net.value.minor * rate) / 100)
  // Two taxes of one rate on one base, or one that is said twice.
  const times = tax.evidence.length > 1 ? printed.length : 1
  if ([expected, expected * times].some((one) => Math.abs(one - minorOf(tax)) <= mostRounding)) return []
  const digits = minorDigits(net.value.currency)
  const show = (minor: number) => (minor / 10 ** digits).toFixed(digits)
  const message = `${rate} % of the net amount ${show(net.value.minor)} are ${show(expected)}, but the tax says ${show(tax.value.minor)}. Compare them with the document; a part may be free of tax.`
  return [{ rule: 'tax.rate_mismatch', severity: 'warning', message, field: 'tax', ...tax.evidence[0] }]
}
