// What is known of an envelope and its people that is nobody else's business: under the key of the first document.
import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import type { FieldKind, NewPerson } from '@countersign/contract/envelope'
import type {
  ConsentFact,
  IdentityMethod,
  PasskeyFact,
  SignatureMark,
  SignInFact,
} from '@countersign/contract/envelope-facts'
import type { WantedField } from '../../domain/plan/envelope-plan.ts'
import { sealJson, sha256, unsealJson } from '../../platform/cipher.ts'
import type { DataKey } from '../../ports/blob-store.ts'
import type { EnvelopeRow, RecipientRow } from '../envelopes.store.ts'

/** A field that stands in a file: `ordinal` is the document's, `recipient` that of who fills it. */
export type PlacedField = {
  ordinal: number
  recipient: number
  kind: FieldKind
  /** Its name in the PDF. */
  name: string
  label: string
  required: boolean
  value: string
  page: number | null
}

export type EnvelopeParticulars = {
  title: string
  message: string | null
  names: string[]
  wanted: WantedField[]
  /** Numbers of recipients who are not asked; none in envelopes from before there were conditions. */
  skipped?: number[]
  /** Empty until it is prepared. */
  placed: PlacedField[]
  voidReason: string | null
}

export type Visit = { ip: string; agent: string }
export type FilledValue = { ordinal: number; name: string; value: string }

/** What a passkey is being asked for: `act` binds what is signed, `isNew` makes one. */
export type PasskeyAsked = {
  purpose: 'identify' | 'act'
  isNew: boolean
  challenge: string
  until: string
  bound: Pick<PasskeyFact, 'revisions' | 'consentSha256' | 'nonce'> | null
}

/** A sign-in under way at an OpenID provider. */
export type SignInAsked = { stateHash: string; nonce: string; verifier: string; until: string }

/** What came after the first release is missing in what was written before. */
type Proving = {
  passkey?: boolean
  passkeyAsked?: PasskeyAsked | null
  /** What the passkey signed when its owner acted. */
  passkeyFact?: PasskeyFact | null
  signIn?: boolean
  signInAsked?: SignInAsked | null
  signInFact?: SignInFact | null
}

export type RecipientParticulars = Proving & {
  name: string
  email: string
  language: 'en' | 'de'
  accessCode: { salt: string; hash: string } | null
  emailCode: boolean
  totp: string | null
  consent: ConsentFact | null
  visit: Visit | null
  mark: SignatureMark | null
  values: FilledValue[]
  reason: string | null
}

const envelopeContext = (id: string): string => `envelope ${id}`
const recipientContext = (id: string): string => `recipient ${id}`

export const sealEnvelope = (key: DataKey, id: string, particulars: EnvelopeParticulars): Buffer =>
  sealJson(key, particulars, envelopeContext(id))
export const openEnvelopeRow = (key: DataKey, row: EnvelopeRow): EnvelopeParticulars =>
  unsealJson<EnvelopeParticulars>(key, row.particulars, envelopeContext(row.id))
export const sealRecipient = (key: DataKey, id: string, particulars: RecipientParticulars): Buffer =>
  sealJson(key, particulars, recipientContext(id))
export const openRecipientRow = (key: DataKey, row: RecipientRow): RecipientParticulars =>
  unsealJson<RecipientParticulars>(key, row.particulars, recipientContext(row.id))

const hashCode = (salt: string, code: string): Buffer => scryptSync(code.normalize('NFKC').trim(), salt, 32)

export function recipientFrom(given: NewPerson): RecipientParticulars {
  const salt = randomBytes(16).toString('hex')
  return {
    name: given.name,
    email: given.email,
    language: given.language ?? 'en',
    accessCode:
      given.accessCode === undefined
        ? null
        : { salt, hash: hashCode(salt, given.accessCode).toString('hex') },
    emailCode: given.emailCode ?? false,
    totp: given.totp ?? null,
    passkey: given.passkey ?? false,
    signIn: given.signIn ?? false,
    consent: null,
    visit: null,
    mark: null,
    values: [],
    reason: null,
  }
}

export const isAccessCode = ({ accessCode }: RecipientParticulars, code: string): boolean =>
  accessCode !== null && timingSafeEqual(hashCode(accessCode.salt, code), Buffer.from(accessCode.hash, 'hex'))

export const methodsOf = ({
  accessCode,
  emailCode,
  totp,
  passkey,
  signIn,
}: RecipientParticulars): IdentityMethod[] => [
  'link',
  ...(accessCode ? (['access_code'] as const) : []),
  ...(emailCode ? (['email_code'] as const) : []),
  ...(totp ? (['totp'] as const) : []),
  ...(passkey ? (['passkey'] as const) : []),
  ...(signIn ? (['sign_in'] as const) : []),
]

/**
 * The secret of a link, made anew from the document's key whenever a letter is written: it stands nowhere, every letter
 * to one recipient has the same, and with the key it is gone.
 */
export const linkSecret = (key: DataKey, recipientId: string): string =>
  createHmac('sha256', key).update(`link of ${recipientId}`).digest('base64url')

export const linkHash = (secret: string): Buffer => sha256(secret)
