import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choicesOf, decode } from './decode.ts'
import { weightsFor } from './language-letters.ts'
import type { Guess } from './recognise.ts'

const alphabet = ['', ...'Ooñňnıi', ' ']

/** Each step as chances of characters; "" is "no character". */
function guessOf(steps: Record<string, number>[]): Guess {
  const data = new Float32Array(steps.length * alphabet.length)
  for (const [step, chances] of steps.entries())
    for (const [text, chance] of Object.entries(chances))
      data[step * alphabet.length + alphabet.indexOf(text)] = chance
  return { data, steps: steps.length, classes: alphabet.length }
}

const blank = { '': 1 }
const read = (steps: Record<string, number>[], language?: string) =>
  decode(choicesOf(guessOf(steps), alphabet), alphabet, language ? weightsFor(alphabet, language) : undefined)
const textOf = (...given: Parameters<typeof read>) =>
  read(...given)
    .map(({ text }) => text)
    .join('')

describe('A letter that two steps read differently', () => {
  it('is written once, as what is likelier over both', () => {
    assert.equal(textOf([blank, { ñ: 0.9, ň: 0.1 }, { ň: 0.6, ñ: 0.4 }, blank]), 'ñ')
    assert.equal(textOf([blank, { O: 0.5, o: 0.4 }, { o: 0.9 }, blank]), 'o')
  })

  it('is two letters where nothing was seen in between, or where they stand apart', () => {
    assert.equal(textOf([{ O: 0.9 }, blank, { o: 0.9 }]), 'Oo')
    assert.equal(textOf([{ O: 0.9 }, { O: 0.9 }, { O: 0.9 }, { O: 0.9 }, { o: 0.9 }]), 'Oo')
  })
})

describe('A letter far nearer than others stand', () => {
  const alone = (text: string) => [blank, { [text]: 0.9 }, blank, blank]
  it('is an echo, and the likelier one stands', () => {
    const steps = [...alone('n'), ...alone('o'), ...alone('n'), blank, { o: 0.8 }, { ñ: 0.5 }, blank]
    assert.equal(textOf(steps), 'nono')
  })

  it('is a letter of its own where it is a narrow one', () => {
    const steps = [...alone('n'), ...alone('o'), ...alone('n'), blank, { o: 0.8 }, { i: 0.5 }, blank]
    assert.equal(textOf(steps), 'nonoi')
  })
})

describe('A language', () => {
  it('makes its own letter the likelier one where two look alike', () => {
    const steps = [blank, { ň: 0.6, ñ: 0.4 }, blank]
    assert.equal(textOf(steps), 'ň')
    assert.equal(textOf(steps, 'es'), 'ñ')
    assert.equal(textOf(steps, 'cs'), 'ň')
  })

  it('leaves a letter that is surely of another language, a little less sure', () => {
    const [glyph] = read([{ ň: 0.99, n: 0.01 }], 'es')
    assert.equal(glyph?.text, 'ň')
    assert.ok(glyph.confidence < 0.9)
  })

  it('that is not known weighs nothing', () => {
    assert.equal(textOf([{ ı: 0.6, i: 0.4 }], 'eo'), 'ı')
    assert.equal(textOf([{ ı: 0.6, i: 0.4 }], 'en'), 'i')
  })
})
