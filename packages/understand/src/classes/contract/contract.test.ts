import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import {
  englishContract,
  frenchContract,
  germanContract,
  germanLease,
  servicesAgreement,
  spanishLease,
} from './samples.ts'

describe('understanding a contract', () => {
  it('reads title, date and effective date of an English one', () => {
    const found = understand([pageOf(englishContract)])
    assert.equal(found.class, 'contract')
    assert.deepEqual(valuesOf(found.fields), {
      title: 'Consulting Agreement',
      party1: 'Lumen Ltd',
      party1Role: 'Client',
      party2: 'Vera Brandt',
      party2Role: 'Consultant',
      governingLaw: 'England',
      date: '2025-03-03',
      effectiveDate: '2025-04-01',
    })
  })

  it('reads title, date and effective date of a German one', () => {
    const found = understand([pageOf(germanContract)])
    assert.equal(found.class, 'contract')
    assert.deepEqual(valuesOf(found.fields), {
      title: 'Dienstvertrag',
      party1: 'Lumen GmbH',
      party2: 'Vera Brandt',
      notice: 'P4W',
      date: '2025-03-14',
      effectiveDate: '2025-04-01',
    })
  })

  it('knows parties by what the contract calls them, and who signs where', () => {
    const found = understand([pageOf(servicesAgreement)])
    assert.equal(found.class, 'contract')
    assert.deepEqual(valuesOf(found.fields), {
      title: 'Master Services Agreement',
      party1: 'NORTHERN FREIGHT LTD',
      party1Role: 'Customer',
      party2: 'BRIGHT NUMBERS LIMITED',
      party2Role: 'Supplier',
      date: '2025-06-12',
      effectiveDate: '2025-07-01',
      term: 'P3Y',
      renewal: 'P12M',
      notice: 'P90D',
      governingLaw: 'England and Wales',
      venue: 'courts of England and Wales',
      amount: { minor: 12_000_000, currency: 'GBP' },
      amountPeriod: 'P1Y',
      signaturesExpected: '2',
      signatory1: 'Helen Marsh',
      signatory2: 'Omar Farouk',
    })
  })

  it('points at the clause that each value stands in', () => {
    const { fields } = understand([pageOf('# Nothing\n'), pageOf(servicesAgreement, { number: 2 })])
    for (const name of ['party2', 'term', 'renewal', 'venue', 'amount']) {
      const one = fields.find((field) => field.name === name)
      assert.ok(one?.evidence.length, name)
      assert.ok(
        one.evidence.every(({ page }) => page === 2),
        name,
      )
    }
  })

  it('reads French, Spanish and German ones with roles, renewal, rent and court', () => {
    const french = valuesOf(understand([pageOf(frenchContract)]).fields)
    const { party1Role, party2Role, renewal, venue, effectiveDate, amount } = french
    assert.deepEqual([party1Role, party2Role], ['Prestataire', 'Client'])
    assert.deepEqual([renewal, venue, effectiveDate], ['P1Y', 'Bordeaux', '2025-03-01'])
    assert.deepEqual(amount, { minor: 1_850_000, currency: 'EUR' })
    const spanish = valuesOf(understand([pageOf(spanishLease)]).fields)
    assert.deepEqual([spanish.party1, spanish.party1Role], ['Manuel Soto García', 'ARRENDADOR'])
    assert.deepEqual([spanish.party2, spanish.party2Role], ['Elena Prieto López', 'ARRENDATARIA'])
    assert.deepEqual([spanish.term, spanish.notice, spanish.venue], ['P1Y', 'P30D', 'Valencia'])
    assert.deepEqual(spanish.amount, { minor: 95_000, currency: 'EUR' })
    const german = valuesOf(understand([pageOf(germanLease)]).fields)
    assert.deepEqual([german.party1Role, german.party2Role], ['Vermieter', 'Mieterin'])
    assert.deepEqual([german.venue, german.signaturesExpected], ['Leipzig', '2'])
    assert.deepEqual(german.amount, { minor: 84_000, currency: 'EUR' }, 'a deposit is not the rent')
  })

  it('knows Dutch and Polish parties by their roles, and places to sign by them', () => {
    const dutch = `
# ARBEIDSOVEREENKOMST
Ondergetekenden:
1. Van Dam Transport B.V., gevestigd te Utrecht, hierna te noemen "Werkgever";
en
2. de heer Johan Kruger, wonende te Zeist, hierna te noemen "Werknemer";
komen overeen: De opzegtermijn is één maand. Het salaris bedraagt € 3.200,00 bruto per maand.
`
    const read = valuesOf(understand([pageOf(dutch)], { classes: ['contract'] }).fields)
    assert.deepEqual([read.party1, read.party1Role], ['Van Dam Transport B.V.', 'Werkgever'])
    assert.deepEqual([read.party2, read.party2Role], ['Johan Kruger', 'Werknemer'])
    assert.deepEqual([read.notice, read.amountPeriod], ['P1M', 'P1M'])
    const polish = `
# UMOWA
zawarta w dniu 3 marca 2025 r. pomiędzy: Alfa Budowa Sp. z o.o. z siedzibą w Gdańsku, zwaną dalej
„Zleceniodawcą”, a Janem Nowakiem, zwanym dalej „Zleceniobiorcą”.
`
    const found = valuesOf(understand([pageOf(polish)], { classes: ['contract'] }).fields)
    assert.deepEqual([found.party1, found.party2Role], ['Alfa Budowa Sp. z o.o.', 'Zleceniobiorcą'])
    const lease = `
# LEASE AGREEMENT
This Lease is made by and between Harold Finch ("Landlord") and Mia Torres ("Tenant").

Landlord: ______________________ Date: __________
Tenant: ______________________ Date: __________
`
    const signed = valuesOf(understand([pageOf(lease)], { classes: ['contract'] }).fields)
    assert.equal(signed.signaturesExpected, '2')
  })
})
