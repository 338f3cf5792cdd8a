import { type Static, Type } from 'typebox'
import { EnvelopeRevision, IdentityMethod, RecipientRole } from './envelope-facts.ts'
import { Box } from './layout.ts'
import { SealLevel } from './seal-level.ts'

const DateTime = Type.String({ format: 'date-time' })
const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])
export const Name = Type.String({ minLength: 1, maxLength: 120 })
export const DocumentId = Type.String({ pattern: '^doc_[0-9a-z]{26}$' })
export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s@<>,;:"]+@[^\\s@<>,;:"]+$',
})

/** Where a value comes from: a field of the document, else what was given with it. */
export const ValueSource = Type.Object(
  {
    field: Type.Optional(
      Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,59}$', description: 'of the extraction' }),
    ),
    given: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 100 },
        description: 'name of a value that is given when it is sent, or in `metadata` when it is uploaded',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type ValueSource = Static<typeof ValueSource>

export const envelopeStates = [
  'created',
  'sent',
  'signed',
  'completed',
  'declined',
  'voided',
  'expired',
  'failed',
] as const
export const EnvelopeState = Type.Enum(envelopeStates, {
  description:
    'created: being prepared; sent: people are asked; signed: all have acted and the files are being sealed',
})
export type EnvelopeState = Static<typeof EnvelopeState>

export const recipientStates = [
  'waiting',
  'notified',
  'viewed',
  'consented',
  'signed',
  'approved',
  'declined',
  'delegated',
  'released',
] as const
export const RecipientState = Type.Enum(recipientStates, {
  description: 'released: one of several, of whom another has acted',
})
export type RecipientState = Static<typeof RecipientState>

export const fieldKinds = ['signature', 'initials', 'date', 'name', 'text', 'check'] as const
export const FieldKind = Type.Enum(fieldKinds)
export type FieldKind = Static<typeof FieldKind>

/** Where a field stands: at words of the page, or in a box. */
export const NewEnvelopeField = Type.Object(
  {
    document: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 20, description: 'counted from 1; left out: 1' }),
    ),
    recipient: Type.Integer({ minimum: 1, maximum: 50, description: 'counted from 1' }),
    kind: FieldKind,
    at: Type.Optional(
      Type.Object(
        {
          text: Type.String({
            minLength: 2,
            maxLength: 100,
            description: 'words on the page; the field stands on them',
          }),
          occurrence: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
          right: Type.Optional(Type.Number({ minimum: -2000, maximum: 2000, description: 'points' })),
          up: Type.Optional(Type.Number({ minimum: -2000, maximum: 2000, description: 'points' })),
        },
        { additionalProperties: false },
      ),
    ),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    box: Type.Optional(Box),
    width: Type.Optional(Type.Number({ minimum: 5, maximum: 2000, description: 'points' })),
    height: Type.Optional(Type.Number({ minimum: 5, maximum: 2000, description: 'points' })),
    label: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'what is asked for' })),
    required: Type.Optional(Type.Boolean({ description: 'left out: true, but for check boxes' })),
    value: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), ValueSource], {
        description: 'what stands there before; check: true or false',
      }),
    ),
  },
  { additionalProperties: false },
)
export type NewEnvelopeField = Static<typeof NewEnvelopeField>

const person = {
  name: Name,
  email: Email,
  language: Type.Optional(Type.Enum(['en', 'de'])),
  accessCode: Type.Optional(
    Type.String({ minLength: 4, maxLength: 60, description: 'told to the recipient on another way' }),
  ),
  emailCode: Type.Optional(
    Type.Boolean({ description: 'a one-time code by e-mail before anything is shown' }),
  ),
  totp: Type.Optional(
    Type.String({
      pattern: '^[A-Z2-7]{16,128}$',
      description:
        'Base32 secret of the authenticator app of the recipient (RFC 6238: SHA-1, 6 digits, 30 s)',
    }),
  ),
  passkey: Type.Optional(
    Type.Boolean({
      description:
        'a passkey, before anything is shown and when acting; who has none for you yet makes one. Needs COUNTERSIGN_PUBLIC_URL',
    }),
  ),
  signIn: Type.Optional(
    Type.Boolean({
      description:
        'sign-in at the OpenID provider of this installation (COUNTERSIGN_SIGN_IN_ISSUER), with this e-mail address',
    }),
  ),
}

/** Somebody, and how they show that it is them. */
export const NewPerson = Type.Object(person, { additionalProperties: false })
export type NewPerson = Static<typeof NewPerson>

/** What somebody is asked for, and when. */
export const recipientPart = {
  role: Type.Optional(RecipientRole),
  step: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 50,
      description: 'those of one step are asked at the same time, the next step after them; left out: 1',
    }),
  ),
  when: Type.Optional(
    Type.String({
      ...{ minLength: 1, maxLength: 2000 },
      description:
        'CEL over the values of the first document; false: not asked; an error while evaluating: asked',
    }),
  ),
}

export const NewRecipient = Type.Object(
  {
    ...person,
    ...recipientPart,
    others: Type.Optional(
      Type.Array(NewPerson, {
        ...{ minItems: 1, maxItems: 20 },
        description: 'asked as well; whoever acts first acts for all of them',
      }),
    ),
  },
  { additionalProperties: false },
)
export type NewRecipient = Static<typeof NewRecipient>

export const NewEnvelope = Type.Object(
  {
    title: Name,
    message: Type.Optional(Type.String({ maxLength: 2000 })),
    documents: Type.Array(Type.Object({ documentId: DocumentId }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 20,
    }),
    recipients: Type.Array(NewRecipient, { minItems: 1, maxItems: 50 }),
    fields: Type.Optional(
      Type.Array(NewEnvelopeField, {
        maxItems: 500,
        description:
          'besides anchors in the text: {{sign:1}} {{initials:1}} {{date:1}} {{name:1}} {{text:1:label}} {{check:1:label}}',
      }),
    ),
    level: Type.Optional(SealLevel),
    remindAfterDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: 'and again after as many; left out: 3' }),
    ),
    expiresAt: Type.Optional(Type.String({ format: 'date-time', description: 'left out: in 30 days' })),
  },
  { $id: 'NewEnvelope', additionalProperties: false },
)
export type NewEnvelope = Static<typeof NewEnvelope>

export const ForgetPasskeys = Type.Object(
  { email: Email },
  { $id: 'ForgetPasskeys', additionalProperties: false },
)
export const ForgottenPasskeys = Type.Object({ forgotten: Type.Integer() }, { $id: 'ForgottenPasskeys' })

export const Recipient = Type.Object({
  id: Type.String({ pattern: '^rcp_[0-9a-z]{26}$' }),
  number: Type.Integer({ description: 'place in the list that was sent; of several with one, one acts' }),
  role: RecipientRole,
  step: Type.Integer(),
  state: RecipientState,
  name: Type.String(),
  email: Type.String(),
  language: Type.String(),
  methods: Type.Array(IdentityMethod),
  notifiedAt: Nullable(DateTime),
  viewedAt: Nullable(DateTime),
  consentedAt: Nullable(DateTime),
  actedAt: Nullable(DateTime),
  reason: Nullable(Type.String()),
  delegatedTo: Nullable(Type.String()),
  mailFailed: Type.Boolean({ description: 'the last message could not be delivered to the mail server' }),
})
export type Recipient = Static<typeof Recipient>

/** Documents that are sent to people to be signed, and how far that has come. */
export const Envelope = Type.Object(
  {
    id: Type.String({ pattern: '^env_[0-9a-z]{26}$' }),
    state: EnvelopeState,
    version: Type.Integer(),
    title: Type.String(),
    message: Nullable(Type.String()),
    level: SealLevel,
    documents: Type.Array(
      Type.Object({
        documentId: DocumentId,
        pages: Nullable(Type.Integer()),
        revisions: Type.Array(EnvelopeRevision),
      }),
    ),
    recipients: Type.Array(Recipient),
    waitingFor: Nullable(
      Type.String({ description: 'problem code of what is away; it goes on by itself once that is back' }),
    ),
    failure: Nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    createdAt: DateTime,
    sentAt: Nullable(DateTime),
    settledAt: Nullable(DateTime),
    expiresAt: DateTime,
  },
  { $id: 'Envelope' },
)
export type Envelope = Static<typeof Envelope>

export const EnvelopeParams = Type.Object({ id: Type.String({ pattern: '^env_[0-9a-z]{26}$' }) })

export const EnvelopeQuery = Type.Object(
  {
    state: Type.Optional(EnvelopeState),
    document: Type.Optional(DocumentId),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { additionalProperties: false },
)

export const EnvelopePage = Type.Object({
  items: Type.Array(Envelope),
  nextCursor: Nullable(Type.String({ description: 'null on the last page' })),
})

export const VoidEnvelope = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, description: 'told to everybody who was asked' }) },
  { additionalProperties: false },
)
