// The pages of a document in the formats of others, page by page: a long document is never held as a whole.
import { Readable } from 'node:stream'
import { type Document, DocumentParams } from '@countersign/contract/document'
import { ExportFormat, type Page } from '@countersign/contract/layout'
import { streamExport } from '@countersign/ocr/export/stream'
import { Type } from 'typebox'
import { type Archive, readLayout } from '../documents/holdings.ts'
import { asContent, openWith } from '../documents/results.routes.ts'
import { listPages, type PageRow } from '../documents/results.store.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'

const types: Record<ExportFormat, { contentType: string; ending: string }> = {
  text: { contentType: 'text/plain', ending: 'txt' },
  markdown: { contentType: 'text/markdown', ending: 'md' },
  // hOCR 1.2 §4.1
  hocr: { contentType: 'text/vnd.hocr+html', ending: 'hocr' },
  alto: { contentType: 'application/xml', ending: 'alto.xml' },
}

export function layoutRoutes(http: Http, deps: { archive: Archive }): void {
  const { archive } = deps
  http.get(
    '/v1/documents/:id/layout/:format',
    {
      schema: {
        operationId: 'layouts.get',
        sends: ['content-disposition'],
        problems: [
          'blob.not_found',
          'artifact.expired',
          'document.not_found',
          'document.erased',
          'artifact.not_found',
        ],
        tags: ['Documents'],
        summary: 'What all pages say, as plain text, Markdown, hOCR or ALTO',
        params: Type.Object({ ...DocumentParams.properties, format: ExportFormat }),
        produces: Object.values(types).map(({ contentType }) => contentType),
      },
      config: { needs: 'documents:read' },
    },
    async ({ params, caller }, reply) => {
      const { id, format } = params
      const { key, document, found } = await openWith(deps, caller.accountId, {
        id,
        from: 'layout',
        find: (tx, { run }) => listPages(tx, caller.accountId, { documentId: id, run }),
      })
      if (document.state === 'received' || found.length === 0) throw notRead(document)
      const { contentType, ending } = types[format]
      const parts = streamExport(format, {
        open: () => pagesOf(archive, found, key),
        count: found.length,
        name: document.files[0]?.name ?? id,
      })
      asContent(reply, { contentType: `${contentType}; charset=utf-8`, name: `${id}.${ending}` })
      return reply.send(Readable.from(parts))
    },
  )
}

async function* pagesOf({ blobs }: Archive, rows: readonly PageRow[], key: DataKey): AsyncGenerator<Page> {
  for (const { layoutBlob } of rows) yield await readLayout(blobs, layoutBlob, key)
}

const notRead = ({ state }: Document) =>
  new Problem(
    'artifact.not_found',
    state === 'received'
      ? 'The document is not read yet. Ask again when its state has moved on; finished pages are at /v1/documents/{id}/pages/{number}.'
      : `The document (state ${state}) has no pages that were read.`,
  )
