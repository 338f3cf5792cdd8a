import type { EventBody } from '@countersign/contract/event'
import type { Tx } from '../db/sql.ts'

/** Every event of one subject, oldest first. */
export async function listHistory(tx: Tx, accountId: string, subject: string): Promise<EventBody[]> {
  const rows = await tx
    .selectFrom('events')
    .select('body')
    .where('accountId', '=', accountId)
    .where('subject', '=', subject)
    .orderBy('version')
    .execute()
  return rows.map((row) => JSON.parse(row.body) as EventBody)
}
