import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { doorbell } from './doorbell.ts'

describe('the doorbell', () => {
  it('ends a wait when it rings', async () => {
    const bell = doorbell()
    const waiting = bell.wait(600_000)
    bell.ring()
    await waiting
  })

  it('remembers one ring that nobody waited for, and only one', async () => {
    const bell = doorbell()
    bell.ring()
    bell.ring()
    await bell.wait(600_000)
    let over = false
    const second = bell.wait(30).then(() => {
      over = true
    })
    await Promise.resolve()
    assert.equal(over, false)
    await second
  })
})
