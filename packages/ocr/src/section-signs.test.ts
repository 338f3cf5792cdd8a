import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Glyph } from './recognise.ts'
import { mayHoldSection, withSections } from './section-signs.ts'

/** Characters set evenly; a `_` takes room and is not read. */
const read = (text: string): Glyph[] =>
  [...text]
    .map((character, i, all) => ({ text: character, confidence: 0.9, at: (i + 0.5) / all.length }))
    .filter((glyph) => glyph.text !== '_')

const merged = (first: string, english: string) =>
  withSections(read(first), read(english))
    .map(({ text }) => text)
    .join('')

describe('A section sign', () => {
  it('takes the place of what another language made of it', () => {
    assert.equal(
      merged('stehen in $ 4 des Vertrags', 'stehen in § 4 des Vertrags'),
      'stehen in § 4 des Vertrags',
    )
    assert.equal(merged('nel 8 4 del contratto', 'nel § 4 del contratto'), 'nel § 4 del contratto')
  })

  it('is put where another language left it out', () => {
    assert.equal(merged('in __4 van de', 'in § 4 van de'), 'in § 4 van de')
  })

  it('takes nothing from a word or a number', () => {
    assert.equal(merged('A58 4 km', 'A§8 4 km'), 'A58 4 km')
    assert.equal(merged('in der Halle', 'in der §alle'), 'in der Halle')
  })

  it('is looked for only before numbers in sentences', () => {
    assert.ok(mayHoldSection(read('siehe S 4 des')))
    assert.ok(mayHoldSection(read('sono nel 4 del')))
    assert.ok(!mayHoldSection(read('1.234,56 €')))
    assert.ok(!mayHoldSection(read('Vielen Dank')))
  })
})
