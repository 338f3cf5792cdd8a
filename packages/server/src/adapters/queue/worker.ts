// Takes jobs and keeps their leases. pg-boss's own workers are not used: they pause between jobs fetched one by one,
// fetch whole batches before the first is done, and hold a tenant's limit only approximately.

import { monotonicMs } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Job } from '../../ports/job-queue.ts'
import { heartbeatSeconds } from './boss.ts'
import type { Doorbell } from './doorbell.ts'

/** Names one attempt: whoever holds an older one can no longer settle the job. */
export type Attempt = { id: string; retryCount: number }
export type Taken = { job: Job; attempt: Attempt }

export type JobSource = {
  /** Takes at most `free` due jobs, at most `freeForBatch` of them of tier batch. */
  take(room: { free: number; freeForBatch: number }): Promise<Taken[]>
  /** Says that these are being worked on; returns the ids of those that still are ours. */
  touch(attempts: Attempt[]): Promise<Set<string>>
  done(attempt: Attempt): Promise<void>
  failed(attempt: Attempt, error: unknown): Promise<void>
}

type Lease = Taken & { lost: AbortController; touchedAt: number }

/** Also finds retries that became due and jobs whose ring was lost. */
const pollMs = 500

type Work = {
  source: JobSource
  handler: (job: Job, signal: AbortSignal) => Promise<void>
  concurrency: number
  /** Between two signs of life of the running jobs. */
  checkSeconds: number
  bell: Doorbell
  log: Log
}

/** At least one place is kept free of batch jobs, so that a long one never holds up everything else. */
function roomIn(leases: Iterable<Lease>, concurrency: number): { free: number; freeForBatch: number } {
  const tiers = [...leases].map(({ job }) => job.tier)
  const free = concurrency - tiers.length
  const forBatch = Math.max(1, concurrency - 1) - tiers.filter((tier) => tier === 'batch').length
  return { free, freeForBatch: Math.max(0, Math.min(free, forBatch)) }
}

export type Worker = {
  /** Takes no more jobs and waits for those that run. */
  stop(): Promise<void>
  /** Takes no more jobs and tells those that run that they are on their own. */
  abandon(): void
}

export function startWorker({ source, handler, concurrency, checkSeconds, bell, log }: Work): Worker {
  const leases = new Set<Lease>()
  const running = new Set<Promise<void>>()
  let stopping = false

  async function run(lease: Lease): Promise<void> {
    let failure: { error: unknown } | undefined
    try {
      await handler(lease.job, lease.lost.signal)
    } catch (error) {
      failure = { error }
    }
    try {
      if (lease.lost.signal.aborted) return
      if (failure) await source.failed(lease.attempt, failure.error)
      else await source.done(lease.attempt)
    } catch (error) {
      log.error({ err: error, job: lease.job.id }, 'A job could not be settled; it will be taken over')
    } finally {
      leases.delete(lease)
      bell.ring()
    }
  }

  async function takeUp(): Promise<number> {
    const room = roomIn(leases, concurrency)
    if (room.free === 0) return 0
    const takenAt = monotonicMs()
    const taken = await source.take(room)
    for (const each of taken) {
      // Lost here and taken again by ourselves: the attempt before must stop as if another had it.
      for (const { job, lost } of leases) if (job.id === each.job.id) lost.abort()
      const lease = { ...each, lost: new AbortController(), touchedAt: takenAt }
      leases.add(lease)
      const settled = run(lease).finally(() => running.delete(settled))
      running.add(settled)
    }
    return taken.length
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      const taken = await takeUp().catch((error: unknown) => {
        log.error({ err: error }, 'No jobs could be taken; trying again')
        return 0
      })
      if (taken === 0) await bell.wait(pollMs)
    }
  }

  const stopTouching = keepLeases({ leases, source, checkSeconds, log })
  const looping = loop()
  return {
    abandon() {
      stopping = true
      stopTouching()
      for (const { lost } of leases) lost.abort()
      bell.ring()
    },
    async stop() {
      stopping = true
      bell.ring()
      await looping
      await Promise.all(running)
      stopTouching()
    },
  }
}

type Keeping = Pick<Work, 'source' | 'checkSeconds' | 'log'> & { leases: Set<Lease> }

/** A lease that could not be renewed in time may be another's by now: its handler is told to stop. */
function keepLeases({ leases, source, checkSeconds, log }: Keeping): () => void {
  let touching = false
  async function touch(): Promise<void> {
    const now = monotonicMs()
    for (const lease of leases) if (now - lease.touchedAt > heartbeatSeconds * 1000) lease.lost.abort()
    const held = [...leases].filter(({ lost }) => !lost.signal.aborted)
    if (touching || held.length === 0) return
    touching = true
    try {
      const ours = await source.touch(held.map(({ attempt }) => attempt))
      for (const lease of held) {
        if (ours.has(lease.job.id)) lease.touchedAt = now
        else if (leases.has(lease)) lease.lost.abort()
      }
    } catch (error) {
      log.error({ err: error }, 'The leases of running jobs could not be renewed; trying again')
    } finally {
      touching = false
    }
  }
  const timer = setInterval(() => void touch(), checkSeconds * 1000)
  return () => clearInterval(timer)
}
