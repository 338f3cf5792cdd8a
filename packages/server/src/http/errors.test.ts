import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../platform/problem.ts'
import { problemBody, toProblem } from './errors.ts'

test('a database that does not answer is a reason to try again, not a fault', () => {
  const gone = [
    { code: 'ECONNREFUSED' },
    { code: '57P01' },
    { code: '08006' },
    { message: 'timeout exceeded when trying to connect' },
    { message: 'Connection terminated unexpectedly' },
  ]
  for (const { code, message = 'gone' } of gone) {
    const problem = toProblem(Object.assign(new Error(message), code ? { code } : {}))
    assert.equal(problem.code, 'service.unavailable')
    assert.equal(problem.headers['retry-after'], '5')
  }
})

test('what nobody foresaw keeps its inside to itself and its cause for the log', () => {
  const cause = new Error('select * from secrets')
  for (const thrown of [cause, 'text', null, undefined, { code: '23505' }]) {
    const problem = toProblem(thrown)
    assert.equal(problem.code, 'internal.error')
    assert.equal(problem.cause, thrown)
    assert.ok(!JSON.stringify(problemBody(problem, { base: '' })).includes('secrets'))
  }
})

test('links to the meaning of a problem are whole where the public address is known', () => {
  const body = problemBody(new Problem('key.missing', 'Send one.'), {
    base: 'https://x.test',
    instance: 'req_1',
  })
  assert.equal(body.type, 'https://x.test/docs/problems#key.missing')
  assert.equal(body.instance, 'req_1')
})
