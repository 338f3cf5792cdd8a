import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Extraction, Field } from '@countersign/contract/extraction'
import { judge, sameSeller, scores } from './accuracy.ts'

const field = (name: string, value: Field['value']): Field => ({
  name,
  type: 'text',
  value,
  raw: '',
  confidence: 1,
  evidence: [],
  origin: 'document',
})
const extraction: Extraction = {
  documentId: 'doc_1',
  run: 1,
  class: 'invoice',
  classConfidence: 1,
  language: 'en',
  findings: [],
  fields: [
    field('total', { minor: 1999, currency: 'EUR' }),
    field('number', 'R 17'),
    field('date', '2026-01-02'),
  ],
}

test('a field is right, wrong or missing, and only judged where the truth is known', () => {
  const verdicts = judge(extraction, { total: '1999', number: 'R17', date: '2026-02-01', iban: 'DE1' })
  assert.deepEqual(
    verdicts.map(({ field, verdict }) => [field, verdict]),
    [
      ['number', 'right'],
      ['date', 'wrong'],
      ['total', 'right'],
      ['iban', 'missing'],
    ],
  )
})

test('where nothing was understood everything is missing', () => {
  assert.deepEqual(judge(null, { total: '1' }), [
    { field: 'total', verdict: 'missing', expected: '1', found: null },
  ])
})

test('a seller is the same with other capitals, one wrong letter or its legal form', () => {
  assert.ok(sameSeller('Müller & Söhne', 'MULLER & SOHNE'))
  assert.ok(sameSeller('KEDAI MAKMUR HUI', 'KEDAI MAKMUR HUl'))
  assert.ok(sameSeller('Riverton', 'Riverton Ltd.'))
  assert.ok(!sameSeller('Riverton', 'Fabrikam'))
  assert.ok(!sameSeller('Riverton', ''))
})

test('scores count by field', () => {
  const total = scores(judge(extraction, { total: '1999' })).find((score) => score.field === 'total')
  assert.deepEqual(total, { field: 'total', known: 1, right: 1, wrong: 0, missing: 0 })
})
