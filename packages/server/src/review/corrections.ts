// Pure: what a person's corrections make of an extraction.
import type { Extraction, Field, FieldValue, Finding } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { isIsoDate } from '@countersign/understand/normalise/date'
import { parseIban } from '@countersign/understand/normalise/iban'
import { fieldType } from '../domain/fields.ts'
import { isDoubt } from '../domain/rules.ts'
import { Problem } from '../platform/problem.ts'

export type FieldCorrection = { field: string; value: FieldValue | null; reason?: string | undefined }

/** Fields of the account's own, whose types no name tells. */
type OwnFields = readonly Pick<Field, 'name' | 'type'>[]

/** What it taught, and what the workflow names. */
export const ownFieldsOf = (
  { understand }: Pick<Workflow, 'understand'>,
  extraction: Pick<Extraction, 'learned'> | null,
): OwnFields => [
  ...(extraction?.learned?.fields ?? []),
  ...Object.entries(understand?.fields ?? {}).map(([name, type]) => ({ name, type })),
]

const isMoney = (value: FieldValue) => typeof value === 'object'
const wellFormed: Record<Field['type'], { test(value: FieldValue): boolean; shape: string }> = {
  text: { test: (value) => typeof value === 'string' && value.trim() !== '', shape: 'text' },
  date: {
    test: (value) => typeof value === 'string' && isIsoDate(value),
    shape: 'an ISO date such as 2026-03-31',
  },
  money: { test: isMoney, shape: '{"minor": 12345, "currency": "EUR"}, in minor units' },
  currency: {
    test: (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
    shape: 'an ISO 4217 code such as EUR',
  },
  iban: {
    test: (value) => typeof value === 'string' && parseIban(value)?.fault === null,
    shape: 'an IBAN with correct check digits, without spaces',
  },
  vatId: {
    test: (value) => typeof value === 'string' && /^[A-Z0-9]{4,20}$/.test(value),
    shape: 'a VAT id without spaces',
  },
  number: { test: (value) => typeof value === 'string' && value.trim() !== '', shape: 'a number as text' },
  boolean: { test: (value) => value === 'true' || value === 'false', shape: '"true" or "false"' },
}

/** The field as corrected; the ink it was read from stays as evidence. Throws `field.invalid`. */
function corrected(
  before: Field | undefined,
  { field, value, own }: FieldCorrection & { value: FieldValue; own: OwnFields },
): Field {
  const type = own.find(({ name }) => name === field)?.type ?? before?.type ?? fieldType(field)
  const { test, shape } = wellFormed[type]
  if (!test(value)) throw new Problem('field.invalid', `"${field}" must be ${shape}.`)
  return {
    name: field,
    type,
    value,
    raw: before?.raw ?? '',
    confidence: 1,
    evidence: before?.evidence ?? [],
    origin: 'person',
  }
}

/** Amounts that had no currency, or the one that was wrong, take the corrected one: a document is in one currency. */
function inCurrency(fields: readonly Field[], before: Field | undefined, currency: string): Field[] {
  return fields.map((field) => {
    if (typeof field.value === 'string') return field
    const wrong = field.value.currency === null || field.value.currency === before?.value
    return wrong ? { ...field, value: { ...field.value, currency } } : field
  })
}

/** Applies corrections in order; `value: null` removes a field that is not on the document. */
export function applyCorrections(
  fields: readonly Field[],
  corrections: readonly FieldCorrection[],
  own: OwnFields = [],
): Field[] {
  return corrections.reduce<Field[]>(
    (result, correction) => {
      const before = result.find((field) => field.name === correction.field)
      const rest = result.filter((field) => field.name !== correction.field)
      if (correction.value === null) {
        if (!before)
          throw new Problem(
            'field.unknown',
            `There is no field "${correction.field.slice(0, 60)}" to remove.`,
          )
        return rest
      }
      const after = corrected(before, { ...correction, value: correction.value, own })
      const changed = before ? result.map((field) => (field === before ? after : field)) : [...rest, after]
      return after.type === 'currency' && typeof after.value === 'string'
        ? inCurrency(changed, before, after.value)
        : changed
    },
    [...fields],
  )
}

/** What was uncertain is confirmed by the person who saw it and let it stand. */
export const confirmed = (fields: readonly Field[]): Field[] =>
  fields.map((field) => ({ ...field, confidence: 1 }))

export const settledByLooking = ({ rule }: Pick<Finding, 'rule'>): boolean => isDoubt(rule)

export const afterReview = (
  extraction: Extraction,
  corrections: readonly FieldCorrection[],
  own: OwnFields,
): Extraction => ({
  ...extraction,
  classConfidence: 1,
  fields: confirmed(applyCorrections(extraction.fields, corrections, own)),
})
