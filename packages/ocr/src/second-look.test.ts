import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Glyph } from './recognise.ts'
import { needsSecondLook } from './second-look.ts'
import { greyLineOf } from './second-reader.ts'

const read = (text: string, confidence = 0.98): Glyph[] =>
  [...text].map((character, i, all) => ({ text: character, confidence, at: (i + 0.5) / all.length }))

const looked = (
  text: string,
  language: string | null,
  more: { unread?: boolean; confidence?: number } = {},
) => needsSecondLook({ glyphs: read(text, more.confidence), unread: more.unread ?? false }, language)

describe('The lines that are read twice', () => {
  it('are all words of a language with accents, but not its numbers', () => {
    assert.equal(looked('Vielen Dank', 'de'), true)
    assert.equal(looked('1.234,56', 'de'), false)
    assert.equal(looked('Thank you', 'en'), false)
  })

  it('are those where something was overlooked or may be a currency', () => {
    assert.equal(looked('1,234.56', 'en', { unread: true }), true)
    assert.equal(looked('E1,234.56', 'en'), true)
    assert.equal(looked('1.234,56 C', null), true)
    assert.equal(looked('Suite E12a', 'en'), true)
    assert.equal(looked('Ref 4711', 'en'), false)
  })

  it('are those with a character that was a guess', () => {
    assert.equal(looked('Thank you', 'en', { confidence: 0.8 }), true)
  })
})

describe('A line in grey', () => {
  it('has dark print on light paper, whichever way it was printed', () => {
    const planes = (paper: number, ink: number) => {
      const data = new Float32Array(3 * 48 * 20).fill(paper)
      for (let plane = 0; plane < 3; plane++) data.fill(ink, plane * 960 + 400, plane * 960 + 410)
      return { data, width: 20, height: 48 }
    }
    const black = greyLineOf(planes(1, -1))
    const white = greyLineOf(planes(-1, 1))
    assert.deepEqual(white.data, black.data)
    assert.equal(black.data[0], 255)
    assert.equal(black.data[(20 + black.margin) * black.width + black.margin], 0)
  })
})
