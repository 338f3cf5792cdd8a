// Which class a document belongs to: a weighted sum of its words and its shape for each class, as a probability.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import type { Sheet } from '../page/sheet.ts'
import { type Feature, featuresOf, priorWeights } from './features.ts'
import { saturate } from './saturate.ts'
import { biases, learned, sharpness } from './weights.gen.ts'

/** What spoke for the class (weight over 0) or against it, strongest first. */
export type Reason = { reason: string; weight: number }
export type Classification = { class: DocumentClass; confidence: number; why: Reason[] }

const wordsForCertainty = 12
const mostReasons = 8

/**
 * The class and its probability (a softmax over the scores). `allowed` restricts the answer, but all classes compete:
 * a document that fits none of the allowed classes gets a low confidence, not a forced one.
 */
export function classify(sheet: Sheet, allowed: readonly DocumentClass[] = documentClasses): Classification {
  const choices = allowed.length === 0 ? documentClasses : allowed
  const features = featuresOf(sheet)
  const scores = scoresOf(features)
  const words = sheet.rows.reduce((count, row) => count + row.tokens.length, 0)
  const power = (name: DocumentClass) =>
    Math.exp(scores[name] * sharpness * Math.min(1, words / wordsForCertainty))
  const sum = documentClasses.reduce((total, name) => total + power(name), 0)
  let chosen: DocumentClass = choices.includes('other') ? 'other' : (choices[0] ?? 'other')
  for (const name of documentClasses) if (choices.includes(name) && power(name) > power(chosen)) chosen = name
  const confidence = Math.round(Math.min(0.99, power(chosen) / sum) * 1000) / 1000
  return { class: chosen, confidence, why: reasonsFor(chosen, { features, scores }) }
}

export type Scores = Record<DocumentClass, number>

export function scoresOf(features: ReadonlyMap<Feature, number>): Scores {
  const scoreOf = (name: DocumentClass) => {
    const weights = weightsOf[name]
    let sum = 0
    for (const [feature, strength] of features) sum += (weights.get(feature) ?? 0) * strength
    return biases[name] + saturate(sum)
  }
  return Object.fromEntries(documentClasses.map((name) => [name, scoreOf(name)])) as Scores
}

const weightsOf = Object.fromEntries(
  documentClasses.map((name) => {
    const weights = priorWeights(name)
    for (const [feature, change] of Object.entries(learned[name] ?? {}))
      weights.set(feature, (weights.get(feature) ?? 0) + change)
    return [name, weights]
  }),
) as Record<DocumentClass, Map<Feature, number>>

/** What made the difference to the class that came next. */
function reasonsFor(
  chosen: DocumentClass,
  { features, scores }: { features: ReadonlyMap<Feature, number>; scores: Scores },
): Reason[] {
  const others = documentClasses.filter((name) => name !== chosen)
  const next = others.reduce(
    (best, name) => (scores[name] > scores[best] ? name : best),
    others[0] ?? 'other',
  )
  const weightOf = (name: DocumentClass, feature: Feature) => weightsOf[name].get(feature) ?? 0
  return [...features]
    .map(([feature, strength]) => {
      const weight = (weightOf(chosen, feature) - weightOf(next, feature)) * strength
      return { reason: wordingOf(feature, next), weight: Math.round(weight * 100) / 100 }
    })
    .filter(({ weight }) => Math.abs(weight) >= 0.1)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.reason < b.reason ? -1 : 1))
    .slice(0, mostReasons)
}

function wordingOf(feature: Feature, next: DocumentClass): string {
  if (feature.startsWith('# ')) return `"${feature.slice(2)}" in a heading, rather than ${next}`
  if (feature.startsWith('~ ')) return `shape: ${feature.slice(2)}, rather than ${next}`
  return `"${feature}" in the text, rather than ${next}`
}
