import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { layOut } from '../page/sheet.ts'
import { pageOf } from '../page/testing.ts'
import { findParties } from './parties.ts'
import { type Reading, readSheet } from './reading.ts'
import { findSlipName } from './slip-name.ts'

const sellerOf = (reading: Reading, style: 'letter' | 'slip') =>
  (style === 'slip' ? findSlipName(reading) : findParties(reading)).find(({ name }) => name === 'seller')
    ?.value
const sellerIn = (drawing: string, style: 'letter' | 'slip' = 'letter') =>
  sellerOf(readSheet(layOut([pageOf(drawing)]), null), style)

describe('the seller', () => {
  it('is named before the address in the line of the sender', () => {
    const lines = [
      'Lumen GmbH · Hauptstr. 1 · 10115 Berlin',
      'Lumen GmbH, Hauptstr. 1, 10115 Berlin',
      'Lumen GmbH 10115 Berlin',
    ]
    for (const line of lines)
      assert.equal(sellerIn(`${line}\n\nFrau Vera Brandt\nAllee 2`), 'Lumen GmbH', line)
  })

  it('is not who the document is addressed to', () => {
    assert.equal(
      sellerIn('Bill to\nMeadow Foods Ltd\n1 Way\n\n\n\n\n\n\n\nFrom: Harbour Light Ltd'),
      'Harbour Light Ltd',
    )
  })

  it('may be a name that goes on in the next line', () => {
    const drawing = `
Harbour Lights Northern            Invoice no. 4711
Trading Services Ltd               3 April 2025
1 Long Way
AA1 3CC Testford
info@harbourlights.example`
    assert.equal(sellerIn(drawing), 'Harbour Lights Northern Trading Services Ltd')
  })

  it('is named in Czech, Hungarian, Romanian and Swedish as well', () => {
    for (const [seller, buyer] of [
      ['Dodavatel', 'Odběratel'],
      ['Szállító', 'Vevő'],
      ['Furnizor', 'Client'],
      ['Säljare', 'Köpare'],
    ]) {
      const drawing = `
${buyer}                         ${seller}
Tanaka Mira                      Quist Orla
Lipová 4                         Nova 7
110 00 Vzorov                    120 00 Vzorov`
      assert.equal(sellerIn(drawing), 'Quist Orla', seller)
    }
  })

  it('is not where the goods go, and not the bank', () => {
    const drawing = `
Ship to                          Bill to
Meadow Foods Warehouse           Meadow Foods Ltd
2 Quay Side                      1 Long Way
AA1 2BB Testford                 AA1 3CC Testford

Harbour Light Ltd
7 Mill Lane
AA9 9AA Mockton

Testbank AG  IBAN GB82WEST12345698765432`
    const fields = findParties(readSheet(layOut([pageOf(drawing)]), null))
    const said = (name: string) => fields.find((field) => field.name === name)?.value
    assert.equal(said('seller'), 'Harbour Light Ltd')
    assert.equal(said('buyer'), 'Meadow Foods Ltd')
  })

  it('and the buyer are found behind words for names', () => {
    const fields = findParties(
      readSheet(
        layOut([
          pageOf(`
Seller                              Buyer
Company: Harbour Light Ltd          Company: Meadow Foods
Address: 7 Mill Lane                Address: 1 Long Way
AA9 9AA Mockton                     AA1 3CC Testford`),
        ]),
        null,
      ),
    )
    assert.deepEqual(
      ['seller', 'buyer'].map((name) => fields.find((field) => field.name === name)?.value),
      ['Harbour Light Ltd', 'Meadow Foods'],
    )
  })

  it('is the company, not the person in charge who stands above the address', () => {
    const drawing = `
Harbour Light Ltd · 7 Mill Lane · AA9 9AA Mockton

Attn: Jo Mockridge
Meadow-Vertriebs-GmbH
Hauptstr. 1
10115 Berlin                        Contact: Edda Brandt`
    const fields = findParties(readSheet(layOut([pageOf(drawing)]), null))
    assert.deepEqual(
      ['seller', 'buyer'].map((name) => fields.find((field) => field.name === name)?.value),
      ['Harbour Light Ltd', 'Meadow-Vertriebs-GmbH'],
    )
  })

  it('may be called like a label', () => {
    assert.equal(sellerIn('Lieferant GmbH\nHauptstr. 1\n\nRechnung an\nKunden AG'), 'Lieferant GmbH')
  })

  it('without a legal form is known by its own web address', () => {
    assert.equal(
      sellerIn('Copper Spoon\nwww.copperspoon.test\n\nJo Mockridge\nSome Street 4'),
      'Copper Spoon',
    )
  })

  it('of a slip is its first name, without its registration number', () => {
    assert.equal(
      sellerIn('RECEIPT\nOLD TREE SDN BHD (12345-W)\nNo 4, Jalan Satu\n12/01/2025', 'slip'),
      'OLD TREE SDN BHD',
    )
  })

  it('is nobody on a page of numbers', () => {
    assert.equal(sellerIn('12.00 13.00\n01.02.2025'), undefined)
  })
})
