// What the preparing owner and the running service must agree on about pg-boss.
import { type Db, PgBoss } from 'pg-boss'
import type { Log } from '../../platform/log.ts'

export const schema = 'pgboss'
export const queueName = 'documents'
export const deadQueueName = 'documents-dead'

/** Rung by `enqueue`: pg-boss's own notification wakes only its own workers, which wait between jobs (see `worker.ts`). */
export const bellChannel = 'countersign_jobs'

/** A worker that was silent for so long is taken for dead: with the 5 s between checks and the backoff, 45 s at most. */
export const heartbeatSeconds = 20

// A statement that is not answered by then fails: a worker must not wait for good for a database that went away silently.
const answerWithinMs = 60_000

type Access = { url: string; log: Log; service?: { checkSeconds: number } }

/**
 * A pool of its own, so that a heartbeat never waits behind requests. The service takes the system role as a connection
 * opens, because its own may do nothing, and migrates nothing; the owner does. Maintenance runs when a worker asks for it.
 */
export function createBoss({ url, log, service }: Access): PgBoss {
  const boss = new PgBoss({
    connectionString: url,
    ...(service && {
      options: `-c role=countersign_system -c idle_in_transaction_session_timeout=${answerWithinMs}`,
      query_timeout: answerWithinMs,
      monitorIntervalSeconds: service.checkSeconds,
    }),
    application_name: 'countersign queue',
    max: 3,
    schema,
    migrate: service === undefined,
    createSchema: service === undefined,
    supervise: false,
    schedule: false,
    maintenanceIntervalSeconds: 300,
    // How much waits is told by `lag()`; pg-boss would warn of it every few seconds.
    warningQueueSize: 1_000_000_000,
    // Both need the owner, whom the service is not. Job rows are deleted when done, so indexes stay small.
    reindex: false,
    monitorVacuum: false,
  })
  boss.on('error', (error) => log.error({ err: error }, 'The job queue reported an error'))
  boss.on('warning', ({ message }) => log.warn({ reason: message }, 'The job queue reported a warning'))
  return boss
}

/** Commits when `work` resolves, rolls back when it throws. */
export async function inTransaction<T>(boss: PgBoss, work: (db: Db) => Promise<T>): Promise<T> {
  const transaction = await boss.getDb().beginTransaction?.()
  if (!transaction) throw new Error('pg-boss gave a connection without transactions.')
  try {
    const result = await work(transaction.db)
    await transaction.commit()
    return result
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}
