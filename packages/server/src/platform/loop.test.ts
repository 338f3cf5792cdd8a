import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createLog } from './log.ts'
import { loop } from './loop.ts'

const log = createLog({ level: 'silent', role: 'test' })
const options = { log, failure: 'failed', pauseMs: 3_600_000 }

test('work that is asked for while it runs is done once more, never twice at once', async () => {
  let running = 0
  let done = 0
  const doing = loop({
    ...options,
    work: async () => {
      running += 1
      assert.equal(running, 1)
      await pause(5)
      running -= 1
      done += 1
    },
  })
  for (let i = 0; i < 10; i += 1) doing.now()
  await pause(30)
  await doing.stop()
  assert.equal(done, 2)
})

test('work that fails is tried again after a pause', async () => {
  let tries = 0
  const doing = loop({
    ...options,
    pauseMs: 5,
    work: async () => {
      tries += 1
      if (tries < 3) throw new Error('not yet')
    },
  })
  doing.now()
  while (tries < 3) await pause(5)
  await doing.stop()
})

test('nothing is done while nothing is wanted, and nothing after stopping', async () => {
  let wanted = false
  let done = 0
  const doing = loop({
    ...options,
    wanted: () => wanted,
    work: async () => {
      done += 1
    },
  })
  doing.now()
  await pause(5)
  assert.equal(done, 0)
  wanted = true
  doing.now()
  await pause(5)
  assert.equal(done, 1)
  await doing.stop()
  doing.now()
  await pause(5)
  assert.equal(done, 1)
})
