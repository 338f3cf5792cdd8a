import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSlots } from './slots.ts'

const patient = new AbortController().signal

describe('readers that are all busy', () => {
  it('are given out in the order in which they were asked for', async () => {
    const slots = createSlots(2)
    const order: number[] = []
    const waiting = [1, 2, 3, 4].map((number) => slots.take(patient).then(() => order.push(number)))
    await Promise.all(waiting.slice(0, 2))
    assert.deepEqual(order, [1, 2])
    slots.giveBack()
    await waiting[2]
    slots.giveBack()
    await waiting[3]
    assert.deepEqual(order, [1, 2, 3, 4])
  })

  it('are not kept for those who stopped waiting', async () => {
    const slots = createSlots(1)
    await slots.take(patient)
    const impatient = new AbortController()
    const given = slots.take(impatient.signal)
    const next = slots.take(patient)
    impatient.abort(new Error('gone'))
    await assert.rejects(given, /gone/)
    slots.giveBack()
    await next
    await assert.rejects(slots.take(impatient.signal), /gone/)
  })

  it('are refused to everybody once the engine is closed', async () => {
    const slots = createSlots(1)
    await slots.take(patient)
    const waiting = slots.take(patient)
    slots.close()
    await assert.rejects(waiting, /closed/)
    await assert.rejects(slots.take(patient), /closed/)
  })
})
