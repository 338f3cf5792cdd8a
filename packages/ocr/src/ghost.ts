// The back of a sheet that shines through: mirrored, far paler than the print, and read as nonsense.
import type { Strip } from './geometry.ts'
import { inkOf } from './prepare/ink.ts'
import { paperWithoutInk } from './prepare/light.ts'
import { shrink } from './prepare/small.ts'
import type { Raster } from './raster.ts'

/** A strip as it was read, with the depth of its ink. */
export type Seen = { strip: Strip; confidence: number; length: number; depth: number }

/** What of a page is a ghost: ink up to this depth, but not in the strips that are `kept`. */
export type Ghost = { depth: number; kept: Strip[] }

const alongSamples = 160
const acrossSamples = 24
/** Ink is the darkest and the lightest twenty-fifth of a strip: letters cover a tenth of it and more. */
const inkShare = 0.04
/** Ghosts have up to this share of the depth of the page's print; thermal, grey and pencilled lines have more. */
const paleShare = 0.28
/** Print is read with more confidence than this, even where it is pale. */
const sure = 0.8
/** Of many ghosts some are read as surely as that, by chance: then it takes more. */
const surer = 0.93
const manyGhosts = 12
/** Ink this pale beside the page's print is nothing that anybody wrote, however few such places there are. */
const traceShare = 0.15
/** Beside ghosts a few signs are read surely by chance; a pale line of this many is print. */
const leastLength = 5
/** Fewer ghosts than these are left as they are: they may be pencil. */
const leastGhosts = 4
const leastShare = 0.1
/** Ghosts of single letters are a little deeper than the strips they were found in. */
const margin = 1.25
const judgedPixels = 700_000

/** How much darker than its paper the ink of a strip is, 0 to 1; where print is light, how much darker its ground is. */
export function inkDepth(image: Raster, strip: Strip): number {
  const levels = levelsIn(image, strip).sort()
  if (levels.length === 0) return 0
  const at = (share: number) => levels[Math.floor(share * (levels.length - 1))] as number
  const paper = at(0.5)
  return Math.max(1 - at(inkShare) / Math.max(1, paper), 1 - paper / Math.max(1, at(1 - inkShare)))
}

function levelsIn({ data, width, height }: Raster, strip: Strip): Uint8Array {
  const cos = Math.cos(strip.angle)
  const sin = Math.sin(strip.angle)
  const levels = new Uint8Array(alongSamples * acrossSamples)
  let found = 0
  for (let at = 0; at < levels.length; at++) {
    const along = (((at % alongSamples) + 0.5) / alongSamples - 0.5) * strip.width
    const across = ((Math.floor(at / alongSamples) + 0.5) / acrossSamples - 0.5) * strip.height
    const x = Math.floor(strip.x + along * cos - across * sin)
    const y = Math.floor(strip.y + along * sin + across * cos)
    if (x >= 0 && y >= 0 && x < width && y < height) levels[found++] = data[(y * width + x) * 3 + 1] as number
  }
  return levels.subarray(0, found)
}

/** The ghost on a page, by how deep the ink of its strips is and how surely they were read; null where there is none. */
export function ghostAmong(strips: readonly Seen[]): Ghost | null {
  const usual = usualDepth(strips)
  const pale = strips.filter(({ depth }) => depth < paleShare * usual)
  const ghosts = pale.filter(({ confidence }) => confidence < sure)
  if (ghosts.length < Math.max(leastGhosts, leastShare * strips.length)) return null
  const legible = pale.filter(({ confidence, length }) => confidence >= sure && length >= leastLength)
  // As much pale print as ghosts: it is the paper, a pencil or a stamp that is pale, and none is taken out.
  if (legible.length > ghosts.length / 2) return null
  const deepest = Math.max(...ghosts.map(({ depth }) => depth))
  const kept = legible.filter(({ confidence }) => confidence >= (ghosts.length < manyGhosts ? sure : surer))
  return { depth: Math.min(paleShare, deepest * margin), kept: kept.map(({ strip }) => strip) }
}

/** Whether a strip is a trace of something else, such as the back of the sheet, where `strips` are all of the page. */
export function isTrace({ depth, confidence }: Seen, strips: readonly Seen[]): boolean {
  return confidence < sure && depth < traceShare * usualDepth(strips)
}

const usualDepth = (strips: readonly Seen[]): number =>
  medianOf(strips.filter(({ confidence }) => confidence >= sure).map(({ depth }) => depth))

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0
}

/** The page with its paper made white and all ink less deep than the ghost made paper. */
export function withoutGhost(image: Raster, { depth, kept }: Ghost): Raster {
  const small = shrink(image, judgedPixels)
  const paper = paperWithoutInk(small, inkOf(small))
  const data = new Uint8Array(image.data.length)
  const columns = Int32Array.from({ length: image.width }, (_, x) =>
    Math.floor((x * small.width) / image.width),
  )
  for (let y = 0, i = 0; y < image.height; y++) {
    const row = Math.floor((y * small.height) / image.height) * small.width
    for (let x = 0; x < image.width; x++) {
      const around = Math.max(1, paper[row + (columns[x] as number)] as number)
      for (let c = 0; c < 3; c++, i++) {
        const own = 1 - (image.data[i] as number) / around
        data[i] = 255 * (1 - Math.max(0, (own - depth) / (1 - depth)))
      }
    }
  }
  const out = { ...image, data }
  for (const strip of kept) putBack(image, out, strip)
  return out
}

/** The strip as it was, with all that is in the upright rectangle around it. */
function putBack(from: Raster, to: Raster, { x, y, width, height, angle }: Strip): void {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
  const [half, tall] = [(width * cos + height * sin) / 2, (width * sin + height * cos) / 2]
  const left = Math.max(0, Math.floor(x - half))
  const right = Math.min(from.width, Math.ceil(x + half))
  for (let row = Math.max(0, Math.floor(y - tall)); row < Math.min(from.height, y + tall); row++) {
    const start = row * from.width
    to.data.set(from.data.subarray((start + left) * 3, (start + right) * 3), (start + left) * 3)
  }
}
