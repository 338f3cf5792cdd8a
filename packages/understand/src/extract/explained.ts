// What stands between the lines and the sums: allowances and charges that are printed explain why they differ.
import type { Amount } from '../normalise/amount.ts'
import type { Candidate } from './candidates.ts'
import type { Choice, Goods, Part } from './totals-why.ts'

const mostPrinted = 24
/** Allowances are a part of the goods, not most of them. */
const mostShare = 0.6

type Printed = { amounts: readonly Candidate<Amount>[]; charges: readonly Part[] }

/**
 * Whether the lines come to the sums by what is printed: by charges and discounts that say so, or, where the sum of the
 * lines is printed itself, by one or two other amounts.
 */
export function isExplained({ net, tax, total }: Choice, { rows, sum }: Goods, printed: Printed): boolean {
  if (sum === null) return false
  const goals = [net?.minor ?? null, total.minor, tax === null ? null : total.minor - tax.minor]
  const gaps = goals.flatMap((goal) => (goal === null || goal === sum ? [] : [goal - sum]))
  if (gaps.some((gap) => printed.charges.some(({ minor }) => Math.abs(minor - gap) <= 1))) return true
  const outside = printed.amounts.filter(({ row }) => !rows.has(row)).map(({ value }) => value.minor)
  if (!outside.includes(sum)) return false
  const parts = [...new Set(outside.map(Math.abs))]
    .filter((minor) => minor > 0 && minor <= mostShare * Math.abs(sum))
    .sort((a, b) => a - b)
    .slice(0, mostPrinted)
  return gaps.some((gap) => isMadeOf(Math.abs(gap), parts))
}

/** One of the parts, two together, or one less another. */
function isMadeOf(gap: number, parts: readonly number[]): boolean {
  const known = new Set(parts)
  return known.has(gap) || parts.some((part) => known.has(Math.abs(gap - part)) || known.has(gap + part))
}
