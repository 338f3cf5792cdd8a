import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AttemptResult, outcomeOf, pausesMs, retryAfterMs } from './delivery.ts'

const answered = (status: number, after: number | null = null): AttemptResult => ({
  status,
  error: null,
  retryAfterMs: after,
})
const day = 24 * 60 * 60 * 1000

test('any 2xx is a yes; a redirect, a refusal and silence are not', () => {
  for (const status of [200, 202, 204, 299])
    assert.equal(outcomeOf(answered(status), 0, 0.5).state, 'delivered')
  for (const status of [199, 301, 307, 400, 404, 429, 500])
    assert.equal(outcomeOf(answered(status), 0, 0.5).state, 'pending')
  const silence = { status: null, error: 'outbound.timeout', retryAfterMs: null }
  assert.equal(outcomeOf(silence, 0, 0.5).state, 'pending')
})

test('410 ends the delivery and the endpoint', () => {
  assert.deepEqual(outcomeOf(answered(410), 0, 0.5), { state: 'failed', disables: true })
})

test('retries go on for about three days, spread by a fifth, and then end', () => {
  const total = pausesMs.reduce((sum, pause) => sum + pause, 0)
  assert.ok(total > 3 * day && total < 3.5 * day)
  assert.deepEqual(outcomeOf(answered(500), 0, 0), { state: 'pending', disables: false, pauseMs: 4000 })
  assert.deepEqual(outcomeOf(answered(500), 0, 1), { state: 'pending', disables: false, pauseMs: 6000 })
  assert.deepEqual(outcomeOf(answered(500), pausesMs.length, 0.5), { state: 'failed', disables: false })
})

test('a receiver may ask for more time, up to a day, and never for less', () => {
  const pauseAfter = (asked: number) => {
    const outcome = outcomeOf(answered(503, asked), 0, 0.5)
    return outcome.state === 'pending' ? outcome.pauseMs : null
  }
  assert.equal(pauseAfter(60_000), 60_000)
  assert.equal(pauseAfter(1), 5000)
  assert.equal(pauseAfter(30 * day), day)
})

test('Retry-After is read as seconds or as a date', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  assert.equal(retryAfterMs('120', now), 120_000)
  assert.equal(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now), 60_000)
  assert.equal(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now), 0)
  for (const nonsense of [undefined, '', 'soon', '-5', '9'.repeat(40)])
    assert.ok(!retryAfterMs(nonsense, now))
})
