// From the detector's probability map to strips of text: differentiable binarisation's post-processing
// (Liao et al. 2020, "Real-time Scene Text Detection with Differentiable Binarization").
import {
  commonAngle,
  convexHull,
  type Point,
  rectangleAt,
  type Strip,
  smallestRectangle,
} from './geometry.ts'

/** Probability (0 to 1) of text per pixel, row by row. */
export type TextMap = { data: Float32Array; width: number; height: number }

const pixelThreshold = 0.3
const regionThreshold = 0.5
const smallestRegion = 10
const thinnestPixels = 3
/** The detector marks text shrunken; 1.4 gives back the full letters (1.6 measured worse). */
const unclip = 1.4
/** A little more at both ends, or full stops and last digits are cut: a fifth fewer faults on clean pages. */
const endsUnclip = 1.3
/** Strips whose middles lie apart by less than this share of the lower one stand on one line. */
const sameLine = 0.5
/** More runs than any printed page has: noise must not buy unlimited recognition. */
const mostStrips = 3000

/** Strips of text, largest first, in pixels of the image the map was made from. */
export function stripsOf(map: TextMap, image: { width: number; height: number }): Strip[] {
  const stretch = (outline: Point[]): Point[] =>
    outline.map(([x, y]) => [(x * image.width) / map.width, (y * image.height) / map.height])
  const hulls = regionsOf(map).map((outline) => convexHull(stretch(outline)))
  const tight = hulls.map(smallestRectangle)
  const skew = commonAngle(tight)
  const bare = hulls
    .map((hull, i) => {
      const rectangle = tight[i] as Strip
      // The smallest rectangle of a roundish region (a digit, a short word) has an accidental angle.
      const compact =
        Math.max(rectangle.width, rectangle.height) < 2.5 * Math.min(rectangle.width, rectangle.height)
      return compact ? rectangleAt(hull, skew) : rectangle
    })
    .filter(({ width, height }) => Math.min(width, height) * (map.width / image.width) >= thinnestPixels)
    .sort((a, b) => b.width * b.height - a.width * a.height)
    .slice(0, mostStrips)
  return bare.map((strip) => grow(strip, bare)).sort((a, b) => b.width * b.height - a.width * a.height)
}

/** Full letters again, but none of those of a neighbour on the same line: each gets half of what lies between. */
function grow(strip: Strip, all: readonly Strip[]): Strip {
  const { width, height } = strip
  const distance = (width * height * unclip) / (2 * (width + height))
  const cos = Math.cos(strip.angle)
  const sin = Math.sin(strip.angle)
  let [before, after] = [distance * endsUnclip, distance * endsUnclip]
  for (const other of all) {
    const along = (other.x - strip.x) * cos + (other.y - strip.y) * sin
    const across = (other.y - strip.y) * cos - (other.x - strip.x) * sin
    const between = Math.abs(along) - (width + other.width) / 2
    const isBeside =
      other !== strip &&
      Math.abs(across) < sameLine * Math.min(height, other.height) &&
      between > -sameLine * height
    if (isBeside && along < 0) before = Math.min(before, Math.max(0, between / 2))
    else if (isBeside) after = Math.min(after, Math.max(0, between / 2))
  }
  const shift = (after - before) / 2
  return {
    ...strip,
    x: strip.x + shift * cos,
    y: strip.y + shift * sin,
    width: width + before + after,
    height: height + 2 * distance,
  }
}

/** Outlines of the connected regions that are probable enough to be text. */
function regionsOf({ data, width, height }: TextMap): Point[][] {
  const seen = new Uint8Array(data.length)
  const stack = new Int32Array(data.length)
  const regions: Point[][] = []
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || (data[start] as number) <= pixelThreshold) continue
    const rows = new Map<number, [number, number]>()
    let depth = 1
    let sum = 0
    let size = 0
    stack[0] = start
    seen[start] = 1
    const push = (i: number) => {
      if (seen[i] || (data[i] as number) <= pixelThreshold) return
      seen[i] = 1
      stack[depth++] = i
    }
    while (depth > 0) {
      const i = stack[--depth] as number
      const x = i % width
      const y = (i - x) / width
      sum += data[i] as number
      size++
      widen(rows, y, x)
      if (x > 0) push(i - 1)
      if (x < width - 1) push(i + 1)
      if (y > 0) push(i - width)
      if (y < height - 1) push(i + width)
    }
    if (size >= smallestRegion && sum / size >= regionThreshold) regions.push(outlineOf(rows))
  }
  return regions
}

function widen(rows: Map<number, [number, number]>, y: number, x: number): void {
  const row = rows.get(y)
  if (!row) rows.set(y, [x, x])
  else if (x < row[0]) row[0] = x
  else if (x > row[1]) row[1] = x
}

/** Corners of the leftmost and rightmost pixel of each row: enough for a convex hull. */
function outlineOf(rows: Map<number, [number, number]>): Point[] {
  const points: Point[] = []
  for (const [y, [left, right]] of rows) {
    points.push([left, y], [left, y + 1], [right + 1, y], [right + 1, y + 1])
  }
  return points
}
