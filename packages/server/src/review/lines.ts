// Pure: the lines of goods as a person left them; those that were read so already keep their ink.
import type { Extraction, LineItem } from '@countersign/contract/extraction'
import type { CorrectedLine } from '@countersign/contract/review'

const parts = ['description', 'article', 'quantity', 'unit', 'unitPrice', 'taxRate', 'amount'] as const
type Parts = Pick<LineItem, (typeof parts)[number]>

const sameAmount = (one: LineItem['amount'], other: LineItem['amount']): boolean =>
  one?.minor === other?.minor

function isSame(one: Parts, other: Parts, part: keyof Parts): boolean {
  if (part === 'amount') return sameAmount(one.amount, other.amount)
  const [a, b] = [one[part], other[part]]
  return a === b || (part !== 'description' && a !== null && b !== null && Number(a) === Number(b))
}

const commonIn = (one: Parts, other: Parts): number =>
  parts.filter((part) => one[part] !== null && isSame(one, other, part)).length

/** All lines at once take the place of those that were read; amounts without a currency are in that of the document. */
export function withLines(extraction: Extraction, corrected: readonly CorrectedLine[]): Extraction {
  const currency = extraction.fields.find(({ name }) => name === 'currency')?.value
  const left = [...(extraction.lines ?? [])]
  const lines = corrected.map((line): LineItem => {
    const said = saidOf(line, typeof currency === 'string' ? currency : null)
    const ranked = left.map((one) => ({ one, common: commonIn(said, one) }))
    const best = ranked.reduce<(typeof ranked)[number] | null>(
      (most, one) => (one.common > (most?.common ?? 0) ? one : most),
      null,
    )
    if (best) left.splice(left.indexOf(best.one), 1)
    const { raw = '', evidence = [] } = best?.one ?? {}
    return { ...said, raw, confidence: 1, evidence }
  })
  return { ...extraction, lines }
}

function saidOf(line: CorrectedLine, currency: string | null): Parts {
  const { amount = null } = line
  return {
    description: line.description ?? null,
    article: line.article ?? null,
    quantity: line.quantity ?? null,
    unit: line.unit ?? null,
    unitPrice: line.unitPrice ?? null,
    taxRate: line.taxRate ?? null,
    amount: amount && { minor: amount.minor, currency: amount.currency ?? currency },
  }
}

/** Whether both say the same, line by line. */
export const sameLines = (one: readonly Parts[], other: readonly Parts[]): boolean =>
  one.length === other.length &&
  one.every((line, at) => parts.every((part) => isSame(line, other[at] ?? line, part)))
