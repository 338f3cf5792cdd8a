import { type Static, Type } from 'typebox'
import { DocumentClass } from './extraction.ts'
import { RetentionRules } from './retention.ts'

/** PAdES (ETSI EN 319 142-1): signed; with a timestamp; with all that validation needs; and that under a timestamp again. */
export const SealLevel = Type.Enum(['B-B', 'B-T', 'B-LT', 'B-LTA'])
export type SealLevel = Static<typeof SealLevel>

/** Asks that a file which holds several documents becomes several; each part is a document with this one as its parent. */
export const Splitting = Type.Object(
  {
    barcode: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'a barcode that begins with this stands on the first page of every document',
      }),
    ),
  },
  { additionalProperties: false, description: 'split files that hold several documents' },
)

/** A workflow is data: options, thresholds, deciders and targets. It cannot invent an arrow of the life cycle. */
export const Workflow = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    version: Type.Integer({ minimum: 1 }),
    read: Type.Object({
      languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' })),
      searchable: Type.Boolean(),
    }),
    understand: Type.Optional(
      Type.Object({ classes: Type.Array(DocumentClass), split: Type.Optional(Splitting) }),
    ),
    validate: Type.Optional(
      Type.Object({
        rules: Type.Array(
          Type.Object({
            id: Type.String({ pattern: '^[a-z0-9_.-]{1,64}$' }),
            check: Type.String({ maxLength: 2000, description: 'CEL; false or an error holds the document' }),
            fields: Type.Array(Type.String()),
            message: Type.Optional(Type.String({ maxLength: 300 })),
          }),
        ),
        confidence: Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
          description: 'threshold per class',
        }),
        required: Type.Record(Type.String(), Type.Array(Type.String()), {
          description: 'required fields per class',
        }),
      }),
    ),
    sign: Type.Optional(Type.Object({ seal: Type.Object({ level: SealLevel }) })),
    publish: Type.Array(Type.Enum(['webhook'])),
    retain: Type.Optional(RetentionRules),
  },
  { $id: 'Workflow', additionalProperties: false },
)
export type Workflow = Static<typeof Workflow>
