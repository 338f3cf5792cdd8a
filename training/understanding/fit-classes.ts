// A softmax over classes whose weights are drawn back to a prior (Gaussian around it), fitted by gradients (Adam).
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import { saturate } from '@countersign/understand/classify/saturate'

export type Example = { name: DocumentClass; features: ReadonlyMap<string, number>; weight: number }
type Weights = Record<DocumentClass, Map<string, number>>
export type Model = { priors: Weights; changes: Weights; biases: Record<DocumentClass, number> }

const rounds = 160
const rate = 0.05
/** How strongly the changes are drawn back to nothing, in examples. */
const restraint = 1
const biasFeature = '(bias)'

const emptyWeights = (): Weights =>
  Object.fromEntries(documentClasses.map((name) => [name, new Map<string, number>()])) as Weights

export function fit(examples: readonly Example[], priors: Weights): Model {
  const biases = Object.fromEntries(documentClasses.map((name) => [name, name === 'other' ? 1.5 : 0]))
  const model: Model = { priors, changes: emptyWeights(), biases: biases as Model['biases'] }
  const moments = { first: emptyWeights(), second: emptyWeights() }
  for (let round = 1; round <= rounds; round++) {
    const slopes = slopesOf(examples, model)
    for (const name of documentClasses)
      for (const [feature, slope] of slopes[name]) {
        const before = model.changes[name].get(feature) ?? 0
        const pull = slope + restraint * before
        const m = 0.9 * (moments.first[name].get(feature) ?? 0) + 0.1 * pull
        const v = 0.999 * (moments.second[name].get(feature) ?? 0) + 0.001 * pull * pull
        moments.first[name].set(feature, m)
        moments.second[name].set(feature, v)
        const step = (rate * (m / (1 - 0.9 ** round))) / (Math.sqrt(v / (1 - 0.999 ** round)) + 1e-6)
        if (feature === biasFeature) model.biases[name] -= step
        else model.changes[name].set(feature, before - step)
      }
  }
  return model
}

function slopesOf(examples: readonly Example[], model: Model): Weights {
  const slopes = emptyWeights()
  for (const { name: truth, features, weight } of examples) {
    const { sums, shares } = sharesOf(features, model)
    for (const name of documentClasses) {
      const error = weight * (shares[name] - (name === truth ? 1 : 0))
      if (Math.abs(error) < 1e-4) continue
      // The slope of the saturation itself, by a small difference.
      const bend = (saturate(sums[name] + 1e-4) - saturate(sums[name])) / 1e-4
      const slope = slopes[name]
      for (const [feature, strength] of features)
        slope.set(feature, (slope.get(feature) ?? 0) + error * bend * strength)
      slope.set(biasFeature, (slope.get(biasFeature) ?? 0) + error)
    }
  }
  return slopes
}

type Numbers = Record<DocumentClass, number>

function sharesOf(
  features: ReadonlyMap<string, number>,
  { priors, changes, biases }: Model,
  sharpness = 1,
): { sums: Numbers; shares: Numbers } {
  const sums = {} as Numbers
  const powers = {} as Numbers
  let total = 0
  for (const name of documentClasses) {
    let sum = 0
    for (const [feature, strength] of features)
      sum += ((priors[name].get(feature) ?? 0) + (changes[name].get(feature) ?? 0)) * strength
    sums[name] = sum
    powers[name] = Math.exp((biases[name] + saturate(sum)) * sharpness)
    total += powers[name]
  }
  const shares = Object.fromEntries(documentClasses.map((name) => [name, powers[name] / total])) as Numbers
  return { sums, shares }
}

/** How many the model gets right. */
export function examine(examples: readonly Example[], model: Model): number {
  return examples.filter(({ name, features }) => {
    const { shares } = sharesOf(features, model)
    return documentClasses.every((other) => other === name || shares[other] < shares[name])
  }).length
}

/** The sharpness with the least surprise on papers that were held out. */
export function sharpnessOf(examples: readonly Example[], model: Model): number {
  const surprise = (sharpness: number) =>
    examples.reduce(
      (sum, { name, features }) =>
        sum - Math.log(Math.max(1e-9, sharesOf(features, model, sharpness).shares[name])),
      0,
    )
  const choices = Array.from({ length: 25 }, (_, at) => 0.4 + at * 0.05)
  return choices.reduce((best, one) => (surprise(one) < surprise(best) ? one : best), 1)
}
