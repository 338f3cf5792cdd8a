import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashKey, isWellFormed, keyPrefix, makeKey } from './keys.ts'

test('a key says what it is for and is recognised as whole', () => {
  const live = makeKey('live')
  assert.match(live, /^cs_live_[0-9A-Za-z]{36}$/)
  assert.match(makeKey('test'), /^cs_test_[0-9A-Za-z]{36}$/)
  assert.ok(isWellFormed(live))
  assert.equal(keyPrefix(live), live.slice(0, 12))
})

test('no two keys are alike, and only the hash is needed to find one again', () => {
  const keys = new Set(Array.from({ length: 500 }, () => makeKey('live')))
  assert.equal(keys.size, 500)
  const [key = ''] = keys
  assert.equal(hashKey(key).length, 32)
  assert.deepEqual(hashKey(key), hashKey(key))
})

test('a key with one wrong, missing or swapped character is known to be no key', () => {
  const key = makeKey('live')
  for (let at = 'cs_live_'.length; at < key.length; at += 1) {
    const other = key.charAt(at) === 'x' ? 'y' : 'x'
    assert.ok(!isWellFormed(key.slice(0, at) + other + key.slice(at + 1)), `changed at ${at}`)
    assert.ok(!isWellFormed(key.slice(0, at) + key.slice(at + 1)), `missing at ${at}`)
  }
  assert.ok(!isWellFormed(key.replace('live', 'test')))
  for (const text of ['', 'cs_live_', `${key}\n`, ` ${key}`, key.toUpperCase()])
    assert.ok(!isWellFormed(text))
})
