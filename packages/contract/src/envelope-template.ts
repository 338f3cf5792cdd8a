import { type Static, Type } from 'typebox'
import { DocumentId, Name, NewPerson } from './envelope.ts'
import { EnvelopeTemplatePlan } from './envelope-plan.ts'

const DateTime = Type.String({ format: 'date-time' })
const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])
const TemplateName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' })
const Version = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const Cursor = Type.Optional(Type.String({ maxLength: 200 }))

export const TemplateParams = Type.Object({ name: TemplateName })
export const TemplateQuery = Type.Object({ version: Type.Optional(Version) }, { additionalProperties: false })

/** As it is sent; the server gives the version. */
export const NewEnvelopeTemplate = Type.Object(
  { name: TemplateName, envelope: EnvelopeTemplatePlan },
  { $id: 'NewEnvelopeTemplate', additionalProperties: false },
)
export type NewEnvelopeTemplate = Static<typeof NewEnvelopeTemplate>

/** An envelope that is ready but for its documents and some of its people. */
export const EnvelopeTemplate = Type.Object(
  {
    name: TemplateName,
    version: Version,
    people: Type.Array(Type.String(), { description: 'who is given when it is sent' }),
    values: Type.Array(Type.String(), { description: 'what may be given when it is sent' }),
    envelope: EnvelopeTemplatePlan,
    createdAt: DateTime,
  },
  { $id: 'EnvelopeTemplate' },
)
export type EnvelopeTemplate = Static<typeof EnvelopeTemplate>

export const EnvelopeTemplateList = Type.Object({
  items: Type.Array(
    Type.Object({ name: TemplateName, version: Version, title: Type.String(), createdAt: DateTime }),
  ),
})

const Documents = Type.Array(Type.Object({ documentId: DocumentId }, { additionalProperties: false }), {
  minItems: 1,
  maxItems: 20,
})

const filling = {
  documents: Type.Optional(Documents),
  people: Type.Optional(
    Type.Record(Type.String({ maxLength: 40 }), Type.Partial(NewPerson, { additionalProperties: false }), {
      ...{ maxProperties: 100 },
      description: 'by their names in the template',
    }),
  ),
  values: Type.Optional(
    Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 500 }), {
      ...{ maxProperties: 100 },
      description: 'by the names in `given`',
    }),
  ),
  title: Type.Optional(Name),
  message: Type.Optional(Type.String({ maxLength: 2000 })),
}

/** What a template leaves open. */
export const EnvelopeFromTemplate = Type.Object(
  { ...filling, version: Type.Optional(Version), expiresAt: Type.Optional(DateTime) },
  { $id: 'EnvelopeFromTemplate', additionalProperties: false },
)
export type EnvelopeFromTemplate = Static<typeof EnvelopeFromTemplate>

export const mostBatchRows = 5000

export const EnvelopeBatchRow = Type.Object(filling, { additionalProperties: false })
export type EnvelopeBatchRow = Static<typeof EnvelopeBatchRow>

/** One envelope for each row. */
export const NewEnvelopeBatch = Type.Object(
  {
    version: Type.Optional(Version),
    documents: Type.Optional(Documents),
    rows: Type.Array(EnvelopeBatchRow, { minItems: 1, maxItems: mostBatchRows }),
  },
  { $id: 'NewEnvelopeBatch', additionalProperties: false },
)
export type NewEnvelopeBatch = Static<typeof NewEnvelopeBatch>

export const BatchParams = Type.Object({ id: Type.String({ pattern: '^bat_[0-9a-z]{26}$' }) })
export const BatchCsvQuery = Type.Object(
  {
    document: Type.Optional(DocumentId),
    version: Type.Optional(Version),
  },
  { additionalProperties: false },
)

/** A list of people, and how many of them have their envelope. */
export const EnvelopeBatch = Type.Object(
  {
    id: Type.String({ pattern: '^bat_[0-9a-z]{26}$' }),
    template: TemplateName,
    version: Version,
    total: Type.Integer(),
    waiting: Type.Integer(),
    made: Type.Integer(),
    failed: Type.Integer(),
    createdAt: DateTime,
    settledAt: Nullable(DateTime),
  },
  { $id: 'EnvelopeBatch' },
)
export type EnvelopeBatch = Static<typeof EnvelopeBatch>

export const BatchRowState = Type.Enum(['waiting', 'made', 'failed'])
export type BatchRowState = Static<typeof BatchRowState>

export const BatchQuery = Type.Object(
  { cursor: Cursor, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) },
  { additionalProperties: false },
)
export const BatchPage = Type.Object({
  items: Type.Array(EnvelopeBatch),
  nextCursor: Nullable(Type.String()),
})

export const BatchRowQuery = Type.Object(
  {
    state: Type.Optional(BatchRowState),
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: mostBatchRows, description: 'row number' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  { additionalProperties: false },
)

/** What became of each row, by its number from 1. */
export const BatchRowPage = Type.Object({
  items: Type.Array(
    Type.Object({
      number: Type.Integer(),
      state: BatchRowState,
      envelopeId: Nullable(Type.String()),
      failure: Nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    }),
  ),
})
