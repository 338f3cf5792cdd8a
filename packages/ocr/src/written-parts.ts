// Where something stands on a page: the detector need not look at blank paper, nor at all of the page at once.
import type { TextMap } from './detect.ts'
import type { Planes } from './preprocess.ts'

type Detect = (part: Planes) => Promise<TextMap>

/**
 * Neighbouring pixels that differ by so many of 255 levels are more than paper: print that the detector finds differs
 * by 40 and more. So many of them in a row or column, or it is a speck.
 */
const leastStep = 20
const leastSteps = 2
/** Green, as the detector's planes have it. */
const level = 1 / 255 / 0.224
/** Blank paper that stays around what is written, and what a part sees of its neighbours. */
const margin = 32
/** The detector wants sides of whole steps. */
const step = 32
/** More at once costs memory, some 130 bytes a pixel, and is no faster. */
const mostPixels = 400_000

/** A map of the whole page, of which the detector saw only the written parts, one after the other. */
export async function detectInParts(page: Planes, detect: Detect): Promise<TextMap> {
  const { width, height } = page
  const { rows, columns } = inkOf(page)
  const map = { data: new Float32Array(width * height), width, height }
  const [left, right] = writtenColumns(columns)
  if (right === left) return map
  const written = writtenRows(rows)
  for (const [from, to] of cutsOf(written, rows, right - left)) {
    const first = Math.max(0, from - margin)
    const seen = written.slice(first, to + margin)
    const found = await detect(partOf(page, seen, [left, right]))
    for (let at = from; at < to; at++) {
      const row = found.data.subarray((at - first) * (right - left), (at - first + 1) * (right - left))
      map.data.set(row, (written[at] as number) * width + left)
    }
  }
  return map
}

/** How often neighbouring pixels differ, row by row and column by column. */
function inkOf({ data, width, height }: Planes) {
  const rows = new Uint32Array(height)
  const columns = new Uint32Array(width)
  const green = data.subarray(width * height, 2 * width * height)
  for (let y = 0, at = 0; y < height; y++, at += 2) {
    for (let x = 2; x < width; x++, at++) {
      const change = (green[at + 2] as number) - (green[at] as number)
      if (change < leastStep * level && change > -leastStep * level) continue
      rows[y] = (rows[y] as number) + 1
      columns[x] = (columns[x] as number) + 1
    }
  }
  return { rows, columns }
}

/** From the first to the last column with ink, in whole steps; an empty page has none. */
function writtenColumns(columns: Uint32Array): [left: number, right: number] {
  const isWritten = (count: number) => count >= leastSteps
  const first = columns.findIndex(isWritten)
  if (first < 0) return [0, 0]
  const left = Math.max(0, first - margin)
  const right = Math.min(columns.length, columns.findLastIndex(isWritten) + margin)
  const width = Math.ceil((right - left) / step) * step
  return left + width <= columns.length ? [left, left + width] : [columns.length - width, columns.length]
}

/** The rows with ink and those near them; wider gaps are left out. */
function writtenRows(rows: Uint32Array): Int32Array {
  const near = new Uint8Array(rows.length)
  for (const [y, count] of rows.entries())
    if (count >= leastSteps) near.fill(1, Math.max(0, y - margin), y + margin + 1)
  return Int32Array.from(rows.keys()).filter((y) => near[y] === 1)
}

/** Parts of about the same size, parted at blank rows where there are some nearby. */
function cutsOf(written: Int32Array, rows: Uint32Array, width: number): [from: number, to: number][] {
  const count = Math.max(1, Math.round((written.length * width) / mostPixels))
  const reach = Math.floor(written.length / count / 4)
  const cuts = [0]
  for (let part = 1; part < count; part++) {
    const wanted = Math.round((part * written.length) / count)
    const away = Array.from({ length: 2 * reach }, (_, i) => (i % 2 === 0 ? i / 2 : -(i + 1) / 2))
    const blank = away.find((by) => (rows[written[wanted + by] as number] as number) < leastSteps)
    cuts.push(wanted + (blank ?? 0))
  }
  return cuts.map((from, at) => [from, cuts[at + 1] ?? written.length])
}

/** These rows of these columns, the last row repeated up to a whole step. */
function partOf({ data, width, height }: Planes, rows: Int32Array, [left, right]: [number, number]): Planes {
  const part = { width: right - left, height: Math.ceil(rows.length / step) * step }
  const plane = part.width * part.height
  const out = new Float32Array(3 * plane)
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < part.height; y++) {
      const from = channel * width * height + (rows[Math.min(y, rows.length - 1)] as number) * width
      out.set(data.subarray(from + left, from + right), channel * plane + y * part.width)
    }
  }
  return { data: out, ...part }
}
