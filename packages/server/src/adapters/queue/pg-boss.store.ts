// Questions that pg-boss has no function for, asked of its tables.
import type { Tier } from '@countersign/contract/document'
import type { Db } from 'pg-boss'
import type { DeadJob, JobQueue, NewJob } from '../../ports/job-queue.ts'
import { deadQueueName, queueName, schema } from './boss.ts'

type Lag = Awaited<ReturnType<JobQueue['lag']>>

export async function waitingByTier(db: Db, priorities: Record<Tier, number>): Promise<Lag> {
  const { rows } = await db.executeSql(
    `select priority, count(*)::int as waiting,
       coalesce(extract(epoch from now() - min(start_after) filter (where start_after <= now())), 0)::float8 as oldest
     from ${schema}.job_common where name = $1 and state < 'active' and not blocked group by priority`,
    [queueName],
  )
  const ofTier = (tier: Tier) => {
    const row = rows.find(({ priority }) => priority === priorities[tier])
    return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest ?? 0 }
  }
  return { realtime: ofTier('realtime'), standard: ofTier('standard'), batch: ofTier('batch') }
}

/** Newest first. */
export async function listDeadJobs(db: Db, accountId: string | null, limit: number): Promise<DeadJob[]> {
  const { rows } = await db.executeSql(
    `select id, data, created_on, coalesce(source_output->>'message', source_output->'value'->>'message') as error
     from ${schema}.job_common
     where name = $1 and state = 'created' and ($2::text is null or data->>'accountId' = $2)
     order by created_on desc, id limit $3`,
    [deadQueueName, accountId, limit],
  )
  return rows.map((row: { id: string; data: NewJob; created_on: Date; error: string | null }) => ({
    id: row.id,
    accountId: row.data.accountId,
    documentId: row.data.documentId,
    state: row.data.state,
    run: row.data.run,
    failedAt: row.created_on,
    error: row.error ?? 'No error was recorded.',
  }))
}
