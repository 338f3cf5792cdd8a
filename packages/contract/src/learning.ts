// What an account teaches: fields of its own, marks on samples, versions of what was learned, and how they fare.
import { type Static, Type } from 'typebox'
import { DocumentClass, Field, FieldValue, ModelKind } from './extraction.ts'
import { Box } from './layout.ts'

const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])
const DateTime = Type.String({ format: 'date-time' })
const FieldName = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,59}$' })
const Share = Type.Number({ minimum: 0, maximum: 1 })

/** The most fields of its own that an account may have. */
export const mostTaughtFields = 200

const fieldParts = {
  class: DocumentClass,
  name: FieldName,
  type: Field.properties.type,
}

export const NewTaughtField = Type.Object(
  {
    ...fieldParts,
    required: Type.Optional(Type.Boolean({ description: 'a document without it waits for a person' })),
    threshold: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'confidence under which it waits; default 0.9' }),
    ),
    about: Type.Optional(Type.String({ maxLength: 300, description: 'for the people who mark and review' })),
  },
  { $id: 'NewTaughtField', additionalProperties: false },
)
export type NewTaughtField = Static<typeof NewTaughtField>

export const TaughtField = Type.Object(
  {
    id: Type.String({ pattern: '^fld_[0-9a-z]{26}$' }),
    ...fieldParts,
    required: Type.Boolean(),
    threshold: Nullable(Type.Number()),
    about: Nullable(Type.String()),
    createdAt: DateTime,
  },
  { $id: 'TaughtField' },
)
export type TaughtField = Static<typeof TaughtField>

export const TaughtFieldParams = Type.Object({ id: Type.String({ pattern: '^fld_[0-9a-z]{26}$' }) })

/** Where a field of the account's own stands on a sample. */
export const NewMark = Type.Object(
  {
    value: Type.Optional(
      Nullable(
        Type.Union([FieldValue], {
          description:
            'as it is to be read; left out: what stands in the box. null: the document does not have it',
        }),
      ),
    ),
    page: Type.Optional(Type.Integer({ minimum: 1, description: 'left out: wherever the value stands' })),
    box: Type.Optional(Box),
  },
  { $id: 'NewMark', additionalProperties: false },
)
export type NewMark = Static<typeof NewMark>

export const Mark = Type.Object(
  {
    field: FieldName,
    type: Field.properties.type,
    value: Nullable(FieldValue),
    page: Nullable(Type.Integer()),
    box: Nullable(Box),
  },
  { $id: 'Mark' },
)
export type Mark = Static<typeof Mark>

export const MarkParams = Type.Object({
  id: Type.String({ pattern: '^doc_[0-9a-z]{26}$' }),
  field: FieldName,
})

/** What one decided document teaches; its words and values are shown to nobody. */
export const LessonHead = Type.Object(
  {
    id: Type.String({ pattern: '^lsn_[0-9a-z]{26}$' }),
    documentId: Type.String(),
    class: DocumentClass,
    since: Nullable(
      Type.Integer({
        description:
          'first version of the layouts that uses it; null: earlier documents would have been read worse with it',
      }),
    ),
    createdAt: DateTime,
  },
  { $id: 'Lesson' },
)
export const LessonParams = Type.Object({ id: Type.String({ pattern: '^lsn_[0-9a-z]{26}$' }) })

export const LearnedModel = Type.Object(
  {
    kind: ModelKind,
    live: Type.Integer({ description: '0: none' }),
    trial: Nullable(Type.Object({ version: Type.Integer(), share: Share })),
    pinned: Type.Boolean({ description: 'somebody chose the version: better ones wait for a word' }),
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        figures: Type.Record(Type.String(), Type.Number(), {
          description: 'as measured on held-back documents before it went live',
        }),
        createdAt: DateTime,
      }),
      { description: 'the newest first, fifty at most' },
    ),
  },
  { $id: 'LearnedModel' },
)
export type LearnedModel = Static<typeof LearnedModel>

export const ModelParams = Type.Object({ kind: ModelKind })

/** `live: "previous"` goes back by one. */
export const ModelChoice = Type.Object(
  {
    live: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0 }), Type.Enum(['previous', 'newest'])], {
        description: '0: none; `newest` also lets better ones go live by themselves again',
      }),
    ),
    trial: Type.Optional(
      Nullable(
        Type.Object(
          {
            version: Type.Integer({ minimum: 1 }),
            share: Type.Number({ minimum: 0, maximum: 1, description: 'of the documents' }),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'ModelChoice', additionalProperties: false },
)
export type ModelChoice = Static<typeof ModelChoice>

const Since = Type.Optional(Type.String({ format: 'date-time', description: 'default: 90 days ago' }))

export const ReportQuery = Type.Object({ since: Since }, { additionalProperties: false })

/** Two versions side by side: which was corrected less. */
export const ModelReport = Type.Object(
  {
    kind: ModelKind,
    since: DateTime,
    sides: Type.Array(
      Type.Object({
        version: Type.Integer({ description: '0: none was used' }),
        trial: Type.Boolean(),
        documents: Type.Integer(),
        seen: Type.Integer({ description: 'values that a person answered for' }),
        corrected: Type.Integer(),
        correctionRate: Nullable(Share),
      }),
    ),
  },
  { $id: 'ModelReport' },
)

export const FigureQuery = Type.Object(
  {
    by: Type.Optional(Type.Enum(['day', 'week', 'month'])),
    since: Since,
    class: Type.Optional(DocumentClass),
    field: Type.Optional(Type.String({ maxLength: 60 })),
  },
  { additionalProperties: false },
)

export const NoveltyQuery = Type.Object(
  {
    by: Type.Optional(Type.Enum(['day', 'week', 'month'])),
    since: Since,
    class: Type.Optional(DocumentClass),
  },
  { additionalProperties: false },
)

/** How many documents of a class were like nothing that had been decided before. Drift shows here first. */
export const NoveltyFigure = Type.Object(
  {
    from: DateTime,
    class: DocumentClass,
    documents: Type.Integer(),
    novel: Type.Integer({ description: 'with a novelty of 0.5 or more' }),
    share: Share,
    mean: Type.Number({ description: 'of the scores' }),
  },
  { $id: 'NoveltyFigure' },
)

/** How a field fared in one period. Drift shows as confidence that falls, and as corrections that rise. */
export const LearningFigure = Type.Object(
  {
    from: DateTime,
    class: DocumentClass,
    field: Type.String(),
    documents: Type.Integer(),
    seen: Type.Integer({ description: 'a person answered for the value' }),
    corrected: Type.Integer({ description: 'changed, added or removed by a person' }),
    correctionRate: Nullable(Share),
    confidence: Nullable(Type.Number({ description: 'mean of what the machine claimed' })),
    taught: Type.Integer({ description: 'values that were read by what decided documents teach' }),
  },
  { $id: 'LearningFigure' },
)
