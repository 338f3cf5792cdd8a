// The files of an envelope: opened for the engine, and kept as revisions under the keys of their documents.
import { type Tx, withAccount } from '../../db/sql.ts'
import { findDocumentRow } from '../../documents/documents.store.ts'
import type { Archive } from '../../documents/holdings.ts'
import { keyOfRow } from '../../documents/keys.ts'
import { insertBlob, listArtifacts, listFiles } from '../../documents/results.store.ts'
import type { Clock } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { DataKey, StoredBlob } from '../../ports/blob-store.ts'
import type { EngineFile } from '../../ports/document-engine.ts'
import { type EnvelopeDocumentRow, insertRevision, type RevisionRow } from '../envelopes.store.ts'

export type Holder = { documentId: string; run: number; key: DataKey; kekId: string }

export async function holderOf({ db, kms }: Archive, accountId: string, documentId: string): Promise<Holder> {
  const row = await withAccount(db, accountId, (tx) => findDocumentRow(tx, accountId, documentId))
  return { documentId, run: row.run, key: await keyOfRow(row, kms), kekId: row.kekId ?? '' }
}

export const pdfFrom = (
  { blobs }: Pick<Archive, 'blobs'>,
  { id, bytes }: { id: string; bytes: number },
  key: DataKey,
): EngineFile => ({ contentType: 'application/pdf', bytes, open: () => blobs.open(id, key) })

/** The file that was named when the envelope was made. */
export async function sourceOf(
  { db, blobs }: Archive,
  accountId: string,
  { document, holder }: { document: EnvelopeDocumentRow; holder: Holder },
): Promise<EngineFile> {
  const { documentId, run, key } = holder
  const found = await withAccount(db, accountId, async (tx) => {
    if (document.source === 'searchable')
      return (await listArtifacts(tx, accountId, { documentId, run })).get('searchable')
    const [file] = await listFiles(tx, accountId, documentId)
    return file?.blobId ? { id: file.blobId, bytes: file.bytes, sha256: file.sha256 } : undefined
  })
  if (found?.sha256 === document.sourceSha256) return pdfFrom({ blobs }, found, key)
  throw new Problem(
    'artifact.expired',
    `The file of document ${documentId} that was to be signed is not there any more. Make a new envelope.`,
  )
}

export type Made = {
  holder: Holder
  blob: StoredBlob
  revision: Omit<RevisionRow, 'accountId' | 'blobId' | 'sha256' | 'bytes' | 'at'>
}

/** False where a worker whose time was over had written it before; then nothing is written. */
export async function keepRevision(
  tx: Tx,
  accountId: string,
  { made: { holder, blob, revision }, clock }: { made: Made; clock: Clock },
): Promise<boolean> {
  const at = clock()
  const { id: blobId, sha256, bytes } = blob
  if (!(await insertRevision(tx, accountId, { ...revision, blobId, sha256, bytes, at }))) return false
  const { documentId, run, kekId } = holder
  await insertBlob(tx, accountId, { documentId, run, kekId, blob, role: 'revision', at })
  return true
}
