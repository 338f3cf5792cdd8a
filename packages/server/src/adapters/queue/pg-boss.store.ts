// Questions that pg-boss has no function for, asked of its tables.
import type { Tier } from '@countersign/contract/document'
import type { Db } from 'pg-boss'
import type { DeadJob, JobQueue, NewJob, SqlExecutor } from '../../ports/job-queue.ts'
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

export async function countWaiting(db: Db, accountId: string): Promise<number> {
  const { rows } = await db.executeSql(
    `select count(*)::int as waiting from ${schema}.job_common
     where name = $1 and state < 'active' and not blocked and group_id = $2`,
    [queueName, accountId],
  )
  return rows[0]?.waiting ?? 0
}

export async function isDeadJob(
  db: Db,
  { accountId, id }: { accountId: string; id: string },
): Promise<boolean> {
  const { rows } = await db.executeSql(
    `select from ${schema}.job_common where name = $1 and id = $2 and data->>'accountId' = $3`,
    [deadQueueName, id, accountId],
  )
  return rows.length > 0
}

/** What runs is deleted as well: its worker then finds that the job is no longer its own. */
export async function deleteJobsOf(tx: SqlExecutor, documentId: string): Promise<void> {
  await tx.execute(`delete from ${schema}.job_common where name in ($1, $2) and data->>'documentId' = $3`, [
    queueName,
    deadQueueName,
    documentId,
  ])
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
