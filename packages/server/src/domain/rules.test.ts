import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field } from '@countersign/contract/extraction'
import { applyRules, ruleError } from './rules.ts'

const total: Field = {
  name: 'total',
  type: 'money',
  value: { minor: -500, currency: 'EUR' },
  raw: '-5,00',
  confidence: 1,
  evidence: [{ page: 2, box: [0.1, 0.2, 0.3, 0.4] }],
  origin: 'document',
}
const rule = (check: string) => [{ id: 'total.positive', check, fields: ['total'] }]

test('a rule that holds finds nothing', () => {
  assert.deepEqual(
    applyRules(rule('abs(fields.total.minor) == 500'), { class: 'invoice', fields: [total] }),
    [],
  )
})

test('a rule that does not hold names field, page and box', () => {
  const [finding] = applyRules(rule('fields.total.minor > 0'), { class: 'invoice', fields: [total] })
  assert.equal(finding?.rule, 'total.positive')
  assert.equal(finding?.field, 'total')
  assert.equal(finding?.page, 2)
  assert.deepEqual(finding?.box, [0.1, 0.2, 0.3, 0.4])
})

test('a rule about a field that is not there holds the document instead of passing it', () => {
  const [finding] = applyRules(rule('fields.net.minor > 0'), { class: 'invoice', fields: [total] })
  assert.equal(finding?.severity, 'error')
  assert.deepEqual(
    applyRules(rule('!has(fields.net) || fields.net.minor > 0'), { class: 'invoice', fields: [total] }),
    [],
  )
})

test('an expression with a mistake is named before a workflow is used', () => {
  assert.equal(ruleError('fields.total.minor > 0'), null)
  assert.match(ruleError('fields.total.minor >') ?? '', /./)
  assert.match(ruleError('unknown > 0') ?? '', /./)
})
