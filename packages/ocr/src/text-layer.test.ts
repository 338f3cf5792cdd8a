import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Block, Box } from '@countersign/contract/layout'
import type { Raster } from './raster.ts'
import { mergeText, type TextLayer, trust } from './text-layer.ts'

const text =
  'The text of this page is long enough to be judged by its letters and says nothing of any interest to a reader'

function blockOf(words: string, y = 0.1): Block {
  const boxes = words.split(' ').map((word, at): { text: string; box: Box } => ({
    text: word,
    box: [0.04 * (at % 24), y + 0.03 * Math.floor(at / 24), 0.03, 0.02],
  }))
  const box: Box = [0, y, 1, 0.02]
  const line = { box, words: boxes.map((word) => ({ ...word, confidence: 1 })) }
  return { box, kind: 'text', language: null, lines: [line] }
}

/** A page on white with black strokes in these boxes. */
function look(boxes: readonly Box[]): Raster {
  const [width, height] = [300, 400]
  const data = new Uint8Array(width * height * 3).fill(255)
  for (const [x, y, w, h] of boxes)
    for (let row = Math.floor(y * height); row < (y + h) * height; row += 1)
      for (let at = Math.floor(x * width); at < (x + w) * width; at += 2)
        data.fill(0, (row * width + at) * 3, (row * width + at) * 3 + 3)
  return { data, width, height, channels: 3 }
}

const boxesOf = (block: Block) => block.lines.flatMap(({ words }) => words.map(({ box }) => box))

function layer(change: Partial<TextLayer> = {}): TextLayer {
  const blocks = [blockOf(text)]
  const pictures = () => ({ coverage: 0, hidingText: 0 })
  const never = () => assert.fail('the page is drawn only where that matters')
  return { blocks, characters: text.length, invisible: false, unmapped: 0, pictures, look: never, ...change }
}

const scan = (hidingText = 0) => ({ pictures: () => ({ coverage: 1, hidingText }) })

describe('the text of a PDF page', () => {
  it('is believed where it can be seen, without drawing the page', () => {
    assert.equal(trust(layer()), 'text')
    assert.equal(trust(layer({ blocks: [blockOf('A 1')], characters: 2 })), 'text')
  })

  it('is not believed where there is none, where it is hidden, or lies under a picture', () => {
    assert.equal(trust(layer({ characters: 0 })), 'pixels')
    assert.equal(trust(layer({ invisible: true })), 'pixels')
    assert.equal(trust(layer(scan(1))), 'pixels')
  })

  it('is not believed where its font does not tell letters, or tells wrong ones', () => {
    assert.equal(trust(layer({ unmapped: 60 })), 'pixels')
    // Numbers of glyphs for letters, as a font has them whose table is missing: A is the 36th.
    const numbers = text.replace(/\S/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 29))
    assert.equal(trust(layer({ blocks: [blockOf(numbers)] })), 'pixels')
    const symbols = text
      .replace(/[a-m]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 64))
      .replace(/[n-z]/g, '~')
    assert.equal(trust(layer({ blocks: [blockOf(symbols)] })), 'pixels')
  })

  it('is believed in other languages, in part numbers and in forms with dots to write on', () => {
    const polish =
      'Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw są oni obdarzeni rozumem i sumieniem'
    const greek =
      'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα είναι προικισμένοι με λογική'
    for (const words of [
      polish,
      greek,
      'AX-4711 B2-88 KL/900 '.repeat(8).trim(),
      `Name ${'.'.repeat(200)} Date`,
    ])
      assert.equal(trust(layer({ blocks: [blockOf(words)] })), 'text', words)
  })

  it('is completed from the pixels where it is a stamp or a header on a scan', () => {
    const stamp = blockOf('Received 4 May')
    const ink = [...boxesOf(stamp), ...boxesOf(blockOf(text, 0.3)), ...boxesOf(blockOf(text, 0.5))]
    assert.equal(trust(layer({ blocks: [stamp], ...scan(), look: () => look(ink) })), 'both')
  })

  it('is the whole page where a picture is only its background, and none of it where the ink is elsewhere', () => {
    const own = blockOf(text)
    assert.equal(trust(layer({ blocks: [own], ...scan(), look: () => look(boxesOf(own)) })), 'text')
    const elsewhere = look(boxesOf(blockOf(text, 0.6)))
    assert.equal(trust(layer({ blocks: [own], ...scan(), look: () => elsewhere })), 'pixels')
  })

  it('stays exact where recognised words are added to it', () => {
    const own = blockOf('Invoice 4711', 0.5)
    const above = blockOf('Letterhead', 0.1)
    const same = blockOf('lnvoice 47l1 more', 0.5)
    const merged = mergeText([own], [above, same])
    const words = merged.map(({ lines }) =>
      lines.flatMap((line) => line.words.map((word) => word.text)).join(' '),
    )
    assert.deepEqual(words, ['Letterhead', 'Invoice 4711', 'more'])
  })
})
