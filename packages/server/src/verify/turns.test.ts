import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isProblem } from '../platform/problem.ts'
import { createTurns } from './turns.ts'

test('so many files are verified at a time, some wait in their order, and more are refused', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1 })
  const gate = Promise.withResolvers<void>()
  const order: string[] = []
  const first = turns.take(async () => {
    await gate.promise
    order.push('first')
  })
  const second = turns.take(async () => void order.push('second'))
  await assert.rejects(
    turns.take(async () => {}),
    (error) => isProblem(error) && error.code === 'service.overloaded',
  )
  gate.resolve()
  await Promise.all([first, second])
  await turns.take(async () => void order.push('third'))
  assert.deepEqual(order, ['first', 'second', 'third'])
})
