import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brokenBy, type Change } from '../testing.ts'
import { identifierSchemes, units } from './code-lists.ts'

const cii = (...changes: Change[]) => brokenBy('facturx-en16931', ...changes)
const ubl = (...changes: Change[]) => brokenBy('xrechnung-ubl', ...changes)

describe('codes of an e-invoice', () => {
  it('are of the lists that the norm names', () => {
    assert.deepEqual(cii(['unitCode="C62"', 'unitCode="PCE"']), ['br_cl_23'])
    assert.deepEqual(ubl(['unitCode="C62"', 'unitCode="Stk"']), ['br_cl_23'])
    assert.deepEqual(cii(['<ram:CountryID>DE<', '<ram:CountryID>UK<']), ['br_cl_14'])
    assert.deepEqual(ubl(['TypeCode>380<', 'TypeCode>381<']), ['br_cl_01'])
    assert.deepEqual(cii(['TypeCode>58<', 'TypeCode>99<']), ['br_cl_16'])
    assert.ok(ubl(['currencyID="EUR"', 'currencyID="EURO"']).includes('br_cl_03'))
    assert.ok(ubl([' currencyID="EUR"', '']).includes('br_cl_03'), 'UBL names the currency of each amount')
    assert.deepEqual(ubl(['schemeID="9930"', 'schemeID="SMTP"']), ['br_cl_25'])
    const reason = (code: string): Change => [
      '<ram:Reason>Rabatt</ram:Reason>',
      `<ram:ReasonCode>${code}</ram:ReasonCode><ram:Reason>Rabatt</ram:Reason>`,
    ]
    assert.deepEqual(cii(reason('95')), [])
    assert.deepEqual(cii(reason('FC')), ['br_cl_19'], 'a reason for charges, and this is an allowance')
  })

  it('that registers may have added since are let pass', () => {
    assert.ok(units.has('HUR') && units.has('XPX') && !units.has('Stk'))
    assert.ok(identifierSchemes.has('0088') && !identifierSchemes.has('0092'))
    assert.deepEqual(ubl(['schemeID="9930"', 'schemeID="0299"']), [])
    assert.deepEqual(ubl(['schemeID="9930"', 'schemeID="0092"']), ['br_cl_25'])
  })
})

describe('amounts of an e-invoice', () => {
  it('have two decimals; prices may have more', () => {
    assert.deepEqual(cii([/(<ram:GrandTotalAmount>[\d.]+)/, '$10']), ['br_dec_14'])
    assert.deepEqual(ubl([/(<cbc:LineExtensionAmount currencyID="EUR">[\d.]+)/, '$10']), [
      'br_dec_09',
      'br_dec_23',
    ])
    assert.deepEqual(ubl([/(<cbc:Amount currencyID="EUR">[\d.]+)/, '$10']), ['br_dec_01'])
    assert.deepEqual(ubl([/(<cbc:PriceAmount currencyID="EUR">[\d.]+)/, '$100']), [])
  })
})
