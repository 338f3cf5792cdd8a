import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mergeReadings } from './merge.ts'
import type { Glyph } from './recognise.ts'

/** Characters set evenly over the line; those in `low` are unsure. A `_` takes room and is not read. */
function reading(text: string, low = '', confidence = 0.97): Glyph[] {
  return [...text]
    .map((character, i, all) => ({
      text: character,
      confidence: low.includes(character) ? 0.6 : confidence,
      at: (i + 0.5) / all.length,
    }))
    .filter((glyph) => glyph.text !== '_')
}

const merged = (first: Glyph[], second: Glyph[]) =>
  mergeReadings(first, second)
    .map(({ text }) => text)
    .join('')

describe('Two readings of one line', () => {
  it('give a letter its accent where the letters agree', () => {
    assert.equal(merged(reading('Konigsallee 100'), reading('Königsallee 100')), 'Königsallee 100')
    assert.equal(merged(reading('Lodz, 3 maja'), reading('Łódź, 3 maja')), 'Łódź, 3 maja')
  })

  it('give letters and signs that English lacks', () => {
    assert.equal(merged(reading('GroBe 45,60 _'), reading('Größe 45,60 €')), 'Größe 45,60 €')
    assert.equal(merged(reading('at _14.25 each'), reading('at £14.25 each')), 'at £14.25 each')
    assert.equal(merged(reading('Boeuf'), reading('Bœ_uf')), 'Bœuf')
  })

  it('take a digit for the letter that looks like it, in numbers only', () => {
    assert.equal(merged(reading('du l2 mars'), reading('du 12 mars')), 'du 12 mars')
    assert.equal(merged(reading('We quote fl,480.50'), reading('We quote €1,480.50')), 'We quote €1,480.50')
    assert.equal(merged(reading('la ville'), reading('1a ville')), 'la ville')
  })

  it('keep what the second reader has no letter for, where the first is not guessing', () => {
    const both = (first: Glyph[]) =>
      mergeReadings(first, reading('C 7.40 Cafe', '', 0.95), {
        canWrite: () => true,
        secondCanWrite: (text) => /^[ -~]$/.test(text),
      })
        .map(({ text }) => text)
        .join('')
    assert.equal(both(reading('€ 7.40 Café', '€é')), '€ 7.40 Café')
    assert.equal(both(reading('€ 7.4O Café', 'O')), '€ 7.40 Café')
  })

  it('have one letter where the networks saw two halves', () => {
    const halves = reading('fiir dalB').map((glyph) => glyph)
    const whole = reading('für daß').map((glyph, i) => ({
      ...glyph,
      at: [0.5, 2, 3.5, 4.5, 5.5, 6.5, 8].map((x) => x / 9)[i] ?? 1,
    }))
    assert.equal(merged(halves, whole), 'für daß')
  })

  it('have no letter of the second reader alone at the end of a line', () => {
    assert.equal(merged(reading('_17', '1'), reading('417')), '17')
  })

  it('keep the digits and letters of which the networks are sure', () => {
    assert.equal(merged(reading('RE2560788'), reading('RE2560783')), 'RE2560788')
    assert.equal(merged(reading('_www.example.com'), reading('Wwww.example.com')), 'www.example.com')
  })

  it('follow the second reader where the networks were unsure', () => {
    assert.equal(merged(reading('invaice', 'a'), reading('invoice')), 'invoice')
    assert.equal(merged(reading('invaice', 'a'), reading('invoice', 'o')), 'invaice')
  })

  it('have the spaces of both, but none inside an address of the web', () => {
    assert.equal(merged(reading('paper,_160 g'), reading('paper, 160_g')), 'paper, 160 g')
    assert.equal(merged(reading('me@_example.com'), reading('me@ example.com')), 'me@example.com')
  })

  it('have the punctuation that one of them overlooked', () => {
    assert.equal(merged(reading('lak _mat) 45_60_'), reading('lak (mat) 45,60.')), 'lak (mat) 45,60.')
  })

  it('know degrees by what stands around them', () => {
    assert.equal(merged(reading('25 *C'), reading('25 ºc')), '25 °C')
    assert.equal(merged(reading('los 5 _c, llame'), reading('los 5 *C, llame')), 'los 5 °C, llame')
    assert.equal(merged(reading('los 5 _C, llame'), reading('los 5 “C, llame')), 'los 5 °C, llame')
    assert.equal(merged(reading('5 * C4'), reading('5 * C4')), '5 * C4')
  })

  it('are surer where they agree and less sure where not', () => {
    const [same] = mergeReadings(reading('a', '', 0.9), reading('a', '', 0.9))
    const [other] = mergeReadings(reading('a', '', 0.9), reading('o', '', 0.9))
    assert.ok(same && same.confidence > 0.9)
    assert.ok(other && other.confidence < 0.9)
  })
})
