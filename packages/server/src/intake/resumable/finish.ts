// The last byte is in: the parts go through the same intake as any file, and become one document exactly once.
import { Readable } from 'node:stream'
import { withAccount } from '../../db/sql.ts'
import { unsealJson } from '../../platform/cipher.ts'
import { isProblem, Problem, type ProblemCode } from '../../platform/problem.ts'
import type { BlobStore, DataKey } from '../../ports/blob-store.ts'
import { takeIn } from '../intake.ts'
import { readOptions } from '../options.ts'
import type { Intake } from '../received.ts'
import { readMetadata } from './tus.ts'
import {
  claimFinishing,
  endUpload,
  findUpload,
  listParts,
  type Outcome,
  type Part,
  releaseFinishing,
  type UploadRow,
} from './uploads.store.ts'

/** What the client said when it opened the upload; sealed under the upload's key until it ends. */
export type Said = { metadata: string; person: string | null; password: string | null }

export const saidContext = (id: string): string => `upload ${id}`

const finishingMs = 60_000

/** These stay as they are however often it is tried; everything else is tried again. */
const hopeless: ReadonlySet<ProblemCode> = new Set([
  'document.empty',
  'document.unsupported_type',
  'document.too_large',
  'workflow.not_found',
  'request.invalid',
])

export async function keyOf(row: UploadRow, { archive }: Intake): Promise<DataKey> {
  if (row.wrappedKey && row.kekId)
    return archive.kms.unwrap({ kekId: row.kekId, wrapped: row.wrappedKey }, row.id)
  throw new Problem('upload.not_found', `The upload ${row.id} has ended; its content is gone.`)
}

async function* bytesOf(parts: readonly Part[], blobs: BlobStore, key: DataKey): AsyncGenerator<Uint8Array> {
  for (const { blobId } of parts) yield* blobs.open(blobId, key)
}

type Full = { row: UploadRow; key: DataKey; said: Said; parts: readonly Part[] }

async function makeDocument(intake: Intake, { row, key, said, parts }: Full): Promise<string> {
  const { accountId, id } = row
  const { name = 'document', ...options } = readMetadata(said.metadata)
  let made = ''
  async function* files() {
    yield {
      name,
      stream: Readable.from(bytesOf(parts, intake.archive.blobs, key), { objectMode: false }),
    }
  }
  await takeIn(intake, {
    accountId,
    circumstances: {
      actor: { kind: 'key', id: row.keyId },
      source: { channel: 'api' },
      traceparent: row.traceparent,
    },
    onBehalfOf: said.person,
    files: files(),
    intent: () => readOptions(options),
    password: said.password,
    idempotencyKey: null,
    async alsoRecord(tx, documentId) {
      const now = intake.recorder.clock()
      if (!(await endUpload(tx, accountId, { id, outcome: { documentId }, now })))
        throw new Problem('upload.not_found', `The upload ${id} ended meanwhile.`)
      made = documentId
    },
  })
  return made
}

/** What a stream that fails says stands behind the words for a client that went away. */
const reasonOf = (error: unknown): unknown =>
  isProblem(error) && error.code === 'request.aborted' ? (error.cause ?? error) : error

async function settle(intake: Intake, full: Full, error: unknown): Promise<void> {
  const { db } = intake.archive
  const { accountId, id } = full.row
  if (!isProblem(error) || !hopeless.has(error.code)) {
    await withAccount(db, accountId, (tx) => releaseFinishing(tx, accountId, id)).catch(() => {})
    return
  }
  const outcome: Outcome = { failureCode: error.code, failureDetail: error.message }
  const now = intake.recorder.clock()
  if (await withAccount(db, accountId, (tx) => endUpload(tx, accountId, { id, outcome, now })))
    await deleteBlobs(intake, full.parts)
}

/** A blob that is left over here is without a row and without a key; the sweeper finds it. */
export async function deleteBlobs({ archive }: Intake, parts: readonly { blobId: string }[]): Promise<void> {
  for (const { blobId } of parts) await archive.blobs.delete(blobId).catch(() => {})
}

export const failureOf = ({ failureCode, failureDetail }: UploadRow): Problem | null =>
  failureCode === null ? null : new Problem(failureCode as ProblemCode, failureDetail ?? '')

/** The document of an upload that has all its bytes; null while another process is making it. */
export async function finish(intake: Intake, accountId: string, id: string): Promise<string | null> {
  const { archive, recorder } = intake
  const now = recorder.clock()
  const until = new Date(now.getTime() + finishingMs)
  const look = () => withAccount(archive.db, accountId, (tx) => findUpload(tx, accountId, id))
  const claimed = await withAccount(archive.db, accountId, async (tx) => {
    const row = await claimFinishing(tx, accountId, { id, now, until })
    return row && { row, parts: await listParts(tx, accountId, id) }
  })
  if (!claimed) {
    const row = await look()
    const failure = failureOf(row)
    if (failure) throw failure
    return row.documentId
  }
  const key = await keyOf(claimed.row, intake)
  const said = unsealJson<Said>(key, claimed.row.said ?? Buffer.alloc(0), saidContext(id))
  const full = { ...claimed, key, said }
  try {
    const documentId = await makeDocument(intake, full)
    await deleteBlobs(intake, full.parts)
    return documentId
  } catch (error) {
    const { documentId } = await look()
    if (documentId !== null) return documentId
    const reason = reasonOf(error)
    await settle(intake, full, reason)
    throw reason
  }
}
