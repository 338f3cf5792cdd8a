// How far the lines of a page are from level, told by the rows their letters stand in
// (Postl 1986: at the right angle the profile of the rows is at its sharpest).
import type { Small } from './small.ts'

/** Ink of a small picture: where it ends to the right of or below a pixel, `x` and `y` in turn. */
export type Ink = { points: Float32Array; count: number }

const mostPoints = 40_000
const widestAngle = 20
const coarse = 0.5
const fine = 0.05
/** A profile must be this much sharper at its best angle than it usually is, or the page has no rows to go by. */
const clearPeak = 1.6

/** Pixels that are ink and have paper below, and those that have paper to the right. */
export function inkEdges(ink: Uint8Array, { width, height }: Pick<Small, 'width' | 'height'>) {
  const below: number[] = []
  const right: number[] = []
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0, i = y * width; x < width - 1; x++, i++) {
      if (!ink[i]) continue
      if (!ink[i + width]) below.push(x, y)
      if (!ink[i + 1]) right.push(x, y)
    }
  }
  return { below: thinned(below), right: thinned(right) }
}

function thinned(points: readonly number[]): Ink {
  const every = Math.max(1, Math.ceil(points.length / 2 / mostPoints))
  const kept = new Float32Array(Math.ceil(points.length / 2 / every) * 2)
  let count = 0
  for (let i = 0; i < points.length; i += 2 * every, count++) {
    kept[count * 2] = points[i] as number
    kept[count * 2 + 1] = points[i + 1] as number
  }
  return { points: kept, count }
}

/**
 * Degrees by which the text of a page is turned clockwise from the nearer axis, -20 to 20; 0 when the page does not
 * tell. Lines that run up or down tell as well.
 */
export function skewOf(ink: Uint8Array, size: Pick<Small, 'width' | 'height'>): number {
  const { below, right } = inkEdges(ink, size)
  const level = bestAngle(below, 0)
  const upright = bestAngle(right, 1)
  const best = upright.clarity > level.clarity ? upright : level
  return best.clarity < clearPeak ? 0 : best.angle
}

type Peak = { angle: number; clarity: number }

function bestAngle(ink: Ink, axis: 0 | 1): Peak {
  if (ink.count < 50) return { angle: 0, clarity: 0 }
  const scores: number[] = []
  let best = 0
  for (let angle = -widestAngle; angle <= widestAngle; angle += coarse) {
    const score = sharpness(ink, angle, axis)
    scores.push(score)
    if (score > (scores[best] as number)) best = scores.length - 1
  }
  const usual = scores.toSorted((a, b) => a - b)[scores.length >> 1] as number
  let peak = { angle: 0, score: 0 }
  const around = -widestAngle + best * coarse
  for (let angle = around - coarse; angle <= around + coarse; angle += fine) {
    const score = sharpness(ink, angle, axis)
    if (score > peak.score) peak = { angle, score }
  }
  return { angle: peak.angle, clarity: usual === 0 ? 0 : peak.score / usual }
}

/** Sum of the squares of the profile across lines that are turned by `angle`. */
function sharpness({ points, count }: Ink, angle: number, axis: 0 | 1): number {
  const radians = (angle * Math.PI) / 180
  const cos = Math.cos(radians)
  const sin = axis === 0 ? -Math.sin(radians) : Math.sin(radians)
  const [along, across] = axis === 0 ? [0, 1] : [1, 0]
  const profile = new Float64Array(8192)
  for (let i = 0; i < count; i++) {
    const row = (points[i * 2 + across] as number) * cos + (points[i * 2 + along] as number) * sin + 2048
    const bin = row | 0
    const share = row - bin
    profile[bin] = (profile[bin] as number) + 1 - share
    profile[bin + 1] = (profile[bin + 1] as number) + share
  }
  let sum = 0
  for (const value of profile) sum += value * value
  return sum
}
