import type { Document, DocumentFile, DocumentState } from '@countersign/contract/document'
import type { DocumentClass } from '@countersign/contract/extraction'
import type { Insertable, Selectable } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../platform/problem.ts'

export type DocumentRow = Selectable<Tables['documents']>
type FileRow = Selectable<Tables['documentFiles']>

const iso = (date: Date | null): string | null => date?.toISOString() ?? null
export const documentNotFound = (id: string) =>
  new Problem(
    'document.not_found',
    `There is no document ${id}. Check the id, and that the key belongs to the same account.`,
  )

const toFile = (row: FileRow): DocumentFile => ({
  name: row.name,
  contentType: row.contentType,
  bytes: row.bytes,
  sha256: row.sha256,
})

function links(id: string, artifacts: readonly string[]): Document['links'] {
  const self = `/v1/documents/${id}`
  return {
    self,
    events: `${self}/events`,
    extraction: `${self}/extraction`,
    artifacts: Object.fromEntries(artifacts.map((name) => [name, `${self}/artifacts/${name}`])),
  }
}

export function toDocument(
  row: DocumentRow,
  files: readonly FileRow[],
  artifacts: readonly string[],
): Document {
  return {
    id: row.id,
    state: row.state,
    run: row.run,
    version: row.version,
    workflow: row.workflow,
    workflowVersion: row.workflowVersion,
    tier: row.tier,
    class: row.class,
    pageCount: row.pageCount,
    pages: row.pageRange,
    languages: row.languages,
    metadata: row.metadata,
    files: files.map(toFile),
    parentId: row.parentId,
    packetId: row.packetId,
    duplicateOf: row.duplicateOf,
    legalHold: row.legalHold,
    failure: row.failureCode ? { code: row.failureCode, detail: row.failureDetail ?? '' } : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    capturedAt: iso(row.capturedAt),
    deviceId: row.deviceId,
    links: links(row.id, artifacts),
  }
}

/** Changes with every event, so that two people cannot overwrite each other. */
export const etagOf = (document: Document): string => `"v${document.version}"`

const shownRoles = ['original', 'searchable', 'sealed', 'evidence'] as const

async function withDetails(tx: Tx, accountId: string, rows: readonly DocumentRow[]): Promise<Document[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const files = await tx
    .selectFrom('documentFiles')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('documentId', 'in', ids)
    .orderBy('ordinal')
    .execute()
  const artifacts = await tx
    .selectFrom('blobs')
    .innerJoin('documents', 'documents.id', 'blobs.documentId')
    .select(['blobs.documentId', 'blobs.role'])
    .distinct()
    .where('blobs.accountId', '=', accountId)
    .where('blobs.documentId', 'in', ids)
    .where('blobs.role', 'in', shownRoles)
    .where((eb) => eb.or([eb('blobs.role', '=', 'original'), eb('blobs.run', '=', eb.ref('documents.run'))]))
    .execute()
  return rows.map((row) =>
    toDocument(
      row,
      files.filter((file) => file.documentId === row.id),
      artifacts.filter((artifact) => artifact.documentId === row.id).map((artifact) => artifact.role),
    ),
  )
}

export async function findDocumentRow(tx: Tx, accountId: string, id: string): Promise<DocumentRow> {
  const row = await tx
    .selectFrom('documents')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw documentNotFound(id)
  return row
}

export async function findDocument(tx: Tx, accountId: string, id: string): Promise<Document> {
  const [document] = await withDetails(tx, accountId, [await findDocumentRow(tx, accountId, id)])
  if (!document) throw documentNotFound(id)
  return document
}

/** As `findDocument`, for reading content: an erased document answers 410. */
export async function findLivingDocument(tx: Tx, accountId: string, id: string): Promise<Document> {
  const document = await findDocument(tx, accountId, id)
  if (document.state === 'erased')
    throw new Problem('document.erased', `Document ${id} was erased; only its tombstone in the log is left.`)
  return document
}

export type DocumentFilter = {
  state?: DocumentState | undefined
  class?: DocumentClass | undefined
  workflow?: string | undefined
  packetId?: string | undefined
  createdAfter?: string | undefined
  createdBefore?: string | undefined
  /** Only documents older than this id, the last of the page before. */
  before?: string | undefined
  limit: number
}

/** Newest first. */
export async function listDocuments(tx: Tx, accountId: string, filter: DocumentFilter): Promise<Document[]> {
  let query = tx.selectFrom('documents').selectAll().where('accountId', '=', accountId)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.class) query = query.where('class', '=', filter.class)
  if (filter.workflow) query = query.where('workflow', '=', filter.workflow)
  if (filter.packetId) query = query.where('packetId', '=', filter.packetId)
  if (filter.createdAfter) query = query.where('createdAt', '>=', new Date(filter.createdAfter))
  if (filter.createdBefore) query = query.where('createdAt', '<', new Date(filter.createdBefore))
  if (filter.before) query = query.where('id', '<', filter.before)
  return withDetails(tx, accountId, await query.orderBy('id', 'desc').limit(filter.limit).execute())
}

export const insertDocument = (tx: Tx, row: Insertable<Tables['documents']>): Promise<DocumentRow> =>
  tx.insertInto('documents').values(row).returningAll().executeTakeFirstOrThrow()

/** The first living document of the account with the same bytes, or null. */
export async function findSameContent(tx: Tx, accountId: string, hash: Buffer): Promise<string | null> {
  const row = await tx
    .selectFrom('documents')
    .select('id')
    .where('accountId', '=', accountId)
    .where('contentHash', '=', hash)
    .where('state', '<>', 'erased')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}
