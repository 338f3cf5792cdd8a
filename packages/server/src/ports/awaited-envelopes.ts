import type { EnvelopeState, NewPerson } from '@countersign/contract/envelope'
import type { SealLevel } from '@countersign/contract/seal-level'
import type { StoredBlob } from './blob-store.ts'

/** An envelope that a document waits for, as it stands. */
export type AwaitedEnvelope = {
  id: string
  state: EnvelopeState
  level: SealLevel
  of: 'original' | 'searchable'
  failure: { code: string; detail: string } | null
  /** The newest revision of the document; null before there is one. */
  file: StoredBlob | null
}

/** Envelopes that the pipeline made. */
export type AwaitedEnvelopes = {
  /** Null where that run of the document waits for none. */
  find(accountId: string, of: { documentId: string; run: number }): Promise<AwaitedEnvelope | null>
  /** Why this installation cannot ask these people as they are to be asked, or null. */
  missingWay(people: readonly NewPerson[]): string | null
}
