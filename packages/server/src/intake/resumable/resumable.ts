// Uploads that survive a broken connection: opened, filled piece by piece, looked at, given up.
import type { Readable } from 'node:stream'
import { type Tx, withAccount } from '../../db/sql.ts'
import { newKey, sealJson, unsealJson } from '../../platform/cipher.ts'
import { Problem } from '../../platform/problem.ts'
import { readOptions } from '../options.ts'
import type { Intake } from '../received.ts'
import { deleteBlobs, failureOf, finish, keyOf, type Said, saidContext } from './finish.ts'
import { receive } from './receive.ts'
import { type Checksum, checkLength, readMetadata } from './tus.ts'
import {
  addParts,
  countParts,
  deleteUpload,
  findUpload,
  insertUpload,
  isFull,
  setLength,
  type UploadRow,
} from './uploads.store.ts'

export type Resumable = {
  intake: Intake
  /** An upload that gets no byte for so long is deleted. */
  keepMs: number
  /** That one account may have open. */
  mostOpen: number
}

/** A client that sends byte by byte would make a file of each. */
const mostParts = 4000

const expiryOf = ({ intake, keepMs }: Resumable): Date => new Date(intake.recorder.clock().getTime() + keepMs)

export type Opening = {
  accountId: string
  keyId: string
  said: Said
  length: number | null
  traceparent: string | null
}

/** Every mistake that can be seen without the file is answered before its first byte. */
export async function openUpload(resumable: Resumable, opening: Opening): Promise<UploadRow> {
  const { archive, recorder, workflow } = resumable.intake
  const { accountId, said, ...rest } = opening
  const { name: _, ...options } = readMetadata(said.metadata)
  const intent = readOptions(options)
  await withAccount(archive.db, accountId, (tx) => workflow(tx, accountId, intent.workflow))
  const id = recorder.newId('upl')
  const key = newKey()
  const { wrapped, kekId } = await archive.kms.wrap(key, id)
  const upload = {
    ...rest,
    id,
    said: sealJson(key, said, saidContext(id)),
    wrappedKey: Buffer.from(wrapped),
    kekId,
    createdAt: recorder.clock(),
    expiresAt: expiryOf(resumable),
  }
  return withAccount(archive.db, accountId, (tx) =>
    insertUpload(tx, accountId, { upload, most: resumable.mostOpen }),
  )
}

/** As it stands, whatever became of it. */
export const lookAtUpload = ({ intake }: Resumable, accountId: string, id: string): Promise<UploadRow> =>
  withAccount(intake.archive.db, accountId, (tx) => findUpload(tx, accountId, id))

function refuseEnded(row: UploadRow, now: Date): void {
  const failure = failureOf(row)
  if (failure) throw failure
  if (row.documentId === null && !isFull(row) && row.expiresAt <= now)
    throw new Problem('upload.expired', `The upload ${row.id} got no byte for too long. Start a new one.`)
}

const mismatch = (row: UploadRow) =>
  new Problem(
    'upload.offset_mismatch',
    `${row.received} bytes have arrived; go on from there. HEAD says it, too.`,
    { headers: { 'upload-offset': String(row.received) } },
  )

/** What a client needs to go on, or to stop: an upload with all its bytes has its document made first. */
export type Progress = { row: UploadRow; documentId: string | null; metadata: string }

async function madeOf({ intake }: Resumable, row: UploadRow): Promise<string | null> {
  return row.documentId === null && isFull(row) ? finish(intake, row.accountId, row.id) : row.documentId
}

export async function progressOf(resumable: Resumable, accountId: string, id: string): Promise<Progress> {
  const { intake } = resumable
  const row = await lookAtUpload(resumable, accountId, id)
  refuseEnded(row, intake.recorder.clock())
  const documentId = await madeOf(resumable, row)
  if (documentId !== null || !row.said) return { row, documentId, metadata: '' }
  const said = unsealJson<Said>(await keyOf(row, intake), row.said, saidContext(id))
  return { row, documentId, metadata: said.metadata }
}

export type Append = {
  accountId: string
  id: string
  offset: number
  stream: Readable
  /** Of the request's body, when the client says it. */
  bytes: number | null
  /** Of the whole file, when the client says it only now. */
  length: number | null
  checksum: Checksum | null
}

async function announced(tx: Tx, row: UploadRow, { length, maxFileBytes }: Lengths): Promise<UploadRow> {
  if (length === null || row.length === length) return row
  checkLength(length, maxFileBytes)
  const changed = await setLength(tx, row.accountId, { id: row.id, length })
  if (changed) return changed
  throw new Problem(
    'request.invalid',
    row.length === null
      ? `Upload-Length is less than the ${row.received} bytes that have arrived.`
      : `Upload-Length was ${row.length} before and cannot change.`,
    { errors: [{ path: '/headers/upload-length', message: 'cannot be this' }] },
  )
}
type Lengths = { length: number | null; maxFileBytes: number }

/** What the request may add to, or the problem that it meets before its body is read. */
async function ready({ intake }: Resumable, append: Append): Promise<UploadRow> {
  const { accountId, id, offset, length, bytes } = append
  const { maxFileBytes } = intake.limits
  return withAccount(intake.archive.db, accountId, async (tx) => {
    const found = await findUpload(tx, accountId, id)
    refuseEnded(found, intake.recorder.clock())
    if (offset !== found.received) throw mismatch(found)
    if (found.documentId !== null) return found
    const row = await announced(tx, found, { length, maxFileBytes })
    if (bytes !== null && row.length !== null && offset + bytes > row.length)
      throw new Problem(
        'upload.too_long',
        `The file was announced with ${row.length} bytes; the request goes beyond them.`,
      )
    if (bytes !== null && row.length === null) checkLength(Math.max(1, offset + bytes), maxFileBytes)
    if (!isFull(row) && (await countParts(tx, accountId, id)) >= mostParts)
      throw new Problem(
        'upload.too_many_parts',
        `An upload has at most ${mostParts} parts. Start a new one and send larger parts, e.g. of 8 MB.`,
      )
    return row
  })
}

async function take(resumable: Resumable, append: Append, row: UploadRow): Promise<UploadRow> {
  const { archive, recorder, limits } = resumable.intake
  const { accountId, id } = append
  return receive({
    stream: append.stream,
    row,
    key: await keyOf(row, resumable.intake),
    checksum: append.checksum,
    blobs: archive.blobs,
    limits,
    async commit(from, parts) {
      const arrived = { id, from, parts, now: recorder.clock(), expiresAt: expiryOf(resumable) }
      const after = await withAccount(archive.db, accountId, (tx) => addParts(tx, accountId, arrived))
      if (after) return after
      throw mismatch(await lookAtUpload(resumable, accountId, id))
    },
  })
}

export async function appendTo(resumable: Resumable, append: Append): Promise<Progress> {
  const before = await ready(resumable, append)
  const row = isFull(before) ? before : await take(resumable, append, before)
  return { row, documentId: await madeOf(resumable, row), metadata: '' }
}

/** Of an upload that has become a document only the trace of it goes; the document stays. */
export async function giveUp({ intake }: Resumable, accountId: string, id: string): Promise<void> {
  const blobIds = await withAccount(intake.archive.db, accountId, async (tx) => {
    await findUpload(tx, accountId, id)
    return deleteUpload(tx, accountId, id)
  })
  await deleteBlobs(
    intake,
    blobIds.map((blobId) => ({ blobId })),
  )
}
