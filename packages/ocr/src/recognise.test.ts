import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choicesOf, decode } from './decode.ts'
import { englishAlphabet, type Guess, spansOf } from './recognise.ts'

/** A recogniser's output that sees one character per letter of `path`; `_` is "no character". */
function guessOf(path: string, confidence: (step: number) => number = () => 1): Guess {
  const classes = englishAlphabet.length
  const data = new Float32Array(path.length * classes)
  for (const [step, text] of [...path].entries()) {
    const index = text === '_' ? 0 : englishAlphabet.indexOf(text)
    data[step * classes + index] = confidence(step)
  }
  return { data, steps: path.length, classes }
}

const read = (path: string) => decode(choicesOf(guessOf(path), englishAlphabet), englishAlphabet)
const textOf = (path: string) =>
  read(path)
    .map(({ text }) => text)
    .join('')

describe('Decoding a line', () => {
  it('writes a character once, however long it is seen', () => {
    assert.equal(textOf('__aaa_b___'), 'ab')
  })

  it('writes a double letter where nothing was seen in between', () => {
    assert.equal(textOf('ot_t_er'), 'otter')
  })

  it('places a character in the middle of where it was seen', () => {
    const [glyph] = read('__aaa_____')
    assert.equal(glyph?.at.toFixed(3), '0.350')
  })

  it('knows the 95 printable ASCII characters and nothing else', () => {
    assert.equal(englishAlphabet.length, 97)
    assert.equal(new Set(englishAlphabet).size, 96)
    assert.ok(!englishAlphabet.includes('€'))
  })
})

describe('Words of a line', () => {
  it('are parted by spaces', () => {
    const spans = spansOf(read('a_b_ __ _c_d'))
    assert.deepEqual(
      spans.map(({ text }) => text),
      ['ab', 'cd'],
    )
  })

  it('are as certain as their least certain character', () => {
    const choices = choicesOf(
      guessOf('1_2_ _3', (step) => (step === 2 ? 0.5 : 0.9)),
      englishAlphabet,
    )
    const glyphs = decode(choices, englishAlphabet)
    assert.deepEqual(
      spansOf(glyphs).map(({ confidence }) => confidence.toFixed(2)),
      ['0.50', '0.90'],
    )
  })

  it('lie beside each other, within the line, around their characters', () => {
    const [first, second] = spansOf(read('a_b_c_ _d_e_f'))
    assert.ok(first && second)
    assert.ok(first.from >= 0 && first.from < 0.05)
    assert.ok(first.to <= second.from)
    assert.ok(second.to > 0.95 && second.to <= 1)
  })

  it('are none where nothing was seen', () => {
    assert.deepEqual(spansOf(read('____')), [])
    assert.deepEqual(spansOf(read('__ __')), [])
  })

  it('takes no class for a space that the network has not', () => {
    const alphabet = ['', 'a', 'b', ' ']
    const data = Float32Array.from([0, 1, 0, 0, 0, 1])
    const glyphs = decode(choicesOf({ data, steps: 2, classes: 3 }, alphabet), alphabet)
    assert.deepEqual(
      glyphs.map(({ text, space }) => [text, space]),
      [
        ['a', 0],
        ['b', 0],
      ],
    )
  })
})
