// From samples to what each sign of certainty weighs: a logistic held by what is expected, families counting as one each.
import { factsByReason } from '@countersign/understand/certain/facts'
import { scanSign, scoreSign } from '@countersign/understand/extract/calibrate'
import { totalsReasons } from '@countersign/understand/extract/totals-why'
import type { Weighing } from '@countersign/understand/extract/weights.gen'
import type { Sample } from './samples.ts'

/** What a family of real papers, and one of generated papers, weighs against what is expected. */
const weightOfFamily = { real: 12, generated: 4 }
/** Ten papers of one layout go wrong together. */
const mostOfOne = 6
/** How many papers speak against what is expected of a sign. */
const pull = 6
const rounds = 800
const leastOfScore = 0.1
const expectedOfSums: Readonly<Record<string, number>> = {
  [totalsReasons.addUp]: 0.6,
  [totalsReasons.rival]: -1,
  [totalsReasons.charges]: -0.4,
  [totalsReasons.lines]: 0.6,
  [totalsReasons.otherLines]: -0.3,
}

type Rated = { strengths: number[]; right: boolean; weight: number }

/** By field, `letter.total`. */
export function calibrationsOf(samples: readonly Sample[]): Record<string, Weighing> {
  const byField = Map.groupBy(samples, ({ field }) => field)
  return Object.fromEntries(
    [...byField.keys()].sort().map((field) => [field, fit(byField.get(field) ?? [])] as const),
  )
}

function expectedOf(sign: string): number | null {
  if (sign === scoreSign) return 0.8
  if (sign === scanSign) return 0
  return factsByReason.get(sign)?.expected ?? expectedOfSums[sign] ?? null
}

/** By gradient descent, pulled towards what is expected (Platt 1999); no sign may mean the opposite of what it says. */
function fit(of: readonly Sample[]): Weighing {
  const names = [...new Set(of.flatMap(({ signs }) => Object.keys(signs)))].sort()
  const used = names.filter((sign) => expectedOf(sign) !== null)
  const expected = used.map((sign) => expectedOf(sign) ?? 0)
  const rated = rate(of, used)
  const all = rated.reduce((sum, { weight }) => sum + weight, pull)
  const weights = [...expected]
  let bias = 0
  for (let round = 0; round < rounds; round++) {
    const slopes = weights.map((weight, at) => (pull * (weight - (expected[at] ?? 0))) / all)
    let slope = (pull * bias) / all
    for (const { strengths, right, weight } of rated) {
      const sum = strengths.reduce((total, by, at) => total + by * (weights[at] ?? 0), bias)
      const push = (weight / all) * (1 / (1 + Math.exp(-sum)) - (right ? 1 : 0))
      slope += push
      for (const [at, by] of strengths.entries()) slopes[at] = (slopes[at] ?? 0) + push * by
    }
    bias -= 0.5 * slope
    for (const [at, by] of slopes.entries())
      weights[at] = bounded((weights[at] ?? 0) - 0.15 * by, used[at] ?? '', expected[at] ?? 0)
  }
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  const pairs = used.map((sign, at) => [sign, rounded(weights[at] ?? 0)] as const)
  return { bias: rounded(bias), weights: Object.fromEntries(pairs.filter(([, value]) => value !== 0)) }
}

function bounded(weight: number, sign: string, expected: number): number {
  if (sign === scoreSign) return Math.max(leastOfScore, weight)
  if (expected === 0) return weight
  return expected > 0 ? Math.max(0, weight) : Math.min(0, weight)
}

function rate(of: readonly Sample[], used: readonly string[]): Rated[] {
  const sizes = new Map<string, number>()
  for (const { family } of of) sizes.set(family, (sizes.get(family) ?? 0) + 1)
  return of.map(({ signs, right, family, real }) => {
    const size = sizes.get(family) ?? 1
    const whole = weightOfFamily[real ? 'real' : 'generated'] * Math.min(1, size / mostOfOne)
    return {
      strengths: used.map((sign) => signs[sign] ?? 0),
      right,
      weight: whole / size,
    }
  })
}
