import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePageRange } from './page-range.ts'

test('a page range names single pages and spans', () => {
  assert.deepEqual([...parsePageRange('1-3, 7')], [1, 2, 3, 7])
  assert.deepEqual([...parsePageRange('5')], [5])
})

test('what is no page range is refused with an example', () => {
  for (const bad of ['', '0', '3-1', 'a', '1-', '1,,2', '1-999999999', '-1', '1;2'])
    assert.throws(() => parsePageRange(bad), { code: 'request.invalid', message: /1-3,7/ })
})
