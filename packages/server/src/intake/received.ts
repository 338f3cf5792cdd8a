// One transaction: the document, its files, its first event, the job to look at it, and the answer to repeat.
import type { Document } from '@countersign/contract/document'
import type { Workflow } from '@countersign/contract/workflow'
import type { Tx } from '../db/sql.ts'
import {
  type DocumentRow,
  findSameContent,
  insertDocument,
  toDocument,
} from '../documents/documents.store.ts'
import { type Archive, passwordContext } from '../documents/holdings.ts'
import { accountKey } from '../documents/keys.ts'
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
import { keyedHash, newKey, seal, sha256 } from '../platform/cipher.ts'
import type { Limits } from '../platform/incoming.ts'
import { Problem } from '../platform/problem.ts'
import type { Metrics } from '../platform/telemetry.ts'
import type { WrappedKey } from '../ports/kms.ts'
import { type Held, storeAnswer } from './idempotency.store.ts'
import { insertFiles } from './intake.store.ts'
import type { Intent } from './options.ts'
import type { Incoming, Sniff, TakenFile } from './upload.ts'

export type Intake = {
  archive: Archive
  recorder: Recorder
  sniff: Sniff
  limits: Limits & { maxFiles: number }
  metrics: Metrics
  /** What is wrong with asking for these languages; undefined where all can be read here. */
  languageFault(languages: readonly string[]): string | undefined
  /** The active version of a workflow; throws `workflow.not_found`. */
  workflow(tx: Tx, accountId: string, name: string | undefined): Promise<Workflow>
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

export type Taken = { files: TakenFile[]; key: Uint8Array; documentId: string; salt: string }

/** Nothing taken yet, under a key and a salt of its own. */
export const newTaken = (documentId: string): Taken => ({
  files: [],
  key: newKey(),
  documentId,
  salt: newSalt(),
})

export type Recording = {
  intake: Intake
  upload: Upload
  held: Held | null
  taken: Taken
  intent: Intent
  wrapped: WrappedKey
}

/** Files and options as one value: the same key with another payload is a mistake of the client. */
export const fingerprintOf = (
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

export const stillRunning = () =>
  new Problem(
    'idempotency.running',
    'The first request with this Idempotency-Key has not finished yet. Ask again in a moment.',
    { headers: { 'retry-after': '2' } },
  )

export async function record(tx: Tx, recording: Recording): Promise<Answered> {
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

type Asked = { taken: Taken; languages: readonly string[]; workflow: Workflow }

/** Said now, not by a document that fails later. An e-invoice as XML is read without looking at letters. */
function refuseLanguages(intake: Intake, { taken, languages, workflow }: Asked): void {
  if (taken.files.every(({ contentType }) => contentType === 'application/xml')) return
  const own = languages.length > 0
  const fault = intake.languageFault(own ? languages : workflow.read.languages)
  if (fault === undefined) return
  const from = own ? '' : ` The workflow "${workflow.name}" asks for it.`
  throw new Problem('read.language_missing', `${fault}${from} Or leave the language out: it is found out.`)
}

async function insertReceived(
  tx: Tx,
  { intake, upload, taken, intent, wrapped }: Recording,
): Promise<DocumentRow> {
  const { accountId, password } = upload
  const { documentId, key } = taken
  const now = intake.recorder.clock()
  const workflow = await intake.workflow(tx, accountId, intent.workflow)
  refuseLanguages(intake, { taken, languages: intent.languages, workflow })
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

export const answerContext = (documentId: string): string => `answer ${documentId}`

async function answer(
  tx: Tx,
  { upload, held, taken }: Recording,
  { document, fingerprint }: { document: Document; fingerprint: Buffer },
): Promise<Answered> {
  const body = JSON.stringify(document)
  const stored =
    held === null ||
    (await storeAnswer(tx, upload.accountId, {
      ...held,
      fingerprint,
      documentId: document.id,
      status: 202,
      // Under the document's key: erasing the document takes the answer along.
      body: seal(taken.key, body, answerContext(document.id)),
    }))
  if (!stored) throw stillRunning()
  return { status: 202, body, location: document.links.self, replayed: false }
}
