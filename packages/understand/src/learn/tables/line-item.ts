// A line that was read by a taught table, as a line of the extraction.
import type { LineItem } from '@countersign/contract/extraction'
import { evidenceOf } from '../../extract/field.ts'
import type { Reading } from '../../extract/reading.ts'
import { isProduct, optionsOf } from '../../lines/cells.ts'
import { parseAmount } from '../../normalise/amount.ts'
import { minorDigits } from '../../normalise/currency.ts'
import { type Span, textOf, tokensOf } from '../../page/sheet.ts'
import { numbersIn } from './ink.ts'
import type { TablePart } from './taught-table.ts'

export type Parts = ReadonlyMap<TablePart, Span[]>

export const amountOf = (span: Span, reading: Reading) => {
  const text = textOf(span).replace(/[()]/g, '')
  return text.includes('%') ? null : parseAmount(text, optionsOf(reading))
}

/** Quantity, price and amount as printed; one that could not be read follows from the other two. */
type Sums = { quantity: string | null; unitPrice: string | null; minor: number | null; sure: number }

function sumsOf(parts: Parts, reading: Reading): Sums {
  const [quantities, prices] = [valuesAt(parts, 'quantity', reading), valuesAt(parts, 'unitPrice', reading)]
  const printed = parts.get('amount')?.[0]
  const amount = printed === undefined ? null : amountOf(printed, reading)
  const digits = minorDigits(amount?.currency ?? reading.currency?.code ?? null)
  const pairs = quantities.flatMap((quantity) => prices.map((price) => [quantity, price] as const))
  const [quantity = null, unitPrice = null] = [quantities[0], prices[0]]
  const both = quantity !== null && unitPrice !== null
  if (amount === null) {
    const follows = printed !== undefined && both
    const minor = follows ? Math.round(Number(quantity) * Number(unitPrice) * 10 ** digits) : null
    return { quantity, unitPrice, minor, sure: follows ? 0.7 : 0.88 }
  }
  const { minor } = amount
  const right = pairs.find(([one, other]) => isProduct(one, other, [(minor * 100) / 10 ** digits]))
  if (right) return { quantity: right[0], unitPrice: right[1], minor, sure: 0.98 }
  if (both) return { quantity, unitPrice, minor, sure: 0.8 }
  return { ...filled({ quantity, unitPrice, minor, sure: 0.88 }, parts, digits) }
}

/** Only where something stands there that was not read. */
function filled(sums: Sums, parts: Parts, digits: number): Sums {
  const value = (sums.minor ?? 0) / 10 ** digits
  const { quantity, unitPrice } = sums
  if (quantity === null && parts.has('quantity') && Number(unitPrice) !== 0 && unitPrice !== null) {
    const count = Math.round((1000 * value) / Number(unitPrice)) / 1000
    return Number.isInteger(count) ? { ...sums, quantity: String(count), sure: 0.7 } : sums
  }
  if (unitPrice === null && parts.has('unitPrice') && Number(quantity) !== 0 && quantity !== null) {
    const price = (value / Number(quantity)).toFixed(digits)
    return Number(price) * Number(quantity) === value ? { ...sums, unitPrice: price, sure: 0.7 } : sums
  }
  return sums
}

/** `lessons` is how many papers taught the table. */
export function lineItemOf({ parts }: { parts: Parts }, reading: Reading, lessons: number): LineItem {
  const text = (part: TablePart) => parts.get(part)?.map(textOf).join(' ') || null
  const { quantity, unitPrice, minor, sure } = sumsOf(parts, reading)
  const printed = parts.get('amount')?.[0]
  const currency = (printed && amountOf(printed, reading)?.currency) ?? reading.currency?.code ?? null
  const spans = [...parts.values()].flat()
  const read = Math.min(1, ...spans.flatMap((span) => tokensOf(span).map(({ confidence }) => confidence)))
  const known = (lessons + 0.5) / (lessons + 0.8)
  return {
    ...{
      description: text('description'),
      article: text('article'),
      quantity,
      unit: text('unit'),
      unitPrice,
    },
    taxRate: valuesAt(parts, 'taxRate', reading)[0] ?? null,
    amount: minor === null ? null : { minor, currency },
    raw: inOrder(spans).map(textOf).join(' ').slice(0, 300),
    confidence: Math.round(1000 * sure * read * known) / 1000,
    evidence: inOrder(spans).map(evidenceOf),
    why: [{ reason: `taught: the table of ${lessons} decided documents of this layout`, weight: 1 }],
  }
}

const inOrder = (spans: readonly Span[]): Span[] =>
  [...spans].sort((a, b) => a.row.index - b.row.index || a.from - b.from)

function valuesAt(parts: Parts, part: TablePart, reading: Reading): string[] {
  const span = parts.get(part)?.[0]
  if (span === undefined) return []
  return numbersIn(span.row, reading).find(({ from }) => from === span.from)?.values ?? []
}
