// Straight edges of a picture that go on for long, print left out (Hough's transform, in the form of Duda and Hart 1972).
import type { Small } from './small.ts'

/** `x * cos(angle) + y * sin(angle) = distance`; brighter on the side of larger distances. Angle in radians, any turn. */
export type Line = { angle: number; distance: number; weight: number }

const angles = 360
/** Letters and rules up to this radius, in pixels, are painted over with the paper around them. */
const printRadius = 4
const leastStep = 5
const mostStep = 40
const mostLines = 28
const reach = 2

/** A picture without its dark print, in three planes; paper and background stay. */
export function withoutPrint({ rgb, width, height }: Small): Uint8Array[] {
  return [0, 1, 2].map((channel) => {
    const plane = new Uint8Array(width * height)
    for (let i = 0; i < plane.length; i++) plane[i] = rgb[i * 3 + channel] as number
    const size = { width, height }
    const bright = spread(plane, size, Math.max)
    return spread(bright, size, Math.min)
  })
}

function spread(
  plane: Uint8Array,
  size: { width: number; height: number },
  pick: (a: number, b: number) => number,
) {
  const { width, height } = size
  const across = new Uint8Array(plane.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = plane[y * width + x] as number
      const to = Math.min(width - 1, x + printRadius)
      for (let k = Math.max(0, x - printRadius); k <= to; k++)
        value = pick(value, plane[y * width + k] as number)
      across[y * width + x] = value
    }
  }
  const out = new Uint8Array(plane.length)
  for (let y = 0; y < height; y++) {
    const from = Math.max(0, y - printRadius)
    const to = Math.min(height - 1, y + printRadius)
    for (let x = 0; x < width; x++) {
      let value = across[y * width + x] as number
      for (let k = from; k <= to; k++) value = pick(value, across[k * width + x] as number)
      out[y * width + x] = value
    }
  }
  return out
}

/** An edge point: where, which way it grows brighter, and how much. */
type Edge = { x: number; y: number; angle: number; step: number }

function edgesOf(planes: readonly Uint8Array[], width: number, height: number): Edge[] {
  const size = width * height
  const steps = new Float32Array(size)
  const turns = new Float32Array(size)
  const [right, down] = [[1, width] as const, [width, 1] as const]
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      const i = y * width + x
      for (const plane of planes) {
        const dx = slope(plane, i, right)
        const dy = slope(plane, i, down)
        const step = Math.sqrt(dx * dx + dy * dy)
        if (step <= (steps[i] as number)) continue
        steps[i] = step
        turns[i] = Math.atan2(dy, dx)
      }
    }
  }
  const edges: Edge[] = []
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      const i = y * width + x
      const step = steps[i] as number
      if (step < leastStep) continue
      const angle = turns[i] as number
      const ahead = Math.round(Math.cos(angle)) + Math.round(Math.sin(angle)) * width
      if (step < (steps[i + ahead] as number) || step < (steps[i - ahead] as number)) continue
      edges.push({ x: x + 0.5, y: y + 0.5, angle, step: Math.min(step, mostStep) })
    }
  }
  return edges
}

/** Difference over four pixels along a step, averaged over three rows across it: Prewitt's operator, wider. */
function slope(plane: Uint8Array, at: number, [along, across]: readonly [number, number]): number {
  let sum = 0
  for (let i = at - across; i <= at + across; i += across) {
    sum +=
      (plane[i + along] as number) +
      (plane[i + 2 * along] as number) -
      (plane[i - along] as number) -
      (plane[i - 2 * along] as number)
  }
  return sum / 6
}

/** The strongest straight edges, strongest first. */
export function straightEdges(planes: readonly Uint8Array[], width: number, height: number): Line[] {
  const edges = edgesOf(planes, width, height)
  const diagonal = Math.ceil(Math.hypot(width, height))
  const bins = diagonal * 2 + 4
  const votes = new Float32Array(angles * bins)
  for (const { x, y, angle, step } of edges) {
    const middle = Math.round((angle / (2 * Math.PI)) * angles)
    for (let turn = middle - 4; turn <= middle + 4; turn++) {
      const index = (turn + angles) % angles
      const radians = (index / angles) * 2 * Math.PI
      const bin = Math.round(x * Math.cos(radians) + y * Math.sin(radians)) + diagonal
      votes[index * bins + bin] = (votes[index * bins + bin] as number) + Math.sqrt(step)
    }
  }
  return peaksOf(votes, bins, diagonal).map((line) => fitted(line, edges))
}

function peaksOf(votes: Float32Array, bins: number, diagonal: number): Line[] {
  const lines: Line[] = []
  while (lines.length < mostLines) {
    let best = 0
    for (let i = 1; i < votes.length; i++) if ((votes[i] as number) > (votes[best] as number)) best = i
    const weight = votes[best] as number
    if (weight < diagonal * 0.12) break
    const index = Math.floor(best / bins)
    const bin = best % bins
    lines.push({ angle: (index / angles) * 2 * Math.PI, distance: bin - diagonal, weight })
    for (let turn = index - 5; turn <= index + 5; turn++) {
      const row = ((turn + angles) % angles) * bins
      votes.fill(0, row + Math.max(0, bin - 4), row + Math.min(bins, bin + 5))
    }
  }
  return lines
}

/** The line moved to where the edge points near it really are: least squares, twice. */
function fitted(line: Line, edges: readonly Edge[]): Line {
  let fit = line
  for (const near of [3, 1.5]) {
    const [cos, sin] = [Math.cos(fit.angle), Math.sin(fit.angle)]
    let [count, meanX, meanY] = [0, 0, 0]
    const close = edges.filter(({ x, y, angle }) => {
      const aligned = Math.cos(angle - fit.angle) > 0.97
      return aligned && Math.abs(x * cos + y * sin - fit.distance) < near
    })
    for (const { x, y } of close) {
      count++
      meanX += x
      meanY += y
    }
    if (count < 10) return fit
    meanX /= count
    meanY /= count
    let [xx, xy, yy] = [0, 0, 0]
    for (const { x, y } of close) {
      xx += (x - meanX) ** 2
      xy += (x - meanX) * (y - meanY)
      yy += (y - meanY) ** 2
    }
    let angle = Math.atan2(2 * xy, xx - yy) / 2 + Math.PI / 2
    if (Math.cos(angle - fit.angle) < 0) angle += Math.PI
    fit = { ...fit, angle, distance: meanX * Math.cos(angle) + meanY * Math.sin(angle) }
  }
  return fit
}
