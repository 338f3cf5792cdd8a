// What scores claim, brought to how often such values were right.
import type { Field } from '@countersign/contract/extraction'
import { lacks } from '../certain/facts.ts'
import { calibrations } from './calibrations.gen.ts'
import type { Weighing } from './weights.gen.ts'

const edge = 0.002
const most = 0.99
/** A value that can mean two things: the usual reading of it, which a finding holds. */
const mostAmbiguous = 0.7
/** However well a value scored: where nothing else on the paper agrees with it, it waits for a person. */
const mostUnproven = 0.94
/** How the score counts among the signs. */
export const scoreSign = 'score'
/** A recogniser stands between the paper and the value. */
export const scanSign = 'recognised'

type Signs = Readonly<Record<string, number>>
type Way = { style: 'letter' | 'slip'; scanned: boolean; ambiguous: boolean }

/** `field` with its confidence as learned for this style; as it is where nothing was learned. */
export function calibrate(field: Field, { style, scanned, ambiguous }: Way): Field {
  const learned = calibrations[`${style}.${field.name}`]
  if (learned === undefined) return field
  const likely = confidenceBy(learned, certaintyOf(field, scanned), lacks(field))
  // Doubt that was added on purpose (a date that can be two) is not to be calibrated away.
  const confidence = ambiguous ? Math.min(mostAmbiguous, likely) : likely
  return { ...field, confidence: Math.round(confidence * 1000) / 1000 }
}

/** The logistic of what the signs weigh, as far as a value may be trusted that lacks something. */
export function confidenceBy({ bias, weights }: Weighing, signs: Signs, lacking: boolean): number {
  let sum = bias
  for (const [sign, strength] of Object.entries(signs)) sum += (weights[sign] ?? 0) * strength
  return Math.min(lacking ? mostUnproven : most, 1 / (1 + Math.exp(-sum)))
}

/** What speaks for and against a value's being right, besides what chose it. */
export function certaintyOf({ confidence, why = [] }: Field, scanned: boolean): Record<string, number> {
  const reasons = Object.fromEntries(why.map(({ reason }) => [reason, 1]))
  return { ...reasons, [scoreSign]: logit(confidence), [scanSign]: scanned ? 1 : 0 }
}

export function logit(confidence: number): number {
  const inside = Math.min(1 - edge, Math.max(edge, confidence))
  return Math.log(inside / (1 - inside))
}
