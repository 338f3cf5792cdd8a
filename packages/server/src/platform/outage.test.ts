import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOutage } from './outage.ts'
import { Problem } from './problem.ts'

const withCode = (code: string, more: object = {}) => Object.assign(new Error('said'), { code, ...more })

test('a database or a disk that is away is told from what a document is to blame for', () => {
  const outages = [
    withCode('57P03'),
    withCode('53100'),
    withCode('58030'),
    withCode('ECONNREFUSED'),
    withCode('ENOSPC'),
    withCode('ENOENT', { syscall: 'connect' }),
    new Error('Query read timeout'),
    new Error('Connection terminated unexpectedly'),
    new Problem('service.unavailable', 'The data folder is full.'),
  ]
  const others = [
    withCode('23505'),
    withCode('ENOENT', { syscall: 'open' }),
    new TypeError('x is not a function'),
    new Problem('read.damaged', 'The file is damaged.'),
    'no error at all',
  ]
  assert.deepEqual(
    outages.map(isOutage),
    outages.map(() => true),
  )
  assert.deepEqual(
    others.map(isOutage),
    others.map(() => false),
  )
})
