import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentile, summarise, tally } from './statistics.ts'

test('a percentile is a value that was measured', () => {
  const values = [40, 10, 30, 20]
  assert.equal(percentile(values, 0.5), 20)
  assert.equal(percentile(values, 0.51), 30)
  assert.equal(percentile(values, 0.99), 40)
  assert.equal(percentile(values, 0), 10)
  assert.deepEqual(values, [40, 10, 30, 20])
})

test('of nothing there is no percentile', () => {
  assert.ok(Number.isNaN(percentile([], 0.5)))
  assert.equal(summarise([]).count, 0)
})

test('the tail of a hundred values is its 99th', () => {
  const summary = summarise(Array.from({ length: 100 }, (_, index) => index + 1))
  assert.deepEqual(summary, { count: 100, p50: 50, p95: 95, p99: 99, max: 100, mean: 50.5 })
})

test('a tally begins with what is most frequent', () => {
  assert.deepEqual(tally(['a', 'b', 'b']), [
    ['b', 2],
    ['a', 1],
  ])
})
