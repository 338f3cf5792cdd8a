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
