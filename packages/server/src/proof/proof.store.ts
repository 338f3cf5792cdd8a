import type { Tx } from '../db/sql.ts'

export type LoggedEvent = { subject: string; body: string }

/** An event of the account by its place; undefined where another account's, or none, stands there. */
export const findEvent = (tx: Tx, accountId: string, position: number): Promise<LoggedEvent | undefined> =>
  tx
    .selectFrom('logPositions')
    .innerJoin('events', 'events.seq', 'logPositions.seq')
    .select(['events.subject', 'events.body'])
    .where('logPositions.accountId', '=', accountId)
    .where('events.accountId', '=', accountId)
    .where('logPositions.position', '=', position)
    .executeTakeFirst()

export type PlacedEvent = LoggedEvent & { position: number | null }

/** All events about a subject in their order; `position` is null where the sequencer has not come that far. */
export const listPlaced = (tx: Tx, accountId: string, subject: string): Promise<PlacedEvent[]> =>
  tx
    .selectFrom('events')
    .leftJoin('logPositions', 'logPositions.seq', 'events.seq')
    .select(['events.subject', 'events.body', 'logPositions.position'])
    .where('events.accountId', '=', accountId)
    .where('events.subject', '=', subject)
    .orderBy('events.version')
    .execute()
