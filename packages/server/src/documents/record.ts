// The only way to change a document's state: one arrow, its event and the job to look at it, in one transaction.
import type { Tier } from '@countersign/contract/document'
import { sql, type Updateable } from 'kysely'
import { executorOf, type Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import {
  type DocumentEvent,
  isFinal,
  mayHaveTasks,
  movesDocument,
  type Reached,
  received,
  step,
  waitsForPerson,
} from '../domain/document.ts'
import { appendEvent, type Circumstances, type NewEvent } from '../events/append.ts'
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
  /** What the caller saw; where the document has moved since, nothing is written and null comes back. */
  expect?: { run: number; version: number }
  /** The caller goes on with the document itself (the runner), so no job is written. */
  goesOn?: boolean
  /** Chosen by the caller when rows of its own must name the event. */
  eventId?: string
  recorder: Recorder
}

type Written = Circumstances & {
  documentId: string
  event: DocumentEvent
  data: Record<string, unknown>
  eventId?: string
  goesOn?: boolean
  tier: Tier
  after: Reached
  along?: NewEvent['along']
  recorder: Recorder
}

/** The event of a step that has been made, and the job to look at the document. */
async function writeEvent(tx: Tx, accountId: string, written: Written): Promise<void> {
  const { documentId, recorder, after, tier, traceparent } = written
  const { state, run, version } = after
  await appendEvent(tx, accountId, {
    id: written.eventId ?? recorder.newId('evt'),
    type: written.event,
    subject: documentId,
    run,
    version,
    data: written.data,
    actor: written.actor,
    source: written.source,
    traceparent,
    clock: recorder.clock,
    ...(written.along && { along: written.along }),
  })
  if (written.goesOn || isFinal(state) || waitsForPerson(state) || !movesDocument(written.event)) return
  await recorder.queue.enqueue(executorOf(tx), {
    accountId,
    documentId,
    state,
    run,
    version,
    tier,
    traceparent,
  })
}

export type FirstEvent = Circumstances & {
  documentId: string
  tier: Tier
  data: Record<string, unknown>
  eventId: string
  recorder: Recorder
}

/** Of a document that was inserted in this transaction, standing at `received`. */
export const recordReceived = (tx: Tx, accountId: string, first: FirstEvent): Promise<void> =>
  writeEvent(tx, accountId, { ...first, event: 'document.received', after: received })

/** Something that a document waits for outside its own life is over: somebody should look at it, where it stands. */
export async function lookAgain(
  tx: Tx,
  accountId: string,
  { documentId, run, recorder }: { documentId: string; run: number; recorder: Recorder },
): Promise<void> {
  const row = await standingSince(tx, accountId, { documentId, seen: undefined })
  if (!row || row.run !== run || isFinal(row.state)) return
  const job = { accountId, documentId, state: row.state, run, version: row.version, tier: row.tier }
  await recorder.queue.enqueue(executorOf(tx), { ...job, traceparent: null })
}

type Seen = { run: number; version: number }

/**
 * The document as it stands, locked; null where it has moved since it was seen. What was only noted meanwhile, a legal
 * hold for instance, must not make the work of a running job void.
 */
export async function standingSince(
  tx: Tx,
  accountId: string,
  { documentId, seen }: { documentId: string; seen: Seen | undefined },
) {
  const row = await tx
    .selectFrom('documents')
    .select(['state', 'run', 'version', 'tier'])
    .where('accountId', '=', accountId)
    .where('id', '=', documentId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Problem('document.not_found', `There is no document ${documentId}.`)
  if (!seen || (row.run === seen.run && row.version === seen.version)) return row
  if (row.run !== seen.run) return null
  const since = await typesSince(tx, accountId, { documentId, version: seen.version })
  return since.some(movesDocument) ? null : row
}

/** What happened to a document after the version that was seen. */
export async function typesSince(
  tx: Tx,
  accountId: string,
  { documentId, version }: { documentId: string; version: number },
): Promise<string[]> {
  const since = await tx
    .selectFrom('events')
    .select('type')
    .where('accountId', '=', accountId)
    .where('subject', '=', documentId)
    .where('version', '>', version)
    .execute()
  return since.map(({ type }) => type)
}

/** A document at rest is looked at by retention soon, any other when the time its client gave is over. */
function restingTimes(state: Reached['state'], at: Date) {
  if (state === 'erased') return { settledAt: null, retentionAt: null }
  return isFinal(state)
    ? { settledAt: at, retentionAt: at }
    : { settledAt: null, retentionAt: sql<Date | null>`expires_at` }
}

/** Nobody is asked any more about a state that is over. */
async function cancelTasks(
  tx: Tx,
  accountId: string,
  { documentId, at }: { documentId: string; at: Date },
): Promise<void> {
  await tx
    .updateTable('reviewTasks')
    .set({ state: 'cancelled', decidedAt: at, claimedBy: null, claimedUntil: null })
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('state', '=', 'open')
    .execute()
}

export async function recordEvent(
  tx: Tx,
  accountId: string,
  change: DocumentChange,
): Promise<Reached | null> {
  const { documentId, event, recorder } = change
  const row = await standingSince(tx, accountId, { documentId, seen: change.expect })
  if (!row) return null
  const after = step(row, event)
  const at = recorder.clock()
  const times = movesDocument(event) ? restingTimes(after.state, at) : {}
  const along = tx
    .updateTable('documents')
    .set({ ...times, ...change.set, ...after, updatedAt: at })
    .where('accountId', '=', accountId)
    .where('id', '=', documentId)
  // The runner leaves no state in which people have tasks.
  if (!change.goesOn && movesDocument(event) && mayHaveTasks(row.state))
    await cancelTasks(tx, accountId, { documentId, at })
  await writeEvent(tx, accountId, { ...change, tier: row.tier, after, along })
  return after
}
