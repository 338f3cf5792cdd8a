// What people are asked to do about documents: look at a field, look a second time, approve, enter what nobody could read.
import { type Static, Type } from 'typebox'
import { DocumentState } from './document.ts'
import { DocumentClass, FieldValue, LineItem } from './extraction.ts'

export const taskKinds = ['field', 'second', 'approval', 'entry'] as const
export const TaskKind = Type.Enum(taskKinds, {
  description:
    'field: look at a value; second: another person looks at it; approval: say yes or no to values that stand; entry: type in what could not be read',
})
export type TaskKind = Static<typeof TaskKind>

export const taskDecisions = ['confirm', 'correct', 'remove', 'approve', 'reject'] as const
export const TaskDecision = Type.Enum(taskDecisions)
export type TaskDecision = Static<typeof TaskDecision>

const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])
const DateTime = Type.String({ format: 'date-time' })

export const ReviewTask = Type.Object(
  {
    id: Type.String({ pattern: '^tsk_[0-9a-z]{26}$' }),
    documentId: Type.String(),
    run: Type.Integer(),
    kind: TaskKind,
    field: Nullable(Type.String({ description: 'null: the document as a whole' })),
    rules: Type.Array(Type.String(), {
      description: 'what objected; the extraction has the findings in words',
    }),
    skill: Nullable(Type.String()),
    level: Nullable(Type.Integer({ description: 'of an approval, from 1' })),
    class: Nullable(DocumentClass),
    magnitude: Nullable(Type.Integer({ description: 'digits of the total before the decimal point' })),
    state: Type.Enum(['open', 'claimed', 'done', 'cancelled']),
    claimedUntil: Nullable(DateTime),
    mine: Type.Boolean({ description: 'claimed or decided by whoever asks' }),
    decision: Nullable(TaskDecision),
    createdAt: DateTime,
    decidedAt: Nullable(DateTime),
  },
  { $id: 'ReviewTask' },
)
export type ReviewTask = Static<typeof ReviewTask>

export const TaskParams = Type.Object({ id: Type.String({ pattern: '^tsk_[0-9a-z]{26}$' }) })

const filters = {
  kind: Type.Optional(TaskKind),
  class: Type.Optional(DocumentClass),
  skill: Type.Optional(Type.String({ maxLength: 40 })),
  field: Type.Optional(Type.String({ maxLength: 60 })),
  document: Type.Optional(Type.String({ maxLength: 60 })),
  createdBefore: Type.Optional(Type.String({ format: 'date-time', description: 'for those that wait long' })),
  atLeast: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 30, description: 'digits of the total: 5 means 10,000 and more' }),
  ),
  order: Type.Optional(
    Type.Enum(['age', 'amount'], { description: 'oldest first (default), or largest first' }),
  ),
}

export const TaskQuery = Type.Object(
  {
    ...filters,
    state: Type.Optional(Type.Enum(['open', 'done', 'cancelled'])),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
)
export type TaskQuery = Static<typeof TaskQuery>

/** What the next task should be like. */
export const NextTask = Type.Object(filters, { $id: 'NextTask', additionalProperties: false })
export type NextTask = Static<typeof NextTask>

export const TaskList = Type.Object({
  items: Type.Array(ReviewTask),
  nextCursor: Nullable(Type.String({ description: 'null on the last page' })),
})

/** Tasks that wait, by what they ask of whom. */
export const Queue = Type.Object(
  {
    kind: TaskKind,
    class: Nullable(DocumentClass),
    skill: Nullable(Type.String()),
    open: Type.Integer({ description: 'tasks that nobody has in hand' }),
    claimed: Type.Integer({ description: 'tasks that somebody has in hand' }),
    documents: Type.Integer({ description: 'documents that these tasks are about' }),
    oldestAt: DateTime,
    largest: Nullable(Type.Integer({ description: 'digits of the largest total before the decimal point' })),
  },
  { $id: 'Queue' },
)
export type Queue = Static<typeof Queue>
export const QueueList = Type.Object({ items: Type.Array(Queue) })

/** What a packet has and lacks, as the workflow of one of its documents asks. */
export const Packet = Type.Object(
  {
    complete: Type.Boolean({ description: 'everything that is needed has come and passed validation' }),
    needs: Type.Array(
      Type.Object({
        classes: Type.Array(DocumentClass),
        count: Type.Integer(),
        found: Type.Integer({ description: 'of one of these classes, validated or further' }),
      }),
    ),
    documents: Type.Array(
      Type.Object({
        id: Type.String(),
        class: Nullable(DocumentClass),
        state: DocumentState,
        passed: Type.Boolean({ description: 'counts for what is needed' }),
      }),
    ),
  },
  { $id: 'Packet' },
)
export type Packet = Static<typeof Packet>

const Reason = Type.String({ minLength: 1, maxLength: 500 })

export const TaskAnswer = Type.Object(
  {
    decision: TaskDecision,
    value: Type.Optional(Type.Union([FieldValue], { description: 'canonical value, for `correct`' })),
    class: Type.Optional(Type.Union([DocumentClass], { description: 'for a task about the document' })),
    reason: Type.Optional(Reason),
  },
  { $id: 'TaskAnswer', additionalProperties: false },
)
export type TaskAnswer = Static<typeof TaskAnswer>

const { amount, quantity, unitPrice, taxRate } = LineItem.properties
const Printed = Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 1000 })))

/** A line of a commercial document as it is on the paper; what is left out is not printed. */
export const CorrectedLine = Type.Object(
  {
    description: Printed,
    article: Printed,
    quantity: Type.Optional(quantity),
    unit: Printed,
    unitPrice: Type.Optional(unitPrice),
    taxRate: Type.Optional(taxRate),
    amount: Type.Optional(amount),
  },
  { $id: 'CorrectedLine', additionalProperties: false, minProperties: 1 },
)
export type CorrectedLine = Static<typeof CorrectedLine>

/** The most lines that one correction may name. */
export const mostCorrectedLines = 500

/** Values that a person read from the page, of a document that the machine could not read. */
export const ManualEntry = Type.Object(
  {
    class: DocumentClass,
    fields: Type.Record(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,59}$' }), FieldValue, {
      maxProperties: 100,
    }),
    reason: Reason,
  },
  { $id: 'ManualEntry', additionalProperties: false },
)
export type ManualEntry = Static<typeof ManualEntry>

/** A person or a key that reviews. */
export const NewReviewer = Type.Object(
  {
    name: Type.String({
      pattern: '^[\\x21-\\x7e](?:[\\x20-\\x7e]{0,252}[\\x21-\\x7e])?$',
      description: 'as `Countersign-On-Behalf-Of` names them; the id of a key that speaks for itself',
    }),
    skills: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 50, uniqueItems: true }),
    keyId: Type.Optional(
      Type.Union([Type.String({ pattern: '^key_[0-9a-z]{26}$' }), Type.Null()], {
        description: 'the only key that may name them; left out: every key with `actors:assert`',
      }),
    ),
  },
  { $id: 'NewReviewer', additionalProperties: false },
)
export type NewReviewer = Static<typeof NewReviewer>

export const Reviewer = Type.Object(
  {
    id: Type.String({ pattern: '^rvw_[0-9a-z]{26}$' }),
    name: Type.String(),
    skills: Type.Array(Type.String()),
    keyId: Nullable(Type.String()),
    createdAt: DateTime,
  },
  { $id: 'Reviewer' },
)
export type Reviewer = Static<typeof Reviewer>

export const ReviewerList = Type.Object({ items: Type.Array(Reviewer) })
export const ReviewerParams = Type.Object({ id: Type.String({ pattern: '^rvw_[0-9a-z]{26}$' }) })
