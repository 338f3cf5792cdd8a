// Accept fast, work later: bytes into the store, then document, files, event, job and answer in one transaction.
import { withAccount } from '../db/sql.ts'
import { documentKey } from '../documents/keys.ts'
import { unseal } from '../platform/cipher.ts'
import { monotonicMs } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'
import { claimKey, type Earlier, extendClaim, type Held, releaseKey } from './idempotency.store.ts'
import {
  type Answered,
  answerContext,
  fingerprintOf,
  type Intake,
  newTaken,
  record,
  stillRunning,
  type Taken,
  type Upload,
} from './received.ts'
import { hashFile, takeFile } from './upload.ts'

// A server that was killed gives its keys back after so long.
const lockMs = 15_000
const keepMs = 24 * 3_600_000
const route = 'documents.create'

async function takeFiles(intake: Intake, upload: Upload, taken: Taken): Promise<void> {
  const { blobs } = intake.archive
  for await (const incoming of upload.files) {
    if (taken.files.length >= intake.limits.maxFiles)
      throw new Problem(
        'document.too_many_files',
        `A document has at most ${intake.limits.maxFiles} files. Upload the rest as another document of the same packet.`,
      )
    taken.files.push(
      await takeFile(incoming, taken.key, { blobs, sniff: intake.sniff, limits: intake.limits }),
    )
  }
  if (taken.files.length === 0)
    throw new Problem(
      'document.empty',
      'The request carries no file. Send the bytes as the body, or as a form part named "file".',
    )
}

/** Keeps a long upload's claim alive; that of a dead process lapses. */
function keepClaim({ archive, recorder }: Intake, accountId: string, held: Held): () => void {
  const timer = setInterval(() => {
    const until = new Date(recorder.clock().getTime() + lockMs)
    withAccount(archive.db, accountId, (tx) => extendClaim(tx, accountId, { ...held, until })).catch(() => {})
  }, lockMs / 3)
  timer.unref()
  return () => clearInterval(timer)
}

export async function takeIn(intake: Intake, upload: Upload): Promise<Answered> {
  const { archive, recorder } = intake
  const { accountId, idempotencyKey: key } = upload
  if (key === null) return takeInOnce(intake, upload, null)
  const claim = { key, route, now: recorder.clock(), lockMs, keepMs }
  const claimed = await withAccount(archive.db, accountId, (tx) => claimKey(tx, accountId, claim))
  if (claimed.kind === 'running') throw stillRunning()
  if (claimed.kind === 'done') return repeatAnswer(intake, upload, claimed.earlier)
  const { held } = claimed
  const release = keepClaim(intake, accountId, held)
  try {
    return await takeInOnce(intake, upload, held)
  } catch (error) {
    await withAccount(archive.db, accountId, (tx) => releaseKey(tx, accountId, held)).catch(() => {})
    throw error
  } finally {
    release()
  }
}

async function takeInOnce(intake: Intake, upload: Upload, held: Held | null): Promise<Answered> {
  // Where the connection breaks while it commits, nobody knows whether the rows are there: then the files stay, and
  // the sweeper takes them a day later if no row names them.
  let committing = false
  const taken = newTaken(intake.recorder.newId('doc'))
  try {
    await takeFiles(intake, upload, taken)
    const allBytesIn = monotonicMs()
    const intent = upload.intent()
    const wrapped = await intake.archive.kms.wrap(taken.key, taken.documentId)
    const answered = await withAccount(intake.archive.db, upload.accountId, async (tx) => {
      const recorded = await record(tx, { intake, upload, held, taken, intent, wrapped })
      committing = true
      return recorded
    })
    const tier = intent.priority ?? 'standard'
    intake.metrics.acknowledgementSeconds.observe({ tier }, (monotonicMs() - allBytesIn) / 1000)
    return answered
  } catch (error) {
    if (!committing)
      for (const file of taken.files) await intake.archive.blobs.delete(file.id).catch(() => {})
    throw error
  }
}

const documentKeyOf = ({ archive: { db, kms } }: Intake, accountId: string, documentId: string) =>
  withAccount(db, accountId, (tx) => documentKey(tx, accountId, { documentId, kms }))

/** The same answer for the same payload; the bytes are only hashed, never stored again. */
async function repeatAnswer(intake: Intake, upload: Upload, earlier: Earlier): Promise<Answered> {
  const files: { name: string; sha256: string }[] = []
  for await (const incoming of upload.files) files.push(await hashFile(incoming, intake))
  const { fingerprint, documentId, status, body } = earlier
  // Erased meanwhile: there is nothing left to compare with, and it is not taken in again.
  const gone = documentId !== null && body === null
  if (gone) await documentKeyOf(intake, upload.accountId, documentId)
  if (!fingerprint?.equals(fingerprintOf(upload, upload.intent(), files)) || !documentId || !status || !body)
    throw new Problem(
      'idempotency.mismatch',
      'This Idempotency-Key was used with another file or other options. Use a new key for a new document.',
    )
  const key = await documentKeyOf(intake, upload.accountId, documentId)
  return {
    status,
    body: unseal(key, body, answerContext(documentId)).toString('utf8'),
    location: `/v1/documents/${documentId}`,
    replayed: true,
  }
}
