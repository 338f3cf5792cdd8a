import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from './job-queue.ts'
import { add, type Make, newJob, recorder, until } from './job-queue-harness.contract.ts'
import { closesAtOnce, survivesDeath, survivesFailure } from './job-queue-recovery.contract.ts'
import { sharesPlaces } from './job-queue-share.contract.ts'

export function jobQueueContract(name: string, make: Make): void {
  describe(`job queue ${name}`, () => {
    runsJobs(make)
    closesAtOnce(make)
    ordersJobs(make)
    sharesPlaces(make)
    cancelsJobs(make)
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
    const { id, attempt, lastAttempt, enqueuedAt, ...rest } = seen[0] as Job
    assert.deepEqual(rest, job)
    assert.deepEqual([attempt, lastAttempt], [1, false])
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

function cancelsJobs(make: Make): void {
  it("counts an account's waiting jobs, and drops those of a document with the transaction that says so", async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(test, queue, newJob('acc_1', 'a'), newJob('acc_1', 'b'), newJob('acc_2', 'a'))
    const undone = new Error('undone')
    const rolledBack = test.transaction('acc_1', async (tx) => {
      await queue.cancel(tx, 'a')
      throw undone
    })
    await assert.rejects(rolledBack, undone)
    assert.equal(await queue.waiting('acc_1'), 2)
    await test.transaction('acc_1', (tx) => queue.cancel(tx, 'a'))
    assert.equal(await queue.waiting('acc_1'), 1)
    assert.equal(await queue.waiting('acc_2'), 1, "another account's job is not touched")
  })

  it('tells a running job that it was cancelled, and does not run it again', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(test, queue, newJob('acc_1', 'doc_1'))
    let runs = 0
    let aborted = false
    const handler = async (_job: Job, signal: AbortSignal) => {
      runs += 1
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      aborted = true
      throw new Error('aborted')
    }
    const worker = await queue.work(handler, { concurrency: 1 })
    await until('it runs', () => runs === 1)
    await test.transaction('acc_1', (tx) => queue.cancel(tx, 'doc_1'))
    await until('it was told', () => aborted)
    await worker.stop()
    assert.equal(runs, 1)
    assert.equal((await queue.lag()).standard.waiting, 0)
    assert.deepEqual(await queue.listDead(null, 10), [])
  })
}
