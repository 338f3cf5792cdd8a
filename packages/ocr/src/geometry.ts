// Rotated rectangles around text, in pixels; y grows downwards, angles are clockwise.

/** `[x, y]` in pixels. */
export type Point = readonly [number, number]

/**
 * A rotated rectangle that holds one run of text. `width` is its extent along the reading direction, `height`
 * across it; `angle` (radians, clockwise) is the reading direction, 0 when the text runs to the right.
 */
export type Strip = { x: number; y: number; width: number; height: number; angle: number }

/** Convex hull (Andrew's monotone chain); sorts `points` in place. */
export function convexHull(points: Point[]): Point[] {
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const lower = halfHull(points)
  const upper = halfHull(points.reverse())
  return [...lower.slice(0, -1), ...upper.slice(0, -1)]
}

function halfHull(sorted: Point[]): Point[] {
  const chain: Point[] = []
  for (const point of sorted) {
    while (chain.length > 1 && !turnsLeft(chain.at(-2) as Point, chain.at(-1) as Point, point)) chain.pop()
    chain.push(point)
  }
  return chain
}

function turnsLeft(a: Point, b: Point, c: Point): boolean {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0
}

/** The smallest rectangle at this angle that holds all points. */
export function rectangleAt(points: readonly Point[], angle: number): Strip {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const [x, y] of points) {
    const along = x * cos + y * sin
    const across = y * cos - x * sin
    left = Math.min(left, along)
    right = Math.max(right, along)
    top = Math.min(top, across)
    bottom = Math.max(bottom, across)
  }
  const along = (left + right) / 2
  const across = (top + bottom) / 2
  return {
    x: along * cos - across * sin,
    y: along * sin + across * cos,
    width: right - left,
    height: bottom - top,
    angle,
  }
}

/**
 * The smallest rectangle of any angle around a convex hull (rotating calipers). The angle given back lies
 * within 45° of horizontal, so `width` is the extent to the right, also where the text runs downwards.
 */
export function smallestRectangle(hull: readonly Point[]): Strip {
  let best = rectangleAt(hull, 0)
  for (const [i, [x, y]] of hull.entries()) {
    const [nextX, nextY] = hull[(i + 1) % hull.length] as Point
    const edge = Math.atan2(nextY - y, nextX - x)
    const candidate = rectangleAt(hull, edge - Math.round(edge / (Math.PI / 2)) * (Math.PI / 2))
    if (candidate.width * candidate.height < best.width * best.height) best = candidate
  }
  return best
}

/** The same rectangle, read after a clockwise quarter turn of the reading direction. */
export function quarterTurn(strip: Strip, turns: 1 | 2 | 3): Strip {
  const swapped = turns !== 2
  return {
    ...strip,
    width: swapped ? strip.height : strip.width,
    height: swapped ? strip.width : strip.height,
    angle: strip.angle + (turns * Math.PI) / 2,
  }
}

/** The part of a strip between two fractions of its width. */
export function partOf(strip: Strip, from: number, to: number): Strip {
  const shift = ((from + to) / 2 - 0.5) * strip.width
  return {
    ...strip,
    x: strip.x + Math.cos(strip.angle) * shift,
    y: strip.y + Math.sin(strip.angle) * shift,
    width: (to - from) * strip.width,
  }
}

/** Upright rectangle `[left, top, right, bottom]` around a strip. */
export function boundsOf(strip: Strip): [number, number, number, number] {
  const cos = Math.abs(Math.cos(strip.angle))
  const sin = Math.abs(Math.sin(strip.angle))
  const halfWidth = (strip.width * cos + strip.height * sin) / 2
  const halfHeight = (strip.width * sin + strip.height * cos) / 2
  return [strip.x - halfWidth, strip.y - halfHeight, strip.x + halfWidth, strip.y + halfHeight]
}

/** The skew most text of a page shares: the median angle of the long strips, weighted by their length. */
export function commonAngle(strips: readonly Strip[]): number {
  const long = strips
    .map(({ width, height, angle }) => ({
      angle,
      length: Math.max(width, height),
      thin: Math.min(width, height),
    }))
    .filter(({ length, thin }) => length >= 3 * thin)
    .sort((a, b) => a.angle - b.angle)
  const half = long.reduce((sum, { length }) => sum + length, 0) / 2
  let passed = 0
  for (const { angle, length } of long) {
    passed += length
    if (passed >= half) return angle
  }
  return 0
}
