import { DocumentParams } from '@countersign/contract/document'
import { LegalHold, NewLegalHold } from '@countersign/contract/retention'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { circumstancesOf } from '../documents/documents.routes.ts'
import type { Archive } from '../documents/holdings.ts'
import type { Recorder } from '../documents/record.ts'
import type { Http } from '../platform/http.ts'
import { findHold, liftHold, placeHold } from './hold.ts'

type Deps = { archive: Archive; recorder: Recorder }

const path = '/v1/documents/:id/legal-hold'

const askingOf = (request: FastifyRequest, documentId: string) => ({
  accountId: request.caller.accountId,
  documentId,
  onBehalfOf: request.caller.onBehalfOf,
  circumstances: circumstancesOf(request),
})

function readRoute(http: Http, { archive }: Deps) {
  http.get(
    path,
    {
      schema: {
        operationId: 'holds.get',
        problems: ['document.not_found', 'document.erased', 'hold.not_found'],
        tags: ['Retention'],
        summary: 'Why and since when a document is under legal hold',
        params: DocumentParams,
        response: { 200: LegalHold },
      },
      config: { needs: 'admin' },
    },
    ({ caller, params }) => findHold(archive, caller.accountId, params.id),
  )
}

export function holdRoutes(http: Http, deps: Deps): void {
  const { archive, recorder } = deps
  readRoute(http, deps)
  http.put(
    path,
    {
      schema: {
        operationId: 'holds.place',
        problems: ['document.not_found', 'document.erased'],
        tags: ['Retention'],
        summary: 'Place a legal hold',
        description: 'While it stands the document cannot be erased, and retention removes nothing of it.',
        params: DocumentParams,
        body: NewLegalHold,
        response: { 200: LegalHold },
      },
      config: { needs: 'admin' },
    },
    (request) =>
      placeHold(archive, recorder, { ...askingOf(request, request.params.id), reason: request.body.reason }),
  )
  http.delete(
    path,
    {
      schema: {
        operationId: 'holds.lift',
        problems: ['document.not_found', 'document.erased'],
        tags: ['Retention'],
        summary: 'Lift a legal hold',
        description: 'What became due meanwhile is removed within the hour.',
        params: DocumentParams,
        response: { 204: Type.Null() },
      },
      config: { needs: 'admin' },
    },
    async (request, reply) => {
      await liftHold(archive, recorder, askingOf(request, request.params.id))
      return reply.code(204).send(null)
    },
  )
}
