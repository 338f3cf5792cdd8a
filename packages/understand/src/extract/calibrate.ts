// What scores claim, brought to how often such values were right.
import type { Field } from '@countersign/contract/extraction'
import { calibrations } from './calibrations.gen.ts'

const edge = 0.002

/** `field` with its confidence as learned for this style; as it is where nothing was learned. */
export function calibrate(field: Field, style: 'letter' | 'slip'): Field {
  const learned = calibrations[`${style}.${field.name}`]
  if (learned === undefined) return field
  const [offset, slope] = learned
  const confidence = 1 / (1 + Math.exp(-offset - slope * logit(field.confidence)))
  return { ...field, confidence: Math.round(Math.min(0.99, confidence) * 1000) / 1000 }
}

export function logit(confidence: number): number {
  const inside = Math.min(1 - edge, Math.max(edge, confidence))
  return Math.log(inside / (1 - inside))
}
