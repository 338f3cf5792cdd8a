// What the tests of every job queue share.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tier } from '@countersign/contract/document'
import type { Job, JobQueue, NewJob, SqlExecutor } from './job-queue.ts'

/** Each call gives an empty queue of its own; at most `accountJobs` jobs of an account run at a time. */
export type JobQueueUnderTest = {
  accountJobs: number
  /** As another process would open the same queue. Closed when the test ends. */
  open(): Promise<JobQueue>
  /** A transaction of that account, as a request has it; rolled back when `work` throws. */
  transaction(accountId: string, work: (tx: SqlExecutor) => Promise<void>): Promise<void>
  /** Makes every retry that waits for its time due now. */
  hurry(): Promise<void>
  /** Another process that works on the queue and never finishes a job; resolves once it has taken one. */
  startHangingWorker(): Promise<{ killHard(): Promise<void> }>
  /** As if nothing had been heard of jobs in their first attempt for as long as it takes to give them up. */
  forgetHeartbeats(): Promise<void>
}

export type Make = (t: TestContext) => Promise<JobQueueUnderTest>

export const newJob = (accountId: string, documentId: string, tier: Tier = 'standard'): NewJob => ({
  accountId,
  documentId,
  state: 'received',
  run: 1,
  version: 1,
  tier,
  traceparent: null,
})

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let times = 0; times < 1_500; times += 1) {
    if (await holds()) return
    await sleep(20)
  }
  assert.fail(`waited in vain until ${what}`)
}

export async function add(to: JobQueueUnderTest, queue: JobQueue, ...jobs: NewJob[]): Promise<void> {
  for (const job of jobs) await to.transaction(job.accountId, (tx) => queue.enqueue(tx, job))
}

/** A handler that takes `ms` and keeps what ran and how many at a time, by account. */
export function recorder(ms: number) {
  const done: string[] = []
  const active = new Map<string, number>()
  const peaks = new Map<string, number>()
  const enter = (name: string, change: number) => {
    const now = (active.get(name) ?? 0) + change
    active.set(name, now)
    peaks.set(name, Math.max(peaks.get(name) ?? 0, now))
  }
  return {
    done,
    most: (account = 'all') => peaks.get(account) ?? 0,
    async handler(job: Job): Promise<void> {
      for (const name of ['all', job.accountId]) enter(name, 1)
      await sleep(ms)
      for (const name of ['all', job.accountId]) enter(name, -1)
      done.push(job.documentId)
    },
  }
}
