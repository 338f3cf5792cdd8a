import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { germanLetter, spanishLetter } from './samples.ts'

describe('understanding a letter', () => {
  it('reads date, subject, reference and greeting', () => {
    const found = understand([pageOf(germanLetter)])
    assert.equal(found.class, 'letter')
    assert.deepEqual(valuesOf(found.fields), {
      date: '2025-03-14',
      reference: 'LG-88/25',
      subject: 'Ihr Besuch in unserer Werkstatt',
      salutation: 'Sehr geehrte Frau Brandt',
    })
  })

  it('is one in Spanish too, without date or subject', () => {
    const found = understand([pageOf(spanishLetter)])
    assert.equal(found.class, 'letter')
    assert.deepEqual(valuesOf(found.fields), { salutation: 'Estimada señora Brandt' })
  })
})
