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

/**
 * `reached` is the position up to which the log was searched: a filter that matches little moves on as well.
 */
export async function readEvents(
  tx: Tx,
  accountId: string,
  filter: EventFilter,
): Promise<{ items: Event[]; reached: number }> {
  // Asked first: what is placed between the two queries is left to the next page.
  const newest = await newestPosition(tx, accountId)
  let query = tx
    .selectFrom('logPositions')
    .innerJoin('events', 'events.seq', 'logPositions.seq')
    .select(['logPositions.position', 'events.body'])
    .where('logPositions.accountId', '=', accountId)
    .where('events.accountId', '=', accountId)
    .where('logPositions.position', '>', filter.after)
    .where('logPositions.position', '<=', newest)
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
  return { items, reached: full ?? Math.max(newest, filter.after) }
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

/** Which accounts have events placed after `after`, and how far the log goes now. */
export const accountsAfter = (
  db: Db,
  after: number | null,
): Promise<{ accountIds: string[]; position: number }> =>
  withSystem(db, async (tx) => {
    const tail = await tx.selectFrom('logTail').select('position').executeTakeFirstOrThrow()
    if (after === null || tail.position === after) return { accountIds: [], position: tail.position }
    const rows = await tx
      .selectFrom('logPositions')
      .select('accountId')
      .distinct()
      .where('position', '>', after)
      .where('position', '<=', tail.position)
      .execute()
    return { accountIds: rows.map((row) => row.accountId), position: tail.position }
  })
