import assert from 'node:assert/strict'
import { test } from 'node:test'
import { characterErrors, distance, distanceWithin } from './edit-distance.ts'

test('a distance counts letters changed, added and left out', () => {
  assert.equal(distance('kitten', 'sitting'), 3)
  assert.equal(distance('', 'abc'), 3)
  assert.equal(distance('abc', 'abc'), 0)
})

test('within a longer text only the best place counts', () => {
  assert.equal(distanceWithin('total', 'net 1 tota1 2'), 1)
  assert.equal(distanceWithin('total', ''), 5)
})

test('a reading is judged by what was printed, in whatever order', () => {
  assert.deepEqual(characterErrors(['Invoice 17', 'Total  99'], 'Total 99\nlnvoice 17'), {
    errors: 1,
    letters: 18,
  })
})
