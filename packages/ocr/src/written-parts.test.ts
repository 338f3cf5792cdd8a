import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Planes } from './preprocess.ts'
import { detectInParts } from './written-parts.ts'

const paper = 2

function pageOf(width: number, height: number): Planes {
  return { data: new Float32Array(3 * width * height).fill(paper), width, height }
}

/** Stripes of ink in all planes. */
function write(
  { data, width, height }: Planes,
  [left, right]: [number, number],
  [top, bottom]: [number, number],
) {
  for (let channel = 0; channel < 3; channel++)
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) if (x % 4 < 2) data[(channel * height + y) * width + x] = -2
}

/** A detector that takes ink for text, and keeps what it was shown. */
function inkDetector() {
  const shown: Planes[] = []
  const detect = async (part: Planes) => {
    shown.push(part)
    const { data, width, height } = part
    return { data: data.subarray(0, width * height).map((value) => (value < 0 ? 1 : 0)), width, height }
  }
  return { shown, detect, pixels: () => shown.reduce((sum, { width, height }) => sum + width * height, 0) }
}

const inkIn = (page: Planes) =>
  page.data.subarray(0, page.width * page.height).map((value) => (value < 0 ? 1 : 0))

describe('The written parts of a page', () => {
  it('are all that the detector is shown, and its map is of the whole page', async () => {
    const page = pageOf(640, 960)
    write(page, [100, 300], [80, 100])
    write(page, [140, 260], [800, 820])
    const detector = inkDetector()
    const map = await detectInParts(page, detector.detect)
    assert.deepEqual(map, { data: inkIn(page), width: 640, height: 960 })
    assert.ok(detector.pixels() < (640 * 960) / 8)
    assert.ok(detector.shown.every(({ width, height }) => width % 32 === 0 && height % 32 === 0))
  })

  it('are shown one after the other where they are large, each line whole', async () => {
    const page = pageOf(992, 1504)
    for (let top = 20; top < 1460; top += 40) write(page, [0, 992], [top, top + 20])
    assert.deepEqual((await detectInParts(page, inkDetector().detect)).data, inkIn(page))
    let parts = 0
    const { data } = await detectInParts(page, async ({ width, height }) => {
      parts += 1
      return { data: new Float32Array(width * height).fill(parts), width, height }
    })
    assert.equal(parts, 4)
    for (let top = 20; top < 1460; top += 40) assert.equal(data[top * 992], data[(top + 19) * 992])
  })

  it('may be the whole of it, as in a photo', async () => {
    const page = pageOf(992, 1504)
    write(page, [0, 992], [0, 1504])
    assert.deepEqual((await detectInParts(page, inkDetector().detect)).data, inkIn(page))
  })

  it('are none where nothing stands but a speck', async () => {
    const page = pageOf(320, 320)
    page.data[320 * 320 + 5000] = -2
    const detector = inkDetector()
    assert.ok((await detectInParts(page, detector.detect)).data.every((value) => value === 0))
    assert.equal(detector.shown.length, 0)
  })
})
