// Jobs in PostgreSQL through pg-boss: its tables, retries, heartbeats and dead letters, our own way of taking jobs.
import type { Db, PgBoss } from 'pg-boss'
import type { Log } from '../../platform/log.ts'
import { Problem } from '../../platform/problem.ts'
import type { Job, JobQueue, NewJob } from '../../ports/job-queue.ts'
import { bellChannel, createBoss, deadQueueName, queueName } from './boss.ts'
import { type Doorbell, doorbell } from './doorbell.ts'
import { jobSource } from './job-source.ts'
import {
  bringForward,
  checkTables,
  countWaiting,
  deleteJobsOf,
  isDeadJob,
  listDeadJobs,
  waitingByTier,
} from './pg-boss.store.ts'
import { priorities } from './take.store.ts'
import { startWorker } from './worker.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Options = {
  /** Address of the database for the service role. */
  url: string
  /** Jobs of one account that may run at a time, over all workers. */
  accountJobs: number
  /** Between two signs of life of running jobs, and between two looks for jobs without any. */
  checkSeconds?: number
  log: Log
}

/** `prepareQueue` must have been run by the owner before. */
export async function pgBossQueue({ url, accountJobs, checkSeconds = 5, log }: Options): Promise<JobQueue> {
  const boss = createBoss({ url, log, service: { checkSeconds } })
  try {
    await boss.start()
  } catch (cause) {
    await boss.stop({ graceful: false })
    throw new Problem(
      'service.unavailable',
      'The job queue cannot be used. If this database is new or was just updated, run `countersign migrate` as its owner.',
      { cause },
    )
  }
  const db = boss.getDb()
  const working = new Set<Working>()
  return {
    enqueue: (tx, job) => enqueue(boss, job, (text, values = []) => tx.execute(text, values)),
    async work(handler, { concurrency }) {
      const worker = await work({ boss, handler, concurrency, accountJobs, checkSeconds, log })
      working.add(worker)
      return worker
    },
    lag: () => waitingByTier(db),
    check: () => checkTables(db),
    listDead: (accountId, limit) => listDeadJobs(db, accountId, limit),
    waiting: (accountId) => countWaiting(db, accountId),
    cancel: deleteJobsOf,
    async redrive(accountId, id) {
      const known = uuid.test(id) && (await isDeadJob(db, { accountId, id }))
      const moved = known ? await boss.redrive(deadQueueName, { ids: [id] }) : 0
      if (moved === 0)
        throw new Problem(
          'job.not_found',
          `There is no dead letter ${id}. It may have been put back already.`,
        )
      await db.executeSql('select pg_notify($1, $2)', [bellChannel, ''])
    },
    async close() {
      await Promise.all([...working].map((worker) => worker.abandon()))
      await boss.stop({ graceful: false })
    },
  }
}

async function enqueue(boss: PgBoss, job: NewJob, executeSql: Db['executeSql']): Promise<void> {
  await boss.send(queueName, job, {
    priority: priorities[job.tier],
    group: { id: job.accountId },
    db: { executeSql },
  })
  await executeSql('select pg_notify($1, $2)', [bellChannel, ''])
}

type Work = {
  boss: PgBoss
  handler: (job: Job, signal: AbortSignal) => Promise<void>
  concurrency: number
  accountJobs: number
  checkSeconds: number
  log: Log
}

type Working = { stop(): Promise<void>; abandon(): Promise<void> }

async function work({ boss, accountJobs, ...rest }: Work): Promise<Working> {
  const bell = doorbell()
  const listening = await listen(boss, bell)
  const stopSupervising = supervise(boss, rest)
  const worker = startWorker({ ...rest, source: jobSource(boss, accountJobs), bell })
  let ended: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await stopSupervising()
    await listening.close()
  }
  return {
    async stop() {
      await worker.stop()
      ended ??= end()
      await ended
    },
    async abandon() {
      worker.abandon()
      ended ??= end()
      await ended
    },
  }
}

/** On a connection of its own, which pg-boss opens again when it breaks. */
async function listen(boss: PgBoss, bell: Doorbell): Promise<{ close(): Promise<void> }> {
  const listening = await boss.getDb().listen?.(bellChannel, bell.ring, bell.ring)
  if (!listening) throw new Error('pg-boss gave a connection that cannot listen.')
  return listening
}

/** Looks for jobs whose worker died, at once and then regularly. Any number of processes may; one does it each time. */
function supervise(
  boss: PgBoss,
  { checkSeconds, log }: Pick<Work, 'checkSeconds' | 'log'>,
): () => Promise<void> {
  let looking: Promise<void> | undefined
  let looks = 0
  async function all(): Promise<void> {
    await boss.supervise()
    // It reads all that waits, so not every time.
    if (looks++ % 12 === 0) await bringForward(boss.getDb())
  }
  function look(): void {
    looking ??= all()
      .catch((error: unknown) => log.error({ err: error }, 'Jobs of dead workers could not be looked for'))
      .finally(() => {
        looking = undefined
      })
  }
  look()
  const timer = setInterval(look, checkSeconds * 1000)
  return async () => {
    clearInterval(timer)
    await looking
  }
}
