// What was found in a document: pages, extraction, files to download.
import { Readable } from 'node:stream'
import { ArtifactName, type Document, DocumentParams } from '@countersign/contract/document'
import { Correction, Extraction } from '@countersign/contract/extraction'
import { Page } from '@countersign/contract/layout'
import type { ArtifactKind } from '@countersign/contract/retention'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type Tx, withAccount } from '../db/sql.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey, StoredBlob } from '../ports/blob-store.ts'
import { listCorrections } from './corrections.store.ts'
import { etagOf, findDocument } from './documents.store.ts'
import { type Archive, readLayout } from './holdings.ts'
import { documentKey } from './keys.ts'
import { artifactExpired } from './life.ts'
import { type FileRow, findArtifact, findExtraction, findPage, listFiles } from './results.store.ts'

type Deps = { archive: Archive }

const PageParams = Type.Object({
  ...DocumentParams.properties,
  number: Type.Integer({ minimum: 1, maximum: 100_000 }),
})

type Finding<T> = {
  id: string
  /** What the answer is made of: 410 once retention has removed it. */
  from: ArtifactKind
  find: (tx: Tx, document: Document, key: DataKey) => Promise<T>
}

/** The document's key and what `find` finds, in one transaction. */
export const openWith = <T>(
  { archive }: Deps,
  accountId: string,
  { id, from, find }: Finding<T>,
): Promise<{ key: DataKey; document: Document; found: T }> =>
  withAccount(archive.db, accountId, async (tx) => {
    const document = await findDocument(tx, accountId, { id, kms: archive.kms })
    if (document.removed.includes(from)) throw artifactExpired(from)
    const key = await documentKey(tx, accountId, { documentId: id, kms: archive.kms })
    return { key, document, found: await find(tx, document, key) }
  })

function pageRoutes(http: Http, deps: Deps) {
  const pageOf = (accountId: string, { id, number }: { id: string; number: number }) =>
    openWith(deps, accountId, {
      id,
      from: 'layout',
      find: (tx, { run }) => findPage(tx, accountId, { documentId: id, run, number }),
    })
  http.get(
    '/v1/documents/:id/pages/:number',
    {
      schema: {
        operationId: 'pages.get',
        problems: [
          'blob.not_found',
          'artifact.expired',
          'document.not_found',
          'document.erased',
          'page.not_found',
        ],
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
        sends: ['content-disposition'],
        problems: [
          'blob.not_found',
          'artifact.expired',
          'document.not_found',
          'document.erased',
          'page.not_found',
        ],
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
export const asContent = (
  reply: FastifyReply,
  { contentType, name, inline = true }: Pick<Sending, 'contentType' | 'name' | 'inline'>,
): FastifyReply =>
  reply
    .type(contentType)
    .header(
      'content-disposition',
      `${inline ? 'inline' : 'attachment'}; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')

function sendBlob(reply: FastifyReply, sending: Sending) {
  const { deps, key, blob } = sending
  asContent(reply, sending)
  if (blob.bytes !== undefined) reply.header('content-length', blob.bytes)
  if (blob.sha256 !== undefined) reply.header('etag', `"${blob.sha256}"`)
  return reply.send(Readable.from(deps.archive.blobs.open(blob.id, key)))
}

function extractionRoute(http: Http, deps: Deps) {
  http.get(
    '/v1/documents/:id/extraction',
    {
      schema: {
        operationId: 'extractions.get',
        sends: ['etag'],
        problems: ['artifact.expired', 'document.not_found', 'document.erased', 'extraction.not_found'],
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
        from: 'extraction',
        find: (tx, { id, run }, key) => findExtraction(tx, caller.accountId, { documentId: id, run, key }),
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
}

function artifactRoute(http: Http, deps: Deps) {
  http.get(
    '/v1/documents/:id/artifacts/:name',
    {
      schema: {
        operationId: 'artifacts.get',
        sends: ['content-disposition', 'etag'],
        problems: [
          'blob.not_found',
          'artifact.expired',
          'document.not_found',
          'document.erased',
          'artifact.not_found',
        ],
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
        from: params.name,
        find: async (tx, document) =>
          params.name === 'original'
            ? originalOf(document, await listFiles(tx, caller.accountId, params.id), query.file ?? 1)
            : derived(
                params,
                await findArtifact(tx, caller.accountId, {
                  documentId: params.id,
                  run: document.run,
                  role: params.name,
                }),
              ),
      })
      if (!found)
        throw new Problem(
          'artifact.not_found',
          `The document (state ${document.state}) has no artifact "${params.name}". \`links.artifacts\` names those there are.`,
        )
      return sendBlob(reply, { deps, key, inline: false, ...found })
    },
  )
}

type Download = Pick<Sending, 'blob' | 'name' | 'contentType'> | null

function originalOf(document: Document, rows: readonly FileRow[], place: number): Download {
  const file = document.files[place - 1]
  const row = rows[place - 1]
  if (!file || !row?.blobId) return null
  const { bytes, sha256, name, contentType } = file
  return { blob: { id: row.blobId, bytes, sha256 }, name, contentType }
}

function derived({ id, name }: { id: string; name: string }, blob: StoredBlob | null): Download {
  if (!blob) return null
  const json = name === 'evidence'
  return {
    blob,
    name: `${id}.${name}.${json ? 'json' : 'pdf'}`,
    contentType: json ? 'application/json' : 'application/pdf',
  }
}

function correctionsRoute(http: Http, deps: Deps) {
  http.get(
    '/v1/documents/:id/corrections',
    {
      schema: {
        operationId: 'corrections.list',
        problems: ['artifact.expired', 'document.not_found', 'document.erased'],
        tags: ['Review'],
        summary: 'What people decided and corrected, with who and why',
        params: DocumentParams,
        response: { 200: Type.Object({ items: Type.Array(Correction) }) },
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, caller }) => {
      const { found } = await openWith(deps, caller.accountId, {
        id: params.id,
        from: 'extraction',
        find: (tx, { id, run }, key) => listCorrections(tx, caller.accountId, { documentId: id, run, key }),
      })
      return { items: found }
    },
  )
}

export function resultRoutes(http: Http, deps: Deps): void {
  correctionsRoute(http, deps)
  pageRoutes(http, deps)
  extractionRoute(http, deps)
  artifactRoute(http, deps)
}
