// What stages found: pages, extractions, artifacts. Only the runner and the review write here.
import type { Extraction } from '@countersign/contract/extraction'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { sealJson, unsealJson } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey, StoredBlob } from '../ports/blob-store.ts'
import type { BlobRole, PageResult } from '../ports/stage.ts'

export type FileRow = Selectable<Tables['documentFiles']>

type BlobOf = { documentId: string; run: number; role: BlobRole; blob: StoredBlob; kekId: string; at: Date }

export async function insertBlob(tx: Tx, accountId: string, { blob, at, ...rest }: BlobOf): Promise<void> {
  await tx
    .insertInto('blobs')
    .values({ ...blob, ...rest, accountId, createdAt: at })
    .execute()
}

export type PageOf = { documentId: string; run: number; kekId: string; at: Date; result: PageResult }

/** Commits one finished page; false where it is there already (a job delivered twice). */
export async function insertPage(tx: Tx, accountId: string, input: PageOf): Promise<boolean> {
  const { documentId, run, kekId, at, result } = input
  const { page, layout, preview } = result
  const there = await tx
    .selectFrom('pages')
    .select('number')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('run', '=', run)
    .where('number', '=', page.number)
    .executeTakeFirst()
  if (there) return false
  const of = { documentId, run, kekId, accountId, createdAt: at }
  await tx
    .insertInto('blobs')
    .values([
      { ...of, ...layout, role: 'layout' },
      { ...of, ...preview, role: 'preview' },
    ])
    .execute()
  await tx
    .insertInto('pages')
    .values({
      documentId,
      accountId,
      run,
      number: page.number,
      layoutBlob: layout.id,
      previewBlob: preview.id,
      source: page.source,
      language: page.language,
      confidence: page.confidence,
    })
    .execute()
  return true
}

export type PageRow = { number: number; layoutBlob: string; previewBlob: string; confidence: number }

export const listPages = (
  tx: Tx,
  accountId: string,
  of: { documentId: string; run: number },
): Promise<PageRow[]> =>
  tx
    .selectFrom('pages')
    .select(['number', 'layoutBlob', 'previewBlob', 'confidence'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('run', '=', of.run)
    .orderBy('number')
    .execute()

export async function findPage(
  tx: Tx,
  accountId: string,
  of: { documentId: string; run: number; number: number },
): Promise<PageRow> {
  const row = await tx
    .selectFrom('pages')
    .select(['number', 'layoutBlob', 'previewBlob', 'confidence'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('run', '=', of.run)
    .where('number', '=', of.number)
    .executeTakeFirst()
  if (!row)
    throw new Problem(
      'page.not_found',
      `Page ${of.number} is not there, or not read yet. The document's pageCount says how many there are.`,
    )
  return row
}

type ExtractionOf = { documentId: string; run: number; key: DataKey }
const extractionContext = (of: { documentId: string; run: number }) => `extraction ${of.documentId} ${of.run}`

export async function saveExtraction(
  tx: Tx,
  accountId: string,
  {
    extraction,
    at,
    byPerson = false,
    ...of
  }: ExtractionOf & { extraction: Extraction; at: Date; byPerson?: boolean },
): Promise<void> {
  const body = sealJson(of.key, extraction, extractionContext(of))
  await tx
    .insertInto('extractions')
    .values({ documentId: of.documentId, accountId, run: of.run, body, updatedAt: at })
    .onConflict((conflict) =>
      conflict.columns(['documentId', 'run']).doUpdateSet({
        body,
        updatedAt: at,
        ...(byPerson ? { asRead: sql`coalesce(extractions.as_read, extractions.body)` } : {}),
      }),
    )
    .execute()
}

export async function findExtraction(
  tx: Tx,
  accountId: string,
  of: ExtractionOf,
): Promise<Extraction | null> {
  const row = await tx
    .selectFrom('extractions')
    .select('body')
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('run', '=', of.run)
    .executeTakeFirst()
  return row ? unsealJson<Extraction>(of.key, row.body, extractionContext(of)) : null
}

/** As the machine left it, whatever people have made of it since. */
export async function findAsRead(tx: Tx, accountId: string, of: ExtractionOf): Promise<Extraction | null> {
  const row = await tx
    .selectFrom('extractions')
    .select(['body', 'asRead'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('run', '=', of.run)
    .executeTakeFirst()
  return row ? unsealJson<Extraction>(of.key, row.asRead ?? row.body, extractionContext(of)) : null
}

/** The newest blob of that role; originals belong to every run. */
export async function findArtifact(
  tx: Tx,
  accountId: string,
  of: { documentId: string; run: number; role: BlobRole },
): Promise<StoredBlob | null> {
  let query = tx
    .selectFrom('blobs')
    .select(['id', 'bytes', 'sha256'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('role', '=', of.role)
  if (of.role !== 'original') query = query.where('run', '=', of.run)
  return (await query.orderBy('createdAt', 'desc').orderBy('id').limit(1).executeTakeFirst()) ?? null
}

/** The newest blob of each role that this run made. */
export async function listArtifacts(
  tx: Tx,
  accountId: string,
  of: { documentId: string; run: number },
): Promise<Map<BlobRole, StoredBlob>> {
  const rows = await tx
    .selectFrom('blobs')
    .select(['role', 'id', 'bytes', 'sha256'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('run', '=', of.run)
    .where('role', 'in', ['searchable', 'sealed', 'cades', 'evidence'])
    .orderBy('createdAt')
    .execute()
  return new Map(rows.map(({ role, ...blob }) => [role as BlobRole, blob]))
}

export const listFiles = (tx: Tx, accountId: string, documentId: string): Promise<FileRow[]> =>
  tx
    .selectFrom('documentFiles')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .orderBy('ordinal')
    .execute()
