// Signs that speak for or against a value, weighed by what was learned; the best of several with its probability.
import type { Field } from '@countersign/contract/extraction'
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
  const best = new Map<string, { entry: Kind; logit: number }>()
  for (const entry of entries) {
    const logit = logitOf(entry.signs, weighing)
    if (logit > (best.get(entry.key)?.logit ?? Number.NEGATIVE_INFINITY))
      best.set(entry.key, { entry, logit })
  }
  let chosen: { entry: Kind; logit: number } | null = null
  for (const one of best.values()) if (chosen === null || one.logit > chosen.logit) chosen = one
  if (chosen === null || chosen.logit < 0) return null
  const { entry, logit: highest } = chosen
  const all = [...best.values()].reduce(
    (sum, { logit }) => sum + Math.exp(logit - highest),
    Math.exp(-highest),
  )
  return { entry, probability: 1 / all, why: reasonsFor(entry.signs, weighing) }
}

export function logitOf(signs: Signs, { bias, weights }: Weighing): number {
  let sum = bias
  for (const [sign, strength] of Object.entries(signs)) sum += (weights[sign] ?? 0) * strength
  return sum
}

/** What weighed most, for and against. */
function reasonsFor(signs: Signs, { weights }: Weighing): NonNullable<Field['why']> {
  return Object.entries(signs)
    .map(([reason, strength]) => ({
      reason,
      weight: Math.round(100 * (weights[reason] ?? 0) * strength) / 100,
    }))
    .filter(({ weight }) => Math.abs(weight) >= leastWeight)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.reason < b.reason ? -1 : 1))
    .slice(0, mostReasons)
}
