import assert from 'node:assert/strict'
import { test } from 'node:test'
import { truthOf } from './truth.ts'

test('the fields of an e-invoice are known by their names', () => {
  const truth = truthOf({
    invoice_number: 'R 1/2',
    issue_date: '20180605',
    seller: { name: 'Muster GmbH', vat_id: 'DE 123' },
    buyer: { name: 'Kunde AG' },
    currency: 'EUR',
    tax_basis_total: '177.49',
    tax_total: '20.16',
    grand_total: '197.65',
    iban: 'DE88 2008',
  })
  assert.deepEqual(truth, {
    seller: 'Muster GmbH',
    buyer: 'Kunde AG',
    number: 'R1/2',
    date: '2018-06-05',
    currency: 'EUR',
    net: '17749',
    tax: '2016',
    total: '19765',
    iban: 'DE882008',
    vatId: 'DE123',
  })
})

test('dates of receipts are read day first, amounts with or without their currency', () => {
  assert.deepEqual(truthOf({ company: 'Shop', date: '04/12/2016', total: 'RM 26.40' }), {
    seller: 'Shop',
    date: '2016-12-04',
    total: '2640',
  })
  assert.equal(truthOf({ date: '05/APR/2018' }).date, '2018-04-05')
  assert.equal(truthOf({ date: '28-FEB-2018' }).date, '2018-02-28')
  assert.equal(truthOf({ date: '07 MAR 2018' }).date, '2018-03-07')
})

test('an amount has the decimals of its currency', () => {
  assert.equal(truthOf({ total: '4500', currency: 'JPY' }).total, '4500')
  assert.equal(truthOf({ amount: 319, currency: 'INR' }).total, '31900')
  assert.equal(truthOf({ total: '110,00' }).total, '11000')
})

test('what the truth does not say is not known', () => {
  assert.deepEqual(truthOf({ seller: '', number: null, 'Sold To': 'Somebody' }), {})
})
