import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { americanLicence, europeanLicence } from './samples.ts'

describe('understanding a driving licence', () => {
  it('reads the numbered entries of a European one', () => {
    const found = understand([pageOf(europeanLicence)])
    assert.equal(found.class, 'driving_licence')
    assert.deepEqual(valuesOf(found.fields), {
      surname: 'BRANDT',
      givenNames: 'VERA',
      dateOfBirth: '1990-02-01',
      placeOfBirth: 'LEIPZIG',
      issueDate: '2015-06-05',
      expiryDate: '2030-06-04',
      authority: 'STADT LEIPZIG',
      number: 'L0812ABC341',
      categories: 'AM/B/L',
    })
  })

  it('reads the short labels of an American one', () => {
    const found = understand([pageOf(americanLicence)])
    assert.equal(found.class, 'driving_licence')
    const read = valuesOf(found.fields)
    assert.deepEqual(
      [read.number, read.surname, read.givenNames, read.dateOfBirth, read.expiryDate, read.sex],
      ['D4471209', 'HOLLOWAY', 'JUNE ADA', '1988-04-17', '2029-04-17', 'F'],
    )
  })
})
