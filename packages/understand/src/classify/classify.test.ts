import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { englishInvoice, germanInvoice } from '../classes/invoice/samples.ts'
import { englishReceipt, germanReceipt } from '../classes/receipt/samples.ts'
import { layOut } from '../page/sheet.ts'
import { pageOf } from '../page/testing.ts'
import { classify } from './classify.ts'
import { languageOf } from './language.ts'

const sheetOf = (drawing: string) => layOut([pageOf(drawing)])

const contract = `
# Mietvertrag

zwischen Lumen GmbH, nachfolgend Vermieter, und Frau Vera Brandt, nachfolgend Mieterin.

§ 1 Vertragsgegenstand    § 2 Laufzeit    § 3 Kündigung    § 4 Gerichtsstand
`
const licence =
  'DRIVING LICENCE\n1. Surname BRANDT   2. Given names VERA\n3. Date of birth 01.02.1990   Nationality'
const form =
  '# Antrag auf Förderung\nBitte ankreuzen\nVorname ____  Nachname ____  Familienstand ____\nja nein'
const letter = `
Dear Vera,
it was good to see you in Bristol last week. The garden is green again and the cat says hello.
Come back soon, and bring the children. Yours, Tom
`

describe('the class of a document', () => {
  it('is recognised in English and German', () => {
    const classes = {
      invoice: [
        englishInvoice,
        germanInvoice,
        'Stromrechnung Nr. 17 vom 1.2.2025 Kundennummer 4 Betrag 12,00 €',
      ],
    }
    const all = {
      ...classes,
      receipt: [englishReceipt, germanReceipt],
      contract: [contract],
      driving_licence: [licence],
      form: [form],
      letter: [letter],
    }
    for (const [name, drawings] of Object.entries(all))
      for (const drawing of drawings)
        assert.equal(classify(sheetOf(drawing)).class, name, drawing.slice(0, 80))
  })

  it('is surer the more speaks for it, and never certain', () => {
    const little = classify(sheetOf('Invoice 12'))
    const much = classify(sheetOf(englishInvoice))
    assert.ok(little.confidence < 0.6, `${little.confidence}`)
    assert.ok(much.confidence > 0.9 && much.confidence < 1, `${much.confidence}`)
  })

  it('is explained by the words and the shape that made the difference', () => {
    const { why } = classify(sheetOf(germanInvoice))
    assert.ok(why[0] !== undefined && why[0].weight > 0)
    assert.ok(
      why.some(({ reason }) => /rechnung/.test(reason)),
      JSON.stringify(why),
    )
  })

  it('restricted to invoices is an invoice, but a letter is one with little confidence', () => {
    assert.equal(classify(sheetOf(letter), ['invoice']).class, 'invoice')
    assert.ok(classify(sheetOf(letter), ['invoice']).confidence < 0.3)
    assert.ok(classify(sheetOf(germanInvoice), ['invoice']).confidence > 0.9)
  })
})

describe('the language of a document', () => {
  it('is told by its little words', () => {
    assert.equal(languageOf(sheetOf(letter)), 'en')
    assert.equal(languageOf(sheetOf(contract)), 'de')
    assert.equal(
      languageOf(sheetOf('Merci pour votre visite, la facture est payée par carte avec une remise')),
      'fr',
    )
  })

  it('is not guessed from numbers', () => {
    assert.equal(languageOf(sheetOf('12.00 13.00 4711')), null)
  })

  it('follows what reading found out', () => {
    assert.equal(languageOf(layOut([pageOf('12.00', { language: 'de' })])), 'de')
  })

  it('sees amounts of currencies without decimals, and the minute of a sale', () => {
    const slip = (amount: string, time: string) => `
SAMPLE MART    TEL 03-1234-5678
2018/03/12 ${time}
Tea   ${amount}
Rice   ${amount}
Milk   ${amount}`
    const scoreOf = (drawing: string) => {
      const { class: name, confidence } = classify(sheetOf(drawing))
      return name === 'receipt' ? confidence : 0
    }
    const plainly = scoreOf(slip('1200', ''))
    assert.ok(scoreOf(slip('¥1,200', '')) > plainly || scoreOf(slip('¥1,200', '13:04')) > plainly)
    assert.equal(classify(sheetOf(slip('¥1,200', '13:04'))).class, 'receipt')
  })
})
