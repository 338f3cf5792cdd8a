import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Strip } from './geometry.ts'
import { orientationOf } from './orientation.ts'

const lying: Strip[] = [100, 140, 180].map((y) => ({ x: 200, y, width: 300, height: 20, angle: 0 }))
const standing: Strip[] = [100, 140, 180].map((x) => ({ x, y: 200, width: 20, height: 300, angle: 0 }))

/** A recogniser that reads well only in this direction (degrees clockwise). */
function readerOf(direction: number, surely = 0.98) {
  const asked: Strip[] = []
  const read = async (strip: Strip) => {
    asked.push(strip)
    const turned = Math.round((strip.angle * 180) / Math.PI)
    return { confidence: turned === direction ? surely : 0.7, length: strip.width / strip.height }
  }
  return { read, asked }
}

describe('Which way up a page is', () => {
  it('is told by reading some lines in both directions they may have', async () => {
    assert.equal(await orientationOf(lying, readerOf(0).read), 0)
    assert.equal(await orientationOf(lying, readerOf(180).read), 180)
    assert.equal(await orientationOf(standing, readerOf(270).read), 90)
    assert.equal(await orientationOf(standing, readerOf(90).read), 270)
  })

  it('needs only one look at a page that is upright', async () => {
    const { read, asked } = readerOf(0)
    await orientationOf(lying, read)
    assert.equal(asked.length, 3)
  })

  it('is left alone where neither direction reads clearly better', async () => {
    assert.equal(await orientationOf(lying, readerOf(180, 0.71).read), 0)
  })

  it('is found out with more lines where the first ones read alike in both directions', async () => {
    const many: Strip[] = Array.from({ length: 12 }, (_, i) => ({
      x: 200,
      y: 60 + i * 40,
      width: 300,
      height: 20,
      angle: 0,
    }))
    let asked = 0
    const turn = await orientationOf(many, async (strip) => {
      asked++
      const plain = asked > 12 && strip.angle > 1
      return { confidence: plain ? 0.98 : 0.8, length: 15 }
    })
    assert.equal(turn, 180)
    assert.equal(asked, 24)
  })

  it('is also asked of short words that have no long side', async () => {
    const short: Strip[] = [100, 140].map((y) => ({ x: 200, y, width: 30, height: 28, angle: 0 }))
    assert.equal(await orientationOf(short, readerOf(180).read), 180)
    assert.equal(await orientationOf(short, readerOf(90).read), 270)
  })

  it('is not told by a few long strips that cannot be read either way', async () => {
    const few: Strip[] = [{ x: 200, y: 400, width: 500, height: 20, angle: 0 }, ...standing]
    assert.equal(await orientationOf(few.slice(0, 2), readerOf(270).read), 90)
  })

  it('is upright for a page without text', async () => {
    assert.equal(await orientationOf([], readerOf(0).read), 0)
  })
})
