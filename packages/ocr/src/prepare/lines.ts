// Straight edges of a picture that go on for long, print left out (Hough's transform, in the form of Duda and Hart 1972).
import type { Size, Small } from './small.ts'

/** `x * cos(angle) + y * sin(angle) = distance`; brighter on the side of larger distances. Angle in radians, any turn. */
export type Line = { angle: number; distance: number; weight: number }

const angles = 360
/** Letters and rules up to this radius, in pixels, are painted over with the paper around them. */
const printRadius = 4
const leastStep = 5
const mostStep = 40
const mostLines = 28
const reach = 2
/** A line has at least this many votes per pixel of the picture's diagonal. */
const leastVotes = 0.12

/** A picture without its dark print, in three planes; paper and background stay. */
export function withoutPrint({ rgb, width, height }: Small): Uint8Array[] {
  return [0, 1, 2].map((channel) => {
    const plane = new Uint8Array(width * height)
    for (let i = 0; i < plane.length; i++) plane[i] = rgb[i * 3 + channel] as number
    const bright = spread(plane, { width, height }, true)
    return spread(bright, { width, height }, false)
  })
}

/** The brightest or darkest value in a square around each pixel, first along rows, then along columns. */
function spread(plane: Uint8Array, { width, height }: Size, bright: boolean): Uint8Array {
  const across = spreadAlong(plane, { lines: height, length: width, step: 1, next: width }, bright)
  return spreadAlong(across, { lines: width, length: height, step: width, next: 1 }, bright)
}

type Walk = { lines: number; length: number; step: number; next: number }

/**
 * Running extremes (van Herk 1992): three comparisons a pixel, however wide the window. A function that picks would be
 * called for each of them, and took four times as long (600 × 800 pixels: 250 ms, now 65).
 */
function spreadAlong(plane: Uint8Array, { lines, length, step, next }: Walk, bright: boolean): Uint8Array {
  const out = new Uint8Array(plane.length)
  const window = 2 * printRadius + 1
  const end = length + 2 * printRadius
  const values = new Uint8Array(end)
  const ahead = new Uint8Array(end)
  const back = new Uint8Array(end)
  for (let line = 0; line < lines; line++) {
    const from = line * next
    for (let i = 0; i < length; i++) values[i + printRadius] = plane[from + i * step] as number
    values.fill(values[printRadius] as number, 0, printRadius)
    values.fill(values[length + printRadius - 1] as number, length + printRadius)
    let last = 0
    for (let i = 0; i < end; i++) {
      const value = values[i] as number
      if (i % window === 0 || value > last === bright) last = value
      ahead[i] = last
    }
    for (let i = end - 1; i >= 0; i--) {
      const value = values[i] as number
      if (i === end - 1 || i % window === window - 1 || value > last === bright) last = value
      back[i] = last
    }
    for (let i = 0; i < length; i++) {
      const behind = back[i] as number
      const before = ahead[i + window - 1] as number
      out[from + i * step] = behind > before === bright ? behind : before
    }
  }
  return out
}

/** An edge point: where, which way it grows brighter, and how much. */
type Edge = { x: number; y: number; dx: number; dy: number; step: number }

function edgesOf(planes: readonly Uint8Array[], { width, height }: Size): Edge[] {
  const { steps, across, down } = slopes(planes, { width, height })
  const edges: Edge[] = []
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      const i = y * width + x
      const step = steps[i] as number
      if (step < leastStep) continue
      const [dx, dy] = [(across[i] as number) / step, (down[i] as number) / step]
      const ahead = Math.round(dx) + Math.round(dy) * width
      if (step < (steps[i + ahead] as number) || step < (steps[i - ahead] as number)) continue
      edges.push({ x: x + 0.5, y: y + 0.5, dx, dy, step: Math.min(step, mostStep) })
    }
  }
  return edges
}

/** How steeply a picture grows brighter, to the right and downwards, in the colour that does so most. */
function slopes(planes: readonly Uint8Array[], { width, height }: Size) {
  const size = width * height
  const [steps, across, down] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)]
  const [rightwards, downwards] = [[1, width] as const, [width, 1] as const]
  for (const plane of planes) {
    for (let y = reach; y < height - reach; y++) {
      for (let i = y * width + reach; i < (y + 1) * width - reach; i++) {
        const dx = slope(plane, i, rightwards)
        const dy = slope(plane, i, downwards)
        const step = Math.sqrt(dx * dx + dy * dy)
        if (step <= (steps[i] as number)) continue
        steps[i] = step
        across[i] = dx
        down[i] = dy
      }
    }
  }
  return { steps, across, down }
}

/** Difference over four pixels along a step, averaged over three rows across it: Prewitt's operator, wider. */
function slope(plane: Uint8Array, at: number, steps: readonly [number, number]): number {
  const along = steps[0]
  const across = steps[1]
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
export function straightEdges(planes: readonly Uint8Array[], size: Size): Line[] {
  const edges = edgesOf(planes, size)
  const diagonal = Math.ceil(Math.hypot(size.width, size.height))
  const bins = diagonal * 2 + 4
  const votes = new Float32Array(angles * bins)
  const turns = Array.from({ length: angles }, (_, i) => (i / angles) * 2 * Math.PI)
  const [cosines, sines] = [turns.map(Math.cos), turns.map(Math.sin)]
  for (const { x, y, dx, dy, step } of edges) {
    const middle = Math.round((Math.atan2(dy, dx) / (2 * Math.PI)) * angles)
    const weight = Math.sqrt(step)
    for (let turn = middle - 4; turn <= middle + 4; turn++) {
      const index = (turn + angles) % angles
      const distance = x * (cosines[index] as number) + y * (sines[index] as number)
      const at = index * bins + Math.round(distance) + diagonal
      votes[at] = (votes[at] as number) + weight
    }
  }
  return peaksOf(votes, bins, diagonal).map((line) => fitted(line, edges))
}

function peaksOf(votes: Float32Array, bins: number, diagonal: number): Line[] {
  const lines: Line[] = []
  const strong: number[] = []
  for (let i = 0; i < votes.length; i++) if ((votes[i] as number) >= diagonal * leastVotes) strong.push(i)
  strong.sort((a, b) => (votes[b] as number) - (votes[a] as number))
  for (const at of strong) {
    if (lines.length === mostLines) break
    const weight = votes[at] as number
    if (weight === 0) continue
    const index = Math.floor(at / bins)
    const bin = at % bins
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
    const cos = Math.cos(fit.angle)
    const sin = Math.sin(fit.angle)
    let [count, meanX, meanY] = [0, 0, 0]
    const close = edges.filter(
      ({ x, y, dx, dy }) => Math.abs(x * cos + y * sin - fit.distance) < near && dx * cos + dy * sin > 0.97,
    )
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
