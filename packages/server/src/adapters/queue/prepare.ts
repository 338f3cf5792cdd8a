// Run by the owner of the database, after its migrations: makes or updates pg-boss's tables and says who may do what.
import type { PgBoss, QueueOptions } from 'pg-boss'
import { lockFor } from '../../platform/advisory-locks.ts'
import type { Log } from '../../platform/log.ts'
import { createBoss, deadQueueName, heartbeatSeconds, inTransaction, queueName, schema } from './boss.ts'

// Two that grant at once would fail with "tuple concurrently updated".
const prepareLock = lockFor('preparing the queue')
const secondsOfYear = 365 * 24 * 3600

const queueOptions: QueueOptions = {
  heartbeatSeconds,
  // Backoff with jitter: about 1.5, 3, 6, 12 and 16 s; with the heartbeat, a killed worker's job is taken over within 45 s.
  retryLimit: 5,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 16,
  // The longest that pg-boss allows; the heartbeat is what notices a dead worker.
  expireInSeconds: 23 * 3600,
  // A document that waits is never dropped for waiting.
  retentionSeconds: secondsOfYear,
  // Done jobs are deleted at once; this is for failed ones, whose copy is in the dead letter queue.
  deleteAfterSeconds: 3600,
}

/** An account's transaction can only write and see jobs of that account, as in every other table. */
const grants = `
grant usage on schema ${schema} to countersign_app, countersign_system;
grant select, insert, update, delete on all tables in schema ${schema} to countersign_system;
grant select on ${schema}.queue to countersign_app;
grant insert, select, delete on ${schema}.job_common to countersign_app;
alter table ${schema}.job_common enable row level security;
drop policy if exists account on ${schema}.job_common;
drop policy if exists system on ${schema}.job_common;
create policy account on ${schema}.job_common to countersign_app
  using (group_id = current_setting('countersign.account', true))
  with check (group_id = current_setting('countersign.account', true));
create policy system on ${schema}.job_common to countersign_system using (true) with check (true);`

/** For `cancel` and for taking jobs: neither reads a whole backlog. */
const indexes = `
create index if not exists countersign_job_by_document on ${schema}.job_common ((data->>'documentId'));
create index if not exists countersign_job_by_turn on ${schema}.job_common (name, priority, group_id, start_after)
  where state < 'active' and not blocked;`

async function ensureQueue(boss: PgBoss, name: string, options: QueueOptions & { deadLetter?: string }) {
  if (await boss.getQueue(name)) await boss.updateQueue(name, options)
  else await boss.createQueue(name, options)
}

export async function prepareQueue({ ownerUrl, log }: { ownerUrl: string; log: Log }): Promise<void> {
  const boss = createBoss({ url: ownerUrl, log })
  try {
    await boss.start()
    await ensureQueue(boss, deadQueueName, { retentionSeconds: secondsOfYear })
    await ensureQueue(boss, queueName, { ...queueOptions, deadLetter: deadQueueName })
    await inTransaction(boss, async (db) => {
      await db.executeSql(`select pg_advisory_xact_lock(${prepareLock})`)
      await db.executeSql(grants)
      await db.executeSql(indexes)
    })
  } finally {
    await boss.stop({ graceful: false })
  }
}
