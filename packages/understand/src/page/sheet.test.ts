import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from '@countersign/contract/layout'
import { layOut, type Row, segmentsOf, spanOf, textOf } from './sheet.ts'
import { pageOf } from './testing.ts'

const textsOf = (rows: readonly Row[]) => rows.map((row) => textOf(spanOf(row, 0, row.tokens.length - 1)))

/** The page as a camera held a little askew would see it: each word lower the further right it stands. */
function tilted(page: Page, slope: number): Page {
  const copy = structuredClone(page)
  for (const block of copy.blocks)
    for (const line of block.lines) for (const word of line.words) word.box[1] += slope * word.box[0]
  return copy
}

describe('rows of a page', () => {
  const drawing = 'Subtotal           100,00\nTax                 19,00\nTotal              119,00'

  it('join what stands on one height, across columns', () => {
    assert.deepEqual(textsOf(layOut([pageOf(drawing)]).rows), [
      'Subtotal 100,00',
      'Tax 19,00',
      'Total 119,00',
    ])
  })

  it('survive a page that is a little askew', () => {
    const rows = layOut([tilted(pageOf(drawing), 0.02)]).rows
    assert.deepEqual(textsOf(rows), ['Subtotal 100,00', 'Tax 19,00', 'Total 119,00'])
  })

  it('know their columns', () => {
    const [row] = layOut([pageOf('Net total      100,00      EUR')]).rows
    assert.deepEqual(row && segmentsOf(row).map(textOf), ['Net total', '100,00', 'EUR'])
  })

  it('part a label from the value it was printed to', () => {
    const texts = textsOf(layOut([pageOf('Total:12.50 Invoice#77 14:30 https://a.example')]).rows)
    assert.deepEqual(texts, ['Total: 12.50 Invoice #77 14:30 https://a.example'])
  })

  it('are whole where a reader of tables handed over every other cell in a line of its own', () => {
    const [first, second] = layOut([pageOf('Keystone              Mfg')]).pages[0]?.blocks ?? []
    const page = pageOf('          Fasteners            Plant')
    const [one, other] = page.blocks
    assert.ok(first && second && one && other)
    const line = (...blocks: (typeof first)[]) => ({
      ...first,
      lines: [{ box: first.box, words: blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words)) }],
    })
    const woven = { ...page, blocks: [line(first, second), line(one, other)] }
    assert.deepEqual(textsOf(layOut([woven]).rows), ['Keystone Fasteners Mfg Plant'])
  })
})
