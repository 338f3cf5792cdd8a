// Signs that speak for or against a value, weighed by what was learned; the best of several with its probability.
import type { Field } from '@countersign/contract/extraction'
import { strongest } from './rank.ts'
import { type Weighing, weighings } from './weights.gen.ts'

/** How strongly each sign is there, mostly 0 to 1; a sign that is not named is not there. */
export type Signs = Readonly<Record<string, number>>
/** Something that could be the value; entries with the same key mean the same value. */
export type Entry = { key: string; signs: Signs }
export type Chosen<Kind extends Entry> = { entry: Kind; probability: number; why: NonNullable<Field['why']> }

/** For fields that no example was made for: the label alone decides. */
const byLabel: Weighing = { bias: -2, weights: { 'more its label than another': 7 } }
const mostReasons = 6
const leastWeight = 0.05

/**
 * The entry that most speaks for, or null where nothing is likelier. The probability is a softmax over what the entries
 * mean, beside the possibility that the document does not say (whose logit is 0).
 */
export function choose<Kind extends Entry>(entries: readonly Kind[], field: string): Chosen<Kind> | null {
  const weighing = weighings[field] ?? byLabel
  const ranked = best(entries, ({ signs }) => logitOf(signs, weighing))
  const chosen = strongest(ranked)
  if (chosen === null || chosen.score < 0) return null
  const { entry, score: highest } = chosen
  const all = ranked.reduce((sum, { score }) => sum + Math.exp(score - highest), Math.exp(-highest))
  return { entry, probability: 1 / all, why: reasonsFor(entry.signs, field) }
}

/** Of the entries that mean the same the one with the highest score. */
export function best<Kind extends Entry>(
  entries: readonly Kind[],
  scoreOf: (entry: Kind) => number,
): { entry: Kind; score: number }[] {
  const found = new Map<string, { entry: Kind; score: number }>()
  for (const entry of entries) {
    const score = scoreOf(entry)
    if (score > (found.get(entry.key)?.score ?? Number.NEGATIVE_INFINITY))
      found.set(entry.key, { entry, score })
  }
  return [...found.values()]
}

export function logitOf(signs: Signs, { bias, weights }: Weighing): number {
  let sum = bias
  for (const [sign, strength] of Object.entries(signs)) sum += (weights[sign] ?? 0) * strength
  return sum
}

/** What weighed most, for and against. */
export function reasonsFor(signs: Signs, field: string): NonNullable<Field['why']> {
  const { weights } = weighings[field] ?? byLabel
  return Object.entries(signs)
    .map(([reason, strength]) => ({
      reason,
      weight: Math.round(100 * (weights[reason] ?? 0) * strength) / 100,
    }))
    .filter(({ weight }) => Math.abs(weight) >= leastWeight)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.reason < b.reason ? -1 : 1))
    .slice(0, mostReasons)
}
