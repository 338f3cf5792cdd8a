import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripsOf, type TextMap } from './detect.ts'

type Patch = { left: number; top: number; width: number; height: number; probability?: number }

function mapOf(width: number, height: number, patches: readonly Patch[]): TextMap {
  const data = new Float32Array(width * height)
  for (const { left, top, probability = 0.9, ...size } of patches) {
    for (let y = top; y < top + size.height; y++)
      data.fill(probability, y * width + left, y * width + left + size.width)
  }
  return { data, width, height }
}

describe('Finding text on a probability map', () => {
  it('gives each region a strip that is larger than the marked core', () => {
    const map = mapOf(200, 100, [
      { left: 20, top: 20, width: 100, height: 8 },
      { left: 20, top: 60, width: 60, height: 8 },
    ])
    const [first, second, ...others] = stripsOf(map, map)
    assert.ok(first && second)
    assert.deepEqual(others, [])
    assert.equal(first.x, 70)
    assert.equal(first.y, 24)
    assert.ok(first.height > 12 && first.height < 20)
    assert.ok(first.width > 104 && first.width < 115)
    assert.equal(second.y, 64)
  })

  it('gives strips that stand close on one line what lies between them, half each', () => {
    const map = mapOf(200, 100, [
      { left: 10, top: 20, width: 60, height: 8 },
      { left: 76, top: 20, width: 40, height: 8 },
      { left: 76, top: 40, width: 30, height: 8 },
    ])
    const [first, second, below] = stripsOf(map, map)
    assert.ok(first && second && below)
    assert.equal(first.x + first.width / 2, 73)
    assert.equal(second.x - second.width / 2, 73)
    assert.ok(first.x - first.width / 2 < 7 && second.x + second.width / 2 > 119)
    assert.ok(below.x - below.width / 2 < 73)
  })

  it('speaks of pixels of the image, not of the map', () => {
    const map = mapOf(200, 100, [{ left: 20, top: 20, width: 100, height: 8 }])
    const [strip] = stripsOf(map, { width: 400, height: 300 })
    assert.equal(strip?.x, 140)
    assert.equal(strip?.y, 72)
  })

  it('overlooks specks, hairlines and what is probably no text', () => {
    const map = mapOf(200, 100, [
      { left: 10, top: 10, width: 3, height: 3 },
      { left: 10, top: 30, width: 100, height: 1 },
      { left: 10, top: 60, width: 100, height: 8, probability: 0.4 },
    ])
    assert.deepEqual(stripsOf(map, map), [])
  })

  it('keeps to a number of strips that a page can have, largest first', () => {
    const patches: Patch[] = []
    for (let y = 0; y < 80; y++)
      for (let x = 0; x < 80; x++) patches.push({ left: x * 8, top: y * 8, width: 5, height: 5 })
    patches.push({ left: 0, top: 700, width: 300, height: 10 })
    const strips = stripsOf(mapOf(640, 720, patches), { width: 640, height: 720 })
    assert.equal(strips.length, 3000)
    assert.equal(strips[0]?.y, 705)
  })
})
