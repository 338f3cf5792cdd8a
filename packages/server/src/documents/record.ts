// The only way to change a document's state: one arrow, its event and the job to look at it, in one transaction.
import type { DocumentState } from '@countersign/contract/document'
import type { Updateable } from 'kysely'
import { executorOf, type Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import {
  type DocumentEvent,
  isFinal,
  type Standing,
  start,
  step,
  waitsForPerson,
} from '../domain/document.ts'
import { appendEvent, type Circumstances } from '../events/append.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import type { JobQueue } from '../ports/job-queue.ts'

export type Recorder = { queue: JobQueue; clock: Clock; newId: NewId }

export type DocumentChange = Circumstances & {
  documentId: string
  event: DocumentEvent
  data: Record<string, unknown>
  /** Other columns that change with the state. */
  set?: Omit<Updateable<Tables['documents']>, 'state' | 'run' | 'version'>
  /** What the caller saw; where the document has moved on since, nothing is written and null comes back. */
  expect?: { run: number; version: number }
  /** The caller goes on with the document itself (the runner), so no job is written. */
  goesOn?: boolean
  /** Chosen by the caller when rows of its own must name the event. */
  eventId?: string
  recorder: Recorder
}

export async function recordEvent(
  tx: Tx,
  accountId: string,
  change: DocumentChange,
): Promise<Standing | null> {
  const { documentId, recorder } = change
  const row = await tx
    .selectFrom('documents')
    .select(['state', 'run', 'version', 'tier'])
    .where('accountId', '=', accountId)
    .where('id', '=', documentId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Problem('document.not_found', `There is no document ${documentId}.`)
  if (change.expect && (row.run !== change.expect.run || row.version !== change.expect.version)) return null
  // A document is inserted at version 0; its first event is what brings it to life.
  const before: Standing = row.version === 0 ? start : row
  const after = step(before, change.event)
  const state = after.state as DocumentState
  await tx
    .updateTable('documents')
    .set({ ...change.set, state, run: after.run, version: after.version, updatedAt: recorder.clock() })
    .where('accountId', '=', accountId)
    .where('id', '=', documentId)
    .execute()
  await appendEvent(tx, accountId, {
    id: change.eventId ?? recorder.newId('evt'),
    type: change.event,
    subject: documentId,
    run: after.run,
    version: after.version,
    data: change.data,
    actor: change.actor,
    source: change.source,
    traceparent: change.traceparent,
    clock: recorder.clock,
  })
  if (!change.goesOn && !isFinal(state) && !waitsForPerson(state))
    await recorder.queue.enqueue(executorOf(tx), {
      accountId,
      documentId,
      state,
      run: after.run,
      version: after.version,
      tier: row.tier,
      traceparent: change.traceparent,
    })
  return after
}
