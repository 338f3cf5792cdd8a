// How novel documents were when they were understood: numbers only.
import type { EventBody } from '@countersign/contract/event'
import type { DocumentClass } from '@countersign/contract/extraction'
import { sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'

/** From this score on nothing decided before is like a document. */
export const novelFrom = 0.5

/** What the event says of the document, once; of one that was erased meanwhile nothing is kept. */
export async function noteNovelty(tx: Tx, accountId: string, body: EventBody): Promise<void> {
  const { subject: documentId, run, at, data } = body
  const { novelty: score, class: name } = data as { novelty?: unknown; class?: unknown }
  if (typeof score !== 'number' || typeof name !== 'string') return
  await tx
    .insertInto('learningNovelty')
    .columns(['documentId', 'run', 'accountId', 'class', 'score', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('documents')
        .select([
          'id',
          sql<number>`${run}::integer`.as('run'),
          'accountId',
          sql<DocumentClass>`${name}::text`.as('class'),
          sql<number>`${score}::double precision`.as('score'),
          sql<Date>`${at}::timestamptz`.as('at'),
        ])
        .where('id', '=', documentId)
        .where('accountId', '=', accountId)
        .where('wrappedKey', 'is not', null),
    )
    .onConflict((conflict) => conflict.columns(['documentId', 'run']).doNothing())
    .execute()
}

export type NoveltyRow = { from: Date; class: DocumentClass; documents: number; novel: number; mean: number }
type Over = { period: 'day' | 'week' | 'month'; since: Date; class?: DocumentClass | undefined }

/** Per class and period, the oldest first. */
export function noveltyOver(tx: Tx, accountId: string, of: Over): Promise<NoveltyRow[]> {
  let query = tx
    .selectFrom('learningNovelty')
    .select([sql<Date>`date_trunc(${of.period}, at, 'UTC')`.as('from'), 'class'])
    .select([
      sql<number>`count(*)::integer`.as('documents'),
      sql<number>`(count(*) filter (where score >= ${novelFrom}))::integer`.as('novel'),
      sql<number>`avg(score)`.as('mean'),
    ])
    .where('accountId', '=', accountId)
    .where('at', '>=', of.since)
  if (of.class) query = query.where('class', '=', of.class)
  return query.groupBy([sql`1`, 'class']).orderBy(sql`1`).orderBy('class').limit(5_000).execute()
}
