// What a job queue does when handlers fail, workers die and processes end.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isProblem, Problem } from '../platform/problem.ts'
import type { Job } from './job-queue.ts'
import { add, type Make, newJob, recorder, until } from './job-queue-harness.contract.ts'

export function survivesFailure(make: Make): void {
  it('tries a failing job again and again, then keeps it as a dead letter that can be put back', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const attempts: number[] = []
    const last: boolean[] = []
    let mended = false
    await add(test, queue, newJob('acc_1', 'doc_1'))
    const handler = async (job: Job) => {
      attempts.push(job.attempt)
      last.push(job.lastAttempt)
      if (!mended) throw new Problem('stage.failed', 'the printer is on fire')
    }
    const worker = await queue.work(handler, { concurrency: 1 })
    await until('it was given up', async () => {
      await test.hurry()
      return (await queue.listDead(null, 10)).length === 1
    })
    assert.deepEqual(attempts, [1, 2, 3, 4, 5, 6])
    assert.deepEqual(last, [false, false, false, false, false, true])
    const [dead] = await queue.listDead('acc_1', 10)
    assert.ok(dead)
    assert.deepEqual([dead.accountId, dead.documentId, dead.state], ['acc_1', 'doc_1', 'received'])
    assert.match(dead.error, /stage\.failed/)
    assert.ok(dead.failedAt instanceof Date)
    assert.deepEqual(await queue.listDead('acc_2', 10), [])
    mended = true
    await assert.rejects(queue.redrive('acc_2', dead.id), { code: 'job.not_found' })
    await queue.redrive('acc_1', dead.id)
    await until('it ran again', () => attempts.length === 7)
    assert.deepEqual(await queue.listDead(null, 10), [])
    await worker.stop()
    assert.equal((await queue.lag()).standard.waiting, 0)
  })

  it('says so when a dead letter is not there', async (t) => {
    const queue = await (await make(t)).open()
    for (const id of ['00000000-0000-4000-8000-000000000000', "x'; drop table jobs"])
      await assert.rejects(
        queue.redrive('acc_1', id),
        (error) => isProblem(error) && error.code === 'job.not_found',
      )
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

export function survivesDeath(make: Make): void {
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

export function closesAtOnce(make: Make): void {
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
