import { type Static, Type } from 'typebox'
import { Actor } from './event.ts'
import { SealLevel } from './seal-level.ts'

const DateTime = Type.String({ format: 'date-time' })
const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hex' })

/** A state of one file of an envelope, signed and kept: the bytes of each begin with those of the one before. */
export const EnvelopeRevision = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  kind: Type.Enum(['certified', 'signed', 'sealed'], {
    description:
      'certified when it was sent; signed by a recipient; sealed once all had signed, with what proves it later',
  }),
  recipientId: Nullable(Type.String()),
  sha256: Sha256,
  bytes: Type.Integer(),
  at: DateTime,
})
export type EnvelopeRevision = Static<typeof EnvelopeRevision>

export const identityMethods = ['link', 'access_code', 'email_code', 'totp', 'passkey', 'sign_in'] as const
export const IdentityMethod = Type.Enum(identityMethods)
export type IdentityMethod = Static<typeof IdentityMethod>

export const recipientRoles = ['signer', 'approver', 'countersigner', 'copy'] as const
export const RecipientRole = Type.Enum(recipientRoles)
export type RecipientRole = Static<typeof RecipientRole>

/** One page of one revision, as a recipient's browser was given it. */
export const ShownPage = Type.Object({
  documentId: Type.String(),
  revision: Type.Integer(),
  page: Type.Integer(),
  sha256: Sha256,
  at: DateTime,
})
export type ShownPage = Static<typeof ShownPage>

/** What somebody agreed to before signing: the exact text, and its hash. */
export const ConsentFact = Type.Object({
  version: Type.String(),
  language: Type.String(),
  sha256: Sha256,
  text: Type.String(),
  at: DateTime,
})
export type ConsentFact = Static<typeof ConsentFact>

/** The mark that stands in the signature fields. `picture` is base64 PNG. */
export const SignatureMark = Type.Object({
  kind: Type.Enum(['typed', 'drawn']),
  typed: Nullable(Type.String()),
  picture: Nullable(Type.String()),
  sha256: Sha256,
})
export type SignatureMark = Static<typeof SignatureMark>

const Base64 = Type.String({ description: 'base64url' })

/**
 * What a passkey signed when its owner acted (W3C Web Authentication Level 3, §7.2): its challenge is SHA-256 over the
 * revisions' hashes in their order, the hash of the consent and the nonce, each as 32 bytes.
 */
export const PasskeyFact = Type.Object({
  credentialId: Base64,
  publicKey: Type.String({ description: 'SubjectPublicKeyInfo, base64url' }),
  registeredAt: DateTime,
  registeredIn: Type.String({ description: 'envelope in which it was registered' }),
  rpId: Type.String({ description: 'domain that the passkey belongs to' }),
  origin: Type.String({ description: 'address of the signing page' }),
  revisions: Type.Array(Type.Object({ documentId: Type.String(), revision: Type.Integer(), sha256: Sha256 })),
  consentSha256: Sha256,
  nonce: Type.String({ pattern: '^[0-9a-f]{64}$', description: '32 random bytes, hex' }),
  authenticatorData: Base64,
  clientData: Type.String({ description: 'clientDataJSON, base64url' }),
  signature: Base64,
  at: DateTime,
})
export type PasskeyFact = Static<typeof PasskeyFact>

/** Who an OpenID provider says that the recipient is. */
export const SignInFact = Type.Object({
  issuer: Type.String(),
  subject: Type.String({ description: 'whom the issuer means, in its own words' }),
  email: Type.String({ description: 'that the issuer has verified' }),
  at: DateTime,
})
export type SignInFact = Static<typeof SignInFact>

/** A message to a recipient. A repeated attempt has the same Message-ID. */
export const MailFact = Type.Object({ kind: Type.String(), messageId: Type.String(), sentAt: DateTime })
export type MailFact = Static<typeof MailFact>

/** Who a recipient is, what was done to make sure, and what was done when. Null is what never happened. */
export const RecipientFacts = Type.Object({
  id: Type.String({ pattern: '^rcp_' }),
  role: RecipientRole,
  step: Type.Integer(),
  name: Type.String(),
  email: Type.String(),
  language: Type.String(),
  state: Type.String(),
  methods: Type.Array(IdentityMethod, { description: 'what was asked for; `link` always is' }),
  identified: Type.Array(Type.Object({ method: IdentityMethod, at: DateTime })),
  sentAt: Nullable(DateTime),
  viewedAt: Nullable(DateTime),
  actedAt: Nullable(
    Type.Object({ signed: Nullable(DateTime), declined: Nullable(DateTime), delegated: Nullable(DateTime) }),
  ),
  ip: Nullable(Type.String({ description: 'of the act; before it, of the last visit' })),
  agent: Nullable(Type.String()),
  passkey: Nullable(PasskeyFact),
  signIn: Nullable(SignInFact),
  consent: Nullable(ConsentFact),
  mark: Nullable(SignatureMark),
  values: Type.Array(Type.Object({ documentId: Type.String(), field: Type.String(), value: Type.String() })),
  shown: Type.Array(ShownPage),
  shownSeconds: Nullable(Type.Number({ description: 'from the first page shown to the act' })),
  reason: Nullable(Type.String({ description: 'why it was declined or handed on' })),
  delegatedTo: Nullable(Type.String({ description: 'recipient that acts instead' })),
  mails: Type.Array(MailFact),
})
export type RecipientFacts = Static<typeof RecipientFacts>

/**
 * Everything that is known of an envelope: what its certificate of completion is made of. It holds personal data and
 * stands under the key of the first document; the log holds hashes only.
 */
export const EnvelopeFacts = Type.Object(
  {
    id: Type.String({ pattern: '^env_' }),
    account: Type.String(),
    title: Type.String(),
    state: Type.String(),
    level: SealLevel,
    createdBy: Actor,
    createdAt: DateTime,
    sentAt: Nullable(DateTime),
    completedAt: Nullable(DateTime),
    documents: Type.Array(
      Type.Object({
        documentId: Type.String({ pattern: '^doc_' }),
        name: Type.String(),
        pages: Type.Integer(),
        source: Type.Enum(['original', 'searchable'], { description: 'which file was prepared' }),
        sourceSha256: Sha256,
        revisions: Type.Array(EnvelopeRevision),
      }),
    ),
    recipients: Type.Array(RecipientFacts),
    events: Type.Array(
      Type.Object({
        id: Type.String(),
        type: Type.String(),
        version: Type.Integer(),
        at: DateTime,
        actor: Actor,
        data: Type.Record(Type.String(), Type.Unknown()),
        position: Nullable(Type.Integer({ description: 'in the log; null while it has none yet' })),
      }),
    ),
  },
  { $id: 'EnvelopeFacts' },
)
export type EnvelopeFacts = Static<typeof EnvelopeFacts>
