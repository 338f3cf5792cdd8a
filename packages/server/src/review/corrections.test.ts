import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyCorrections, ownFieldsOf } from './corrections.ts'
import { field } from './testing.ts'

test('a field that the workflow names is corrected as the kind that it says', () => {
  const own = ownFieldsOf({ understand: { classes: [], fields: { budget: 'money', seen: 'date' } } }, null)
  const euros = { minor: 500_000, currency: 'EUR' }
  const read = [field('budget', '5,000 EUR')]
  const [budget, seen] = applyCorrections(
    read,
    [
      { field: 'budget', value: euros },
      { field: 'seen', value: '2026-01-15' },
    ],
    own,
  )
  assert.deepEqual([budget?.type, budget?.value, seen?.type], ['money', euros, 'date'])
  const refused = (name: string, value: string) => () => applyCorrections([], [{ field: name, value }], own)
  assert.throws(refused('budget', 'a lot'), /"budget" must be \{"minor"/)
  assert.throws(refused('seen', 'yesterday'), /"seen" must be an ISO date/)
  assert.equal(applyCorrections([], [{ field: 'else', value: 'x' }], own)[0]?.type, 'text')
})
