import { type Static, Type } from 'typebox'

export const signatureRequestStates = [
  'requested',
  'waiting',
  'needs_code',
  'signed',
  'declined',
  'expired',
] as const
export const SignatureRequestState = Type.Enum(signatureRequestStates)
export type SignatureRequestState = Static<typeof SignatureRequestState>

/** What was asked of a signature service elsewhere. */
export const SignatureRequest = Type.Object(
  {
    id: Type.String({ pattern: '^sgr_' }),
    documentId: Type.String(),
    state: Type.Enum(signatureRequestStates, {
      description:
        'requested: not asked yet; waiting: it was asked; needs_code: a person must give a one-time code; signed; declined and expired: it will not be signed',
    }),
    service: Type.String({ description: 'its host name' }),
    description: Type.String({ description: 'what who signs is shown' }),
    words: Type.Union([Type.String(), Type.Null()], { description: 'why it waits or was declined' }),
    createdAt: Type.String({ format: 'date-time' }),
    expiresAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'SignatureRequest' },
)
export type SignatureRequest = Static<typeof SignatureRequest>

export const SignatureRequestList = Type.Object(
  { items: Type.Array(SignatureRequest) },
  { $id: 'SignatureRequestList' },
)
export type SignatureRequestList = Static<typeof SignatureRequestList>

export const SignatureRequestQuery = Type.Object(
  { state: Type.Optional(SignatureRequestState) },
  { additionalProperties: false },
)

export const SignatureCode = Type.Object(
  {
    code: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'the one-time code that the service sent, or that an authenticator shows',
    }),
  },
  { $id: 'SignatureCode', additionalProperties: false },
)
export type SignatureCode = Static<typeof SignatureCode>
