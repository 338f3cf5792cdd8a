import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAddress } from './address.ts'
import { parseBic } from './bic.ts'
import { parseCountry } from './country.ts'
import { parsePercent, parseUnit } from './measure.ts'
import { parseCompanyName, parsePersonName } from './party.ts'

describe('names', () => {
  it('of companies end in their legal form', () => {
    assert.deepEqual(parseCompanyName('Börde Elektrotechnik GmbH & Co. KG'), {
      base: 'Börde Elektrotechnik',
      legalForm: 'GmbH & Co. KG',
      country: 'DE',
    })
    assert.deepEqual(parseCompanyName('LUCKY LANTERN SDN. BHD.'), {
      base: 'LUCKY LANTERN',
      legalForm: 'Sdn Bhd',
      country: 'MY',
    })
    assert.deepEqual(parseCompanyName('Meble Przykład Sp. z o.o.'), {
      base: 'Meble Przykład',
      legalForm: 'Sp. z o.o.',
      country: 'PL',
    })
    assert.equal(parseCompanyName('Café Beispiel'), null)
  })

  it('of people have given and family name, with what belongs to it', () => {
    assert.deepEqual(parsePersonName('Dr. Anna Maria von Muster'), {
      title: 'Dr.',
      given: 'Anna Maria',
      family: 'von Muster',
    })
    assert.deepEqual(parsePersonName('Muster, Anna'), { title: null, given: 'Anna', family: 'Muster' })
    assert.equal(parsePersonName('Lumen GmbH'), null)
    assert.equal(parsePersonName('Room 12'), null)
  })
})

describe('addresses', () => {
  it('are read in the order of their country', () => {
    const parts = (text: string) => {
      const { street, number, postcode, town, country } = parseAddress(text) ?? {}
      return [street, number, postcode, town, country]
    }
    assert.deepEqual(parts('Hauptstraße 12a\n00123 Musterstadt\nDeutschland'), [
      'Hauptstraße',
      '12a',
      '00123',
      'Musterstadt',
      'DE',
    ])
    assert.deepEqual(parts('12 Mill Lane, Samplebridge SX4 9QZ'), [
      'Mill Lane',
      '12',
      'SX4 9QZ',
      'Samplebridge',
      'GB',
    ])
    assert.deepEqual(parts('1 Probe Street, Mockton, CA 90210'), [
      'Probe Street',
      '1',
      '90210',
      'Mockton',
      'US',
    ])
    assert.deepEqual(parts('14 bis rue du Moulin, 25000 Exempleville, France'), [
      'rue du Moulin',
      '14 bis',
      '25000',
      'Exempleville',
      'FR',
    ])
    assert.deepEqual(parts('ul. Młyńska 7/12, 00-950 Testów'), [
      'ul. Młyńska',
      '7/12',
      '00-950',
      'Testów',
      'PL',
    ])
  })

  it('are none where neither street nor town is told', () => {
    assert.equal(parseAddress('Thank you'), null)
  })

  it('of any length are read in bounded time', () => {
    assert.equal(parseAddress('a 1 '.repeat(50_000))?.postcode ?? null, null)
  })
})

describe('countries, BICs, percentages and units', () => {
  it('are canonical', () => {
    assert.equal(parseCountry(' Österreich '), 'AT')
    assert.equal(parseCountry('united kingdom'), 'GB')
    assert.equal(parseCountry('Atlantis'), null)
    assert.deepEqual(parseBic('DEUT DE FF 500'), { value: 'DEUTDEFF500', country: 'DE' })
    assert.equal(parseBic('DEUTXXFF'), null)
    assert.equal(parsePercent('19,5 %'), '19.5')
    assert.equal(parsePercent('19,5'), null)
    assert.equal(parseUnit('Stk.'), 'C62')
    assert.equal(parseUnit('m²'), 'MTK')
    assert.equal(parseUnit('smiles'), null)
  })
})
