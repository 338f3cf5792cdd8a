import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tokenBucket } from './token-bucket.ts'

const clockAt = (start: number) => {
  let at = start
  return { now: () => at, pass: (ms: number) => (at += ms) }
}

describe('a bucket of tokens', () => {
  test('a minute of them may be taken at once, then they come back evenly', () => {
    const clock = clockAt(5_000)
    const bucket = tokenBucket({ perMinute: 60, now: clock.now })
    for (let used = 1; used <= 60; used++) assert.equal(bucket.take('a').left, 60 - used)
    assert.deepEqual(bucket.take('a'), { allowed: false, left: 0, fullInMs: 60_000, nextInMs: 1000 })
    clock.pass(400)
    assert.equal(bucket.take('a').nextInMs, 600)
    clock.pass(600)
    assert.equal(bucket.take('a').allowed, true)
    assert.equal(bucket.take('a').allowed, false)
    clock.pass(10_000)
    assert.equal(bucket.peek('a').left, 10)
    clock.pass(3_600_000)
    assert.deepEqual(bucket.peek('a'), { allowed: true, left: 60, fullInMs: 0, nextInMs: 0 })
  })

  test('a refused try costs nothing, and one key does not touch another', () => {
    const clock = clockAt(0)
    const bucket = tokenBucket({ perMinute: 2, now: clock.now })
    for (let tries = 0; tries < 50; tries++) bucket.take('flood')
    assert.equal(bucket.take('quiet').left, 1)
    clock.pass(30_000)
    assert.equal(bucket.take('flood').allowed, true)
  })

  test('100,000 keys are remembered, not more: the quietest is forgotten first', () => {
    const bucket = tokenBucket({ perMinute: 1, now: () => 0, most: 1000 })
    for (let key = 0; key < 100_000; key++) {
      bucket.take(`address ${key}`)
      // Always in use, so never the one that is forgotten.
      bucket.take('busy')
    }
    assert.equal(bucket.size(), 1000)
    assert.equal(bucket.peek('busy').allowed, false)
    assert.equal(bucket.peek('address 99999').allowed, false)
    assert.equal(bucket.peek('address 0').allowed, true)
  })
})
