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

  it('reads numbers without a point, numbers stuck to their entries, and how often it was issued', () => {
    const american = `
NEW YORK STATE              USA
DRIVER LICENSE
4d ID 123 456 789   9 CLASS D
1 JOHNSON
2 MARIE, ANN
8 15 MAPLE AVE APT 2
ALBANY, NY 12203
3 DOB 04/12/1990
4a ISS 04/12/2023
4b EXP 04/12/2031
`
    const read = valuesOf(understand([pageOf(american)], { classes: ['driving_licence'] }).fields)
    assert.deepEqual([read.surname, read.givenNames, read.number], ['JOHNSON', 'MARIE ANN', '123456789'])
    assert.equal(read.dateOfBirth, '1990-04-12', 'the month comes first in the United States')
    assert.equal(read.address, '15 MAPLE AVE APT 2, ALBANY, NY 12203')
    const french = `
PERMIS DE CONDUIRE   RÉPUBLIQUE FRANÇAISE
1. PETIT
2. JULIEN, MARC
3. 25.01.1991 (LILLE)
4a.15.06.2018   4b.14.06.2033
5.13AA00002
9. AM B1 B
`
    const found = valuesOf(understand([pageOf(french)], { classes: ['driving_licence'] }).fields)
    assert.deepEqual(
      [found.issueDate, found.expiryDate, found.number],
      ['2018-06-15', '2033-06-14', '13AA00002'],
    )
    const british = valuesOf(
      understand([pageOf('1. MORGAN\n2. SARAH\n3. 03.11.1976 UNITED KINGDOM\n5. MORGA753116SM9IJ 35\n')], {
        classes: ['driving_licence'],
      }).fields,
    )
    assert.equal(british.number, 'MORGA753116SM9IJ')
  })
})
