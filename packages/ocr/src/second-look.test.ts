import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Glyph } from './recognise.ts'
import { needsSecondLook } from './second-look.ts'
import { greyLineOf } from './second-reader.ts'

const read = (text: string, confidence = 0.98): Glyph[] =>
  [...text].map((character, i, all) => ({ text: character, confidence, at: (i + 0.5) / all.length }))

describe('The lines that are read twice', () => {
  it('are those with a character that was hardly more than a guess', () => {
    assert.equal(needsSecondLook(read('Thank you'), { lacks: false }), false)
    assert.equal(needsSecondLook(read('Thank you', 0.55), { lacks: false }), true)
  })

  it('are more of them where a network for English can look', () => {
    assert.equal(needsSecondLook(read('Thank you', 0.85), { lacks: false, inEnglish: true }), true)
    assert.equal(needsSecondLook(read('Thank you', 0.92), { lacks: false, inEnglish: true }), false)
  })

  it('are all words of a language that the first reader cannot write, but not its numbers', () => {
    assert.equal(needsSecondLook(read('Cam on'), { lacks: true }), true)
    assert.equal(needsSecondLook(read('1.234,56'), { lacks: true }), false)
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
