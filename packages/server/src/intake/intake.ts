// Accept fast, work later: bytes into the store, then document, files, event, job and answer in one transaction.
import type { Document } from '@countersign/contract/document'
import type { Workflow } from '@countersign/contract/workflow'
import { type Tx, withAccount } from '../db/sql.ts'
import {
  type DocumentRow,
  findSameContent,
  insertDocument,
  toDocument,
} from '../documents/documents.store.ts'
import { type Archive, passwordContext } from '../documents/holdings.ts'
import { accountKey, documentKey } from '../documents/keys.ts'
import {
  newSalt,
  type Particulars,
  packetHash,
  saltedHash,
  sealParticulars,
} from '../documents/particulars.ts'
import { type Recorder, recordReceived } from '../documents/record.ts'
import { received } from '../domain/document.ts'
import { type Circumstances, canonical } from '../events/append.ts'
import { insertPrivateValue } from '../events/private-values.ts'
import { keyedHash, newKey, seal, sha256, unseal } from '../platform/cipher.ts'
import { monotonicMs } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'
import type { Metrics } from '../platform/telemetry.ts'
import type { WrappedKey } from '../ports/kms.ts'
import { claimKey, type Earlier, extendClaim, releaseKey, storeAnswer } from './idempotency.store.ts'
import { insertFiles } from './intake.store.ts'
import type { Intent } from './options.ts'
import { hashFile, type Incoming, type Limits, type Sniff, type TakenFile, takeFile } from './upload.ts'

export type Intake = {
  archive: Archive
  recorder: Recorder
  sniff: Sniff
  limits: Limits & { maxFiles: number }
  metrics: Metrics
  /** The newest version of a workflow; throws `workflow.not_found`. */
  workflow(name: string | undefined): Workflow
}

export type Upload = {
  accountId: string
  circumstances: Circumstances
  /** The person a key acts for; never in the log in the clear. */
  onBehalfOf: string | null
  files: AsyncIterable<Incoming>
  /** Known only once the files have passed: form fields may follow them. */
  intent(): Intent
  password: string | null
  idempotencyKey: string | null
  /** What must be written together with the document or not at all. */
  alsoRecord?: (tx: Tx, documentId: string) => Promise<void>
}

export type Answered = { status: number; body: string; location: string; replayed: boolean }

const lockMs = 60_000
const keepMs = 24 * 3_600_000
const route = 'documents.create'

type Taken = { files: TakenFile[]; key: Uint8Array; documentId: string; salt: string }

/** Files and options as one value: the same key with another payload is a mistake of the client. */
const fingerprintOf = (
  upload: Upload,
  intent: Intent,
  files: readonly { name: string; sha256: string }[],
): Buffer =>
  sha256(
    canonical({
      intent,
      person: upload.onBehalfOf,
      password: upload.password,
      files: files.map(({ name, sha256 }) => ({ name, sha256 })),
    }),
  )

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

/** Keeps a long upload's claim alive; a dead one lapses within a minute. */
function keepClaim({ archive, recorder }: Intake, accountId: string, key: string): () => void {
  const timer = setInterval(() => {
    const until = new Date(recorder.clock().getTime() + lockMs)
    withAccount(archive.db, accountId, (tx) => extendClaim(tx, accountId, { key, until })).catch(() => {})
  }, lockMs / 3)
  timer.unref()
  return () => clearInterval(timer)
}

export async function takeIn(intake: Intake, upload: Upload): Promise<Answered> {
  const { archive, recorder } = intake
  const { accountId, idempotencyKey: key } = upload
  if (key === null) return takeInOnce(intake, upload)
  const claim = { key, route, now: recorder.clock(), lockMs, keepMs }
  const claimed = await withAccount(archive.db, accountId, (tx) => claimKey(tx, accountId, claim))
  if (claimed.kind === 'running')
    throw new Problem(
      'idempotency.running',
      'The first request with this Idempotency-Key has not finished yet. Ask again in a moment.',
      { headers: { 'retry-after': '2' } },
    )
  if (claimed.kind === 'done') return repeatAnswer(intake, upload, claimed.earlier)
  const release = keepClaim(intake, accountId, key)
  try {
    return await takeInOnce(intake, upload)
  } catch (error) {
    await withAccount(archive.db, accountId, (tx) => releaseKey(tx, accountId, key)).catch(() => {})
    throw error
  } finally {
    release()
  }
}

async function takeInOnce(intake: Intake, upload: Upload): Promise<Answered> {
  const documentId = intake.recorder.newId('doc')
  const taken: Taken = { files: [], key: newKey(), documentId, salt: newSalt() }
  try {
    await takeFiles(intake, upload, taken)
    const allBytesIn = monotonicMs()
    const intent = upload.intent()
    const wrapped = await intake.archive.kms.wrap(taken.key, taken.documentId)
    const answered = await withAccount(intake.archive.db, upload.accountId, (tx) =>
      record(tx, { intake, upload, taken, intent, wrapped }),
    )
    const tier = intent.priority ?? 'standard'
    intake.metrics.acknowledgementSeconds.observe({ tier }, (monotonicMs() - allBytesIn) / 1000)
    return answered
  } catch (error) {
    for (const file of taken.files) await intake.archive.blobs.delete(file.id).catch(() => {})
    throw error
  }
}

type Recording = { intake: Intake; upload: Upload; taken: Taken; intent: Intent; wrapped: WrappedKey }

async function record(tx: Tx, recording: Recording): Promise<Answered> {
  const { intake, upload, taken, intent } = recording
  const { accountId } = upload
  const eventId = intake.recorder.newId('evt')
  const row = await insertReceived(tx, recording)
  const files = await insertFiles(tx, accountId, {
    documentId: row.id,
    kekId: recording.wrapped.kekId,
    files: taken.files,
    at: row.createdAt,
  })
  await recordReceived(tx, accountId, {
    ...upload.circumstances,
    actor: { ...upload.circumstances.actor, ...(await personOf(tx, recording, eventId)) },
    documentId: row.id,
    tier: row.tier,
    eventId,
    data: {
      files: taken.files.map(({ contentType, bytes, sha256 }) => ({
        contentType,
        bytes,
        saltedSha256: saltedHash(taken.salt, sha256),
      })),
      ...(row.duplicateOf ? { duplicateOf: row.duplicateOf } : {}),
    },
    recorder: intake.recorder,
  })
  await upload.alsoRecord?.(tx, row.id)
  const particulars = particularsOf(taken, intent)
  const document = toDocument(row, { files, artifacts: ['original'], particulars })
  return answer(tx, recording, { document, fingerprint: fingerprintOf(upload, intent, taken.files) })
}

async function personOf(
  tx: Tx,
  { intake, upload, taken }: Recording,
  eventId: string,
): Promise<{ onBehalfOf?: string }> {
  const { onBehalfOf: person, accountId } = upload
  if (person === null) return {}
  const { newId } = intake.recorder
  const value = {
    documentId: taken.documentId,
    key: taken.key,
    eventId,
    newId,
    name: 'actor.onBehalfOf',
    value: person,
  }
  return { onBehalfOf: await insertPrivateValue(tx, accountId, value) }
}

const particularsOf = ({ files, salt }: Taken, intent: Intent): Particulars => ({
  metadata: intent.metadata,
  packetId: intent.packet ?? null,
  deviceId: intent.deviceId ?? null,
  capturedAt: intent.capturedAt === undefined ? null : new Date(intent.capturedAt).toISOString(),
  names: files.map(({ name }) => name),
  salt,
})

async function insertReceived(
  tx: Tx,
  { intake, upload, taken, intent, wrapped }: Recording,
): Promise<DocumentRow> {
  const { accountId, password } = upload
  const { documentId, key } = taken
  const now = intake.recorder.clock()
  const workflow = intake.workflow(intent.workflow)
  const hashes = taken.files.map((file) => file.sha256).join(' ')
  const ownKey = await accountKey(tx, accountId, intake.archive.kms)
  const contentHash = keyedHash(ownKey, hashes)
  const expiresAt = intent.expiresAt === undefined ? null : new Date(intent.expiresAt)
  return insertDocument(tx, {
    ...received,
    id: documentId,
    accountId,
    workflow: workflow.name,
    workflowVersion: workflow.version,
    tier: intent.priority ?? 'standard',
    pageRange: intent.pages ?? null,
    languages: intent.languages,
    particulars: sealParticulars(key, documentId, particularsOf(taken, intent)),
    packetHash: intent.packet === undefined ? null : packetHash(ownKey, intent.packet),
    password: password === null ? null : seal(key, password, passwordContext(documentId)),
    duplicateOf: await findSameContent(tx, accountId, contentHash),
    contentHash,
    wrappedKey: Buffer.from(wrapped.wrapped),
    kekId: wrapped.kekId,
    expiresAt,
    retentionAt: expiresAt,
    createdAt: now,
    updatedAt: now,
  })
}

const answerContext = (documentId: string): string => `answer ${documentId}`

async function answer(
  tx: Tx,
  { upload, taken }: Recording,
  { document, fingerprint }: { document: Document; fingerprint: Buffer },
): Promise<Answered> {
  const body = JSON.stringify(document)
  if (upload.idempotencyKey !== null)
    await storeAnswer(tx, upload.accountId, {
      key: upload.idempotencyKey,
      fingerprint,
      documentId: document.id,
      status: 202,
      // Under the document's key: erasing the document takes the answer along.
      body: seal(taken.key, body, answerContext(document.id)),
    })
  return { status: 202, body, location: document.links.self, replayed: false }
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
