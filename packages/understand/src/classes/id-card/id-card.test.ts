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

  it('reads labels in three languages at once, and a number that has none', () => {
    const drawing = `
BUNDESREPUBLIK DEUTSCHLAND                                 L01X00T47
PERSONALAUSWEIS IDENTITY CARD/CARTE D'IDENTITÉ
[a] Name/Surname/Nom [b] Geburtsname/Name at birth/Nom de naissance
FELDMANN
Vornamen/Given names/Prénoms
NORA
Geburtstag/Date of birth/Date de naissance       Staatsangehörigkeit/Nationality/Nationalité
17.08.1990                                       DEUTSCH
Geburtsort/Place of birth/Lieu de naissance
KIEL
Gültig bis/Date of expiry/Date d'expiration
04.03.2030
`
    const found = understand([pageOf(drawing)])
    assert.equal(found.class, 'id_card')
    assert.deepEqual(valuesOf(found.fields), {
      surname: 'FELDMANN',
      givenNames: 'NORA',
      number: 'L01X00T47',
      dateOfBirth: '1990-08-17',
      nationality: 'DEUTSCH',
      placeOfBirth: 'KIEL',
      expiryDate: '2030-03-04',
    })
  })
})
