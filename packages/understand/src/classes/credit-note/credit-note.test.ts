import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check } from '../../check.ts'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { defaultConfidence, defaultRequired } from '../classes.ts'
import { englishCreditNote, germanCreditNote } from './samples.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2026-01-15' }

describe('understanding a credit note', () => {
  it('reads its own number and that of the invoice it takes back', () => {
    const english = understand([pageOf(englishCreditNote)])
    assert.equal(english.class, 'credit_note')
    const read = valuesOf(english.fields)
    assert.deepEqual(
      [read.number, read.originalInvoice, read.reason],
      ['CN-118', 'HL-20931', 'returned goods'],
    )
    const german = understand([pageOf(germanCreditNote)])
    assert.equal(german.class, 'credit_note')
    const gelesen = valuesOf(german.fields)
    assert.deepEqual([gelesen.number, gelesen.originalInvoice], ['GS-2025-0031', 'RE-2025-0417'])
    assert.deepEqual(gelesen.total, { minor: 11900, currency: 'EUR' })
  })

  it('warns where no invoice is named', () => {
    const found = understand([pageOf(englishCreditNote.replace('Original invoice: HL-20931', ''))])
    assert.ok(check(found, rules).some(({ rule }) => rule === 'credit.no_invoice'))
  })
})
