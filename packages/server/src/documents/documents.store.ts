import type { Document, DocumentFile, DocumentState } from '@countersign/contract/document'
import type { DocumentClass } from '@countersign/contract/extraction'
import type { Insertable, Selectable } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { Problem } from '../platform/problem.ts'
import type { Kms } from '../ports/kms.ts'
import { accountKey } from './keys.ts'
import { type Particulars, packetHash, particularsOf } from './particulars.ts'

export type DocumentRow = Selectable<Tables['documents']>
type FileRow = Selectable<Tables['documentFiles']>

const iso = (date: Date | null): string | null => date?.toISOString() ?? null
export const documentNotFound = (id: string) =>
  new Problem(
    'document.not_found',
    `There is no document ${id}. Check the id, and that the key belongs to the same account.`,
  )

const toFile = (row: FileRow, name: string | undefined): DocumentFile => ({
  name: name ?? row.name ?? 'document',
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

export type Details = {
  files: readonly FileRow[]
  artifacts: readonly string[]
  particulars: Particulars
}

export function toDocument(row: DocumentRow, { files, artifacts, particulars }: Details): Document {
  const { metadata, packetId, deviceId, capturedAt, names } = particulars
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
    metadata,
    files: files.map((file) => toFile(file, names[file.ordinal])),
    parentId: row.parentId,
    packetId,
    duplicateOf: row.duplicateOf,
    legalHold: row.legalHold,
    removed: row.removed,
    failure: row.failureCode ? { code: row.failureCode, detail: row.failureDetail ?? '' } : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    capturedAt,
    deviceId,
    links: links(row.id, artifacts),
  }
}

/** Changes with every event, so that two people cannot overwrite each other. */
export const etagOf = (document: Document): string => `"v${document.version}"`

const shownRoles = ['original', 'searchable', 'sealed', 'evidence'] as const

type Rows = { rows: readonly DocumentRow[]; kms: Kms }

async function withDetails(tx: Tx, accountId: string, { rows, kms }: Rows): Promise<Document[]> {
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
  const details = async (row: DocumentRow): Promise<Details> => ({
    files: files.filter((file) => file.documentId === row.id),
    artifacts: artifacts.filter((artifact) => artifact.documentId === row.id).map(({ role }) => role),
    particulars: await particularsOf(row, kms),
  })
  return Promise.all(rows.map(async (row) => toDocument(row, await details(row))))
}

const documentRow = (tx: Tx, accountId: string, id: string) =>
  tx.selectFrom('documents').selectAll().where('accountId', '=', accountId).where('id', '=', id)

/** As it stands until this transaction ends: nobody else changes it meanwhile. */
export async function lockDocumentRow(tx: Tx, accountId: string, id: string): Promise<DocumentRow> {
  const row = await documentRow(tx, accountId, id).forUpdate().executeTakeFirst()
  if (!row) throw documentNotFound(id)
  return row
}

export async function findDocumentRow(tx: Tx, accountId: string, id: string): Promise<DocumentRow> {
  const row = await documentRow(tx, accountId, id).executeTakeFirst()
  if (!row) throw documentNotFound(id)
  return row
}

type Wanted = { id: string; kms: Kms }

export const documentErased = (id: string) =>
  new Problem(
    'document.erased',
    `Document ${id} was erased. What is left is its tombstone in the log: /v1/documents/${id}/events.`,
  )

/** An erased document answers 410: what is left of it stands in the log. */
export async function findDocument(tx: Tx, accountId: string, { id, kms }: Wanted): Promise<Document> {
  const row = await findDocumentRow(tx, accountId, id)
  if (row.state === 'erased') throw documentErased(id)
  const [document] = await withDetails(tx, accountId, { rows: [row], kms })
  if (!document) throw documentNotFound(id)
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

/** Newest first. Erased ones only where they are asked for. */
export async function listDocuments(
  tx: Tx,
  accountId: string,
  { kms, ...filter }: DocumentFilter & { kms: Kms },
): Promise<Document[]> {
  let query = tx.selectFrom('documents').selectAll().where('accountId', '=', accountId)
  query = filter.state ? query.where('state', '=', filter.state) : query.where('state', '<>', 'erased')
  if (filter.class) query = query.where('class', '=', filter.class)
  if (filter.workflow) query = query.where('workflow', '=', filter.workflow)
  if (filter.packetId)
    query = query.where('packetHash', '=', packetHash(await accountKey(tx, accountId, kms), filter.packetId))
  if (filter.createdAfter) query = query.where('createdAt', '>=', new Date(filter.createdAfter))
  if (filter.createdBefore) query = query.where('createdAt', '<', new Date(filter.createdBefore))
  if (filter.before) query = query.where('id', '<', filter.before)
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute()
  return withDetails(tx, accountId, { rows, kms })
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
