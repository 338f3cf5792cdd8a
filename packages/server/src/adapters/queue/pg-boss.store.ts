// Questions that pg-boss has no function for, asked of its tables.
import type { Tier } from '@countersign/contract/document'
import type { Db } from 'pg-boss'
import type { DeadJob, JobQueue, NewJob, SqlExecutor } from '../../ports/job-queue.ts'
import { deadQueueName, queueName, schema } from './boss.ts'
import type { Attempt } from './leases.ts'
import { tiers } from './share.ts'
import { priorities } from './take.store.ts'

type Lag = Awaited<ReturnType<JobQueue['lag']>>

/** Counting takes about 0.4 µs a job: 40 ms where 100,000 wait. */
export async function waitingByTier(db: Db): Promise<Lag> {
  const waiting = `name = $1 and state < 'active' and not blocked and priority = tier.priority`
  const { rows } = await db.executeSql(
    `select priority, (select count(*)::int from ${schema}.job_common where ${waiting}) as waiting,
       coalesce(extract(epoch from now() - (
         select created_on from ${schema}.job_common where ${waiting} and start_after <= now()
         order by created_on limit 1)), 0)::float8 as oldest
     from unnest($2::int[]) as tier(priority)`,
    [queueName, tiers.map((tier) => priorities[tier])],
  )
  const ofTier = (tier: Tier) => {
    const row = rows.find(({ priority }) => priority === priorities[tier])
    return { waiting: row?.waiting ?? 0, oldestSeconds: row?.oldest ?? 0 }
  }
  return { realtime: ofTier('realtime'), standard: ofTier('standard'), batch: ofTier('batch') }
}

/** Fails where the tables are missing or may not be used. */
export async function checkTables(db: Db): Promise<void> {
  const { rows } = await db.executeSql(
    `select (select id from ${schema}.job_common where name = $1 limit 1) from ${schema}.queue where name = $1`,
    [queueName],
  )
  if (rows.length === 0) throw new Error(`The database has no queue ${queueName}.`)
}

export async function countWaiting(db: Db, accountId: string): Promise<number> {
  // Tier by tier, because the index has the account behind it.
  const { rows } = await db.executeSql(
    `select count(*)::int as waiting from unnest($3::int[]) as tier(priority), lateral (
       select from ${schema}.job_common
       where name = $1 and state < 'active' and not blocked and priority = tier.priority and group_id = $2) as job`,
    [queueName, accountId, tiers.map((tier) => priorities[tier])],
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

/** An attempt that failed through no fault of its document is not counted; its number still tells it from the next. */
export async function allowOneMore(db: Db, { id, retryCount }: Attempt): Promise<void> {
  await db.executeSql(
    `update ${schema}.job_common set retry_limit = retry_limit + 1
     where name = $1 and id = $2 and state = 'active' and retry_count = $3`,
    [queueName, id, retryCount],
  )
}

/** Longer than any pause before a retry. */
const farSeconds = 60

/** A job that is due much later than any job ever is was written before the clock was set back: it is due now. */
export async function bringForward(db: Db): Promise<void> {
  await db.executeSql(
    `update ${schema}.job_common set start_after = ${schema}.job_now()
     where name = $1 and state < 'active' and start_after > ${schema}.job_now() + $2 * interval '1 second'`,
    [queueName, farSeconds],
  )
}
