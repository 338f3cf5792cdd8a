import type { Tx } from '../db/sql.ts'

/** The places in the log of those events that have one already. */
export async function listPositions(
  tx: Tx,
  accountId: string,
  eventIds: readonly string[],
): Promise<Map<string, number>> {
  if (eventIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('events')
    .innerJoin('logPositions', 'logPositions.seq', 'events.seq')
    .select(['events.id', 'logPositions.position'])
    .where('events.accountId', '=', accountId)
    .where('events.id', 'in', eventIds)
    .execute()
  return new Map(rows.map(({ id, position }) => [id, position]))
}
