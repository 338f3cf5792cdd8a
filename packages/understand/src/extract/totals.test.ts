import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf } from '../page/testing.ts'
import { understand } from '../understand.ts'

describe('sums', () => {
  it('says where the printed rate does not make the tax', () => {
    const drawing = `
      Kessler Metallbau GmbH
      Rechnung Nr. 2024-118 vom 01.11.2024

      Summe netto                 400,00 EUR
      19 % MwSt.                   66,00 EUR
      Gesamtbetrag                466,00 EUR`
    const rulesOf = (text: string) => understand([pageOf(text)]).findings.map(({ rule }) => rule)
    assert.ok(rulesOf(drawing).includes('tax.rate_mismatch'))
    const right = drawing.replace(' 66,00', ' 76,00').replace('466', '476')
    assert.ok(!rulesOf(right).includes('tax.rate_mismatch'))
  })

  it('does not take an amount under the name of a column for the total', () => {
    const drawing = `
      Harbour Light Design Ltd
      Invoice no. 4411          Invoice date 2025-04-03

      Description           Quantity        Price         Total
      Desk lamp                 2            64.50        129.00
      Oak shelf                 1           500.00        500.00

                       Rate     Net total        VAT       Total
                       20%        500.00      100.00      600.00
                       5%         129.00        6.45      135.45
      Grand total                                         735.45`
    const values = understand([pageOf(drawing)], { classes: ['invoice'] }).fields
    const minorOf = (name: string) => {
      const value = values.find((field) => field.name === name)?.value
      return typeof value === 'object' ? value.minor : null
    }
    assert.deepEqual(['net', 'tax', 'total'].map(minorOf), [62900, 10645, 73545])
  })
})
