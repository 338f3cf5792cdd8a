import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Planes } from './preprocess.ts'
import { withSpaces } from './spacing.ts'

/** A line of letters (20 pixels wide, 16 of them ink) at these columns, and the text that was read there. */
function lineOf(text: string, columns: readonly number[]): { text: string; line: Planes; at: number[] } {
  const width = 800
  const height = 48
  const data = new Float32Array(3 * width * height).fill(1)
  for (const left of columns) {
    for (let y = 10; y < 38; y++)
      data.fill(-1, width * (height + y) + left + 2, width * (height + y) + left + 18)
  }
  return { text, line: { data, width, height }, at: columns.map((left) => (left + 10) / width) }
}

type Thoughts = { first?: Record<number, number>; second?: readonly number[] }

/** `first`: how likely the networks thought a space before some letters; `second`: before which the second reader saw one. */
function read(text: string, columns: readonly number[], { first = {}, second }: Thoughts = {}): string {
  const sample = lineOf(text, columns)
  const letters = [...sample.text].map((letter, i) => ({
    text: letter,
    confidence: 0.9,
    at: sample.at[i] ?? 0,
    space: first[i] ?? 0.02,
    spaced: second?.includes(i),
  }))
  return withSpaces(letters, sample.line)
    .map((glyph) => glyph.text)
    .join('')
}

describe('Spaces between words', () => {
  it('are put where the paper behind a comma is blank, though the networks saw none', () => {
    assert.equal(read('paper,now', [0, 20, 40, 60, 80, 100, 136, 156, 176]), 'paper, now')
  })

  it('are not put where letters stand as usual', () => {
    assert.equal(read('paper,now', [0, 20, 40, 60, 80, 100, 120, 140, 160]), 'paper,now')
  })

  it('are not put between the letters of a typewriter', () => {
    assert.equal(read('typed', [0, 32, 64, 96, 128]), 'typed')
  })

  it('never tear a number in two', () => {
    const columns = [0, 20, 40, 76, 112, 132, 152, 172, 192, 230]
    assert.equal(read('due1104.11', columns, { first: { 3: 0.4 } }), 'due 1104.11')
  })

  it('are put where the second reader saw one and the paper does not speak against it', () => {
    const columns = [0, 20, 40, 66, 86, 106]
    assert.equal(read('forthe', columns, { first: { 3: 0.1 }, second: [3] }), 'for the')
    assert.equal(read('forthe', columns, { first: { 3: 0.1 }, second: [] }), 'forthe')
  })

  it('are not put where only the second reader saw one, and the letters stand as usual', () => {
    assert.equal(read('dresdner', [0, 20, 40, 60, 80, 100, 120, 140], { second: [5] }), 'dresdner')
  })
})
