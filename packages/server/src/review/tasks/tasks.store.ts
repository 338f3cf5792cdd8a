// Tasks of people. A person is an HMAC here: who it was in words stands with the corrections, under the document's key.
import type { DocumentClass } from '@countersign/contract/extraction'
import type { NextTask, ReviewTask, TaskDecision, TaskKind } from '@countersign/contract/review'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'
import { cursorAfter } from '../../documents/cursor.ts'
import type { FourEyes, NewTask } from '../../domain/tasks.ts'
import type { NewId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { Person } from '../reviewers/person.ts'

export type TaskRow = Selectable<Tables['reviewTasks']>

export type TasksOf = {
  documentId: string
  run: number
  class: DocumentClass | null
  magnitude: number | null
  tasks: readonly NewTask[]
  newId: NewId
  at: Date
}

export async function insertTasks(
  tx: Tx,
  accountId: string,
  { tasks, newId, at, ...of }: TasksOf,
): Promise<void> {
  if (tasks.length === 0) return
  const rows = tasks.map((task) => ({
    ...of,
    ...task,
    id: newId('tsk'),
    accountId,
    state: 'open' as const,
    claimedBy: null,
    claimedUntil: null,
    decidedBy: null,
    decision: null,
    createdAt: at,
    decidedAt: null,
  }))
  await tx.insertInto('reviewTasks').values(rows).execute()
}

export const taskNotFound = (id: string) =>
  new Problem(
    'task.not_found',
    `There is no task ${id}. Check the id, and that the key belongs to the same account.`,
  )

export async function lockTask(tx: Tx, accountId: string, id: string): Promise<TaskRow> {
  const row = await tx
    .selectFrom('reviewTasks')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw taskNotFound(id)
  return row
}

export async function findTask(tx: Tx, accountId: string, id: string): Promise<TaskRow> {
  const row = await tx
    .selectFrom('reviewTasks')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw taskNotFound(id)
  return row
}

/** Of one run, in the order in which they were decided; open ones last. */
export const tasksOfRun = (
  tx: Tx,
  accountId: string,
  { documentId, run }: { documentId: string; run: number },
): Promise<TaskRow[]> =>
  tx
    .selectFrom('reviewTasks')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('run', '=', run)
    .orderBy('decidedAt', (order) => order.asc().nullsLast())
    .orderBy('id')
    .execute()

type Filter = Omit<NextTask, 'order'>

/** Filters are the same for the list and for what comes next. */
const wanted = ({ kind, class: name, skill, field, document, createdBefore, atLeast }: Filter) =>
  sql<boolean>`${sql.join(
    [
      sql`true`,
      ...(kind ? [sql`kind = ${kind}`] : []),
      ...(name ? [sql`class = ${name}`] : []),
      ...(skill ? [sql`skill = ${skill}`] : []),
      ...(field ? [sql`field = ${field}`] : []),
      ...(document ? [sql`document_id = ${document}`] : []),
      ...(createdBefore ? [sql`created_at < ${new Date(createdBefore)}`] : []),
      ...(atLeast ? [sql`magnitude >= ${atLeast}`] : []),
    ],
    sql` and `,
  )}`

export type Listing = NextTask & {
  state: TaskRow['state']
  /** The last of the page before. */
  after: { magnitude: number; id: string } | null
  limit: number
}

/** Oldest first, or largest first. */
export function listTasks(tx: Tx, accountId: string, listing: Listing): Promise<TaskRow[]> {
  const { state, after, limit, order, ...filter } = listing
  const size = sql<number>`coalesce(magnitude, 0)`
  let query = tx
    .selectFrom('reviewTasks')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('state', '=', state)
    .where(wanted(filter))
  if (after && order === 'amount')
    query = query.where(sql<boolean>`(-coalesce(magnitude, 0), id) > (${-after.magnitude}, ${after.id})`)
  else if (after) query = query.where('id', '>', after.id)
  if (order === 'amount') query = query.orderBy(size, 'desc')
  return query.orderBy('id').limit(limit).execute()
}

const sameReader = (table: string, { mark, through }: Person, eyes: FourEyes) => {
  const [by, key] = [sql.ref(`${table}.decidedBy`), sql.ref(`${table}.decidedThrough`)]
  const anyName = sql`${eyes === 'keys'} or ${by} = ${key} or ${mark.equals(through)}`
  return sql<boolean>`coalesce(${by} = ${mark} or (${key} = ${through} and (${anyName})), false)`
}

/** The same as `barred` in domain/tasks.ts, for a whole queue at once. */
const mayDo = (person: Person, eyes: FourEyes) => sql<boolean>`case kind
  when 'second' then not coalesce((
    select ${sameReader('last', person, eyes)} from review_tasks last
    where last.document_id = review_tasks.document_id and last.run = review_tasks.run
      and last.field is not distinct from review_tasks.field
      and last.kind in ('field', 'second', 'entry') and last.state = 'done'
    order by last.decided_at desc, last.id desc limit 1), false)
  when 'approval' then not exists (
    select from review_tasks other
    where other.document_id = review_tasks.document_id and other.run = review_tasks.run
      and ${sameReader('other', person, eyes)}
      and (other.kind in ('approval', 'entry') or other.decision in ('correct', 'remove')))
  else true end`

/** `passed`: documents of which nothing is wanted now. */
export type Next = NextTask & {
  kinds: readonly TaskKind[]
  person: Person
  eyes: FourEyes
  now: Date
  passed: readonly string[]
}

/** What the person has claimed already, else those that are free, that they did not skip and that they may do. */
function fitting(tx: Tx, accountId: string, next: Next) {
  const { kinds, person, eyes, now, passed, order, ...filter } = next
  const { mark, skills } = person
  const size = sql<number>`coalesce(magnitude, 0)`
  const free = tx
    .selectFrom('reviewTasks')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('state', '=', 'open')
    .where('kind', 'in', kinds)
    .where(sql<boolean>`document_id <> all (${passed}::text[])`)
    .where(wanted(filter))
    .where(sql<boolean>`(claimed_until is null or claimed_until <= ${now} or claimed_by = ${mark})`)
    .where(sql<boolean>`not (${mark} = any (skipped_by))`)
    .where(mayDo(person, eyes))
    .where(sql<boolean>`(${skills === null} or skill is null or skill = any (${skills ?? []}::text[]))`)
    .orderBy(sql`(claimed_by is not distinct from ${mark} and claimed_until > ${now})`, 'desc')
  const ordered = order === 'amount' ? free.orderBy(size, 'desc') : free
  return ordered.orderBy('id')
}

const looksAt = 10

/**
 * Whoever changes a task holds its document, as whoever decides about it does: the other way round two would wait for
 * each other. Documents that somebody is at are passed over, and waited for only where nothing else is there.
 */
export async function takeNext(tx: Tx, accountId: string, next: Next): Promise<TaskRow | undefined> {
  let holds = false
  for (const waits of [false, true]) {
    const rows = await fitting(tx, accountId, next).limit(looksAt).execute()
    for (const [index, { id, documentId }] of rows.entries()) {
      const wait = waits && !holds && index === 0
      if (!(await holdDocument(tx, accountId, { id: documentId, wait }))) continue
      holds = true
      const row = await fitting(tx, accountId, next).where('id', '=', id).executeTakeFirst()
      if (row) return row
    }
  }
  return undefined
}

async function holdDocument(
  tx: Tx,
  accountId: string,
  { id, wait }: { id: string; wait: boolean },
): Promise<boolean> {
  const query = tx
    .selectFrom('documents')
    .select('id')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .forUpdate()
  return (await (wait ? query : query.skipLocked()).executeTakeFirst()) !== undefined
}

type Claim = { id: string; person: Buffer | null; until: Date | null; skippedBy?: Buffer }

export const setClaim = (
  tx: Tx,
  accountId: string,
  { id, person, until, skippedBy }: Claim,
): Promise<TaskRow> =>
  tx
    .updateTable('reviewTasks')
    .set({
      claimedBy: person,
      claimedUntil: until,
      ...(skippedBy ? { skippedBy: sql`array_append(skipped_by, ${skippedBy})` } : {}),
    })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

type Decided = { ids: readonly string[]; person: Person; decision: TaskDecision; at: Date }

export async function closeTasks(
  tx: Tx,
  accountId: string,
  { ids, person, decision, at }: Decided,
): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('reviewTasks')
    .set({
      ...{ state: 'done', decision, decidedBy: person.mark, decidedThrough: person.through, decidedAt: at },
      ...{ claimedBy: null, claimedUntil: null },
    })
    .where('accountId', '=', accountId)
    .where('id', 'in', ids)
    .execute()
}

const isBy = (one: Buffer | null, person: Buffer): boolean => one?.equals(person) ?? false

export function toTask(row: TaskRow, { person, now }: { person: Person; now: Date }): ReviewTask {
  const claimed = row.state === 'open' && row.claimedUntil !== null && row.claimedUntil > now
  const { id, documentId, run, kind, field, rules, skill, level, magnitude, decision } = row
  return {
    ...{ id, documentId, run, kind, field, rules, skill, level, class: row.class, magnitude, decision },
    state: claimed ? 'claimed' : row.state,
    claimedUntil: claimed ? (row.claimedUntil?.toISOString() ?? null) : null,
    mine: isBy(row.decidedBy, person.mark) || (claimed && isBy(row.claimedBy, person.mark)),
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }
}

export const taskCursor = ({ magnitude, id }: TaskRow): string => cursorAfter(`${magnitude ?? 0} ${id}`)

/** Throws `cursor.invalid` for anything this service did not give out. */
export function readTaskCursor(cursor: string): { magnitude: number; id: string } {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [, magnitude = '', id = ''] = /^(\d{1,3}) (tsk_[0-9a-z]{26})$/.exec(text) ?? []
  if (id !== '' && cursorAfter(text) === cursor) return { magnitude: Number(magnitude), id }
  throw new Problem(
    'cursor.invalid',
    'The cursor is not one of ours. Leave it out to start from the beginning.',
  )
}
