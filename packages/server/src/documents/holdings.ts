// Opens what the record holds of a document, for a stage or a reader of results.
import type { Document } from '@countersign/contract/document'
import type { Page } from '@countersign/contract/layout'
import { type Db, withAccount } from '../db/sql.ts'
import { listHistory } from '../events/history.ts'
import { unseal } from '../platform/cipher.ts'
import { type BlobStore, type DataKey, readBlob } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'
import type { Holdings } from '../ports/stage.ts'
import { describeRow, findDocumentRow } from './documents.store.ts'
import { keyOfRow } from './keys.ts'
import { findArtifact, findExtraction, listOriginals, listPages } from './results.store.ts'

export type Archive = { db: Db; kms: Kms; blobs: BlobStore }

/** Layouts are stored as JSON; one page's is small enough to hold. */
export const encodeLayout = (page: Page): Uint8Array => Buffer.from(JSON.stringify(page))

export async function readLayout(blobs: BlobStore, id: string, key: DataKey): Promise<Page> {
  return JSON.parse(Buffer.from(await readBlob(blobs, id, key)).toString('utf8')) as Page
}

export const passwordContext = (documentId: string): string => `password ${documentId}`

export type Opened = { document: Document; kekId: string; holdings: Holdings }

export async function openDocument(
  { db, kms, blobs }: Archive,
  accountId: string,
  documentId: string,
): Promise<Opened> {
  const within = <T>(work: Parameters<typeof withAccount<T>>[2]) => withAccount(db, accountId, work)
  const { row, document, key, originals, pages } = await within(async (tx) => {
    const row = await findDocumentRow(tx, accountId, documentId)
    return {
      row,
      key: await keyOfRow(row, kms),
      document: await describeRow(tx, accountId, row),
      originals: await listOriginals(tx, accountId, documentId),
      pages: await listPages(tx, accountId, { documentId, run: row.run }),
    }
  })
  const of = { documentId, run: row.run, key }
  return {
    document,
    kekId: row.kekId ?? '',
    holdings: {
      dataKey: key,
      originals,
      pagesDone: new Set(pages.map((page) => page.number)),
      async pages() {
        const rows = await within((tx) => listPages(tx, accountId, of))
        const layouts: Page[] = []
        for (const page of rows) layouts.push(await readLayout(blobs, page.layoutBlob, key))
        return layouts
      },
      extraction: () => within((tx) => findExtraction(tx, accountId, of)),
      artifact: (role) => within((tx) => findArtifact(tx, accountId, { ...of, role })),
      history: () => within((tx) => listHistory(tx, accountId, documentId)),
      password: row.password ? unseal(key, row.password, passwordContext(documentId)).toString('utf8') : null,
    },
  }
}
