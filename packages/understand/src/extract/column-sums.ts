// Tables prove their own sums: what adds up down a column speaks for a sum and against its parts.
import type { Amount } from '../normalise/amount.ts'
import type { Candidate } from './candidates.ts'
import type { Reading } from './reading.ts'

type Sum = { candidate: Candidate<Amount>; parts: readonly Candidate<Amount>[] }

/**
 * What the columns say about each amount: more than 0 for one that is the sum of those right above it. Where several
 * columns of one row are sums, that row is the table's sum and the rows above are only its parts (less than 0). In a
 * single column nothing is said against the parts: net and tax stand above their total just so.
 */
export function weighColumnSums(reading: Reading): Map<Candidate<Amount>, number> {
  const weights = new Map<Candidate<Amount>, number>()
  const sums = findSums(reading)
  for (const rowSums of Map.groupBy(sums, ({ candidate }) => candidate.row).values()) {
    const isSumRow = rowSums.length > 1
    for (const { candidate, parts } of rowSums) {
      weights.set(candidate, isSumRow ? 0.7 : 0.4)
      if (isSumRow) for (const part of parts) weights.set(part, Math.min(-0.5, weights.get(part) ?? 0))
    }
  }
  return weights
}

function findSums({ amounts, sheet }: Reading): Sum[] {
  const sums: Sum[] = []
  for (const onPage of Map.groupBy(amounts, ({ row }) => row.page).values())
    for (const [index, candidate] of onPage.entries()) {
      const inColumn = onPage
        .slice(0, index)
        .filter((one) => one.row !== candidate.row && Math.abs(one.right - candidate.right) <= sheet.height)
        .reverse()
      const parts = partsOf(candidate, inColumn)
      if (parts !== null) sums.push({ candidate, parts })
    }
  return sums
}

/** The nearest two or more amounts above that add up to this one. */
function partsOf(
  candidate: Candidate<Amount>,
  above: readonly Candidate<Amount>[],
): Candidate<Amount>[] | null {
  let sum = 0
  for (const [index, one] of above.entries()) {
    sum += one.value.minor
    if (index > 0 && sum !== 0 && sum === candidate.value.minor) return above.slice(0, index + 1)
  }
  return null
}
