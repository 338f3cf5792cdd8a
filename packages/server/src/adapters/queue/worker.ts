// Takes jobs and runs them. pg-boss's own workers are not used: they pause between jobs fetched one by one,
// fetch whole batches before the first is done, and hold a tenant's limit only approximately.
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Job } from '../../ports/job-queue.ts'
import type { Doorbell } from './doorbell.ts'
import { type Attempt, keepLeases, type Lease, type Taken } from './leases.ts'

export type JobSource = {
  /** Takes at most `free` due jobs, at most `freeForBatch` of them of tier batch. */
  take(room: { free: number; freeForBatch: number }): Promise<Taken[]>
  /** Says that these are being worked on; returns the ids of those that still are ours. */
  touch(attempts: Attempt[]): Promise<Set<string>>
  done(attempt: Attempt): Promise<void>
  failed(attempt: Attempt, error: unknown): Promise<void>
}

type Work = {
  source: JobSource
  handler: (job: Job, signal: AbortSignal) => Promise<void>
  concurrency: number
  checkSeconds: number
  bell: Doorbell
  log: Log
}

export type Worker = {
  /** Takes no more jobs and waits for those that run. */
  stop(): Promise<void>
  /** Takes no more jobs and tells those that run that they are on their own. */
  abandon(): void
}

/** Also finds retries that became due and jobs whose ring was lost. */
const pollMs = 500
const settleAgainMs = 500

/** At least one place is kept free of batch jobs, so that a long one never holds up everything else. */
function roomBeside(leases: readonly Lease[], concurrency: number): { free: number; freeForBatch: number } {
  const free = concurrency - leases.length
  const batchRunning = leases.filter(({ job }) => job.tier === 'batch').length
  const freeForBatch = Math.max(1, concurrency - 1) - batchRunning
  return { free, freeForBatch: Math.max(0, Math.min(free, freeForBatch)) }
}

async function runJob({ source, handler, log }: Work, { job, attempt, lost }: Lease): Promise<void> {
  let failure: { error: unknown } | undefined
  try {
    await handler(job, lost.signal)
  } catch (error) {
    failure = { error }
  }
  const settle = () => (failure ? source.failed(attempt, failure.error) : source.done(attempt))
  // A database that is away for a moment is waited for, as long as the job is ours: a takeover takes half a minute.
  while (!lost.signal.aborted) {
    try {
      return await settle()
    } catch (error) {
      log.error(
        { err: error, job: job.id },
        'A job could not be settled; trying again until it is taken over',
      )
    }
    await sleep(settleAgainMs, undefined, { signal: lost.signal }).catch(() => undefined)
  }
}

export function startWorker(options: Work): Worker {
  const { source, concurrency, checkSeconds, bell, log } = options
  const leases = keepLeases({ touch: source.touch, checkSeconds, log })
  const running = new Set<Promise<void>>()
  let stopping = false

  async function takeUp(): Promise<number> {
    const room = roomBeside(leases.held(), concurrency)
    if (room.free === 0) return 0
    const since = monotonicMs()
    const taken = await source.take(room)
    for (const each of taken) {
      const lease = leases.open(each, since)
      const settled = runJob(options, lease).finally(() => {
        leases.end(lease)
        running.delete(settled)
        bell.ring()
      })
      running.add(settled)
    }
    return taken.length
  }

  const looping = takeUntil({ takeUp, stopping: () => stopping, bell, log })
  return {
    abandon() {
      stopping = true
      leases.close()
      for (const { lost } of leases.held()) lost.abort()
      bell.ring()
    },
    async stop() {
      stopping = true
      bell.ring()
      await looping
      await Promise.all(running)
      leases.close()
    },
  }
}

type Taking = Pick<Work, 'bell' | 'log'> & { takeUp(): Promise<number>; stopping(): boolean }

async function takeUntil({ takeUp, stopping, bell, log }: Taking): Promise<void> {
  while (!stopping()) {
    const taken = await takeUp().catch((error: unknown) => {
      log.error({ err: error }, 'No jobs could be taken; trying again')
      return 0
    })
    if (taken === 0) await bell.wait(pollMs)
  }
}
