import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBatchRows } from './batch-rows.ts'

test('each line of a list is an envelope, and an empty cell says nothing', () => {
  const text =
    '\ufefftenant.name;tenant.email;tenant.language;values.flat;title\nAnn;ann@example.com;de;"7; left";\nBo;bo@example.com;;8;Yours\n\n'
  assert.deepEqual(parseBatchRows(text), {
    rows: [
      {
        people: { tenant: { name: 'Ann', email: 'ann@example.com', language: 'de' } },
        values: { flat: '7; left' },
      },
      { people: { tenant: { name: 'Bo', email: 'bo@example.com' } }, values: { flat: '8' }, title: 'Yours' },
    ],
    faults: [],
  })
})

test('a list with a fault is not taken, and says where it is', () => {
  const paths = (text: string) => parseBatchRows(text).faults.map(({ path }) => path)
  assert.deepEqual(paths(''), ['line 1'])
  assert.deepEqual(paths('tenant.name\n'), ['line 1'])
  assert.deepEqual(paths('tenant.name,tenant.phone,\nAnn,1,2'), ['line 1, column 2', 'line 1, column 3'])
  assert.deepEqual(paths('tenant.name,tenant.email\nAnn\nBo,bo@example.com'), ['line 2'])
})
