import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cpuSince, readProcess, roleOf } from './processes.ts'

test('each process of the product is known by its command line', () => {
  const node = ['node', '/x/server/src/roles/role.ts']
  assert.equal(roleOf([...node, 'serve', ''].join('\0')), 'serve')
  assert.equal(roleOf([...node, 'work', ''].join('\0')), 'work')
  assert.equal(roleOf('node\0/x/adapters/engine/child.ts\0'), 'reader')
  assert.equal(roleOf('node\0/x/bench/src/product-process.ts\0'), 'up')
  assert.equal(roleOf('postgres: io worker 1'), 'postgres')
})

test('what was used in between is the difference', () => {
  const before = { serve: 1, work: 2, reader: 3, postgres: 4, up: 5 }
  const now = { serve: 11, work: 2, reader: 33, postgres: 5, up: 5 }
  assert.deepEqual(cpuSince(before, now), { serve: 10, work: 0, reader: 30, postgres: 1, up: 0 })
})

test('of a process that is gone nothing is known', () => {
  assert.equal(readProcess(2 ** 30), null)
})
