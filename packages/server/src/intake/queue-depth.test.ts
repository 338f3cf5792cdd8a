import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isProblem } from '../platform/problem.ts'
import { createQueueDepth } from './queue-depth.ts'

const refusal = (add: Promise<void>) =>
  add.then(
    () => null,
    (error) =>
      isProblem(error) ? [error.code, Number(error.headers['retry-after'])] : Promise.reject(error),
  )
const settled = () => new Promise(setImmediate)

function queue(limit: number) {
  const jobs = new Map<string, number>()
  let at = 1000
  let asked = 0
  const depth = createQueueDepth({
    limit,
    now: () => at,
    waiting: async (accountId) => {
      asked += 1
      return jobs.get(accountId) ?? 0
    },
  })
  return { depth, jobs, asked: () => asked, pass: (ms: number) => (at += ms) }
}

describe('how much of an account waits', () => {
  test('between two counts what was let in is added, so that a burst cannot slip through', async () => {
    const { depth, asked } = queue(100)
    const answers = await Promise.all(Array.from({ length: 150 }, () => refusal(depth.add('a'))))
    assert.equal(answers.filter((answer) => answer === null).length, 100)
    assert.deepEqual(answers.at(-1), ['account.queue_full', 30])
    assert.equal(asked(), 1)
  })

  test('Retry-After follows from how fast its jobs are done', async () => {
    const { depth, jobs, pass } = queue(100)
    for (let index = 0; index < 100; index++) await depth.add('a')
    jobs.set('a', 80)
    pass(10_000)
    assert.deepEqual(await refusal(depth.add('a')), ['account.queue_full', 30])
    await settled()
    for (let index = 0; index < 20; index++) assert.equal(await refusal(depth.add('a')), null)
    const [code, seconds] = (await refusal(depth.add('a'))) ?? []
    assert.equal(code, 'account.queue_full')
    // 20 jobs in 10 seconds: two a second.
    assert.equal(seconds, 1)
  })

  test('one account is counted apart from another, and 0 means no limit', async () => {
    const { depth, jobs } = queue(5)
    jobs.set('full', 7)
    assert.deepEqual(await refusal(depth.add('full')), ['account.queue_full', 30])
    assert.equal(await refusal(depth.add('empty')), null)
    const open = queue(0)
    open.jobs.set('full', 1e9)
    assert.equal(await refusal(open.depth.add('full')), null)
    assert.equal(open.asked(), 0)
  })

  test('a queue that cannot be asked at first refuses nobody for being full', async () => {
    let fails = true
    const depth = createQueueDepth({
      limit: 5,
      waiting: async () => {
        if (fails) throw new Error('gone')
        return 0
      },
      restMs: 0,
    })
    await assert.rejects(depth.add('a'), /gone/)
    fails = false
    await depth.add('a')
    fails = true
    await depth.add('a')
    await settled()
    await depth.add('a')
  })
})
