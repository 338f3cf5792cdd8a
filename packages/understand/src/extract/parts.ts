// Amounts as parts of sums: the best few for a role, the same tax taken twice, several together.
import type { Amount } from '../normalise/amount.ts'
import type { Candidate } from './candidates.ts'
import type { Part } from './totals-why.ts'

const kept = 8
const clear = 0.35

type Scoring = (candidate: Candidate<Amount>, index: number) => number

/** Two taxes of one rate below each other, as states and the union take them: the same amount twice is both. */
export function twins(amounts: readonly Candidate<Amount>[], score: Scoring, height: number): Part[] {
  const scored = amounts.map((candidate, index) => ({ candidate, score: score(candidate, index) }))
  return scored.flatMap(({ candidate: a, score: first }, index) => {
    const next = scored[index + 1]
    if (next === undefined || first < clear || next.score < clear) return []
    const { candidate: b } = next
    const isTwin = a.value.minor === b.value.minor && a.row !== b.row && a.row.page === b.row.page
    if (
      !isTwin ||
      a.value.minor === 0 ||
      Math.abs(a.right - b.right) > height ||
      b.top - a.bottom > 2 * height
    )
      return []
    return [{ minor: 2 * a.value.minor, score: Math.min(first, next.score), of: [a, b] }]
  })
}

/** The best few; the same value printed twice counts once, with its better score. */
export function rank(amounts: readonly Candidate<Amount>[], score: Scoring): Part[] {
  const best = new Map<number, Part>()
  amounts.forEach((candidate, index) => {
    const part = { minor: candidate.value.minor, score: score(candidate, index), of: [candidate] }
    if (part.score > (best.get(part.minor)?.score ?? Number.NEGATIVE_INFINITY)) best.set(part.minor, part)
  })
  return [...best.values()].sort((a, b) => b.score - a.score).slice(0, kept)
}

/** Sums of two, three or all of the first six: taxes of several rates, several charges. */
export function sums(parts: readonly Part[]): Part[] {
  const few = parts.slice(0, 6)
  const result: Part[] = []
  for (let mask = 1; mask < 1 << few.length; mask++) {
    const chosen = few.filter((_, index) => mask & (1 << index))
    if (chosen.length < 2) continue
    const score = chosen.reduce((sum, part) => sum + part.score, 0) / chosen.length
    const minor = chosen.reduce((sum, part) => sum + part.minor, 0)
    result.push({ minor, score, of: chosen.flatMap((part) => part.of) })
  }
  return result
}

/** As good as a label beside it. */
export function isClear(part: Part): boolean {
  return part.score >= clear
}

/** A discount takes away, however it is printed. */
export function negated(part: Part): Part {
  return { ...part, minor: -Math.abs(part.minor) }
}
