// What scores claim, brought to how often such values were right.
import type { Field } from '@countersign/contract/extraction'
import { calibrations } from './calibrations.gen.ts'

const edge = 0.002
/** How the score counts among the signs. */
export const scoreSign = 'score'
/** A recogniser stands between the paper and the value. */
export const scanSign = 'recognised'

type Way = { style: 'letter' | 'slip'; scanned: boolean }

/** `field` with its confidence as learned for this style; as it is where nothing was learned. */
export function calibrate(field: Field, { style, scanned }: Way): Field {
  const learned = calibrations[`${style}.${field.name}`]
  // Doubt that was added on purpose (a date that can be two) is not to be calibrated away.
  if (learned === undefined || field.confidence <= 0.5) return field
  let sum = learned.bias
  for (const [sign, strength] of Object.entries(certaintyOf(field, scanned)))
    sum += (learned.weights[sign] ?? 0) * strength
  const confidence = Math.min(0.99, 1 / (1 + Math.exp(-sum)))
  return { ...field, confidence: Math.round(confidence * 1000) / 1000 }
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
