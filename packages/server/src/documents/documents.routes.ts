import { Readable } from 'node:stream'
import { ArtifactName, Document, DocumentParams, DocumentState } from '@countersign/contract/document'
import { DocumentClass, Extraction } from '@countersign/contract/extraction'
import { Page } from '@countersign/contract/layout'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { withAccount } from '../db/sql.ts'
import type { Circumstances } from '../events/append.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey, StoredBlob } from '../ports/blob-store.ts'
import { cursorAfter, readCursor } from './cursor.ts'
import { findDocument, findLivingDocument, listDocuments } from './documents.store.ts'
import { type Archive, readLayout } from './holdings.ts'
import { documentKey } from './keys.ts'
import { eraseDocument, reopenDocument } from './life.ts'
import type { Recorder } from './record.ts'
import { findArtifact, findExtraction, findPage, listOriginals } from './results.store.ts'

type Deps = { archive: Archive; recorder: Recorder; publicUrl: string }

export const etagOf = (document: Document): string => `"v${document.version}"`

export const circumstancesOf = (request: FastifyRequest): Circumstances => ({
  actor: { kind: 'key', id: request.caller.keyId },
  source: { channel: 'api' },
  traceparent: request.traceparent,
})

const ListQuery = Type.Object(
  {
    state: Type.Optional(DocumentState),
    class: Type.Optional(DocumentClass),
    workflow: Type.Optional(Type.String({ maxLength: 63 })),
    packet: Type.Optional(Type.String({ maxLength: 100 })),
    createdAfter: Type.Optional(Type.String({ format: 'date-time' })),
    createdBefore: Type.Optional(Type.String({ format: 'date-time' })),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
)

export const DocumentPage = Type.Object({
  items: Type.Array(Document),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null on the last page' }),
})

function listRoutes(http: Http, { archive }: Deps) {
  http.get(
    '/v1/documents',
    {
      schema: {
        operationId: 'documents.list',
        tags: ['Documents'],
        summary: 'List documents, newest first',
        querystring: ListQuery,
        response: { 200: DocumentPage },
      },
      config: { needs: 'documents:read' },
    },
    async ({ query, caller }) => {
      const { cursor, limit = 50, packet, ...filter } = query
      const before = cursor === undefined ? undefined : readCursor(cursor, 'doc')
      const rows = await withAccount(archive.db, caller.accountId, (tx) =>
        listDocuments(tx, caller.accountId, { ...filter, packetId: packet, before, limit: limit + 1 }),
      )
      const items = rows.slice(0, limit)
      return { items, nextCursor: rows.length > limit ? cursorAfter(items.at(-1)?.id ?? '') : null }
    },
  )
  http.get(
    '/v1/documents/:id',
    {
      schema: {
        operationId: 'documents.get',
        tags: ['Documents'],
        summary: 'Fetch a document',
        params: DocumentParams,
        response: { 200: Document },
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, caller }, reply) => {
      const document = await withAccount(archive.db, caller.accountId, (tx) =>
        findDocument(tx, caller.accountId, params.id),
      )
      reply.header('etag', etagOf(document))
      return document
    },
  )
}

const PageParams = Type.Object({
  ...DocumentParams.properties,
  number: Type.Integer({ minimum: 1, maximum: 100_000 }),
})

/** The document's key and what `find` finds, in one transaction. */
const openWith = <T>(
  { archive }: Deps,
  accountId: string,
  {
    id,
    find,
  }: { id: string; find: (tx: Parameters<typeof findDocument>[0], document: Document) => Promise<T> },
): Promise<{ key: DataKey; document: Document; found: T }> =>
  withAccount(archive.db, accountId, async (tx) => {
    const document = await findLivingDocument(tx, accountId, id)
    const key = await documentKey(tx, accountId, { documentId: id, kms: archive.kms })
    return { key, document, found: await find(tx, document) }
  })

function pageRoutes(http: Http, deps: Deps) {
  const pageOf = (accountId: string, { id, number }: { id: string; number: number }) =>
    openWith(deps, accountId, {
      id,
      find: (tx, { run }) => findPage(tx, accountId, { documentId: id, run, number }),
    })
  http.get(
    '/v1/documents/:id/pages/:number',
    {
      schema: {
        operationId: 'pages.get',
        tags: ['Documents'],
        summary: 'Words of a page with boxes and confidence',
        params: PageParams,
        response: { 200: Page },
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, caller }) => {
      const { key, found } = await pageOf(caller.accountId, params)
      return readLayout(deps.archive.blobs, found.layoutBlob, key)
    },
  )
  http.get(
    '/v1/documents/:id/pages/:number/image',
    {
      schema: {
        operationId: 'pages.image',
        tags: ['Documents'],
        summary: 'The upright page as JPEG',
        params: PageParams,
        produces: ['image/jpeg'],
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, caller }, reply) => {
      const { key, found } = await pageOf(caller.accountId, params)
      return sendBlob(reply, {
        deps,
        key,
        blob: { id: found.previewBlob },
        contentType: 'image/jpeg',
        name: `${params.id}-${params.number}.jpg`,
      })
    },
  )
}

type Sending = {
  deps: Deps
  key: DataKey
  blob: Pick<StoredBlob, 'id'> & Partial<StoredBlob>
  contentType: string
  name: string
  inline?: boolean
}

/** Content of documents is never run by a browser: own type, no sniffing, sandboxed. */
function sendBlob(reply: FastifyReply, { deps, key, blob, contentType, name, inline = true }: Sending) {
  reply
    .type(contentType)
    .header(
      'content-disposition',
      `${inline ? 'inline' : 'attachment'}; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
  if (blob.bytes !== undefined) reply.header('content-length', blob.bytes)
  if (blob.sha256 !== undefined) reply.header('etag', `"${blob.sha256}"`)
  return reply.send(Readable.from(deps.archive.blobs.open(blob.id, key)))
}

function resultRoutes(http: Http, deps: Deps) {
  http.get(
    '/v1/documents/:id/extraction',
    {
      schema: {
        operationId: 'extractions.get',
        tags: ['Documents'],
        summary: 'Fields with confidence and evidence, and findings',
        params: DocumentParams,
        response: { 200: Extraction },
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, caller }, reply) => {
      const { document, found } = await openWith(deps, caller.accountId, {
        id: params.id,
        find: async (tx, { id, run }) =>
          findExtraction(tx, caller.accountId, {
            documentId: id,
            run,
            key: await documentKey(tx, caller.accountId, { documentId: id, kms: deps.archive.kms }),
          }),
      })
      if (!found)
        throw new Problem(
          'extraction.not_found',
          document.state === 'received' || document.state === 'read'
            ? 'The document is not understood yet. Ask again when its state has moved on.'
            : `Workflow "${document.workflow}" does not extract fields, or the document failed before.`,
        )
      reply.header('etag', etagOf(document))
      return found
    },
  )
  http.get(
    '/v1/documents/:id/artifacts/:name',
    {
      schema: {
        operationId: 'artifacts.get',
        tags: ['Documents'],
        summary: 'Download original, searchable, sealed or evidence',
        produces: ['application/octet-stream', 'application/pdf', 'application/json'],
        params: Type.Object({ ...DocumentParams.properties, name: ArtifactName }),
        querystring: Type.Object(
          {
            file: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 1000, description: 'which source file, for `original`' }),
            ),
          },
          { additionalProperties: false },
        ),
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, query, caller }, reply) => {
      const { key, document, found } = await openWith(deps, caller.accountId, {
        id: params.id,
        find: async (tx, { run }) =>
          params.name === 'original'
            ? ((await listOriginals(tx, caller.accountId, params.id))[(query.file ?? 1) - 1] ?? null)
            : findArtifact(tx, caller.accountId, { documentId: params.id, run, role: params.name }),
      })
      if (!found)
        throw new Problem(
          'artifact.not_found',
          `The document (state ${document.state}) has no artifact "${params.name}". \`links.artifacts\` names those there are.`,
        )
      const name =
        'name' in found
          ? String(found.name)
          : `${params.id}.${params.name}${params.name === 'evidence' ? '.json' : '.pdf'}`
      const contentType =
        'contentType' in found
          ? String(found.contentType)
          : params.name === 'evidence'
            ? 'application/json'
            : 'application/pdf'
      return sendBlob(reply, { deps, key, blob: found, contentType, name, inline: false })
    },
  )
}

function lifeRoutes(http: Http, { archive, recorder }: Deps) {
  http.post(
    '/v1/documents/:id/reopen',
    {
      schema: {
        operationId: 'documents.reopen',
        tags: ['Documents'],
        summary: 'Read it again as a new run',
        params: DocumentParams,
        body: Type.Union([
          Type.Object(
            {
              languages: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { maxItems: 20 })),
              pages: Type.Optional(Type.String({ maxLength: 500 })),
              password: Type.Optional(Type.String({ maxLength: 500 })),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ]),
        response: { 202: Document },
      },
      config: { needs: 'documents:write' },
    },
    async (request, reply) => {
      const document = await reopenDocument(archive, recorder, {
        accountId: request.caller.accountId,
        documentId: request.params.id,
        options: request.body ?? {},
        circumstances: circumstancesOf(request),
      })
      return reply.code(202).send(document)
    },
  )
  http.delete(
    '/v1/documents/:id',
    {
      schema: {
        operationId: 'documents.delete',
        tags: ['Documents'],
        summary: 'Erase a document',
        description: 'Destroys its key and content; the log keeps a tombstone.',
        params: DocumentParams,
        response: { 204: Type.Null() },
      },
      config: { needs: 'documents:write' },
    },
    async (request, reply) => {
      await eraseDocument(archive, recorder, {
        accountId: request.caller.accountId,
        documentId: request.params.id,
        circumstances: circumstancesOf(request),
      })
      return reply.code(204).send(null)
    },
  )
}

export function documentRoutes(http: Http, deps: Deps): void {
  listRoutes(http, deps)
  pageRoutes(http, deps)
  resultRoutes(http, deps)
  lifeRoutes(http, deps)
}
