// Taking jobs: our own statements over pg-boss's table, where `fetch` reads a whole backlog and knows no shares.
import type { Tier } from '@countersign/contract/document'
import type { Db } from 'pg-boss'
import { lockFor } from '../../platform/advisory-locks.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { queueName, schema } from './boss.ts'
import type { Taken } from './leases.ts'
import { type Offer, type Shares, tiers } from './share.ts'

export const priorities: Record<Tier, number> = { realtime: 20, standard: 10, batch: 0 }

/** Accounts of a tier that one look sees, so that its cost has a bound. */
const accountsInSight = 50

const jobs = `${schema}.job_common`
const waiting = `name = $1 and state < 'active' and not blocked`

/** Makes the others wait, so that the running jobs of every account are counted exactly. */
export async function beginTaking(db: Db): Promise<void> {
  // The statistics of a queue are always stale, and the planner then prefers to read and sort all of it.
  await db.executeSql(
    `select pg_advisory_xact_lock(${lockFor('taking jobs')}), set_config('enable_seqscan', 'off', true),
       set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`,
  )
}

/**
 * Jumps in the index from account to account, behind the one that was served last and then (lap 1) from the first up to
 * it, and reads only the first jobs of each: the cost does not depend on how many wait.
 */
export const offersStatement = `
with recursive running as materialized (
  select group_id, count(*)::int as jobs from ${jobs}
  where name = $1 and state = 'active' and group_id is not null group by group_id
), ring as (
  select tier.priority, tier.turn, lap, next.group_id, 1 as place
  from unnest($2::int[], $3::text[]) as tier(priority, turn), (values (0), (1)) as laps(lap), lateral (
    select group_id from ${jobs}
    where ${waiting} and priority = tier.priority and group_id > case lap when 0 then tier.turn else '' end
    order by group_id limit 1) as next
  union all
  select ring.priority, turn, lap, next.group_id, place + 1
  from ring, lateral (
    select group_id from ${jobs}
    where ${waiting} and priority = ring.priority and group_id > ring.group_id
    order by group_id limit 1) as next
  where place < $4 and (lap = 0 or ring.group_id < turn)
)
select priority, group_id, coalesce(jobs, 0) as running, array(
    select id from ${jobs}
    where ${waiting} and priority = ring.priority and group_id = ring.group_id and start_after <= ${schema}.job_now()
    order by start_after limit $5) as ids
from ring left join running using (group_id)
where lap = 0 or group_id <= turn
order by lap, place`

export const offersValues = (turns: Shares['turns'], atMost: number): unknown[] => [
  queueName,
  tiers.map((tier) => priorities[tier]),
  tiers.map((tier) => turns[tier]),
  accountsInSight,
  atMost,
]

/** In the order of turns. */
export async function listOffers(db: Db, turns: Shares['turns'], atMost: number): Promise<Offer[]> {
  const { rows } = await db.executeSql(offersStatement, offersValues(turns, atMost))
  return rows.flatMap((row: { priority: number; group_id: string; running: number; ids: string[] }) => {
    const tier = tiers.find((each) => priorities[each] === row.priority)
    return tier ? [{ tier, accountId: row.group_id, running: row.running, ids: row.ids }] : []
  })
}

type Row = {
  id: string
  data: NewJob
  retry_count: number
  retry_limit: number
  created_on: Date
}

/** Sets what pg-boss's own `fetch` sets: its retries, heartbeats and settling go by these columns. */
export async function takeJobs(db: Db, ids: readonly string[]): Promise<Taken[]> {
  const { rows } = await db.executeSql(
    `with mine as (
       select id from ${jobs} where ${waiting} and id = any($2::uuid[]) for update skip locked
     )
     update ${jobs} as job set state = 'active', started_on = ${schema}.job_now(), heartbeat_on = ${schema}.job_now(),
       retry_count = case when started_on is not null then retry_count + 1 else retry_count end
     from mine where job.name = $1 and job.id = mine.id
     returning job.id, data, retry_count, retry_limit, created_on`,
    [queueName, ids],
  )
  const taken = new Map(rows.map((row: Row) => [row.id, asTaken(row)]))
  return ids.flatMap((id) => taken.get(id) ?? [])
}

const asTaken = ({ id, data, retry_count, retry_limit, created_on }: Row): Taken => ({
  job: {
    ...data,
    id,
    attempt: retry_count + 1,
    lastAttempt: retry_count >= retry_limit,
    enqueuedAt: created_on,
  },
  attempt: { id, retryCount: retry_count },
})
