import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../page/testing.ts'
import { daysBetween, isIsoDate, mendDate, parseDate } from './date.ts'

const iso = (text: string, order: 'dmy' | 'mdy' | null = null) => parseDate(text, order)?.iso

describe('dates', () => {
  it('are read in English and German, long and short', () => {
    for (const text of [
      ...[
        '2025-03-04',
        '2025/3/4',
        '04.03.2025',
        '4.3.25',
        '4. März 2025',
        '4 March 2025',
        '4th March 2025',
        'March 4, 2025',
      ],
      ...[
        'Mar 4 2025',
        '04-Mar-2025',
        '04 MAR 25',
        '4. Maerz 2025',
        'Mar. 4, 2025',
        '04.03.2025,',
        '2025年3月4日',
        '4th of March 2025',
      ],
    ])
      assert.equal(iso(text), '2025-03-04', text)
  })

  it('are read with the months of the north and the east, and with the year first', () => {
    for (const text of [
      '4. marts 2025',
      '4 mars 2025',
      '4. maaliskuuta 2025',
      '4. března 2025',
      '4 martie 2025',
      '4 marca 2025 r.',
      '2025. 03. 04.',
      '2025. március 4.',
    ])
      assert.equal(iso(text), '2025-03-04', text)
  })

  it('with two small numbers are ambiguous until an order is known', () => {
    assert.deepEqual(parseDate('03/04/2025'), { iso: '2025-04-03', ambiguous: true, decides: null })
    assert.equal(iso('03/04/2025', 'mdy'), '2025-03-04')
    assert.deepEqual(parseDate('03/04/2025', 'dmy'), { iso: '2025-04-03', ambiguous: false, decides: null })
    assert.equal(parseDate('05/05/2025')?.ambiguous, false)
  })

  it('with a number above twelve prove the order of a document', () => {
    assert.deepEqual(parseDate('25/12/2024'), { iso: '2024-12-25', ambiguous: false, decides: 'dmy' })
    assert.deepEqual(parseDate('12/25/2024', 'dmy'), { iso: '2024-12-25', ambiguous: false, decides: 'mdy' })
  })

  it('that are not on the calendar have no value', () => {
    for (const text of ['31.02.2025', '29.02.2025', '00.01.2025', '31 June 2025', '2025-13-01'])
      assert.equal(iso(text), null, text)
    assert.equal(iso('29.02.2024'), '2024-02-29')
  })

  it('are not amounts, versions, phone numbers or words', () => {
    for (const text of [
      '1.234,56',
      '2.5',
      '555-1234',
      'March',
      '12 Monkeys 2025',
      '',
      '1'.repeat(500),
      '10.11',
    ])
      assert.equal(parseDate(text), null, text)
  })

  it('come back from every form they are written in', () => {
    const random = seededRandom(11)
    for (let round = 0; round < 250; round++) {
      const day = new Date(Date.UTC(1990, 0, 1 + Math.floor(random() * 20_000)))
      const expected = day.toISOString().slice(0, 10)
      const written = (locale: string, month: 'long' | 'short' | '2-digit') =>
        day.toLocaleDateString(locale, { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' })
      for (const text of [
        expected,
        written('de-DE', '2-digit'),
        written('de-DE', 'long'),
        written('en-GB', 'long'),
        written('en-US', 'long'),
        written('en-US', 'short'),
      ])
        assert.equal(iso(text), expected, text)
      assert.equal(iso(written('en-US', '2-digit'), 'mdy'), expected)
      assert.equal(iso(written('en-GB', '2-digit'), 'dmy'), expected)
    }
  })

  it('are counted in days across leap years and clock changes', () => {
    assert.equal(daysBetween('2024-02-28', '2024-03-01'), 2)
    assert.equal(daysBetween('2025-03-29', '2025-03-31'), 2)
    assert.ok(isIsoDate('2024-02-29') && !isIsoDate('2025-02-29') && !isIsoDate('29.02.2024'))
  })
})

describe('dates that were misread', () => {
  it('have their digits and signs back, and nothing else is changed', () => {
    assert.equal(mendDate('l2/O3.2018'), '12/03/2018')
    assert.equal(mendDate('12-03/20l8'), '12-03-2018'.replaceAll('-', '/'))
    assert.equal(mendDate('12.03.2018'), '12.03.2018')
    assert.equal(mendDate('Solo'), 'Solo')
    assert.equal(mendDate('12/03'), '12/03')
  })
})
