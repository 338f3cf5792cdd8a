import type { SealLevel } from '@countersign/contract/seal-level'
import type { DataKey } from './blob-store.ts'
import type { PreparedSeal, SealIdentity } from './document-engine.ts'

/** One signature is asked for in a run of a document, however often its job is delivered. */
export type SealOf = { documentId: string; run: number; dataKey: DataKey }

/** `at` is the signing time that the prepared file says; `description` is shown to who signs. */
export type SealWanted = {
  prepared: PreparedSeal
  signer: SealIdentity
  at: Date
  level: SealLevel
  description: string
}

export type RequestedSeal =
  | { state: 'waiting' }
  | (Omit<SealWanted, 'description'> & { state: 'signed'; signature: Uint8Array })
  | { state: 'declined'; why: string }

/**
 * Keeps requests for signatures at a service elsewhere, asks and waits for it, and enqueues the document when it knows
 * more. `find` gives null where nothing was requested in that run.
 */
export type SignatureDesk = {
  identity(): Promise<SealIdentity>
  find(of: SealOf): Promise<RequestedSeal | null>
  request(of: SealOf, wanted: SealWanted): Promise<RequestedSeal>
}
