// The lines of invoices beside their truth: description, quantity, unit price and amount.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LineItem } from '@countersign/contract/extraction'
import { distance } from '../edit-distance.ts'

/** `null` where the truth does not say. `amount` in minor units of a currency with two decimals. */
export type LineTruth = {
  description: string | null
  quantity: number | null
  unitPrice: number | null
  amount: number | null
}
export const lineParts = ['description', 'quantity', 'unitPrice', 'amount'] as const
export type LinePart = (typeof lineParts)[number]
export type LineCounts = Record<LinePart, { known: number; right: number; found: number }>

/** So many letters of a name are no chance. */
const leastName = 8

type Given = { name?: string; quantity?: string; net_price?: string; line_total?: string }

/** What the file beside a document says of its lines; null where it says nothing. Lines without an amount are remarks. */
export async function readLines(home: string, truth: string | undefined): Promise<LineTruth[] | null> {
  if (!truth?.endsWith('.json')) return null
  const { fields } = JSON.parse(await readFile(join(home, truth), 'utf8')) as { fields?: { lines?: Given[] } }
  if (!Array.isArray(fields?.lines)) return null
  return fields.lines.flatMap(({ name, quantity, net_price, line_total }) =>
    name && line_total
      ? [
          {
            description: name,
            quantity: decimal(quantity),
            unitPrice: decimal(net_price),
            amount: cents(line_total),
          },
        ]
      : [],
  )
}

const decimal = (text: string | undefined): number | null => (text ? Number(text) : null)
const cents = (text: string): number => Math.round(Number(text) * 100)

/** Each line of truth takes the found line that shares most with it; what is left over counts as found and wrong. */
export function countLines(truth: readonly LineTruth[], found: readonly LineItem[]): LineCounts {
  const left = [...found]
  const counts = Object.fromEntries(
    lineParts.map((part) => [part, { known: 0, right: 0, found: valuesOf(found, part) }]),
  ) as LineCounts
  for (const line of truth) {
    const ranked = left.map((one) => ({ one, right: lineParts.filter((part) => isRight(line, one, part)) }))
    const best = ranked.sort((a, b) => b.right.length - a.right.length)[0]
    for (const part of lineParts) {
      if (line[part] === null) {
        // Nobody knows whether this one is right.
        if (best && best.one[part] !== null) counts[part].found -= 1
        continue
      }
      counts[part].known += 1
      if (best?.right.includes(part)) counts[part].right += 1
    }
    if (best) left.splice(left.indexOf(best.one), 1)
  }
  return counts
}

const valuesOf = (lines: readonly LineItem[], part: LinePart): number =>
  lines.filter((line) => line[part] !== null).length

function isRight(truth: LineTruth, found: LineItem, part: LinePart): boolean {
  if (part === 'amount') return found.amount?.minor === truth.amount
  if (part !== 'description')
    return found[part] !== null && Math.abs(Number(found[part]) - (truth[part] ?? Number.NaN)) < 1e-4
  const [said, name] = [found.description ?? '', truth.description ?? '']
  // E-invoices write numbers of articles into the name; on paper and in what was found they may stand beside it.
  return [said, `${found.article ?? ''} ${said}`].some(
    (text) => isName(name, text) || isName(withoutCodes(name), withoutCodes(text)),
  )
}

/** Whether what was found begins with the name: what is printed below a name is as often part of it as not. */
function isName(truth: string, found: string): boolean {
  const [a, b] = [bare(truth), bare(found)]
  if (a === '' || b === '') return false
  const isEnd = b.length >= leastName && a.endsWith(b)
  const begins = distance(a, b.slice(0, a.length)) <= a.length / 5
  return isEnd || begins || distance(a, b) <= a.length / 5
}

/** `GTIN: 4012345001235`, `Unsere Art.-Nr.: TB100A4`: numbers with their names, which are no part of what it is called. */
const withoutCodes = (text: string): string =>
  text.replace(/(?:[\p{L}.-]+ )?[\p{L}.-]+ ?: ?\p{L}{0,4}\d[\p{L}\d-]{3,}/gu, ' ')

/** Half the words of a name have to stand somewhere on the paper for the name to be on it. */
const leastShare = 0.5

/**
 * The lines with null for what no reading of the document has: some e-invoices name goods as their paper does not, and
 * say what a line comes to with tax where the paper prints it without. `words` are those of every copy of it.
 */
export function printedLines(lines: readonly LineTruth[], words: readonly string[]): LineTruth[] {
  const digits = words.map((word) => word.replace(/\D/g, ''))
  const numbers = new Set(digits.flatMap((one, at) => [one, `${one}${digits[at + 1] ?? ''}`]))
  const text = words.map(bare).join('')
  return lines.map((line) => {
    const parts = (line.description ?? '').split(/\s+/).map(bare).filter(Boolean)
    const share = parts.filter((part) => text.includes(part)).length / parts.length
    const minor = String(Math.abs(line.amount ?? 0))
    const isPrinted = numbers.has(minor) || (minor.endsWith('00') && numbers.has(minor.slice(0, -2)))
    return {
      ...line,
      description: share < leastShare ? null : line.description,
      amount: isPrinted ? line.amount : null,
    }
  })
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

export function sumLines(all: readonly LineCounts[]): LineCounts {
  return Object.fromEntries(
    lineParts.map((part) => {
      const sum = (key: 'known' | 'right' | 'found') => all.reduce((total, one) => total + one[part][key], 0)
      return [part, { known: sum('known'), right: sum('right'), found: sum('found') }]
    }),
  ) as LineCounts
}

export function linesF1(counts: LineCounts, part: LinePart): number {
  const { known, right, found } = counts[part]
  return (2 * right) / (known + found)
}
