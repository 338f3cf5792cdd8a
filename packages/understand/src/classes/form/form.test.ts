import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { nameOf } from './pairs.ts'
import { filledW9, intakeSheet } from './samples.ts'

describe('understanding a form', () => {
  it('reads a form that was taught by the labels printed on it', () => {
    const found = understand([pageOf(filledW9)])
    assert.equal(found.class, 'form')
    const read = valuesOf(found.fields)
    assert.equal(read.form, 'W-9')
    assert.equal(read.name, 'June Holloway')
    assert.equal(read.businessName, 'Harbour Light Design')
    assert.equal(read.address, '9 Dock Road Apt 3')
    assert.equal(read.cityStateZip, 'Eugene, OR 97401')
    assert.equal(read.ssn, '123456789')
    assert.deepEqual([read.individual, read.cCorporation], ['true', 'false'])
    assert.equal(read.accountNumbers, undefined, 'an empty line has no value')
    assert.equal(read.requester, undefined)
  })

  it('reads the sheet of a new patient', () => {
    const read = valuesOf(understand([pageOf(intakeSheet)]).fields)
    assert.equal(read.patientName, 'Vera Brandt')
    assert.equal(read.dateOfBirth, '1990-01-22')
    assert.equal(read.emergencyContact, 'Tom Brandt')
    assert.equal(read.policyNumber, 'AM-88121')
    assert.equal(read.allergies, 'penicillin')
  })

  it('gives every pair and every box of a form that nobody taught', () => {
    const part = (text: string) => ({ text, box: [0, 0, 0.1, 0.1] as [number, number, number, number] })
    const box = part('').box
    const page = {
      ...pageOf('# Application form\nPlease print   Membership of the rowing club'),
      pairs: [{ label: part('Date of birth'), value: part('1 May 1990'), confidence: 0.9 }],
      checkBoxes: [
        { box, checked: true, confidence: 0.9, label: 'Newsletter' },
        { box, checked: false, confidence: 0.9, label: null },
      ],
    }
    const found = understand([page])
    assert.equal(found.class, 'form')
    assert.deepEqual(valuesOf(found.fields), { dateOfBirth: '1 May 1990', newsletter: 'true' })
  })

  it('names fields after their labels', () => {
    assert.equal(nameOf('Date of birth'), 'dateOfBirth')
    assert.equal(nameOf('2. Straße / Hausnummer'), 'field2StrasseHausnummer')
    assert.equal(nameOf('***'), '')
  })
})
