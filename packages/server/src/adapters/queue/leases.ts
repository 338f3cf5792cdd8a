// Who holds which job until when: the signs of life of running jobs, and the signal when a job was lost to another.
import { setInterval } from 'node:timers'
import { monotonicMs } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Job } from '../../ports/job-queue.ts'
import { heartbeatSeconds } from './boss.ts'

/** Names one attempt: whoever holds an older one can no longer settle the job. */
export type Attempt = { id: string; retryCount: number }
export type Taken = { job: Job; attempt: Attempt }
export type Lease = Taken & { lost: AbortController; touchedAt: number }

export type Keeping = {
  /** Says that these are being worked on; returns the ids of those that still are ours. */
  touch(attempts: Attempt[]): Promise<Set<string>>
  /** Between two signs of life. */
  checkSeconds: number
  log: Log
}

export type Leases = {
  held(): readonly Lease[]
  open(taken: Taken, since: number): Lease
  end(lease: Lease): void
  /** No signs of life any more. */
  close(): void
}

export function keepLeases({ touch, checkSeconds, log }: Keeping): Leases {
  const leases = new Set<Lease>()
  let touching = false
  async function check(): Promise<void> {
    const now = monotonicMs()
    // Not renewed in time, it may be another's by now.
    for (const lease of leases) if (now - lease.touchedAt > heartbeatSeconds * 1000) lease.lost.abort()
    const held = [...leases].filter(({ lost }) => !lost.signal.aborted)
    if (touching || held.length === 0) return
    touching = true
    try {
      const ours = await touch(held.map(({ attempt }) => attempt))
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
  const timer = setInterval(() => void check(), checkSeconds * 1000)
  return {
    held: () => [...leases],
    open(taken, since) {
      // Lost here and taken again by ourselves: the attempt before must stop as if another had it.
      for (const { job, lost } of leases) if (job.id === taken.job.id) lost.abort()
      const lease = { ...taken, lost: new AbortController(), touchedAt: since }
      leases.add(lease)
      return lease
    },
    end: (lease) => void leases.delete(lease),
    close: () => clearInterval(timer),
  }
}
