import { Document, DocumentParams } from '@countersign/contract/document'
import { FieldValue } from '@countersign/contract/extraction'
import { Type } from 'typebox'
import { circumstancesOf } from '../documents/documents.routes.ts'
import { etagOf } from '../documents/documents.store.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { type Desk, reviewDocument } from './review.ts'

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

export function reviewRoutes(http: Http, desk: Desk): void {
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
      const ifMatch = request.headers['if-match']
      if (ifMatch === undefined)
        throw new Problem(
          'document.precondition_missing',
          'Send If-Match with the ETag of the document as you fetched it.',
        )
      const { body, caller } = request
      const document = await reviewDocument(desk, {
        ...body,
        corrections: body.corrections ?? [],
        accountId: caller.accountId,
        documentId: request.params.id,
        ifMatch: ifMatch.replace(/^W\//, ''),
        onBehalfOf: caller.onBehalfOf,
        circumstances: circumstancesOf(request),
      })
      reply.header('etag', etagOf(document))
      return document
    },
  )
}
