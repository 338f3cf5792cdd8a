import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { findStructure } from './structure.ts'
import { frame, type Print, pageWith, prose, structureOf } from './testing.ts'

describe('Pairs', () => {
  const texts = ({ pairs }: Awaited<ReturnType<typeof findStructure>>) =>
    pairs.map(({ label, value }) => [label.text, value.text])

  it('are a label and what stands behind its colon, near or in the next column', async () => {
    const found = await structureOf([
      ['Policy: 4711', 60, 300],
      ['Place of birth:', 60, 340],
      ['Norwich', 300, 340],
    ])
    assert.deepEqual(texts(found), [
      ['Policy', '4711'],
      ['Place of birth', 'Norwich'],
    ])
  })

  it('do not need a space behind the colon, and leave times and addresses alone', async () => {
    const found = await structureOf([
      ['Total:12.50', 60, 300],
      ['at 14:30 see https://example.com', 60, 340],
    ])
    assert.deepEqual(texts(found), [['Total', '12.50']])
  })

  it('are joined by dots', async () => {
    assert.deepEqual(texts(await structureOf([['Carriage .......... 9.90', 60, 300]])), [
      ['Carriage', '9.90'],
    ])
  })

  it('stand above each other in a box, which makes a form and not a table', async () => {
    const cells: [number, number][] = [
      [50, 300],
      [350, 300],
      [50, 362],
      [350, 362],
    ]
    const lines = cells.flatMap(([left, top]) => frame([left, top, 302, 64]))
    const prints = cells.flatMap(([left, top], i): Print[] => [
      [`Label ${'abcd'[i]}`, left + 8, top + 6],
      [`value ${i}`, left + 8, top + 36],
    ])
    const found = await structureOf(prints, pageWith(lines))
    assert.deepEqual(texts(found).toSorted(), [
      ['Label a', 'value 0'],
      ['Label b', 'value 1'],
      ['Label c', 'value 2'],
      ['Label d', 'value 3'],
    ])
    assert.deepEqual(found.tables, [])
  })
})

describe('Boxes to tick', () => {
  it('are drawn squares with a label, ticked where there is ink in them', async () => {
    const tick = Array.from({ length: 14 }, (_, i) => ({ left: 67 + i, top: 307 + i, width: 3, height: 3 }))
    const found = await structureOf(
      [
        ['I agree', 100, 304],
        ['By post', 100, 354],
      ],
      pageWith([...frame([62, 302, 26, 26]), ...tick, ...frame([62, 352, 26, 26])]),
    )
    assert.deepEqual(
      found.checkBoxes.map(({ checked, label }) => [checked, label]),
      [
        [true, 'I agree'],
        [false, 'By post'],
      ],
    )
  })

  it('may be characters', async () => {
    const found = await structureOf([['☒ by post ☐ by mail', 60, 300]])
    assert.deepEqual(
      found.checkBoxes.map(({ checked, label }) => [checked, label]),
      [
        [true, 'by post'],
        [false, 'by mail'],
      ],
    )
  })

  it('are not the cells of a table', async () => {
    const cells = [0, 1, 2, 3].flatMap((i) => frame([62 + i * 24, 302, 26, 26]))
    assert.deepEqual((await structureOf([['Code', 300, 304]], pageWith(cells))).checkBoxes, [])
  })
})

describe('Places to sign', () => {
  const line = { left: 60, top: 900, width: 400, height: 2 }
  const scrawl = Array.from({ length: 200 }, (_, i) => ({
    left: 120 + i,
    top: 870 + Math.round(15 * Math.sin(i / 6)),
    width: 3,
    height: 3,
  }))

  it('are a line over the word, with ink or without', async () => {
    const prints: Print[] = [
      ['Signature of applicant', 60, 910],
      [prose, 60, 300],
    ]
    const [empty] = (await structureOf(prints, pageWith([line]))).areas
    const [signed] = (await structureOf(prints, pageWith([line, ...scrawl]))).areas
    assert.deepEqual(
      [empty?.kind, empty?.filled, signed?.kind, signed?.filled],
      ['signature', false, 'signature', true],
    )
  })

  it('are not every line, nor every mention', async () => {
    assert.deepEqual(
      (
        await structureOf(
          [
            ['your signature counts', 60, 300],
            ['Total', 60, 910],
          ],
          pageWith([line]),
        )
      ).areas,
      [],
    )
  })

  it('and stamps are told apart by the colour of the ink', async () => {
    const stamp = pageWith([...frame([500, 600, 240, 110]), ...frame([504, 604, 232, 102])], [200, 30, 40])
    const found = await structureOf(
      [
        ['RECEIVED', 560, 640],
        [prose, 60, 300],
      ],
      stamp,
    )
    assert.deepEqual(
      found.areas.map(({ kind, filled }) => [kind, filled]),
      [['stamp', true]],
    )
  })
})
