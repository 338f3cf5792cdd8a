// Which rates of tax a document prints, and what a rate makes of a total.
import { spanOf, textOf } from '../page/sheet.ts'
import type { Reading } from './reading.ts'

const mostRates = 6
/** No country of the lexicon taxes sales higher; Hungary's 27 % is the highest of Europe. */
const highest = 28
const leastNetShare = 0.6

/** In per cent, from the rows that speak of tax. */
export function taxRatesIn({ sheet, labels }: Reading): number[] {
  const taxed = new Set(labels.filter(({ role }) => role === 'tax').map(({ row }) => row))
  const rates = new Set<number>()
  for (const row of sheet.rows) {
    if (!taxed.has(row) || rates.size >= mostRates) continue
    const text = textOf(spanOf(row, 0, row.tokens.length - 1))
    for (const match of text.matchAll(/(\d{1,2}(?:[.,]\d{1,2})?) ?%/g)) {
      const rate = Number(match[1]?.replace(',', '.'))
      if (rate > 0 && rate <= highest) rates.add(rate)
    }
  }
  return [...rates]
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
