import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inkMask, transposed } from './ink.ts'

/** White, with one dark pixel in every seven; a width and a number of pixels that four does not divide. */
function speckled(offset: number) {
  const [width, height] = [37, 23]
  const data = new Uint8Array(new ArrayBuffer(offset + width * height * 3), offset).fill(255)
  for (let i = 0; i < width * height; i += 7) data.set([30, 60, 90], i * 3)
  return { data, width, height, channels: 3 as const }
}

describe('Ink', () => {
  it('is every dark pixel, wherever the bytes of the page lie in memory', () => {
    for (const offset of [0, 1, 2, 3]) {
      const { data } = inkMask(speckled(offset))
      assert.deepEqual(
        [...data],
        Array.from(data, (_, i) => (i % 7 === 0 ? 1 : 0)),
      )
    }
  })

  it('keeps every pixel when rows become columns', () => {
    const mask = inkMask(speckled(0))
    assert.deepEqual(transposed(transposed(mask)), mask)
    const turned = transposed(mask)
    assert.equal(turned.data[5 * turned.width + 2], mask.data[2 * mask.width + 5])
  })
})
