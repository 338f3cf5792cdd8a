import { DocumentParams } from '@countersign/contract/document'
import { Packet, QueueList } from '@countersign/contract/review'
import { withAccount } from '../../db/sql.ts'
import { documentErased, findDocumentRow } from '../../documents/documents.store.ts'
import type { Http } from '../../platform/http.ts'
import type { Desk } from '../sitting.ts'
import { needsOf, packetMembers } from './packet.store.ts'
import { listQueues } from './queues.store.ts'

const config = { needs: 'documents:read' } as const
const tags = ['Review']

/** What waits, and what is missing: for who shares the work out. */
export function overviewRoutes(http: Http, { archive: { db }, recorder, workflow }: Desk): void {
  http.get(
    '/v1/queues',
    {
      schema: {
        operationId: 'queues.list',
        tags,
        summary: 'How much waits for people, by kind, class and skill',
        description:
          'Each queue with its oldest task and its largest amount; the one that waits longest first.',
        response: { 200: QueueList },
      },
      config,
    },
    ({ caller: { accountId } }) =>
      withAccount(db, accountId, async (tx) => ({
        items: await listQueues(tx, accountId, recorder.clock()),
      })),
  )
  http.get(
    '/v1/documents/:id/packet',
    {
      schema: {
        operationId: 'documents.packet',
        problems: ['document.not_found', 'document.erased'],
        tags,
        summary: 'What the packet of a document has, and what it lacks',
        description:
          'By the workflow of the document. Without a packet, or where the workflow needs none, it is the document alone.',
        params: DocumentParams,
        response: { 200: Packet },
      },
      config,
    },
    ({ caller: { accountId }, params: { id } }) =>
      withAccount(db, accountId, async (tx) => {
        const row = await findDocumentRow(tx, accountId, id)
        if (row.state === 'erased') throw documentErased(id)
        const documents = await packetMembers(tx, accountId, id)
        const needs = needsOf(
          await workflow(tx, accountId, { name: row.workflow, version: row.workflowVersion }),
          documents,
        )
        return { complete: needs.every(({ count, found }) => found >= count), needs, documents }
      }),
  )
}
