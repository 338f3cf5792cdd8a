// Values checked on the spot, for forms and cameras: nothing of it is kept.
import { type Static, Type } from 'typebox'
import { DocumentClass, Field, FieldValue, Finding } from './extraction.ts'
import { Quality } from './layout.ts'

export const ValuesToValidate = Type.Object(
  {
    class: Type.Optional(DocumentClass),
    fields: Type.Record(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,59}$' }), FieldValue, {
      minProperties: 1,
      maxProperties: 50,
      description:
        'by name, as typed or printed ("03.04.2026", "1.234,56 EUR") or canonical; up to 50 of up to 500 characters',
    }),
    language: Type.Optional(
      Type.String({ pattern: '^[a-z]{2}$', description: 'decides what 1.234 and 03/04/2026 mean' }),
    ),
    workflow: Type.Optional(
      Type.String({
        maxLength: 63,
        description: 'also by the rules, thresholds and required fields of its active version',
      }),
    ),
    complete: Type.Optional(
      Type.Boolean({ description: 'also name the fields that the class requires and that are not there' }),
    ),
  },
  { additionalProperties: false },
)
export type ValuesToValidate = Static<typeof ValuesToValidate>

export const Validation = Type.Object(
  {
    valid: Type.Boolean({ description: 'no finding is an error' }),
    class: Type.Union([DocumentClass, Type.Null()]),
    fields: Type.Array(
      Type.Object({
        ...Field.properties,
        valid: Type.Boolean({ description: 'no error is about this field' }),
      }),
    ),
    findings: Type.Array(Finding),
    quality: Type.Union([Quality, Type.Null()], { description: 'of the picture; null for values' }),
  },
  { $id: 'Validation' },
)
export type Validation = Static<typeof Validation>
