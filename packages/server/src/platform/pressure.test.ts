import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, test } from 'node:test'
import { freeMegabytes, loopDelay, remembered } from './pressure.ts'

const settled = () => new Promise(setImmediate)

describe('what is measured of the machine', () => {
  test('a value is asked for once, however many want it, and kept for its time', async () => {
    let [at, asked] = [0, 0]
    const value = remembered(async () => ++asked, { restMs: 1000, now: () => at })
    assert.deepEqual(await Promise.all([value(), value(), value()]), [1, 1, 1])
    at = 999
    assert.equal(await value(), 1)
    await settled()
    assert.equal(asked, 1)
  })

  test('an old value is given at once and renewed behind', async () => {
    let [at, asked] = [0, 0]
    const slow = Promise.withResolvers<string>()
    const ask = () => (++asked === 1 ? Promise.resolve('first') : slow.promise)
    const value = remembered(ask, { restMs: 1000, now: () => at })
    assert.equal(await value(), 'first')
    at = 1000
    assert.equal(await value(), 'first')
    assert.equal(await value(), 'first')
    assert.equal(asked, 2)
    slow.resolve('second')
    await settled()
    assert.equal(await value(), 'second')
  })

  test('a first failure is told, a later one leaves the last value', async () => {
    let [at, asked] = [0, 0]
    const ask = async () => {
      asked += 1
      if (asked % 2 === 1) throw new Error('gone')
      return asked
    }
    const value = remembered(ask, { restMs: 1000, now: () => at })
    await assert.rejects(value(), /gone/)
    assert.equal(await value(), 2)
    at = 1000
    assert.equal(await value(), 2)
    await settled()
    assert.equal(asked, 3)
    at = 2000
    await value()
    await settled()
    assert.equal(await value(), 4)
  })

  test('when nobody asked for long, the next waits for what is true now', async () => {
    let [at, asked] = [0, 0]
    const value = remembered(async () => ++asked, { restMs: 1000, now: () => at })
    assert.equal(await value(), 1)
    at = 60_000
    assert.deepEqual(await Promise.all([value(), value()]), [2, 2])
  })

  test('a slow question takes a twentieth of the time, not more', async () => {
    let [at, asked] = [0, 0]
    const ask = async () => {
      at += 500
      return ++asked
    }
    const value = remembered(ask, { restMs: 1000, now: () => at })
    await value()
    at += 9_999
    assert.equal(await value(), 1)
    at += 1
    await value()
    await settled()
    assert.equal(asked, 2)
  })

  test('free space and the delay of the event loop are plain numbers', async () => {
    assert.ok((await freeMegabytes(tmpdir())) > 0)
    const delay = loopDelay()
    assert.equal(delay.ms(), 0)
    delay.stop()
  })
})
