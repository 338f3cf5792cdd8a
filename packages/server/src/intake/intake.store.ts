import type { Tx } from '../db/sql.ts'
import type { FileRow } from '../documents/results.store.ts'
import type { TakenFile } from './upload.ts'

export type FilesOf = { documentId: string; kekId: string; files: readonly TakenFile[]; at: Date }

export async function insertFiles(
  tx: Tx,
  accountId: string,
  { documentId, kekId, files, at }: FilesOf,
): Promise<FileRow[]> {
  await tx
    .insertInto('blobs')
    .values(
      files.map(({ id, bytes, sha256 }) => ({
        id,
        bytes,
        sha256,
        accountId,
        documentId,
        run: 1,
        role: 'original',
        kekId,
        createdAt: at,
      })),
    )
    .execute()
  return tx
    .insertInto('documentFiles')
    .values(
      files.map(({ id, contentType, bytes, sha256 }, ordinal) => ({
        documentId,
        accountId,
        ordinal,
        contentType,
        bytes,
        sha256,
        blobId: id,
      })),
    )
    .returningAll()
    .execute()
}
