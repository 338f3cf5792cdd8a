import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { minorDigits, parseCurrency } from './currency.ts'
import { mendIban, parseIban } from './iban.ts'
import { parseVatId } from './vat-id.ts'

describe('IBANs', () => {
  it('are read with and without spaces', () => {
    for (const text of [
      'DE89 3704 0044 0532 0130 00',
      'DE89370400440532013000',
      'gb82west12345698765432',
      'NO93 8601 1117 947',
    ])
      assert.equal(parseIban(text)?.fault, null, text)
    assert.equal(parseIban('FR14 2004 1010 0505 0001 3M02 606')?.value, 'FR1420041010050500013M02606')
  })

  it('say what is wrong with them', () => {
    assert.equal(parseIban('DE89370400440532013001')?.fault, 'checksum')
    assert.equal(parseIban('DE8937040044053201300')?.fault, 'length')
    assert.equal(parseIban('US89370400440532013000')?.fault, 'country')
    assert.equal(parseIban('Invoice 12'), null)
  })

  it('takes letters for the figures they look like only where the check digits prove it', () => {
    assert.equal(mendIban('DE89 37O4 0O44 0532 0l30 00')?.value, 'DE89370400440532013000')
    assert.equal(mendIban('DE89 37O4 0O44 0532 0l30 01'), null)
    assert.equal(mendIban('GB82 WE5T 1234 5698 7654 32'), null, 'its account may have letters')
  })

  it('never survive one wrong digit', () => {
    const valid = 'DE89370400440532013000'
    for (let at = 2; at < valid.length; at++) {
      const digit = (Number(valid[at]) + 1) % 10
      assert.notEqual(parseIban(valid.slice(0, at) + digit + valid.slice(at + 1))?.fault, null)
    }
  })
})

describe('VAT ids', () => {
  const valid = [
    ...[
      'DE136695976',
      'DE 811 569 869',
      'ATU13585627',
      'FR83404833048',
      'FR 40 303 265 045',
      'IT00743110157',
      'ESB58378431',
    ],
    ...[
      'ESX2482300W',
      'NL004495445B01',
      'BE0428759497',
      'PL8567346215',
      'GB980780684',
      'GBGD001',
      'CHE-123.456.788 MWST',
    ],
  ]

  it('with right check digits are valid', () => {
    for (const text of valid) assert.equal(parseVatId(text)?.fault, null, text)
  })

  it('with one wrong digit are not', () => {
    for (const text of [
      'DE136695977',
      'ATU13585628',
      'FR84404833048',
      'IT00743110158',
      'ESB58378432',
      'NL004495446B01',
      'BE0428759498',
      'PL8567346216',
      'GB980780685',
    ])
      assert.equal(parseVatId(text)?.fault, 'checksum', text)
  })

  it('have the format of their country', () => {
    assert.equal(parseVatId('DE12345678')?.fault, 'format')
    assert.equal(parseVatId('ATX1234567')?.fault, 'format')
    for (const text of ['US123456789', 'Total', 'DE', 'x'.repeat(100)])
      assert.equal(parseVatId(text), null, text)
  })
})

describe('currencies', () => {
  it('are known by code, symbol and word', () => {
    const known = {
      '€': 'EUR',
      EUR: 'EUR',
      Euro: 'EUR',
      $: 'USD',
      US$: 'USD',
      '£': 'GBP',
      'Rs.': 'INR',
      RM: 'MYR',
      zł: 'PLN',
      '(CHF)': 'CHF',
    }
    for (const [text, code] of Object.entries(known)) assert.equal(parseCurrency(text), code, text)
    for (const text of ['euros!', 'ALL', 'eUr', '', 'Total']) assert.equal(parseCurrency(text), null, text)
  })

  it('that are also words count only beside an amount', () => {
    assert.equal(parseCurrency('Bhd', { alone: true }), null)
    assert.equal(parseCurrency('EUR', { alone: true }), 'EUR')
  })

  it('have the decimals of ISO 4217', () => {
    assert.deepEqual(['EUR', 'JPY', 'KWD', null].map(minorDigits), [2, 0, 3, 2])
  })
})
