// Line items of invoices: whether a table that was found has each of them in one row.
import type { Table } from '@countersign/contract/layout'
import { bagHits, type Hits, wordsOf } from './metrics.ts'

/** `amount` as the file that came with the invoice writes it: 1234.50. */
export type Item = { name: string; amount: string }

/** Of the name's words at least this share; names in such files are often longer than what is printed. */
const leastShare = 0.5

export function itemHits(items: readonly Item[], tables: readonly Table[]): Hits {
  const rows = tables.flatMap(({ cells }) =>
    [...Map.groupBy(cells, ({ row }) => row).values()].map((row) => row.map(({ text }) => text)),
  )
  const hits = items.filter((item) => rows.some((row) => holds(row, item))).length
  return { hits, truth: items.length, found: items.length }
}

/** Items whose amount is printed: some files say it with tax where the paper says it without. */
export function printedItems(items: readonly Item[], printed: readonly string[]): Item[] {
  const tokens = printed.flatMap((line) => line.split(/\s+/))
  const numbers = new Set(
    tokens.flatMap((token, i) => [digitsOf(token), digitsOf(token + (tokens[i + 1] ?? ''))]),
  )
  return items.filter(({ amount }) => numbers.has(digitsOf(Number(amount).toFixed(2))))
}

const digitsOf = (text: string): string => text.replace(/\D/g, '')

function holds(row: readonly string[], { name, amount }: Item): boolean {
  const wanted = digitsOf(Number(amount).toFixed(2))
  if (!row.some((cell) => cell.split('\n').some((line) => digitsOf(line) === wanted))) return false
  const words = wordsOf(name)
  return bagHits(words, wordsOf(row.join(' '))).hits >= words.length * leastShare
}

/** The lines of an e-invoice's fields that say a name and an amount. */
export function itemsOf(fields: Record<string, unknown>): Item[] {
  const lines = Array.isArray(fields['lines']) ? (fields['lines'] as Record<string, unknown>[]) : []
  return lines.flatMap(({ name, line_total: amount }) =>
    typeof name === 'string' && typeof amount === 'string' ? [{ name, amount }] : [],
  )
}
