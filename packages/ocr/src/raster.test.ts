import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { detectorSize, linePlanes } from './preprocess.ts'
import { eachResizedRow, type Raster, turnRaster } from './raster.ts'

/** A grey image from rows of brightness. */
function grey(rows: readonly (readonly number[])[]): Raster {
  const data = Uint8Array.from(rows.flatMap((row) => row.flatMap((value) => [value, value, value])))
  return { data, width: rows[0]?.length ?? 0, height: rows.length, channels: 3 }
}

function rowsOf({ data, width, height }: Raster): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[(y * width + x) * 3] as number),
  )
}

describe('Turning an image', () => {
  const image = grey([
    [1, 2, 3],
    [4, 5, 6],
  ])

  it('moves every pixel clockwise', () => {
    assert.deepEqual(rowsOf(turnRaster(image, 90)), [
      [4, 1],
      [5, 2],
      [6, 3],
    ])
    assert.deepEqual(rowsOf(turnRaster(image, 180)), [
      [6, 5, 4],
      [3, 2, 1],
    ])
    assert.deepEqual(rowsOf(turnRaster(image, 270)), [
      [3, 6],
      [2, 5],
      [1, 4],
    ])
    assert.equal(turnRaster(image, 0), image)
  })
})

describe('Resizing an image', () => {
  const resized = (image: Raster, width: number, height: number) => {
    const rows: number[][] = []
    eachResizedRow(image, { width, height }, (row) => {
      rows.push(Array.from({ length: width }, (_, x) => Math.round(row[x * 3] as number)))
    })
    return rows
  }

  it('keeps the brightness of what it shrinks', () => {
    const stripes = grey(Array.from({ length: 8 }, () => [0, 200, 0, 200, 0, 200, 0, 200]))
    for (const value of resized(stripes, 2, 2).flat()) assert.ok(value > 85 && value < 115)
  })

  it('leaves an image of the right size alone', () => {
    const image = grey([
      [10, 20],
      [30, 40],
    ])
    assert.deepEqual(resized(image, 2, 2), rowsOf(image))
  })

  it('copes with an image of one pixel', () => {
    assert.deepEqual(resized(grey([[77]]), 3, 2).flat(), [77, 77, 77, 77, 77, 77])
  })
})

describe('What the networks are shown', () => {
  it('is a page of at most 1600 pixels, never enlarged, in steps of 32', () => {
    assert.deepEqual(detectorSize({ width: 1654, height: 2339 }), { width: 1120, height: 1600 })
    assert.deepEqual(detectorSize({ width: 320, height: 200 }), { width: 320, height: 192 })
    assert.deepEqual(detectorSize({ width: 1, height: 1 }), { width: 32, height: 32 })
  })

  it('keeps the width of a long receipt', () => {
    const { width, height } = detectorSize({ width: 600, height: 3000 })
    assert.equal(width, 608)
    assert.ok(height >= 2976)
    assert.ok(detectorSize({ width: 500, height: 100_000 }).height <= 4000)
  })

  it('is a line of 48 pixels height at its own width, black -1 and white 1', () => {
    const image = grey(
      Array.from({ length: 24 }, () => Array.from({ length: 100 }, (_, x) => (x < 50 ? 0 : 255))),
    )
    const line = linePlanes(image, { x: 50, y: 12, width: 100, height: 24, angle: 0 })
    assert.deepEqual([line.width, line.height], [200, 48])
    assert.equal(line.data[0], -1)
    assert.ok(Math.abs((line.data[199] as number) - 1) < 1e-6)
  })

  it('reads past the edge of the page as if the edge went on', () => {
    const image = grey(Array.from({ length: 4 }, () => [255, 255, 255, 255]))
    const { data } = linePlanes(image, { x: 0, y: 0, width: 50, height: 10, angle: 1 })
    assert.ok(data.every((value) => Math.abs(value - 1) < 1e-6))
  })
})
