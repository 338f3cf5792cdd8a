// Finds the sheet on a photo: four straight edges that are brighter inside than outside.
import type { Point } from '../geometry.ts'
import { type Line, straightEdges, withoutPrint } from './lines.ts'
import type { Small } from './small.ts'
import type { Quad } from './warp.ts'

/** Edges of the picture a sheet may run over. */
export type Side = 'top' | 'right' | 'bottom' | 'left'

/** A sheet found: its corners as fractions of the picture, and the edges of the picture that cut it off. */
export type Sheet = { corners: Quad; cutOff: Side[] }

/** One side of a quadrilateral: on a line, its inside towards larger distances; or the edge of the picture. */
type Candidate = Line & { border: Side | null }

const leastArea = 0.15
/** A side is believed where this share of it is brighter inside than outside. */
const leastSupport = 0.6
const leastMeanSupport = 0.78
/** Grey levels, at least, between the sheet and what it lies on. */
const leastContrast = 6
/** A side with less than this share of the strongest side's step is a crease: there is paper on both sides of it. */
const creaseStep = 0.33
const samples = 40

/** The sheet on a picture of some 150,000 pixels, or null where none is surely seen. */
export function findSheet(small: Small): Sheet | null {
  const { width, height } = small
  const planes = withoutPrint(small)
  const lines: Candidate[] = straightEdges(planes, small).map((line) => ({ ...line, border: null }))
  const picture = { planes, width, height }
  let best: { sheet: Sheet; score: number } | null = null
  for (const sides of quadrilaterals([...lines, ...bordersOf(width, height)], width, height)) {
    const judged = judge(sides, picture)
    if (judged && (!best || judged.score > best.score)) best = judged
  }
  return best?.sheet ?? null
}

type Picture = { planes: readonly Uint8Array[]; width: number; height: number }

function bordersOf(width: number, height: number): Candidate[] {
  return [
    { angle: Math.PI / 2, distance: 0, weight: 0, border: 'top' },
    { angle: Math.PI, distance: -width, weight: 0, border: 'right' },
    { angle: -Math.PI / 2, distance: -height, weight: 0, border: 'bottom' },
    { angle: 0, distance: 0, weight: 0, border: 'left' },
  ]
}

/** Sides that face each other, in pairs, and pairs that cross: top, right, bottom, left by where they look. */
function* quadrilaterals(lines: readonly Candidate[], width: number, height: number) {
  const pairs: [Candidate, Candidate][] = []
  for (const [i, a] of lines.entries()) {
    for (const b of lines.slice(i + 1)) if (Math.cos(a.angle - b.angle) < -0.8) pairs.push([a, b])
  }
  for (const [i, [a, c]] of pairs.entries()) {
    for (const [b, d] of pairs.slice(i + 1)) {
      const borders = [a, b, c, d].filter(({ border }) => border !== null).length
      if (borders > 1) continue
      if (Math.abs(Math.cos(a.angle - b.angle)) > 0.6 || Math.abs(Math.cos(a.angle - d.angle)) > 0.6) continue
      const sides = Math.sin(b.angle - a.angle) > 0 ? [a, b, c, d] : [a, d, c, b]
      const corners = sides.map((side, k) => crossing(side, sides[(k + 3) % 4] as Candidate))
      if (corners.every((corner) => inside(corner, width, height))) {
        yield { sides: sides as Candidate[], corners: corners as unknown as Quad }
      }
    }
  }
}

function crossing(a: Line, b: Line): Point {
  const determinant = Math.sin(b.angle - a.angle)
  return [
    (a.distance * Math.sin(b.angle) - b.distance * Math.sin(a.angle)) / determinant,
    (b.distance * Math.cos(a.angle) - a.distance * Math.cos(b.angle)) / determinant,
  ]
}

function inside([x, y]: Point, width: number, height: number): boolean {
  const slack = 0.03
  return x > -slack * width && y > -slack * height && x < (1 + slack) * width && y < (1 + slack) * height
}

function judge({ sides, corners }: { sides: Candidate[]; corners: Quad }, picture: Picture) {
  const share = area(corners) / (picture.width * picture.height)
  if (share < leastArea) return null
  const judged = { supported: 0, length: 0, weakest: Infinity, strongest: 0 }
  for (const [k, side] of sides.entries()) {
    if (side.border) continue
    const [from, to] = [corners[k] as Point, corners[(k + 1) % 4] as Point]
    const { support, step } = judgeSide(side, [from, to], picture)
    if (support < leastSupport) return null
    const length = Math.hypot(to[0] - from[0], to[1] - from[1])
    judged.supported += support * length
    judged.length += length
    judged.weakest = Math.min(judged.weakest, step)
    judged.strongest = Math.max(judged.strongest, step)
  }
  const support = judged.supported / judged.length
  if (support < leastMeanSupport || judged.weakest < creaseStep * judged.strongest) return null
  const cutOff = sides.flatMap(({ border }) => (border ? [border] : []))
  const sheet = { corners: fromTopLeft(corners, picture), cutOff }
  return { sheet, score: support ** 4 * Math.sqrt(share) * (cutOff.length > 0 ? 0.6 : 1) }
}

/** How much brighter a side is just inside than just outside: on which share of it, less what is darker, and by what. */
function judgeSide({ angle }: Line, [from, to]: readonly [Point, Point], picture: Picture) {
  const [inX, inY] = [Math.cos(angle) * 3, Math.sin(angle) * 3]
  let [support, sum] = [0, 0]
  for (let k = 0; k < samples; k++) {
    const at = (k + 0.5) / samples
    const x = from[0] + (to[0] - from[0]) * at
    const y = from[1] + (to[1] - from[1]) * at
    const step = stepBetween(picture, [x + inX, y + inY], [x - inX, y - inY])
    if (step >= leastContrast) support++
    else if (step <= -leastContrast) support--
    sum += step
  }
  return { support: support / samples, step: sum / samples }
}

/** How much brighter one point is than another, in the colour where they differ most. */
function stepBetween({ planes, width, height }: Picture, a: Point, b: Point): number {
  const index = ([x, y]: Point) =>
    Math.max(0, Math.min(height - 1, Math.floor(y))) * width + Math.max(0, Math.min(width - 1, Math.floor(x)))
  const [here, there] = [index(a), index(b)]
  let strongest = 0
  for (const plane of planes) {
    const step = (plane[here] as number) - (plane[there] as number)
    if (Math.abs(step) > Math.abs(strongest)) strongest = step
  }
  return strongest
}

function area(corners: readonly Point[]): number {
  let twice = 0
  for (const [i, [x, y]] of corners.entries()) {
    const [nextX, nextY] = corners[(i + 1) % corners.length] as Point
    twice += x * nextY - nextX * y
  }
  return Math.abs(twice) / 2
}

/** Clockwise, beginning at the corner that is nearest to the picture's top left, as fractions of the picture. */
function fromTopLeft(corners: Quad, { width, height }: Picture): Quad {
  const points = corners.map(([x, y]): Point => [x / width, y / height])
  const [a, , c] = points as [Point, Point, Point]
  const b = points[1] as Point
  const clockwise = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) > 0
  const ordered = clockwise ? points : points.toReversed()
  const sums = ordered.map(([x, y]) => x + y)
  const first = sums.indexOf(Math.min(...sums))
  return [...ordered.slice(first), ...ordered.slice(0, first)] as unknown as Quad
}
