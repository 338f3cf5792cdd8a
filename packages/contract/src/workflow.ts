import { type Static, Type } from 'typebox'
import { WorkflowEnvelope } from './envelope-plan.ts'
import { DocumentClass, Field, FieldValue } from './extraction.ts'
import { RetentionRules } from './retention.ts'
import { SealLevel } from './seal-level.ts'

/** Which way a document goes after validation: on by itself, past one person, or past two who must agree. */
export const routes = ['straightThrough', 'review', 'twoReviewers'] as const
export const Route = Type.Enum(routes)
export type Route = Static<typeof Route>

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

const Cel = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description })
const Skill = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', description: 'who can do it, e.g. finance' })
const FieldName = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,59}$' })
const Classes = Type.Array(DocumentClass, { maxItems: 50 })

/** Values to try an expression on: as an extraction would have them. */
export const RuleExample = Type.Object(
  {
    class: Type.Optional(DocumentClass),
    fields: Type.Record(FieldName, FieldValue, { maxProperties: 100 }),
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          {
            description: Type.Optional(Type.String({ maxLength: 500 })),
            article: Type.Optional(Type.String({ maxLength: 100 })),
            quantity: Type.Optional(Type.Number()),
            unit: Type.Optional(Type.String({ maxLength: 50 })),
            unitPrice: Type.Optional(Type.Number()),
            taxRate: Type.Optional(Type.Number()),
            minor: Type.Optional(Type.Integer({ description: 'amount in minor units' })),
          },
          { additionalProperties: false },
        ),
        { maxItems: 100 },
      ),
    ),
  },
  { additionalProperties: false },
)
export type RuleExample = Static<typeof RuleExample>

export const WorkflowRule = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9_.-]{1,64}$' }),
    check: Cel('CEL; false, or an error while evaluating, is a finding'),
    fields: Type.Array(FieldName, { maxItems: 50, description: 'fields a finding points at' }),
    message: Type.Optional(Type.String({ maxLength: 300, description: 'what to do when it does not hold' })),
    severity: Type.Optional(
      Type.Enum(['error', 'warning'], { description: 'error (default) holds the document' }),
    ),
    classes: Type.Optional(
      Type.Array(DocumentClass, {
        ...{ minItems: 1, maxItems: 50 },
        description: 'only for these; left out: for every class of the workflow',
      }),
    ),
    examples: Type.Object(
      { passes: RuleExample, fails: RuleExample },
      { additionalProperties: false, description: 'both are run whenever the workflow is checked' },
    ),
  },
  { additionalProperties: false },
)
export type WorkflowRule = Static<typeof WorkflowRule>

const Validation = Type.Object(
  {
    rules: Type.Optional(Type.Array(WorkflowRule, { maxItems: 100 })),
    confidence: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
        description: 'threshold per class, or per field: {"invoice": 0.8, "invoice.total": 0.95}',
      }),
    ),
    duplicates: Type.Optional(
      Type.Enum(['hold', 'warn'], {
        description:
          'what a document that was there before does; left out: the same file again warns, the same document in another file holds',
      }),
    ),
    required: Type.Optional(
      Type.Record(Type.String(), Type.Array(FieldName, { maxItems: 100 }), {
        description: 'required fields per class',
      }),
    ),
  },
  { additionalProperties: false },
)

const Review = Type.Object(
  {
    risk: Type.Optional(
      Type.Array(
        Type.Object(
          {
            when: Cel('CEL; an error while evaluating counts as true'),
            route: Route,
            reason: Type.Optional(Type.String({ maxLength: 300 })),
            classes: Type.Optional(Classes),
          },
          { additionalProperties: false },
        ),
        {
          maxItems: 50,
          description:
            'the first that holds decides; if none does, errors go to one reviewer and the rest goes through',
        },
      ),
    ),
    skills: Type.Optional(
      Type.Array(
        Type.Object(
          {
            skill: Skill,
            classes: Type.Optional(Classes),
            fields: Type.Optional(Type.Array(FieldName, { maxItems: 50 })),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50, description: 'which skill a task asks for; the first that matches' },
      ),
    ),
    claimMinutes: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1440, description: 'a claimed task is free again after so long' }),
    ),
  },
  { additionalProperties: false },
)

const Approval = Type.Object(
  {
    by: Skill,
    when: Type.Optional(Cel('CEL; left out, or an error while evaluating: always')),
    of: Type.Optional(Type.Integer({ minimum: 1, maximum: 5, description: 'how many people; default 1' })),
  },
  { additionalProperties: false },
)

const definition = {
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
  description: Type.Optional(Type.String({ maxLength: 500 })),
  read: Type.Object(
    {
      languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { maxItems: 20 }),
      searchable: Type.Boolean(),
    },
    { additionalProperties: false },
  ),
  understand: Type.Optional(
    Type.Object(
      {
        classes: Classes,
        split: Type.Optional(Splitting),
        fields: Type.Optional(
          Type.Record(FieldName, Field.properties.type, {
            maxProperties: 100,
            description:
              'fields that no class has by itself: those you taught, and those of your own forms; rules may use them',
          }),
        ),
      },
      { additionalProperties: false, description: 'no class: any' },
    ),
  ),
  validate: Type.Optional(Validation),
  review: Type.Optional(Review),
  packet: Type.Optional(
    Type.Object(
      {
        needs: Type.Array(
          Type.Object(
            {
              classes: Type.Array(DocumentClass, { minItems: 1, maxItems: 50, description: 'one of these' }),
              count: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
            },
            { additionalProperties: false },
          ),
          { minItems: 1, maxItems: 20 },
        ),
      },
      { additionalProperties: false, description: 'what must have come before the packet is approved' },
    ),
  ),
  approve: Type.Optional(
    Type.Array(Approval, { maxItems: 5, description: 'levels, one after the other; each by other people' }),
  ),
  sign: Type.Optional(
    Type.Object(
      {
        seal: Type.Object({ level: SealLevel }, { additionalProperties: false }),
        envelope: Type.Optional(WorkflowEnvelope),
      },
      { additionalProperties: false },
    ),
  ),
  publish: Type.Array(Type.Enum(['webhook']), {
    maxItems: 1,
    description: 'where events of its documents are announced; empty: nowhere, the log has them all the same',
  }),
  retain: Type.Optional(RetentionRules),
}

/** A workflow is data: options, thresholds, deciders and targets. It cannot invent an arrow of the life cycle. */
export const Workflow = Type.Object(
  { ...definition, version: Type.Integer({ minimum: 1 }) },
  { $id: 'Workflow', additionalProperties: false },
)
export type Workflow = Static<typeof Workflow>

/** As it is sent and as it stands in a file: the server gives the version. */
export const NewWorkflow = Type.Object(
  { $schema: Type.Optional(Type.String({ maxLength: 500 })), ...definition },
  { $id: 'NewWorkflow', additionalProperties: false },
)
export type NewWorkflow = Static<typeof NewWorkflow>

/** What is wrong with a definition: where, and what to do. Line and column where the text was given. */
export const WorkflowFault = Type.Object(
  {
    path: Type.String({ description: 'JSON pointer' }),
    message: Type.String(),
    line: Type.Optional(Type.Integer()),
    column: Type.Optional(Type.Integer()),
  },
  { $id: 'WorkflowFault' },
)
export type WorkflowFault = Static<typeof WorkflowFault>

const versionHead = {
  name: Type.String(),
  version: Type.Integer(),
  active: Type.Boolean({ description: 'new documents start with it' }),
  origin: Type.Enum(['shipped', 'account']),
  createdAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
}

export const WorkflowVersionHead = Type.Object(versionHead, { $id: 'WorkflowVersionHead' })
export type WorkflowVersionHead = Static<typeof WorkflowVersionHead>

export const WorkflowVersionInfo = Type.Object(
  { ...versionHead, definition: NewWorkflow },
  { $id: 'WorkflowVersion' },
)
export type WorkflowVersionInfo = Static<typeof WorkflowVersionInfo>

export const WorkflowInfo = Type.Object(
  {
    name: Type.String(),
    description: Type.Union([Type.String(), Type.Null()]),
    origin: Type.Enum(['shipped', 'account']),
    activeVersion: Type.Union([Type.Integer(), Type.Null()]),
    latestVersion: Type.Integer(),
  },
  { $id: 'WorkflowInfo' },
)
export type WorkflowInfo = Static<typeof WorkflowInfo>
