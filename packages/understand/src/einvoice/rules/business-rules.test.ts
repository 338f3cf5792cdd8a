import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EProfile } from '@countersign/fixtures/einvoice/e-invoice'
import { brokenBy, type Change, tag } from './testing.ts'

const contact = tag('ram:DefinedTradeContact')

describe('the rules of EN 16931', () => {
  it('are kept by every whole invoice', () => {
    for (const profile of ['facturx-basic', 'facturx-extended', 'xrechnung-cii', 'xrechnung-ubl'] as const)
      assert.deepEqual(brokenBy(profile), [], profile)
  })

  it('say what is missing, once, and where', () => {
    assert.deepEqual(brokenBy('facturx-en16931', tag('ram:CountryID')), ['br_09', 'br_11'])
    assert.deepEqual(brokenBy('facturx-en16931', tag('ram:TypeCode')).slice(0, 1), ['br_04'])
    assert.deepEqual(brokenBy('peppol-ubl', [/ unitCode="\w+"/, '']), ['br_23'])
    assert.deepEqual(brokenBy('peppol-ubl', tag('cac:PayeeFinancialAccount')), ['br_61', 'de_r_023'])
    assert.deepEqual(brokenBy('facturx-en16931', tag('ram:Reason')), ['br_33', 'br_co_21'])
  })

  it('hold an invoice whose amounts contradict each other', () => {
    assert.deepEqual(
      brokenBy('facturx-en16931', [/(<ram:AllowanceTotalAmount>)[\d.]+/, '$10.01']).filter((rule) =>
        rule.startsWith('br_'),
      ),
      ['br_co_11'],
    )
    const other = brokenBy('xrechnung-ubl', [/<cbc:TaxableAmount( [^>]*)>/, '<cbc:TaxableAmount$1>9'])
    assert.ok(other.includes('br_s_08') && other.includes('tax_mismatch'), String(other))
  })

  it('know what each category of VAT asks for', () => {
    const toCategory = (code: string): Change => ['<ram:CategoryCode>S<', `<ram:CategoryCode>${code}<`]
    const zero: Change = [/(<ram:RateApplicablePercent>)[\d.]+/, '$10.00']
    const free = [zero, [/(<ram:CalculatedAmount>)[\d.]+/, '$10.00']] as const
    const of = (...changes: Change[]) =>
      brokenBy('facturx-en16931', ...changes).filter((rule) => rule.startsWith('br_'))
    assert.deepEqual(of(toCategory('E'), ...free), ['br_e_01', 'br_e_08', 'br_e_10'])
    assert.deepEqual(of(zero), ['br_s_05', 'br_s_06', 'br_s_08'])
    assert.ok(of(toCategory('K'), ...free).includes('br_ic_12'))
    assert.ok(of(toCategory('O'), ...free).includes('br_o_02'), 'no VAT ids where nothing is subject to VAT')
    assert.ok(of(tag('ram:SpecifiedTaxRegistration')).includes('br_s_02'))
    assert.ok(of([/>DE(\d+)<\/ram:ID>/, '>$1</ram:ID>']).includes('br_co_09'))
  })

  it('of XRechnung are asked of XRechnung only', () => {
    assert.deepEqual(brokenBy('xrechnung-cii', contact), ['br_de_2'])
    assert.deepEqual(brokenBy('facturx-en16931', tag('ram:BuyerReference')), [])
    assert.deepEqual(brokenBy('xrechnung-ubl', tag('cbc:BuyerReference')), ['br_de_15'])
    assert.deepEqual(brokenBy('xrechnung-cii', ['muster@example.com', 'muster at example']), ['br_de_28'])
    assert.deepEqual(brokenBy('xrechnung-cii', [/Net \d+ days/, '#SKONTO#TAGE=14#']), ['br_de_18'])
    assert.deepEqual(brokenBy('xrechnung-cii', [/Net \d+ days/, '#SKONTO#TAGE=14#PROZENT=2.25#']), [])
  })

  it('are asked of each profile as far as it goes', () => {
    const without = (profile: EProfile) =>
      brokenBy(profile, tag('ram:CountryID')).filter((rule) => rule.startsWith('br_'))
    assert.deepEqual(without('zugferd1-comfort'), [])
    assert.deepEqual(without('facturx-minimum'), ['br_09'])
    assert.deepEqual(without('facturx-basicwl'), ['br_09', 'br_11'])
  })
})
