import { Document, DocumentParams } from '@countersign/contract/document'
import { FieldValue } from '@countersign/contract/extraction'
import { CorrectedLine, ManualEntry, mostCorrectedLines } from '@countersign/contract/review'
import { Type } from 'typebox'
import { circumstancesOf } from '../documents/documents.routes.ts'
import { etagOf } from '../documents/documents.store.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { enterValues } from './entry.ts'
import { reviewDocument } from './review.ts'
import { reviewerRoutes } from './reviewers/reviewers.routes.ts'
import type { Desk } from './sitting.ts'
import { overviewRoutes } from './tasks/overview.routes.ts'
import { taskRoutes } from './tasks/tasks.routes.ts'

const ReviewBody = Type.Object(
  {
    decision: Type.Enum(['approve', 'reject']),
    corrections: Type.Optional(
      Type.Array(
        Type.Object(
          {
            field: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,59}$' }),
            value: Type.Union([FieldValue, Type.Null()], {
              description: 'canonical value; null removes the field',
            }),
            reason: Type.Optional(Type.String({ maxLength: 500 })),
          },
          { additionalProperties: false },
        ),
        { maxItems: 200 },
      ),
    ),
    lines: Type.Optional(
      Type.Array(CorrectedLine, {
        maxItems: mostCorrectedLines,
        description:
          'all lines of the document as they are on the paper, in their order; takes the place of those that were read',
      }),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    override: Type.Optional(
      Type.Boolean({ description: 'approve although findings still stand; needs a reason' }),
    ),
  },
  { additionalProperties: false },
)

const Headers = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 100, description: 'ETag of the document you looked at' }),
  ),
})

function ifMatchOf({ 'if-match': ifMatch }: { 'if-match'?: string | undefined }): string {
  if (ifMatch !== undefined) return ifMatch.replace(/^W\//, '')
  throw new Problem(
    'document.precondition_missing',
    'Send If-Match with the ETag of the document as you fetched it.',
  )
}

export function reviewRoutes(http: Http, desk: Desk): void {
  documentRoute(http, desk)
  entryRoute(http, desk)
  taskRoutes(http, desk)
  overviewRoutes(http, desk)
  reviewerRoutes(http, desk)
}

function entryRoute(http: Http, desk: Desk): void {
  http.post(
    '/v1/documents/:id/entry',
    {
      schema: {
        operationId: 'documents.enter',
        sends: ['etag'],
        problems: [
          'artifact.expired',
          'document.not_found',
          'document.erased',
          'document.changed',
          'document.precondition_missing',
          'document.invalid_transition',
          'field.invalid',
          'task.claimed',
          'task.skill_missing',
        ],
        tags: ['Review'],
        summary: 'Enter the values of a document that could not be read',
        description:
          'Needs `If-Match`. The values are judged like any others: what the rules object to is a task again.',
        params: DocumentParams,
        headers: Headers,
        body: ManualEntry,
        response: { 200: Document },
      },
      config: { needs: 'review:write' },
    },
    async (request, reply) => {
      const { accountId, onBehalfOf } = request.caller
      const document = await enterValues(desk, {
        accountId,
        onBehalfOf,
        documentId: request.params.id,
        ifMatch: ifMatchOf(request.headers),
        entry: request.body,
        circumstances: circumstancesOf(request),
      })
      reply.header('etag', etagOf(document))
      return document
    },
  )
}

function documentRoute(http: Http, desk: Desk): void {
  http.post(
    '/v1/documents/:id/review',
    {
      schema: {
        operationId: 'documents.review',
        sends: ['etag'],
        problems: [
          'artifact.expired',
          'document.not_found',
          'document.erased',
          'document.changed',
          'document.precondition_missing',
          'document.invalid_transition',
          'extraction.not_found',
          'field.unknown',
          'field.invalid',
          'review.unresolved',
          'task.claimed',
          'task.same_person',
          'task.skill_missing',
        ],
        tags: ['Review'],
        summary: 'Correct fields, then approve or reject',
        description:
          'Needs `If-Match` with the ETag of the document, so that two reviewers cannot overwrite each other. Approving confirms every value as it stands.',
        params: DocumentParams,
        headers: Headers,
        body: ReviewBody,
        response: { 200: Document },
      },
      config: { needs: 'review:write' },
    },
    async (request, reply) => {
      const ifMatch = ifMatchOf(request.headers)
      const { body, caller } = request
      const document = await reviewDocument(desk, {
        ...body,
        corrections: body.corrections ?? [],
        accountId: caller.accountId,
        documentId: request.params.id,
        ifMatch,
        onBehalfOf: caller.onBehalfOf,
        circumstances: circumstancesOf(request),
      })
      reply.header('etag', etagOf(document))
      return document
    },
  )
}
