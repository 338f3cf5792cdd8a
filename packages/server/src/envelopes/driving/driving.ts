// What every step of a worker is given, and how it writes what it made.
import { type Tx, withAccount } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import { bySystem } from '../../events/append.ts'
import type { Log } from '../../platform/log.ts'
import type { DocumentEngine, SealSigner, SealTrust } from '../../ports/document-engine.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { type Opened, openEnvelope } from '../holdings.ts'
import type { Scribe } from '../record.ts'
import { keepRevision, type Made } from './files.ts'

export type Driving = {
  archive: Archive
  scribe: Scribe
  engine: DocumentEngine
  sealSigner(): Promise<SealSigner>
  sealTrust: SealTrust
  mailer: Mailer
  /** What links in letters begin with. */
  base: string
  log: Log
}

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
