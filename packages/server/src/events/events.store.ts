// Reads the log in its one order.
import type { Event, EventBody } from '@countersign/contract/event'
import { sql } from 'kysely'
import { type Db, type Tx, withSystem } from '../db/sql.ts'

export type EventFilter = {
  /** Only events placed after this. */
  after: number
  limit: number
  /** Types or `document.*`; empty means all. */
  types: readonly string[]
  subject?: string | undefined
}

/** The position of the account's newest event, 0 when it has none. */
export async function newestPosition(tx: Tx, accountId: string): Promise<number> {
  const row = await tx
    .selectFrom('logPositions')
    .select('position')
    .where('accountId', '=', accountId)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.position ?? 0
}

/** `reached` is the position up to which the log was searched; `more` says that it goes on after it. */
export type EventSlice = { items: Event[]; reached: number; more: boolean }

// A type that hardly ever happens would make one query search the whole log.
const searchedAtOnce = 20_000

async function searchEnd(tx: Tx, accountId: string, after: number): Promise<number | null> {
  const row = await tx
    .selectFrom('logPositions')
    .select('position')
    .where('accountId', '=', accountId)
    .where('position', '>', after)
    .orderBy('position')
    .offset(searchedAtOnce)
    .limit(1)
    .executeTakeFirst()
  return row?.position ?? null
}

/** A page of the log. With a filter it may be empty although there is more to search. */
export async function readEvents(tx: Tx, accountId: string, filter: EventFilter): Promise<EventSlice> {
  // Asked first: what is placed between the queries is left to the next page.
  const newest = await newestPosition(tx, accountId)
  const searches = filter.types.length > 0 && !filter.subject
  const end = (searches && (await searchEnd(tx, accountId, filter.after))) || newest
  let query = tx
    .selectFrom('logPositions')
    .innerJoin('events', 'events.seq', 'logPositions.seq')
    .select(['logPositions.position', 'events.body'])
    .where('logPositions.accountId', '=', accountId)
    .where('events.accountId', '=', accountId)
    .where('logPositions.position', '>', filter.after)
    .where('logPositions.position', '<=', end)
  if (filter.subject) query = query.where('events.subject', '=', filter.subject)
  if (filter.types.length > 0)
    query = query.where((eb) =>
      eb.or(
        filter.types.map((type) =>
          type.endsWith('.*')
            ? eb(sql<boolean>`starts_with(events.type, ${type.slice(0, -1)})`, '=', true)
            : eb('events.type', '=', type),
        ),
      ),
    )
  const rows = await query.orderBy('logPositions.position').limit(filter.limit).execute()
  const items = rows.map((row) => ({ position: row.position, ...(JSON.parse(row.body) as EventBody) }))
  const full = rows.length === filter.limit ? rows.at(-1)?.position : undefined
  const reached = full ?? Math.max(end, filter.after)
  return { items, reached, more: reached < newest }
}

/** Whether anything was ever recorded about it; a document's first event is written with the document. */
export async function hasEvents(tx: Tx, accountId: string, subject: string): Promise<boolean> {
  const row = await tx
    .selectFrom('events')
    .select('seq')
    .where('accountId', '=', accountId)
    .where('subject', '=', subject)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

// Who comes back after a long time reads again rather than have us look for a reason.
const toldApart = 10_000

/** Which accounts have events placed after `after` (null: any may have), and how far the log goes now. */
export const accountsAfter = (
  db: Db,
  after: number | null,
): Promise<{ accountIds: string[] | null; position: number }> =>
  withSystem(db, async (tx) => {
    const tail = await tx.selectFrom('logTail').select('position').executeTakeFirstOrThrow()
    if (after === null || tail.position - after > toldApart)
      return { accountIds: null, position: tail.position }
    if (tail.position === after) return { accountIds: [], position: after }
    const rows = await tx
      .selectFrom('logPositions')
      .select('accountId')
      .distinct()
      .where('position', '>', after)
      .where('position', '<=', tail.position)
      .execute()
    return { accountIds: rows.map((row) => row.accountId), position: tail.position }
  })
