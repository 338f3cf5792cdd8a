import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tier } from '@countersign/contract/document'
import { isProblem } from '../platform/problem.ts'
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

type Make = (t: TestContext) => Promise<JobQueueUnderTest>

const newJob = (accountId: string, documentId: string, tier: Tier = 'standard'): NewJob => ({
  accountId,
  documentId,
  state: 'received',
  run: 1,
  version: 1,
  tier,
  traceparent: null,
})

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let times = 0; times < 1_500; times += 1) {
    if (await holds()) return
    await sleep(20)
  }
  assert.fail(`waited in vain until ${what}`)
}

async function add(to: JobQueueUnderTest, queue: JobQueue, ...jobs: NewJob[]): Promise<void> {
  for (const job of jobs) await to.transaction(job.accountId, (tx) => queue.enqueue(tx, job))
}

export function jobQueueContract(name: string, make: Make): void {
  describe(`job queue ${name}`, () => {
    runsJobs(make)
    closesAtOnce(make)
    ordersJobs(make)
    survivesFailure(make)
    survivesDeath(make)
  })
}

function runsJobs(make: Make): void {
  it('hands a job over exactly as it was enqueued', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const job = { ...newJob('acc_1', 'doc_1'), run: 3, version: 12, traceparent: '00-abc-def-01' }
    const seen: Job[] = []
    await add(test, queue, job)
    const worker = await queue.work(async (taken) => void seen.push(taken), { concurrency: 2 })
    await until('the job ran', () => seen.length === 1)
    await worker.stop()
    const { id, attempt, enqueuedAt, ...rest } = seen[0] as Job
    assert.deepEqual(rest, job)
    assert.equal(attempt, 1)
    assert.ok(enqueuedAt instanceof Date && id.length > 0)
    assert.equal((await queue.lag()).standard.waiting, 0)
  })

  it('knows no job of a transaction that was rolled back', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const undone = new Error('undone')
    const rolledBack = test.transaction('acc_1', async (tx) => {
      await queue.enqueue(tx, newJob('acc_1', 'doc_1'))
      throw undone
    })
    await assert.rejects(rolledBack, undone)
    assert.equal((await queue.lag()).standard.waiting, 0)
  })

  it('refuses a job for another account than the one whose transaction it is', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await assert.rejects(test.transaction('acc_1', (tx) => queue.enqueue(tx, newJob('acc_2', 'doc_1'))))
    assert.equal((await queue.lag()).standard.waiting, 0)
  })

  it('starts a job that comes while the worker is idle without waiting for a poll', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    let done = 0
    const handler = async () => {
      done += 1
    }
    const worker = await queue.work(handler, { concurrency: 1 })
    const started = performance.now()
    for (let number = 1; number <= 20; number += 1) {
      await add(test, queue, newJob('acc_1', `doc_${number}`))
      await until('the job ran', () => done === number)
    }
    await worker.stop()
    assert.ok(performance.now() - started < 20 * 400, 'on average sooner than the poll')
  })

  it('drains a burst without pausing, with no more at a time than was asked for', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const jobs = Array.from({ length: 60 }, (_, number) => newJob(`acc_${number % 30}`, `doc_${number}`))
    await add(test, queue, ...jobs)
    const runs = recorder(5)
    const started = performance.now()
    const worker = await queue.work(runs.handler, { concurrency: 3 })
    await until('all ran', () => runs.done.length === 60)
    await worker.stop()
    assert.ok(runs.most() <= 3)
    assert.ok(performance.now() - started < 15_000, 'a pause of half a second each would take 30 s')
  })

  it('gives no job to two workers', async (t) => {
    const test = await make(t)
    const [one, two] = [await test.open(), await test.open()]
    await add(test, one, ...Array.from({ length: 80 }, (_, at) => newJob(`acc_${at % 40}`, `doc_${at}`)))
    const runs = recorder(2)
    const workers = [
      await one.work(runs.handler, { concurrency: 4 }),
      await two.work(runs.handler, { concurrency: 4 }),
    ]
    await until('all ran', async () => runs.done.length >= 80 && (await one.lag()).standard.waiting === 0)
    await Promise.all(workers.map((worker) => worker.stop()))
    assert.equal(new Set(runs.done).size, 80)
    assert.equal(runs.done.length, 80)
  })

  it('waits for running jobs when it is stopped, and takes no more', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(test, queue, newJob('acc_1', 'doc_1'), newJob('acc_1', 'doc_2'))
    const runs = recorder(200)
    const worker = await queue.work(runs.handler, { concurrency: 1 })
    await until('one runs', () => runs.most() === 1)
    await worker.stop()
    assert.equal(runs.done.length, 1)
    assert.equal((await queue.lag()).standard.waiting, 1)
  })
}

function closesAtOnce(make: Make): void {
  it('tells running handlers when it is closed, and leaves their jobs to others', async (t) => {
    const test = await make(t)
    const [one, two] = [await test.open(), await test.open()]
    await add(test, one, newJob('acc_1', 'doc_1'))
    const taken = Promise.withResolvers<AbortSignal>()
    const hang = async (_: Job, signal: AbortSignal) => {
      taken.resolve(signal)
      await new Promise(() => {})
    }
    await one.work(hang, { concurrency: 1 })
    const signal = await taken.promise
    await one.close()
    assert.equal(signal.aborted, true)
    await test.forgetHeartbeats()
    const runs = recorder(1)
    const worker = await two.work(runs.handler, { concurrency: 1 })
    await until('it was taken over', () => runs.done.length === 1)
    await worker.stop()
  })
}

/** A handler that takes `ms` and keeps what ran and how many at a time, by account. */
function recorder(ms: number) {
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

function ordersJobs(make: Make): void {
  it('takes realtime before standard before batch, and the older first', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const order = ['batch', 'standard', 'realtime', 'batch', 'standard', 'realtime'] as const
    await add(test, queue, ...order.map((tier, at) => newJob(`acc_${at}`, `${tier}_${at}`, tier)))
    const runs = recorder(1)
    const worker = await queue.work(runs.handler, { concurrency: 1 })
    await until('all ran', () => runs.done.length === 6)
    await worker.stop()
    assert.deepEqual(runs.done, [
      'realtime_2',
      'realtime_5',
      'standard_1',
      'standard_4',
      'batch_0',
      'batch_3',
    ])
  })

  it('keeps a place free of batch jobs, however many wait', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(
      test,
      queue,
      ...Array.from({ length: 9 }, (_, at) => newJob(`acc_${at}`, `batch_${at}`, 'batch')),
    )
    const gate = Promise.withResolvers<void>()
    const began: string[] = []
    const handler = async (job: Job) => {
      began.push(job.documentId)
      if (job.tier === 'batch') await gate.promise
    }
    const worker = await queue.work(handler, { concurrency: 3 })
    await until('batch jobs run', () => began.length === 2)
    await add(test, queue, newJob('acc_1', 'doc_urgent'))
    await until('the standard job ran', () => began.includes('doc_urgent'))
    assert.equal(began.length, 3)
    gate.resolve()
    await until('all ran', () => began.length === 10)
    await worker.stop()
  })

  it("runs no more of an account's jobs at a time than allowed, over all workers, and others meanwhile", async (t) => {
    const test = await make(t)
    const [one, two] = [await test.open(), await test.open()]
    await add(test, one, ...Array.from({ length: 24 }, (_, at) => newJob('acc_big', `big_${at}`)))
    await add(test, one, newJob('acc_small', 'small'))
    const runs = recorder(60)
    const attempts = new Set<number>()
    const handler = (job: Job) => {
      attempts.add(job.attempt)
      return runs.handler(job)
    }
    const workers = [await one.work(handler, { concurrency: 6 }), await two.work(handler, { concurrency: 6 })]
    await until('all ran', () => runs.done.length === 25)
    await Promise.all(workers.map((worker) => worker.stop()))
    assert.equal(runs.most('acc_big'), test.accountJobs)
    assert.ok(runs.done.indexOf('small') < 8, 'the other account does not wait behind them')
    assert.deepEqual([...attempts], [1])
  })

  it('tells how many jobs wait in each tier and how long the oldest has', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const none = { waiting: 0, oldestSeconds: 0 }
    assert.deepEqual(await queue.lag(), { realtime: none, standard: none, batch: none })
    await add(test, queue, newJob('acc_1', 'a'), newJob('acc_1', 'b'), newJob('acc_1', 'c', 'batch'))
    await sleep(50)
    const { realtime, standard, batch } = await queue.lag()
    assert.deepEqual([realtime, standard.waiting, batch.waiting], [none, 2, 1])
    assert.ok(standard.oldestSeconds >= 0.05 && standard.oldestSeconds < 60)
  })
}

function survivesFailure(make: Make): void {
  it('tries a failing job again and again, then keeps it as a dead letter that can be put back', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const attempts: number[] = []
    let mended = false
    await add(test, queue, newJob('acc_1', 'doc_1'))
    const handler = async (job: Job) => {
      attempts.push(job.attempt)
      if (!mended) throw new Error('the printer is on fire')
    }
    const worker = await queue.work(handler, { concurrency: 1 })
    await until('it was given up', async () => {
      await test.hurry()
      return (await queue.listDead(null, 10)).length === 1
    })
    assert.deepEqual(attempts, [1, 2, 3, 4, 5, 6])
    const [dead] = await queue.listDead('acc_1', 10)
    assert.ok(dead)
    assert.deepEqual([dead.accountId, dead.documentId, dead.state], ['acc_1', 'doc_1', 'received'])
    assert.match(dead.error, /the printer is on fire/)
    assert.ok(dead.failedAt instanceof Date)
    assert.deepEqual(await queue.listDead('acc_2', 10), [])
    mended = true
    await queue.redrive(dead.id)
    await until('it ran again', () => attempts.length === 7)
    assert.deepEqual(await queue.listDead(null, 10), [])
    await worker.stop()
    assert.equal((await queue.lag()).standard.waiting, 0)
  })

  it('says so when a dead letter is not there', async (t) => {
    const queue = await (await make(t)).open()
    for (const id of ['00000000-0000-4000-8000-000000000000', "x'; drop table jobs"])
      await assert.rejects(queue.redrive(id), (error) => isProblem(error) && error.code === 'job.not_found')
  })

  it('goes on with the other jobs while one waits for its retry', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const done: string[] = []
    await add(test, queue, newJob('acc_1', 'bad'), newJob('acc_1', 'good'))
    const handler = async (job: Job) => {
      if (job.documentId === 'bad' && job.attempt === 1) throw new Error('once')
      done.push(job.documentId)
    }
    const worker = await queue.work(handler, { concurrency: 1 })
    await until('both ran', () => done.length === 2)
    await worker.stop()
    assert.deepEqual(done, ['good', 'bad'])
  })
}

function survivesDeath(make: Make): void {
  it('takes over the job of a worker that was killed', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(test, queue, newJob('acc_1', 'doc_1'))
    const other = await test.startHangingWorker()
    await other.killHard()
    await test.forgetHeartbeats()
    const seen: Job[] = []
    const worker = await queue.work(async (job) => void seen.push(job), { concurrency: 1 })
    await until('the job was taken over', () => seen.length === 1)
    await worker.stop()
    assert.deepEqual([seen[0]?.documentId, seen[0]?.attempt], ['doc_1', 2])
  })

  it('tells a handler whose lease was lost, and ignores how that attempt ends', async (t) => {
    const test = await make(t)
    const [one, two] = [await test.open(), await test.open()]
    await add(test, one, newJob('acc_1', 'doc_1'))
    const taken = Promise.withResolvers<void>()
    const lost = Promise.withResolvers<void>()
    const stalled = await one.work(
      (_, signal) => {
        signal.addEventListener('abort', () => lost.resolve())
        taken.resolve()
        return lost.promise
      },
      { concurrency: 1 },
    )
    await taken.promise
    const stopped = stalled.stop()
    const attempts: number[] = []
    const handler = async (job: Job) => {
      attempts.push(job.attempt)
      await stopped
      if (job.attempt === 2) throw new Error('the first attempt must not have finished the job')
    }
    const worker = await two.work(handler, { concurrency: 1 })
    await until('the job was tried once more', async () => {
      await test.forgetHeartbeats()
      return attempts.length === 2
    })
    await worker.stop()
    assert.deepEqual(attempts, [2, 3])
  })
}
