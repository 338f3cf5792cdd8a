import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Strip } from './geometry.ts'
import { ghostAmong, inkDepth, isTrace, type Seen, withoutGhost } from './ghost.ts'
import { paint, paper } from './prepare/testing.ts'
import type { Raster } from './raster.ts'

const strips = [100, 160, 220, 280, 340, 400, 460, 520].map((y): Strip => {
  return { x: 300, y, width: 400, height: 30, angle: 0 }
})

/** Eight lines, each with ink of its own brightness. */
function pageWith(inks: readonly number[], grey = 250): Raster {
  const page = paper(600, 620, grey)
  for (const [at, { x, y, width, height }] of strips.entries()) {
    for (let left = x - width / 2; left < x + width / 2; left += 20)
      paint(page, [left, y - height / 2 + 6, 6, height - 12], inks[at] ?? 0)
  }
  return page
}

const seen = (page: Raster, confidences: readonly number[], length = 12): Seen[] =>
  strips.map((strip, at) => {
    return { strip, confidence: confidences[at] ?? 1, length, depth: inkDepth(page, strip) }
  })

const everySecond = (even: number, odd: number) => strips.map((_, at) => (at % 2 === 0 ? even : odd))
const page = pageWith(everySecond(20, 215))

describe('The back of a sheet that shines through', () => {
  it('is taken out, and the print stays', () => {
    const ghost = ghostAmong(seen(page, everySecond(0.95, 0.3)))
    assert.ok(ghost)
    const clear = withoutGhost(page, ghost)
    const depths = strips.map((strip) => inkDepth(clear, strip))
    assert.deepEqual(
      depths.map((depth) => (depth > 0.8 ? 'print' : depth < 0.05 ? 'paper' : depth)),
      everySecond(1, 0).map((print) => (print ? 'print' : 'paper')),
    )
  })

  it('is not pale print, which is read surely', () => {
    assert.equal(ghostAmong(seen(page, everySecond(0.95, 0.92))), null)
  })

  it('is not a faint page as a whole, however badly it is read', () => {
    const faint = pageWith(strips.map(() => 180))
    assert.equal(ghostAmong(seen(faint, everySecond(0.9, 0.3))), null)
  })

  it('is not a note in pencil, which is deeper', () => {
    const pencil = pageWith(everySecond(20, 165))
    assert.equal(ghostAmong(seen(pencil, everySecond(0.95, 0.3))), null)
  })

  it('is left out also where there is little of it, a pencil is not', () => {
    const little = seen(
      pageWith([20, 228, 20, 165, 20, 228, 20, 20]),
      [0.95, 0.6, 0.95, 0.6, 0.95, 0.9, 0.95, 0.95],
    )
    assert.equal(ghostAmong(little), null)
    assert.deepEqual(
      little.map((one) => isTrace(one, little)),
      [false, true, false, false, false, false, false, false],
    )
  })

  it('leaves a pale line that was read surely as it is', () => {
    const ghost = ghostAmong(seen(page, [0.95, 0.3, 0.95, 0.3, 0.95, 0.3, 0.3, 0.95]))
    assert.equal(ghost, null, 'three are too few')
    const inks = [20, 215, 215, 215, 20, 215, 20, 215]
    const mixed = pageWith(inks)
    const found = ghostAmong(seen(mixed, [0.95, 0.3, 0.3, 0.3, 0.95, 0.3, 0.95, 0.93]))
    assert.ok(found)
    const clear = withoutGhost(mixed, found)
    const [last, ghostly] = [strips[7], strips[1]] as [Strip, Strip]
    assert.equal(inkDepth(clear, last), inkDepth(mixed, last))
    assert.ok(inkDepth(clear, ghostly) < 0.05)
  })

  it('is as deep on dark paper as on bright', () => {
    const [bright, dark] = [pageWith([100], 250), pageWith([40], 100)].map((raster) =>
      inkDepth(raster, strips[0] as Strip),
    )
    assert.ok(Math.abs((bright ?? 0) - (dark ?? 0)) < 0.02)
  })
})
