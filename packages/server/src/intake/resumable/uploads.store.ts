import type { Upload } from '@countersign/contract/upload'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'
import { lockFor } from '../../platform/advisory-locks.ts'
import { Problem } from '../../platform/problem.ts'

export type UploadRow = Selectable<Tables['uploads']>
export type Part = { startsAt: number; bytes: number; blobId: string }

export const isFull = ({ received, length }: UploadRow): boolean => received === length

function stateOf(row: UploadRow): Upload['state'] {
  if (row.documentId !== null) return 'complete'
  if (row.failureCode !== null) return 'refused'
  return isFull(row) ? 'finishing' : 'open'
}

export const toUpload = (row: UploadRow): Upload => ({
  id: row.id,
  state: stateOf(row),
  offset: row.received,
  length: row.length,
  documentId: row.documentId,
  failure: row.failureCode === null ? null : { code: row.failureCode, detail: row.failureDetail ?? '' },
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
})

export type NewUpload = Pick<
  UploadRow,
  'id' | 'keyId' | 'length' | 'said' | 'wrappedKey' | 'kekId' | 'traceparent' | 'createdAt' | 'expiresAt'
>

/** One account's uploads are opened one after the other, so that the limit is exact. */
export async function insertUpload(
  tx: Tx,
  accountId: string,
  { upload, most }: { upload: NewUpload; most: number },
): Promise<UploadRow> {
  await sql`select pg_advisory_xact_lock(${lockFor('opening uploads')}, hashtext(${accountId}))`.execute(tx)
  const { open } = await tx
    .selectFrom('uploads')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('accountId', '=', accountId)
    .where('documentId', 'is', null)
    .where('failureCode', 'is', null)
    .where('expiresAt', '>', upload.createdAt)
    .executeTakeFirstOrThrow()
  if (open >= most)
    throw new Problem(
      'upload.too_many',
      `${open} uploads are open. Finish or delete some (DELETE /v1/uploads/ID), or raise COUNTERSIGN_MAX_OPEN_UPLOADS.`,
      { headers: { 'retry-after': '60' } },
    )
  return tx
    .insertInto('uploads')
    .values({ ...upload, accountId, updatedAt: upload.createdAt })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findUpload(tx: Tx, accountId: string, id: string): Promise<UploadRow> {
  const row = await tx
    .selectFrom('uploads')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row) return row
  throw new Problem('upload.not_found', `There is no upload ${id}. It may have expired; start a new one.`)
}

/** Said once; null comes back where it had been said before. */
export async function setLength(
  tx: Tx,
  accountId: string,
  { id, length }: { id: string; length: number },
): Promise<UploadRow | undefined> {
  return tx
    .updateTable('uploads')
    .set({ length })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('length', 'is', null)
    .where('received', '<=', length)
    .returningAll()
    .executeTakeFirst()
}

export type Arrived = { id: string; from: number; parts: readonly Part[]; now: Date; expiresAt: Date }

/**
 * Takes parts that begin where the others end. Of two requests that send the same bytes at once the first one to get
 * here wins, whichever process it runs in; for the other this gives nothing.
 */
export async function addParts(
  tx: Tx,
  accountId: string,
  { id, from, parts, now, expiresAt }: Arrived,
): Promise<UploadRow | undefined> {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
  const row = await tx
    .updateTable('uploads')
    .set({ received: from + bytes, updatedAt: now, expiresAt })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('received', '=', from)
    .where('documentId', 'is', null)
    .where('failureCode', 'is', null)
    .where((eb) => eb.or([eb('length', 'is', null), eb('length', '>=', from + bytes)]))
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  await tx
    .insertInto('uploadParts')
    .values(parts.map((part) => ({ ...part, uploadId: id, accountId, createdAt: now })))
    .execute()
  return row
}

export async function listParts(tx: Tx, accountId: string, id: string): Promise<Part[]> {
  return tx
    .selectFrom('uploadParts')
    .select(['startsAt', 'bytes', 'blobId'])
    .where('accountId', '=', accountId)
    .where('uploadId', '=', id)
    .orderBy('startsAt')
    .execute()
}

export async function countParts(tx: Tx, accountId: string, id: string): Promise<number> {
  const { parts } = await tx
    .selectFrom('uploadParts')
    .select(({ fn }) => fn.countAll<number>().as('parts'))
    .where('accountId', '=', accountId)
    .where('uploadId', '=', id)
    .executeTakeFirstOrThrow()
  return parts
}

/** Nothing when another process is making the document, or it is there already. */
export async function claimFinishing(
  tx: Tx,
  accountId: string,
  { id, now, until }: { id: string; now: Date; until: Date },
): Promise<UploadRow | undefined> {
  return tx
    .updateTable('uploads')
    .set({ finishingUntil: until })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('documentId', 'is', null)
    .where('failureCode', 'is', null)
    .whereRef('received', '=', 'length')
    .where((eb) => eb.or([eb('finishingUntil', 'is', null), eb('finishingUntil', '<=', now)]))
    .returningAll()
    .executeTakeFirst()
}

export async function releaseFinishing(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx
    .updateTable('uploads')
    .set({ finishingUntil: null })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute()
}

export type Outcome = { documentId: string } | { failureCode: string; failureDetail: string }

/**
 * Ends an upload: nothing that could be read is left. False where it had ended before; then the caller's transaction
 * must not commit.
 */
export async function endUpload(
  tx: Tx,
  accountId: string,
  { id, outcome, now }: { id: string; outcome: Outcome; now: Date },
): Promise<boolean> {
  const ended = await tx
    .updateTable('uploads')
    .set({ ...outcome, said: null, wrappedKey: null, finishingUntil: null, updatedAt: now })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('documentId', 'is', null)
    .where('failureCode', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!ended) return false
  await tx.deleteFrom('uploadParts').where('accountId', '=', accountId).where('uploadId', '=', id).execute()
  return true
}

/** With its parts; gives the blobs that are to be deleted. Parts that are just arriving are waited for. */
export async function deleteUpload(tx: Tx, accountId: string, id: string): Promise<string[]> {
  await tx
    .selectFrom('uploads')
    .select('id')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
  const parts = await tx
    .deleteFrom('uploadParts')
    .where('accountId', '=', accountId)
    .where('uploadId', '=', id)
    .returning('blobId')
    .execute()
  await tx.deleteFrom('uploads').where('accountId', '=', accountId).where('id', '=', id).execute()
  return parts.map(({ blobId }) => blobId)
}
