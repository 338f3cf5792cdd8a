import type { EventBody } from '@countersign/contract/event'
import type { Tx } from '../db/sql.ts'

/** The event that placed the hold, the newest where it was placed again. */
export async function findPlacing(tx: Tx, accountId: string, documentId: string): Promise<EventBody | null> {
  const row = await tx
    .selectFrom('events')
    .select('body')
    .where('accountId', '=', accountId)
    .where('subject', '=', documentId)
    .where('type', '=', 'document.hold_placed')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? (JSON.parse(row.body) as EventBody) : null
}
