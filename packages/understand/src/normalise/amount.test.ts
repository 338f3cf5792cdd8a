import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../page/testing.ts'
import { decimalSignOf, mendAmount, parseAmount } from './amount.ts'

const cents = (text: string, options = {}) => parseAmount(text, options)?.minor ?? null

describe('amounts', () => {
  it('are read in the notation of every common locale', () => {
    for (const text of [
      '1,234.56',
      '1.234,56',
      '1 234,56',
      "1'234.56",
      '1\u202f234,56',
      '1234.56',
      '1234,56',
    ])
      assert.equal(cents(text), 123456, text)
    assert.equal(cents('12,34,567.00'), 123456700)
    assert.equal(cents('1.234.567'), 123456700)
  })

  it('keep the currency printed with them', () => {
    assert.deepEqual(parseAmount('€1,200.00'), {
      minor: 120000,
      currency: 'EUR',
      ambiguous: false,
      decimals: 2,
    })
    assert.equal(parseAmount('1.200,00 EUR')?.currency, 'EUR')
    assert.equal(parseAmount('US$12.50')?.currency, 'USD')
    assert.equal(parseAmount('CHF 1’234.50')?.currency, 'CHF')
    assert.equal(parseAmount('12.50')?.currency, null)
  })

  it('follow the decimals of their currency', () => {
    assert.equal(cents('¥1,200'), 1200)
    assert.equal(cents('KWD 1.250'), 1250)
    assert.equal(cents('KWD 1.250', { decimal: ',' }), 1_250_000)
    assert.equal(cents('1,250 TND'), 1250)
    assert.equal(cents('1.250 EUR', { decimal: ',' }), 125_000)
    assert.equal(cents('€ 12'), 1200)
  })

  it('name their money twice, or not whose crowns', () => {
    const money = (text: string) => [parseAmount(text)?.minor, parseAmount(text)?.currency]
    assert.deepEqual(money('$1,234.56 USD'), [123_456, 'USD'])
    assert.deepEqual(money('$12.00 CAD'), [1200, 'CAD'])
    assert.equal(parseAmount('€ 12,00 USD'), null)
    assert.deepEqual(money('1 234,50 kr'), [123_450, null])
    assert.deepEqual(money('SEK 1 234:50'), [123_450, 'SEK'])
    assert.deepEqual(money('12,50 lei'), [1250, 'RON'])
    assert.equal(parseAmount('12:50'), null)
  })

  it('are negative with a sign before or behind, or in parentheses', () => {
    for (const text of ['-12.50', '12,50-', '(12.50)', '−12.50', '€ -12.50', '- 12.50'])
      assert.equal(cents(text), -1250, text)
  })

  it('may end in a dash for no cents, or in the tax code of a receipt', () => {
    assert.equal(cents('12,-'), 1200)
    assert.equal(cents('12.--'), 1200)
    assert.equal(cents('3,49B'), 349)
  })

  it('say when one separator before three digits could mean either', () => {
    assert.deepEqual(parseAmount('1.234'), { minor: 123400, currency: null, ambiguous: true, decimals: 0 })
    assert.deepEqual(parseAmount('1.234', { decimal: ',' }), {
      minor: 123400,
      currency: null,
      ambiguous: false,
      decimals: 0,
    })
  })

  it('are not percentages, dates, times, ids, or rates finer than a cent', () => {
    for (const text of [
      '19%',
      '01.02.2025',
      '12:30',
      'RE-2025',
      '1,23,4',
      '0.0123',
      '1.2.3',
      '',
      'EUR',
      '9'.repeat(60),
    ])
      assert.equal(parseAmount(text), null, text)
    assert.equal(cents('12.50.'), 1250)
  })

  it('come back from every notation they are written in', () => {
    const random = seededRandom(7)
    const notations = [
      ['en-US', '.'],
      ['de-DE', ','],
      ['fr-FR', ','],
      ['de-CH', '.'],
      ['en-IN', '.'],
    ] as const
    for (let round = 0; round < 2000; round++) {
      const minor = Math.floor(10 ** (1 + random() * 9) * random()) * (random() < 0.1 ? -1 : 1)
      const [locale, decimal] = notations[Math.floor(random() * notations.length)] ?? notations[0]
      const text = (minor / 100).toLocaleString(locale, { minimumFractionDigits: 2 })
      assert.equal(
        cents(text, random() < 0.5 ? { decimal } : {}),
        minor === 0 ? 0 : minor,
        `${text} (${locale})`,
      )
    }
  })

  it('are read where a recogniser took one separator for the other, or a letter for a digit', () => {
    assert.equal(cents('1,048,79'), 104879)
    assert.equal(cents('1.048.79'), 104879)
    assert.equal(cents('1,048,790'), 104879000)
    assert.equal(mendAmount('11.94O,5O'), '11.940,50')
    assert.equal(mendAmount('OSLO'), 'OSLO')
    assert.equal(mendAmount('B8'), 'B8')
  })

  it('tell the decimal sign of a document by majority, or not at all', () => {
    assert.equal(decimalSignOf(['1.234,56', '12,00', 'Seite', '01.02.2025']), ',')
    assert.equal(decimalSignOf(['1,234.56', '12.00 €']), '.')
    assert.equal(decimalSignOf(['12.00', '12,00']), null)
    assert.equal(decimalSignOf([]), null)
  })
})
