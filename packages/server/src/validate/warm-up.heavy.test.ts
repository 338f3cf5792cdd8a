import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localEngine } from '../adapters/engine/local.ts'
import { createLog } from '../platform/log.ts'
import { warmUp } from './warm-up.ts'

test('a reader is up and has its models before the first picture comes', async () => {
  const log = createLog({ level: 'silent', role: 'test' })
  const engine = localEngine({
    ...{ children: 1, memoryMb: 1500, pageSeconds: 60, maxPages: 1, maxPageMegapixels: 10, log },
  })
  try {
    await warmUp({ engine, clock: () => new Date() }, new AbortController().signal)
    assert.equal(engine.pids().length, 1)
  } finally {
    await engine.close()
  }
})
