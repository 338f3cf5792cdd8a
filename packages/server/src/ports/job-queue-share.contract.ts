// How a job queue divides its places among tiers and accounts while more waits than can run.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Job } from './job-queue.ts'
import { add, type Make, newJob, recorder, until } from './job-queue-harness.contract.ts'

export function sharesPlaces(make: Make): void {
  it('starts some jobs of every tier while all have jobs waiting, by weight, with a single place', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    const backlog = (['batch', 'standard', 'realtime'] as const).flatMap((tier, at) =>
      Array.from({ length: [3, 6, 18][at] ?? 0 }, (_, number) => newJob('acc_1', `${tier}_${number}`, tier)),
    )
    await add(test, queue, ...backlog)
    const runs = recorder(1)
    const worker = await queue.work(runs.handler, { concurrency: 1 })
    await until('all ran', () => runs.done.length === backlog.length)
    await worker.stop()
    const first = (tier: string) => runs.done.slice(0, 21).filter((id) => id.startsWith(tier)).length
    assert.deepEqual([first('realtime'), first('standard'), first('batch')], [16, 4, 1])
  })

  it('takes accounts in turn, however many jobs one of them has waiting, with a single place', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(test, queue, ...Array.from({ length: 30 }, (_, at) => newJob('acc_flood', `flood_${at}`)))
    for (const account of ['acc_a', 'acc_z'])
      await add(test, queue, ...[1, 2, 3].map((at) => newJob(account, `${account}_${at}`)))
    const runs = recorder(1)
    const worker = await queue.work(runs.handler, { concurrency: 1 })
    await until('all ran', () => runs.done.length === 36)
    await worker.stop()
    for (const account of ['acc_a', 'acc_z'])
      assert.ok(runs.done.indexOf(`${account}_3`) < 10, `${account} has a third of the first nine starts`)
  })

  it('takes an account with fewer running jobs first', async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(test, queue, newJob('acc_b', 'long_1'), newJob('acc_b', 'long_2'))
    const gate = Promise.withResolvers<void>()
    const began: string[] = []
    const handler = async (job: Job) => {
      began.push(job.documentId)
      if (job.documentId.startsWith('long')) await gate.promise
    }
    const worker = await queue.work(handler, { concurrency: 2 })
    await until('both run', () => began.length === 2)
    await add(test, queue, newJob('acc_b', 'b_1'), newJob('acc_b', 'b_2'), newJob('acc_c', 'c'))
    const other = await queue.work(handler, { concurrency: 1 })
    await until('all began', () => began.length === 5)
    gate.resolve()
    await Promise.all([worker.stop(), other.stop()])
    assert.deepEqual(began.slice(2), ['c', 'b_1', 'b_2'])
  })

  it("starts a realtime job next, though another account's flood fills every place", async (t) => {
    const test = await make(t)
    const queue = await test.open()
    await add(test, queue, ...Array.from({ length: 40 }, (_, at) => newJob('acc_flood', `flood_${at}`)))
    const runs = recorder(20)
    const worker = await queue.work(runs.handler, { concurrency: 2 })
    for (const number of [1, 2, 3]) {
      const before = runs.done.length
      await add(test, queue, newJob('acc_small', `urgent_${number}`, 'realtime'))
      await until('it ran', () => runs.done.includes(`urgent_${number}`))
      const passed = runs.done.indexOf(`urgent_${number}`) - before
      assert.ok(passed < 8, `${passed} jobs ended before it: those that ran, and few that started meanwhile`)
    }
    await worker.stop()
  })

  it('says that it can be used, and rejects once it was closed', async (t) => {
    const queue = await (await make(t)).open()
    await queue.check()
    await queue.close()
    await assert.rejects(queue.check())
  })
}
