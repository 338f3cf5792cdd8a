import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Field } from '@countersign/contract/extraction'
import { blankPage, type Page } from '@countersign/contract/layout'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeRandom } from '@countersign/fixtures/random'
import { fingerprintOf, keysOf, signatureOf } from './fingerprint.ts'

const box: [number, number, number, number] = [0, 0, 0.1, 0.1]
function pageOf(lines: readonly string[]): Page {
  const words = (line: string) => line.split(/\s+/).map((text) => ({ text, confidence: 1, box }))
  const blocks = lines.map((line) => ({
    ...{ box, kind: 'text' as const, language: null },
    lines: [{ box, words: words(line) }],
  }))
  return { ...blankPage, number: 1, width: 595, height: 842, blocks }
}
const alike = (one: readonly number[], other: readonly number[]) =>
  one.filter((value, index) => value === other[index]).length / one.length

const truthOf = (seed: number) => makeInvoice({ seed, language: 'en', layout: 0, wording: 'usual' }).truth

/** As a second scan is read: every thirtieth word or so with another letter. */
function misread(lines: readonly string[], seed: number): string[] {
  const random = makeRandom(seed)
  const word = (text: string) =>
    text.length > 2 && random.next() < 0.03 ? `${text[0]}x${text.slice(2)}` : text
  return lines.map((line) => line.split(/\s+/).map(word).join(' '))
}

/** The same goods to the same buyer a month later: number and dates are others. */
const monthLater = (lines: readonly string[]) =>
  lines.map((line) =>
    /\d{4}|INV-/.test(line) ? line.replace(/\d/g, (digit) => String((Number(digit) + 3) % 10)) : line,
  )

describe('the signature of a document', () => {
  it('is that of its second scan, and not that of next month’s invoice or of another', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const { text } = truthOf(seed)
      const own = signatureOf([pageOf(text)])
      assert.deepEqual(signatureOf([pageOf(text)]), own)
      const again = alike(own, signatureOf([pageOf(misread(text, seed))]))
      const next = alike(own, signatureOf([pageOf(monthLater(text))]))
      const other = alike(own, signatureOf([pageOf(truthOf(seed + 100).text)]))
      assert.ok(again > 0.8 && next < 0.85 && other < 0.5, `${seed}: ${again} ${next} ${other}`)
    }
  })

  it('is none where there are too few words, and ends where there are very many', () => {
    assert.deepEqual(signatureOf([]), [])
    assert.deepEqual(signatureOf([pageOf(['Only a few words'])]), [])
    const long = Array.from({ length: 5000 }, (_, row) => `word${row} again and again in ${row}`)
    assert.equal(signatureOf([pageOf(long)]).length, 64)
  })
})

describe('what documents are found by', () => {
  const field = (name: string, value: Field['value']): Field => ({
    ...{ name, value, type: 'text', raw: '', confidence: 1, evidence: [], origin: 'document' },
  })
  const keys = (seller: string, number: string, minor = 11900) =>
    keysOf(
      fingerprintOf(
        {
          class: 'invoice',
          fields: [
            ...[field('seller', seller), field('number', number), field('date', '2026-03-01')],
            field('total', { minor, currency: 'EUR' }),
          ],
        },
        null,
      ),
    )

  it('does not depend on legal form, case, accents, or signs in the number', () => {
    assert.deepEqual(keys('Käthe Sommer GmbH & Co. KG', 'RE-2026/0O1'), keys('KATHE SOMMER', 're 2026 001'))
  })

  it('tells other sellers, numbers and totals apart', () => {
    const own = keys('Lumen GmbH', '17')
    assert.notDeepEqual(keys('Lumina GmbH', '17'), own)
    assert.notDeepEqual(keys('Lumen GmbH', '18').number, own.number)
    assert.deepEqual(keys('Lumen GmbH', '17', 12000).number, own.number)
    assert.notDeepEqual(keys('Lumen GmbH', '17', 12000).document, own.document)
  })

  it('is nothing where seller, number or total are not known', () => {
    assert.deepEqual(keysOf(fingerprintOf({ class: 'other', fields: [] }, null)), {
      document: [],
      number: [],
      amount: [],
    })
  })
})
