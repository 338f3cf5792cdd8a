// Opens what the record holds of a document, for the runner: once per job, the rest as stages ask for it.
import type { Document } from '@countersign/contract/document'
import type { Extraction } from '@countersign/contract/extraction'
import { blankPage, type Page } from '@countersign/contract/layout'
import { type Db, withAccount } from '../db/sql.ts'
import { listHistory } from '../events/history.ts'
import { unseal } from '../platform/cipher.ts'
import { type BlobStore, type DataKey, readBlob, type StoredBlob } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'
import type { BlobRole, Holdings } from '../ports/stage.ts'
import { listCorrections } from './corrections.store.ts'
import { type DocumentRow, findDocumentRow, toDocument } from './documents.store.ts'
import { keyOfRow } from './keys.ts'
import { openParticulars } from './particulars.ts'
import { findExtraction, listArtifacts, listFiles, listPages } from './results.store.ts'

export type Archive = { db: Db; kms: Kms; blobs: BlobStore }

/** Layouts are stored as JSON; one page's is small enough to hold. What older versions did not look for, they have not. */
export const encodeLayout = (page: Page): Uint8Array => Buffer.from(JSON.stringify(page))

const olderBlock = { kind: 'text', language: null } as const

export async function readLayout(blobs: BlobStore, id: string, key: DataKey): Promise<Page> {
  const stored = JSON.parse(Buffer.from(await readBlob(blobs, id, key)).toString('utf8')) as Page
  const blocks = stored.blocks.map((block) => ({ ...olderBlock, ...block }))
  return { ...blankPage, ...stored, blocks }
}

export const passwordContext = (documentId: string): string => `password ${documentId}`

/** Longer documents are read from the store again rather than held. */
const heldPages = 50

type Known = {
  extraction?: Extraction | null
  /** Of a run that began here: then they are all there are. Null once there are too many to hold. */
  pages: Page[] | null
  /** Newest of each role; undefined until asked for. */
  artifacts?: Map<BlobRole, StoredBlob>
}

export type Opened = {
  document: Document
  kekId: string
  holdings: Holdings
  /** What the runner has just written, so that the next stage need not ask for it. */
  remember: {
    extraction(extraction: Extraction): void
    page(page: Page): void
    artifact(role: BlobRole, blob: StoredBlob): void
  }
}

export async function openDocument(archive: Archive, accountId: string, documentId: string): Promise<Opened> {
  const opened = await withAccount(archive.db, accountId, async (tx) => {
    const row = await findDocumentRow(tx, accountId, documentId)
    const key = await keyOfRow(row, archive.kms)
    const files = await listFiles(tx, accountId, documentId)
    const pages = await listPages(tx, accountId, { documentId, run: row.run })
    return { row, key, files, pages }
  })
  const { row, key, files, pages } = opened
  const particulars = openParticulars(key, row)
  const known: Known = { pages: pages.length === 0 ? [] : null }
  return {
    document: toDocument(row, { files, artifacts: [], particulars }),
    kekId: row.kekId ?? '',
    holdings: {
      dataKey: key,
      salt: particulars.salt,
      originals: files.flatMap(({ blobId, bytes, sha256, contentType }) =>
        blobId === null ? [] : [{ id: blobId, bytes, sha256, contentType }],
      ),
      pagesDone: new Set(pages.map((page) => page.number)),
      password: row.password ? unseal(key, row.password, passwordContext(documentId)).toString('utf8') : null,
      ...askedFor({ archive, accountId, row, key, known }),
    },
    remember: {
      extraction(extraction) {
        known.extraction = extraction
      },
      page(page) {
        if (known.pages && known.pages.length < heldPages) known.pages.push(page)
        else known.pages = null
      },
      artifact: (role, blob) => void known.artifacts?.set(role, blob),
    },
  }
}

type Asking = {
  archive: Archive
  accountId: string
  row: DocumentRow
  key: DataKey
  known: Known
}

function askedFor({
  archive,
  accountId,
  row,
  key,
  known,
}: Asking): Pick<Holdings, 'pages' | 'extraction' | 'artifact' | 'corrections' | 'history'> {
  const { db, blobs } = archive
  const of = { documentId: row.id, run: row.run, key }
  return {
    async pages() {
      // None known may also mean that the pages were read by an earlier job.
      if (known.pages && known.pages.length > 0)
        return known.pages.toSorted((one, other) => one.number - other.number)
      const pages = await withAccount(db, accountId, (tx) => listPages(tx, accountId, of))
      const layouts: Page[] = []
      for (const page of pages) layouts.push(await readLayout(blobs, page.layoutBlob, key))
      return layouts
    },
    async extraction() {
      known.extraction ??= await withAccount(db, accountId, (tx) => findExtraction(tx, accountId, of))
      return known.extraction
    },
    async artifact(role) {
      known.artifacts ??= await withAccount(db, accountId, (tx) => listArtifacts(tx, accountId, of))
      return known.artifacts.get(role) ?? null
    },
    corrections: () => withAccount(db, accountId, (tx) => listCorrections(tx, accountId, of)),
    history: () => withAccount(db, accountId, (tx) => listHistory(tx, accountId, row.id)),
  }
}
