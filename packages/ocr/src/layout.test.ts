import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Block } from '@countersign/contract/layout'
import { layOut, type Run } from './layout.ts'

const sheet = { width: 1000, height: 1400, skew: 0 }

/** A run of text at a place, 20 pixels high, 10 wide per character. */
function run(text: string, left: number, top: number): Run {
  const width = text.length * 10
  const words: Run['words'] = []
  let at = 0
  for (const word of text.split(' ')) {
    words.push({ text: word, confidence: 0.9, from: at / text.length, to: (at + word.length) / text.length })
    at += word.length + 1
  }
  return { strip: { x: left + width / 2, y: top + 10, width, height: 20, angle: 0 }, words, confidence: 0.9 }
}

const linesOf = (blocks: readonly Block[]) =>
  blocks.map(({ lines }) => lines.map(({ words }) => words.map(({ text }) => text).join(' ')))

const prose = 'words that go on for a good while here'

describe('Reading order', () => {
  it('follows lines from top to bottom whatever order they were found in', () => {
    const runs = [run('third', 50, 150), run('first', 50, 100), run('second', 50, 125)]
    assert.deepEqual(linesOf(layOut(runs, sheet)), [['first', 'second', 'third']])
  })

  it('joins pieces of one line', () => {
    const blocks = layOut([run('right half', 170, 101), run('left half', 50, 100)], sheet)
    assert.deepEqual(linesOf(blocks), [['left half right half']])
  })

  it('parts paragraphs at clearly wider space', () => {
    const runs = [100, 125, 150, 200, 225].map((top, i) => run(`line ${i}`, 50, top))
    assert.deepEqual(linesOf(layOut(runs, sheet)), [
      ['line 0', 'line 1', 'line 2'],
      ['line 3', 'line 4'],
    ])
  })

  it('keeps evenly spaced lines together, however wide the spacing', () => {
    const runs = [100, 140, 180, 220].map((top, i) => run(`line ${i}`, 50, top))
    assert.equal(layOut(runs, sheet).length, 1)
  })

  it('reads one column of prose before the next, under their common title', () => {
    const rows = [200, 225, 250, 275]
    const runs = [
      ...rows.map((top) => run(`L${top} ${prose}`, 50, top)),
      ...rows.map((top) => run(`R${top} ${prose}`, 550, top)),
      run('A title over both of the columns, as wide as the page is', 100, 100),
    ]
    const order = linesOf(layOut(runs, sheet)).flat()
    assert.ok(order[0]?.startsWith('A title'))
    assert.deepEqual(
      order.slice(1).map((line) => line.slice(0, 4)),
      ['L200', 'L225', 'L250', 'L275', 'R200', 'R225', 'R250', 'R275'],
    )
  })

  it('reads a table row by row', () => {
    const runs = ['Pencil', 'Paper', 'Glue'].flatMap((item, i) => [
      run(item, 50, 100 + i * 30),
      run(`${i + 1}`, 500, 100 + i * 30),
      run(`${i}.50`, 800, 100 + i * 30),
    ])
    assert.deepEqual(linesOf(layOut(runs, sheet)).flat(), ['Pencil 1 0.50', 'Paper 2 1.50', 'Glue 3 2.50'])
  })

  it('puts text that runs up the margin last', () => {
    const margin: Run = {
      strip: { x: 20, y: 300, width: 400, height: 20, angle: -Math.PI / 2 },
      words: [{ text: 'registered', confidence: 0.9, from: 0, to: 1 }],
      confidence: 0.9,
    }
    const runs = [margin, ...[100, 140, 200, 400].map((top) => run(prose, 100, top))]
    assert.deepEqual(linesOf(layOut(runs, sheet)).at(-1), ['registered'])
  })

  it('is not confused by a skewed scan', () => {
    const skew = 0.04
    const runs = ['left', 'middle', 'right'].map((text, i) => {
      const straight = run(text, 50 + i * 300, 500)
      const { x, y } = straight.strip
      const [cos, sin] = [Math.cos(skew), Math.sin(skew)]
      return {
        ...straight,
        strip: { ...straight.strip, x: x * cos - y * sin, y: x * sin + y * cos, angle: skew },
      }
    })
    const below = run('below', 40, 560)
    assert.deepEqual(linesOf(layOut([...runs, below], { ...sheet, skew })).flat()[0], 'left middle right')
  })
})

describe('Boxes', () => {
  it('are fractions of the page, and hold what belongs to them', () => {
    const [block] = layOut([run('one two', 100, 140), run('three', 100, 165)], sheet)
    assert.deepEqual(block?.box, [0.1, 0.1, 0.07, 0.03214])
    assert.deepEqual(block?.lines[0]?.words[1]?.box, [0.14, 0.1, 0.03, 0.01429])
  })

  it('never leave the page', () => {
    const [block] = layOut([run('cut off', -30, -10)], sheet)
    assert.deepEqual(block?.box.slice(0, 2), [0, 0])
  })

  it('are none on a blank page', () => {
    assert.deepEqual(layOut([], sheet), [])
  })
})
