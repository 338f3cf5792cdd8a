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

  it('keeps a labelled net amount that contradicts the total, so that somebody looks', () => {
    for (const [net, tax, total] of [
      ['400.00', '19.00', '119.00'],
      ['100.00', '19.00', '191.00'],
    ]) {
      const drawing = `
      Harbour Light Ltd
      Invoice no. 4411          Invoice date 2025-04-03

      Net amount                  EUR ${net}
      VAT                         EUR ${tax}
      Invoice total               EUR ${total}`
      const read = understand([pageOf(drawing)], { classes: ['invoice'] })
      const { value } = read.fields.find(({ name }) => name === 'net') ?? {}
      assert.deepEqual(value, { minor: Number(net) * 100, currency: 'EUR' })
    }
  })

  const allowed = `
      Harbour Light Design Ltd
      Invoice no. 4411          Invoice date 2025-04-03

      Description           Quantity        Price         Amount
      Desk lamp                 2            64.50        129.00
      Oak shelf                 1           500.00        500.00

      Goods total                                         629.00
      Discount 10%                                        -62.90
      Freight                                              20.00
      Net amount                                          586.10
      VAT 20%                                             117.22
      Invoice total                                       703.32`
  const sumsOf = (text: string) => {
    const { fields, findings } = understand([pageOf(text)], { classes: ['invoice'] })
    const minorOf = (name: string) => {
      const value = fields.find((field) => field.name === name)?.value
      return typeof value === 'object' ? value.minor : null
    }
    return { values: ['net', 'tax', 'total'].map(minorOf), rules: findings.map(({ rule }) => rule) }
  }

  it('takes the net amount behind allowances, and has nothing to say where they are printed', () => {
    const { values, rules } = sumsOf(allowed)
    assert.deepEqual(values, [58610, 11722, 70332])
    assert.ok(!rules.includes('lines.sum_mismatch'), rules.join())
  })

  it('says where the lines come to something that no printed amount explains', () => {
    for (const wrong of [allowed.replace('-62.90', '-66.90'), allowed.replaceAll('129.00', '131.00')])
      assert.ok(sumsOf(wrong).rules.includes('lines.sum_mismatch'), wrong)
  })

  it('adds two taxes of one rate', () => {
    const { values, rules } = sumsOf(`
      Harbour Light Design Ltd
      Invoice no. 4411          Invoice date 2025-04-03

      Subtotal                  1000.00
      CGST 9%                     90.00
      SGST 9%                     90.00
      Invoice total             1180.00`)
    assert.deepEqual(values, [100000, 18000, 118000])
    assert.ok(!rules.includes('tax.rate_mismatch'), rules.join())
  })
})
