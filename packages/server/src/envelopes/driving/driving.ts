// What every step of a worker is given, and how it writes what it made.
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import { type Tx, withAccount } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import { bySystem } from '../../events/append.ts'
import type { Log } from '../../platform/log.ts'
import type { AccountSigner } from '../../ports/account-signer.ts'
import type { DocumentEngine, SealTrust } from '../../ports/document-engine.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { type Opened, openEnvelope } from '../holdings.ts'
import type { Scribe } from '../record.ts'
import { keepRevision, type Made } from './files.ts'

export type Driving = {
  archive: Archive
  scribe: Scribe
  engine: DocumentEngine
  sealSigner: AccountSigner
  sealTrust: SealTrust
  mailer: Mailer
  /** What links in letters begin with. */
  base: string
  log: Log
  /**
   * Makes the certificate of completion, and the file for programs beside it. Throws `event.not_proven` until the log has
   * signed all events. Left out: none is made.
   */
  evidence?: ((asked: EvidenceRequest) => Promise<{ pdf: Uint8Array; json: Uint8Array }>) | undefined
}

export type EvidenceRequest = { accountId: string; facts: EnvelopeFacts; signal: AbortSignal }

export type Step = { driving: Driving; opened: Opened; signal: AbortSignal }

export const worker = bySystem(null)

/**
 * Writes what a step made outside of any transaction, if the envelope is still where the step began or has only been
 * acted on since; else nothing is kept. `write` gets the envelope as it stands, locked.
 */
export async function settle(
  { driving, opened }: Step,
  { made, write }: { made: readonly Made[]; write: (tx: Tx, now: Opened) => Promise<void> },
): Promise<boolean> {
  const { archive, scribe } = driving
  const { accountId, id, state } = opened.envelope
  const kept = await withAccount(archive.db, accountId, async (tx) => {
    const now = await openEnvelope(tx, accountId, { id, kms: archive.kms, lock: true })
    if (now.envelope.state !== state) return false
    for (const each of made)
      if (!(await keepRevision(tx, accountId, { made: each, clock: scribe.clock }))) return false
    await write(tx, now)
    return true
  })
  if (!kept) for (const { blob } of made) await archive.blobs.delete(blob.id)
  return kept
}
