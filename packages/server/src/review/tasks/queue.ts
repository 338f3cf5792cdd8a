// The queue of tasks: look, take the next, claim one, let it go, skip it. Nothing here changes a document.
import type { Scope } from '@countersign/contract/access'
import type { NextTask, ReviewTask, TaskKind, TaskQuery } from '@countersign/contract/review'
import { type Tx, withAccount } from '../../db/sql.ts'
import { findDocumentRow, lockDocumentRow } from '../../documents/documents.store.ts'
import { Problem } from '../../platform/problem.ts'
import type { Person } from '../reviewers/person.ts'
import { barOf, type Desk, personOf, refuseBarred, type Who } from '../sitting.ts'
import { isSkipped, type Move, noteClaim } from './claims.ts'
import { needsOf, packetMembers } from './packet.store.ts'
import {
  findTask,
  listTasks,
  lockTask,
  type Next,
  readTaskCursor,
  setClaim,
  type TaskRow,
  takeNext,
  taskCursor,
  tasksOfRun,
  toTask,
} from './tasks.store.ts'

export type Asking = Who & { scopes: readonly Scope[] }

const defaultClaimMinutes = 15
const scopeFor = (kind: TaskKind): Scope => (kind === 'approval' ? 'approvals:write' : 'review:write')
const allKinds: readonly TaskKind[] = ['field', 'second', 'approval', 'entry']

const may = (scopes: readonly Scope[], kind: TaskKind): boolean =>
  scopes.includes('admin') || scopes.includes(scopeFor(kind))

function refuseScope(scopes: readonly Scope[], kind: TaskKind): void {
  if (may(scopes, kind)) return
  const scope = scopeFor(kind)
  throw new Problem('key.scope_missing', `This task needs a key with the scope ${scope}.`, {
    headers: {
      'www-authenticate': `Bearer realm="countersign", error="insufficient_scope", scope="${scope}"`,
    },
  })
}

type Inside = { tx: Tx; person: Person; now: Date }

const inside = <T>(desk: Desk, who: Who, work: (inside: Inside) => Promise<T>): Promise<T> =>
  withAccount(desk.archive.db, who.accountId, async (tx) =>
    work({ tx, person: await personOf(tx, who, desk.archive), now: desk.recorder.clock() }),
  )

export function showTasks(
  desk: Desk,
  who: Who,
  { cursor, limit = 50, state = 'open', ...filter }: TaskQuery,
): Promise<{ items: ReviewTask[]; nextCursor: string | null }> {
  const after = cursor === undefined ? null : readTaskCursor(cursor)
  return inside(desk, who, async ({ tx, ...asking }) => {
    const rows = await listTasks(tx, who.accountId, { ...filter, state, after, limit: limit + 1 })
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: shown.map((row) => toTask(row, asking)),
      nextCursor: rows.length > limit && last ? taskCursor(last) : null,
    }
  })
}

export const showTask = (desk: Desk, who: Who, id: string): Promise<ReviewTask> =>
  inside(desk, who, async ({ tx, ...asking }) => toTask(await findTask(tx, who.accountId, id), asking))

/** When a claim made now ends, by the workflow of the document. */
async function claimEnd(desk: Desk, { tx, now }: Inside, { accountId, documentId }: TaskRow): Promise<Date> {
  const row = await findDocumentRow(tx, accountId, documentId)
  const { review } = await desk.workflow(tx, accountId, { name: row.workflow, version: row.workflowVersion })
  return new Date(now.getTime() + (review?.claimMinutes ?? defaultClaimMinutes) * 60_000)
}

/** So many packets that lack something are passed over; then the next is given as it is. */
const mostPassed = 50

/** An approval that would be refused, because the packet is not complete, is of no use to anybody yet. */
async function takeUseful(
  tx: Tx,
  accountId: string,
  { desk, next }: { desk: Desk; next: Omit<Next, 'passed'> },
): Promise<TaskRow | undefined> {
  const passed: string[] = []
  for (;;) {
    const row = await takeNext(tx, accountId, { ...next, passed })
    if (row?.kind !== 'approval' || passed.length >= mostPassed) return row
    const { workflow, workflowVersion } = await findDocumentRow(tx, accountId, row.documentId)
    const asked = await desk.workflow(tx, accountId, { name: workflow, version: workflowVersion })
    if (!asked.packet) return row
    const needs = needsOf(asked, await packetMembers(tx, accountId, row.documentId))
    if (needs.every(({ count, found }) => found >= count)) return row
    passed.push(row.documentId)
  }
}

/** Asked again, it is the task that the person has claimed already. */
export function nextTask(desk: Desk, asking: Asking, wanted: NextTask): Promise<ReviewTask | null> {
  const kinds = allKinds.filter((kind) => may(asking.scopes, kind))
  if (kinds.length === 0) refuseScope(asking.scopes, 'field')
  return inside(desk, asking, async (within) => {
    const { tx, person, now } = within
    const next = { ...wanted, kinds, person, eyes: desk.eyes, now }
    const row = await takeUseful(tx, asking.accountId, { desk, next })
    if (!row) return null
    const until = await claimEnd(desk, within, row)
    await noteClaim(tx, asking.accountId, { desk, asking, before: row, until, person, now, move: 'claim' })
    return toTask(await setClaim(tx, asking.accountId, { id: row.id, person: person.mark, until }), within)
  })
}

function refuseClosed({ state, id }: TaskRow): void {
  if (state !== 'open') throw new Problem('task.closed', `Task ${id} is ${state}. Take the next one.`)
}

function refuseForeign({ claimedBy, claimedUntil, id }: TaskRow, { person, now }: Inside): void {
  if (!claimedBy || !claimedUntil || claimedUntil <= now || claimedBy.equals(person.mark)) return
  throw new Problem(
    'task.claimed',
    `Somebody else is at task ${id} until ${claimedUntil.toISOString()}. Take another, or wait until it is free.`,
  )
}

/** Claiming again prolongs; releasing or skipping what is not claimed is no mistake. */
export function moveTask(
  desk: Desk,
  asking: Asking,
  { id, move }: { id: string; move: Move },
): Promise<ReviewTask> {
  const { accountId } = asking
  return inside(desk, asking, async (within) => {
    const { tx, person, now } = within
    const { documentId } = await findTask(tx, accountId, id)
    await lockDocumentRow(tx, accountId, documentId)
    const task = await lockTask(tx, accountId, id)
    refuseScope(asking.scopes, task.kind)
    refuseClosed(task)
    refuseForeign(task, within)
    const tasks = await tasksOfRun(tx, accountId, task)
    if (move === 'claim') refuseBarred([task], barOf({ person, tasks, desk }))
    const until = move === 'claim' ? await claimEnd(desk, within, task) : null
    await noteClaim(tx, accountId, { desk, asking, before: task, until, person, now, move })
    const claim = { id, person: move === 'claim' ? person.mark : null, until }
    const skipped = move === 'skip' && !isSkipped(task, person)
    return toTask(
      await setClaim(tx, accountId, skipped ? { ...claim, skippedBy: person.mark } : claim),
      within,
    )
  })
}
