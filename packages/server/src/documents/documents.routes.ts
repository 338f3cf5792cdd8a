import { Document, DocumentParams, DocumentState } from '@countersign/contract/document'
import { DocumentClass } from '@countersign/contract/extraction'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Tx, withAccount } from '../db/sql.ts'
import type { Circumstances } from '../events/append.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { cursorAfter, readCursor } from './cursor.ts'
import { etagOf, findDocument, listDocuments } from './documents.store.ts'
import type { Archive } from './holdings.ts'
import { eraseDocument, reopenDocument } from './life.ts'
import type { Recorder } from './record.ts'

type Deps = {
  archive: Archive
  recorder: Recorder
  /** What new documents of that workflow start with; throws `workflow.not_found`. */
  workflow(tx: Tx, accountId: string, name: string): Promise<{ name: string; version: number }>
  /** What is wrong with asking for these languages; undefined where all can be read here. */
  languageFault(languages: readonly string[]): string | undefined
}

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
        problems: ['cursor.invalid'],
        tags: ['Documents'],
        summary: 'List documents, newest first',
        description: 'Erased documents are left out unless you ask for `state=erased`.',
        querystring: ListQuery,
        response: { 200: DocumentPage },
      },
      config: { needs: 'documents:read' },
    },
    async ({ query, caller }) => {
      const { cursor, limit = 50, packet, ...filter } = query
      const before = cursor === undefined ? undefined : readCursor(cursor, 'doc')
      const rows = await withAccount(archive.db, caller.accountId, (tx) =>
        listDocuments(tx, caller.accountId, {
          ...{ ...filter, packetId: packet, before, limit: limit + 1 },
          kms: archive.kms,
        }),
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
        sends: ['etag'],
        problems: ['document.erased', 'document.not_found'],
        tags: ['Documents'],
        summary: 'Fetch a document',
        params: DocumentParams,
        response: { 200: Document },
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, caller }, reply) => {
      const document = await withAccount(archive.db, caller.accountId, (tx) =>
        findDocument(tx, caller.accountId, { id: params.id, kms: archive.kms }),
      )
      reply.header('etag', etagOf(document))
      return document
    },
  )
}

function lifeRoutes(http: Http, deps: Deps) {
  reopenRoute(http, deps)
  deleteRoute(http, deps)
}

function reopenRoute(http: Http, { archive, recorder, workflow, languageFault }: Deps) {
  http.post(
    '/v1/documents/:id/reopen',
    {
      schema: {
        operationId: 'documents.reopen',
        problems: [
          'artifact.expired',
          'account.queue_full',
          'document.not_found',
          'document.erased',
          'document.invalid_transition',
          'read.language_missing',
          'workflow.not_found',
        ],
        tags: ['Documents'],
        summary: 'Read it again as a new run, with other options or by another workflow',
        params: DocumentParams,
        body: Type.Union([
          Type.Object(
            {
              languages: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { maxItems: 20 })),
              pages: Type.Optional(Type.String({ maxLength: 500 })),
              password: Type.Optional(Type.String({ maxLength: 500 })),
              workflow: Type.Optional(
                Type.String({
                  maxLength: 63,
                  description: 'its active version; left out, the document keeps the version it started with',
                }),
              ),
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
      const { accountId } = request.caller
      const { workflow: name, ...options } = request.body ?? {}
      const fault = languageFault(options.languages ?? [])
      if (fault !== undefined) throw new Problem('read.language_missing', fault)
      const chosen =
        name === undefined
          ? undefined
          : await withAccount(archive.db, accountId, (tx) => workflow(tx, accountId, name))
      const document = await reopenDocument(archive, recorder, {
        accountId,
        documentId: request.params.id,
        options: {
          ...options,
          ...(chosen ? { workflow: { name: chosen.name, version: chosen.version } } : {}),
        },
        circumstances: circumstancesOf(request),
      })
      return reply.code(202).send(document)
    },
  )
}

function deleteRoute(http: Http, { archive, recorder }: Deps) {
  http.delete(
    '/v1/documents/:id',
    {
      schema: {
        operationId: 'documents.delete',
        problems: ['document.not_found', 'document.legal_hold'],
        tags: ['Documents'],
        summary: 'Erase a document',
        description:
          'Destroys its key and content; the log keeps a tombstone, and every other answer about it is 410. Erasing twice is no error.',
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
        reason: 'request',
      })
      return reply.code(204).send(null)
    },
  )
}

export function documentRoutes(http: Http, deps: Deps): void {
  listRoutes(http, deps)
  lifeRoutes(http, deps)
}
