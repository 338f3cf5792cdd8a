// How much waits in which queue, for who shares the work out.
import type { DocumentClass } from '@countersign/contract/extraction'
import type { Queue, TaskKind } from '@countersign/contract/review'
import { sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'

type Row = {
  kind: TaskKind
  class: DocumentClass | null
  skill: string | null
  tasks: string
  claimed: string
  documents: string
  oldest: Date
  largest: number | null
}

/** The one with the oldest task first. */
export async function listQueues(tx: Tx, accountId: string, now: Date): Promise<Queue[]> {
  const { rows } = await sql<Row>`select kind, class, skill, count(*) as tasks,
      count(*) filter (where claimed_until > ${now}) as claimed,
      count(distinct document_id) as documents, min(created_at) as oldest, max(magnitude) as largest
    from review_tasks where account_id = ${accountId} and state = 'open'
    group by kind, class, skill order by min(created_at), kind, class, skill`.execute(tx)
  return rows.map(({ tasks, claimed, documents, oldest, largest, ...queue }) => ({
    ...queue,
    open: Number(tasks) - Number(claimed),
    claimed: Number(claimed),
    documents: Number(documents),
    oldestAt: oldest.toISOString(),
    largest,
  }))
}
