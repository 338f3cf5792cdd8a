// A seal: an invisible signature of an organisation, PAdES B-B.
import type { Signer } from './cms.ts'
import { signDetached } from './cms.ts'
import { embedSignature, type PreparedSignature, prepareSignature } from './sign/prepare.ts'
import { isSignError, type SignedPdf, signPdf } from './sign/sign.ts'

export type SealOptions = { at: Date; name?: string; reason?: string }
export type PreparedSeal = PreparedSignature
export { embedSignature }
export const isSealError = isSignError
export const sealPdf = (bytes: Uint8Array, options: SealOptions & { signer: Signer }): Promise<SignedPdf> =>
  signPdf(bytes, options)
export const prepareSeal = (bytes: Uint8Array, options: SealOptions): Promise<PreparedSeal> =>
  prepareSignature(bytes, options)
export const signDigest = (digest: string, signer: Signer): Promise<Uint8Array> =>
  signDetached(Buffer.from(digest, 'hex'), signer)
