import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Raster } from '../raster.ts'
import { smoothed } from './jagged.ts'
import { paper, printedPage } from './testing.ts'

/** The page as a fax of half its lines shows it, the first line of the first pair at `first`. */
function faxed(page: Raster, first: 0 | 1): Raster {
  const data = page.data.slice()
  const stride = page.width * 3
  for (let y = first; y + 1 < page.height; y += 2)
    data.copyWithin((y + 1) * stride, y * stride, (y + 1) * stride)
  return { ...page, data }
}

describe('A fax whose lines are shown twice', () => {
  const page = printedPage(600, 800, { letter: 9, grey: 255, ink: 0 })

  it('gets soft edges, wherever the pairs begin', () => {
    for (const first of [0, 1] as const) {
      const before = faxed(page, first)
      const after = smoothed(before)
      assert.notEqual(after, before)
      assert.ok(new Set(after.data).size > 4)
      const ink = (raster: Raster) => raster.data.reduce((sum, value) => sum + 255 - value, 0)
      assert.ok(Math.abs(ink(after) / ink(before) - 1) < 0.05)
    }
  })

  it('is told from a page in black and white with all its lines, and from an empty one', () => {
    assert.equal(smoothed(page), page)
    const blank = paper(600, 800)
    assert.equal(smoothed(blank), blank)
  })
})
