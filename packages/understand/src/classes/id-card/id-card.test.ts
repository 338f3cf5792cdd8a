import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { cardZone, germanCard } from './samples.ts'

describe('understanding an identity card', () => {
  it('reads labels in two languages', () => {
    const found = understand([pageOf(germanCard)])
    assert.equal(found.class, 'id_card')
    assert.deepEqual(valuesOf(found.fields), {
      surname: 'MUSTERFRAU',
      givenNames: 'ERIKA MARIA',
      dateOfBirth: '1983-08-12',
      nationality: 'DEUTSCH',
      placeOfBirth: 'BERLIN',
      expiryDate: '2031-08-01',
    })
  })

  it('reads the three lines of its zone', () => {
    const found = understand([pageOf(`# IDENTITY CARD\n${cardZone}`)])
    assert.equal(found.class, 'id_card')
    const values = valuesOf(found.fields)
    assert.equal(values.number, 'D23145890')
    assert.equal(values.surname, 'ERIKSSON')
    assert.equal(values.dateOfBirth, '1974-08-12')
    assert.equal(values.expiryDate, '2012-04-15')
    assert.deepEqual(found.findings, [])
  })
})
