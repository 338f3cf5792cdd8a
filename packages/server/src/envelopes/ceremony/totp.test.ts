import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepAt, totpAt, totpStep } from './totp.ts'

// RFC 6238 appendix B, its last six of eight digits; the secret is "12345678901234567890".
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const samples = [
  ['1970-01-01T00:00:59Z', '287082'],
  ['2005-03-18T01:58:29Z', '081804'],
  ['2009-02-13T23:31:30Z', '005924'],
  ['2033-05-18T03:33:20Z', '279037'],
  ['2603-10-11T11:33:20Z', '353130'],
] as const

test('one-time passwords are those of RFC 6238', () => {
  for (const [time, code] of samples) assert.equal(totpAt(secret, stepAt(new Date(time))), code)
})

test('a one-time password is good for a step around its own, and once', () => {
  const now = new Date('2033-05-18T03:33:20Z')
  const step = stepAt(now)
  assert.equal(totpStep(secret, '279037', { now, after: null }), step)
  assert.equal(totpStep(secret, '279037', { now: new Date(now.getTime() + 30_000), after: null }), step)
  assert.equal(totpStep(secret, '279037', { now: new Date(now.getTime() + 90_000), after: null }), null)
  assert.equal(totpStep(secret, '279037', { now, after: step }), null)
  assert.equal(totpStep(secret, '279038', { now, after: null }), null)
  assert.equal(totpStep(secret, '２７９０３７', { now, after: null }), null)
})
