import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freeMegabytes, loopDelay, remembered } from './pressure.ts'

describe('what is measured of the machine', () => {
  test('a value is asked for once, however many want it, and kept', async () => {
    let asked = 0
    const value = remembered(async () => ++asked, 60_000)
    assert.deepEqual(await Promise.all([value(), value(), value()]), [1, 1, 1])
    assert.equal(await value(), 1)
  })

  test('an old value is given at once and renewed behind', async () => {
    const slow = Promise.withResolvers<string>()
    let asked = 0
    const value = remembered(() => (++asked === 1 ? Promise.resolve('first') : slow.promise), 0)
    assert.equal(await value(), 'first')
    await sleep(5)
    assert.equal(await value(), 'first')
    assert.equal(await value(), 'first')
    assert.equal(asked, 2)
    slow.resolve('second')
    await sleep(1)
    assert.equal(await value(), 'second')
  })

  test('a first failure is told, a later one leaves the last value', async () => {
    let asked = 0
    const value = remembered(async () => {
      asked += 1
      if (asked % 2 === 1) throw new Error('gone')
      return asked
    }, 0)
    await assert.rejects(value(), /gone/)
    await sleep(5)
    assert.equal(await value(), 2)
    await sleep(5)
    assert.equal(await value(), 2)
    await sleep(5)
    assert.equal(asked, 3)
    assert.equal(await value(), 2)
  })

  test('free space and the delay of the event loop are plain numbers', async () => {
    assert.ok((await freeMegabytes(tmpdir())) > 0)
    const delay = loopDelay()
    assert.equal(delay.ms(), 0)
    delay.stop()
  })
})
