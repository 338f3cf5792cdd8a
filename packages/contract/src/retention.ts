// How long a document and each of its artifacts are kept once it has come to rest.
import { type Static, Type } from 'typebox'
import { DocumentClass } from './extraction.ts'

/** What can be removed on its own while the rest of the document stays. */
export const artifactKinds = ['original', 'layout', 'searchable', 'sealed', 'extraction', 'evidence'] as const
export const ArtifactKind = Type.Enum(artifactKinds)
export type ArtifactKind = Static<typeof ArtifactKind>

export const settledStates = ['completed', 'rejected', 'failed', 'split'] as const
export const SettledState = Type.Enum(settledStates)

/** ISO 8601 of years, months, weeks and days, or of hours and shorter; `forever` removes nothing. */
export const Duration = Type.String({
  pattern:
    '^(forever|P(?=\\d|T\\d)(\\d{1,4}Y)?(\\d{1,4}M)?(\\d{1,4}W)?(\\d{1,5}D)?(T(?=\\d)(\\d{1,5}H)?(\\d{1,5}M)?(\\d{1,5}S)?)?)$',
  description: 'ISO 8601, e.g. P30D, P6M, P10Y; or `forever`',
})

const kept = Object.fromEntries(artifactKinds.map((kind) => [kind, Type.Optional(Duration)])) as Record<
  ArtifactKind,
  Type.TOptional<typeof Duration>
>

/** Left out conditions match every document. */
export const RetentionRule = Type.Object(
  {
    workflows: Type.Optional(Type.Array(Type.String({ maxLength: 63 }), { minItems: 1, maxItems: 50 })),
    classes: Type.Optional(Type.Array(DocumentClass, { minItems: 1, maxItems: 50 })),
    states: Type.Optional(Type.Array(SettledState, { minItems: 1, maxItems: settledStates.length })),
    keep: Type.Object(
      {
        document: Type.Optional(Type.String({ ...Duration, description: 'the document is erased after it' })),
        ...kept,
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  },
  { additionalProperties: false },
)
export type RetentionRule = Static<typeof RetentionRule>

/** The first rule that matches a document and names a thing decides about it. */
export const RetentionRules = Type.Array(RetentionRule, { maxItems: 100 })

export const RetentionPolicy = Type.Object(
  {
    rules: Type.Array(RetentionRule, {
      maxItems: 100,
      description: 'looked through before the rules of the workflow; the first that names a thing decides',
    }),
    updatedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  { $id: 'RetentionPolicy' },
)
export type RetentionPolicy = Static<typeof RetentionPolicy>

export const NewRetentionPolicy = Type.Object(
  { rules: RetentionRules },
  { $id: 'NewRetentionPolicy', additionalProperties: false },
)

export const LegalHold = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 500 }),
    placedAt: Type.String({ format: 'date-time' }),
    placedBy: Type.String({ description: 'id of the key that placed it' }),
  },
  { $id: 'LegalHold' },
)
export type LegalHold = Static<typeof LegalHold>

export const NewLegalHold = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, description: 'kept under the document’s key' }) },
  { $id: 'NewLegalHold', additionalProperties: false },
)
