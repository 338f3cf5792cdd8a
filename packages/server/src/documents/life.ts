// Two steps that a client may ask for at any time: start over, and be forgotten.
import type { Document } from '@countersign/contract/document'
import { type Tx, withAccount } from '../db/sql.ts'
import { parsePageRange } from '../domain/page-range.ts'
import type { Circumstances } from '../events/append.ts'
import { seal } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'
import { findDocument, findDocumentRow, findLivingDocument } from './documents.store.ts'
import { type Archive, passwordContext } from './holdings.ts'
import { documentKey } from './keys.ts'
import { type Recorder, recordEvent } from './record.ts'

export type Asked = { accountId: string; documentId: string; circumstances: Circumstances }
export type NewRun = { languages?: string[]; pages?: string; password?: string }

/** A new run from the originals; pages and extraction of earlier runs are kept. */
export function reopenDocument(
  { db, kms }: Archive,
  recorder: Recorder,
  { accountId, documentId, options, circumstances }: Asked & { options: NewRun },
): Promise<Document> {
  if (options.pages !== undefined) parsePageRange(options.pages)
  return withAccount(db, accountId, async (tx) => {
    await findLivingDocument(tx, accountId, documentId)
    const key = await documentKey(tx, accountId, { documentId, kms })
    await recordEvent(tx, accountId, {
      ...circumstances,
      documentId,
      event: 'document.reopened',
      data: {},
      set: {
        failureCode: null,
        failureDetail: null,
        class: null,
        pageCount: null,
        ...(options.languages ? { languages: options.languages } : {}),
        ...(options.pages === undefined ? {} : { pageRange: options.pages }),
        ...(options.password === undefined
          ? {}
          : { password: seal(key, options.password, passwordContext(documentId)) }),
      },
      recorder,
    })
    return findDocument(tx, accountId, documentId)
  })
}

const withoutContent = {
  wrappedKey: null,
  kekId: null,
  password: null,
  metadata: '{}',
  contentHash: null,
  duplicateOf: null,
  packetId: null,
  deviceId: null,
  capturedAt: null,
  failureDetail: null,
}

/** Takes the key away, then every row that held content; what is encrypted elsewhere can never be read again. */
export async function eraseDocument(
  { db, blobs }: Archive,
  recorder: Recorder,
  { accountId, documentId, circumstances }: Asked,
): Promise<void> {
  const gone = await withAccount(db, accountId, async (tx) => {
    const row = await findDocumentRow(tx, accountId, documentId)
    if (row.state === 'erased') return []
    if (row.legalHold)
      throw new Problem(
        'document.legal_hold',
        `Document ${documentId} is under legal hold. Lift the hold before erasing it.`,
      )
    const files = await tx
      .selectFrom('documentFiles')
      .select('sha256')
      .where('accountId', '=', accountId)
      .where('documentId', '=', documentId)
      .execute()
    await recordEvent(tx, accountId, {
      ...circumstances,
      documentId,
      event: 'document.erased',
      data: { files: files.length },
      set: withoutContent,
      recorder,
    })
    return deleteContent(tx, accountId, documentId)
  })
  // A file that stays behind here is unreadable and swept later.
  for (const id of gone) await blobs.delete(id)
}

async function deleteContent(tx: Tx, accountId: string, documentId: string): Promise<string[]> {
  for (const table of [
    'pages',
    'extractions',
    'corrections',
    'privateValues',
    'documentFiles',
    'idempotencyKeys',
  ] as const)
    await tx
      .deleteFrom(table)
      .where('accountId', '=', accountId)
      .where('documentId', '=', documentId)
      .execute()
  await tx
    .updateTable('deliveries')
    .set({ body: null })
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .execute()
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', nextAttemptAt: null })
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('state', '=', 'pending')
    .execute()
  const rows = await tx
    .deleteFrom('blobs')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}
