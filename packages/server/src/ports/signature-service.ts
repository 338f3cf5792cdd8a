import type { SealSigner } from './document-engine.ts'

/** Who signs there: the certificate (DER), its chain up to the root, and how the key signs. */
export type ServiceIdentity = Pick<SealSigner, 'certificate' | 'chain' | 'algorithm'>

/**
 * `data` is what is signed; a service is shown its hash only. `id` is ours and the same for every attempt, so that a
 * service can tell a repetition. `code` is what a person typed: a one-time code.
 */
export type SignatureOrder = {
  id: string
  data: Uint8Array
  description: string
  expiresAt: Date
  code?: string | undefined
}

/**
 * `waiting`: asked again with `reference`, unless a callback comes first. `needs_code`: a person was sent a one-time code,
 * `words` says by whom. `declined`: it will never be signed, `why` is a sentence.
 */
export type SignatureAnswer =
  | { state: 'signed'; signature: Uint8Array }
  | { state: 'waiting'; reference: string }
  | { state: 'needs_code'; words: string }
  | { state: 'declined'; why: string }

/** A callback as it came in; `body` are its exact bytes. */
export type SignatureCallback = {
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Uint8Array
  at: Date
}

/**
 * Somebody else's service that signs with keys it keeps. It may answer at once, in a week, or never. `ask` and `poll` may
 * be repeated with the same order: the data to sign is the same then, so that a second signature says nothing new.
 * Signatures are unchecked: who asked checks them against the certificate. Throws `outbound.*` where no answer came,
 * `service.unavailable` where the service cannot answer now, and `key.unusable` saying what to mend.
 */
export type SignatureService = {
  name: string
  identity(): Promise<ServiceIdentity>
  ask(order: SignatureOrder): Promise<SignatureAnswer>
  poll(order: SignatureOrder, reference: string): Promise<SignatureAnswer>
  /** The order that a callback is about, and what it says. Throws `signature.callback_refused` for those of others. */
  readCallback?(callback: SignatureCallback): { id: string; answer: SignatureAnswer }
  /**
   * The order that a browser comes back for, after its owner was asked to agree at the service, and the code it brings:
   * null where the owner did not agree. Throws `signature.callback_refused` for what does not come from there.
   */
  readReturn?(returned: URLSearchParams): { id: string; code: string | null }
  close(): Promise<void>
}
