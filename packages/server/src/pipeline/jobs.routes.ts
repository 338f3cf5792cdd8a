// Dead letters: jobs that failed again and again. Putting one back starts its document where it stands.
import { DocumentState } from '@countersign/contract/document'
import { Type } from 'typebox'
import { withAccount } from '../db/sql.ts'
import { circumstancesOf } from '../documents/documents.routes.ts'
import { findDocumentRow } from '../documents/documents.store.ts'
import type { Archive } from '../documents/holdings.ts'
import { reopenDocument } from '../documents/life.ts'
import type { Recorder } from '../documents/record.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'

const DeadJob = Type.Object(
  {
    id: Type.String(),
    documentId: Type.String(),
    state: DocumentState,
    failedAt: Type.String({ format: 'date-time' }),
    error: Type.String({ description: 'problem code or name of the error; never content' }),
  },
  { $id: 'DeadJob' },
)

const most = 200

export function jobRoutes(http: Http, { archive, recorder }: { archive: Archive; recorder: Recorder }): void {
  const { queue } = recorder
  http.get(
    '/v1/jobs/dead',
    {
      schema: {
        operationId: 'jobs.listDead',
        tags: ['Operations'],
        summary: 'List dead letters',
        response: { 200: Type.Object({ items: Type.Array(DeadJob) }) },
      },
      config: { needs: 'admin' },
    },
    async ({ caller }) => {
      const dead = await queue.listDead(caller.accountId, most)
      return {
        items: dead.map(({ id, documentId, state, failedAt, error }) => ({
          id,
          documentId,
          state,
          failedAt: failedAt.toISOString(),
          error,
        })),
      }
    },
  )
  http.post(
    '/v1/jobs/dead/:id/redrive',
    {
      schema: {
        operationId: 'jobs.redrive',
        problems: ['artifact.expired', 'job.not_found', 'document.not_found', 'document.erased'],
        tags: ['Operations'],
        summary: 'Put a dead letter back',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
      config: { needs: 'admin' },
    },
    async (request, reply) => {
      const { accountId } = request.caller
      const job = (await queue.listDead(accountId, most)).find(({ id }) => id === request.params.id)
      if (!job)
        throw new Problem(
          'job.not_found',
          `There is no dead letter ${request.params.id}. It may have been put back already.`,
        )
      const { state } = await withAccount(archive.db, accountId, (tx) =>
        findDocumentRow(tx, accountId, job.documentId),
      )
      // The document failed together with its job: it needs a new run, which brings its own job; the old one is stale then and drops out.
      if (state === 'failed')
        await reopenDocument(archive, recorder, {
          accountId,
          documentId: job.documentId,
          options: {},
          circumstances: circumstancesOf(request),
        })
      await queue.redrive(accountId, job.id)
      return reply.code(204).send(null)
    },
  )
}
