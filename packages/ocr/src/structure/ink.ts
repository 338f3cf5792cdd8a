// Which pixels are ink: darker than the paper around them.
import type { Raster } from '../raster.ts'

/** 1 where there is ink, row by row. */
export type Mask = { data: Uint8Array; width: number; height: number }

/** Grey rules of 0.8 of the paper's brightness are seen, the shade of zebra stripes is not. */
const darkness = 0.86
const tile = 16

/** Compares each pixel with the brightness of the paper, measured in tiles and smoothed over about half an inch. */
export function inkMask({ data, width, height }: Raster): Mask {
  const pixels = greyOf(data, width * height)
  const paper = paperOf(pixels, width, height)
  const across = Math.ceil(width / tile)
  const least = new Uint8Array(width)
  // In place: a page is large.
  for (let y = 0, i = 0; y < height; y++) {
    if (y % tile === 0)
      for (let x = 0, row = (y / tile) * across; x < width; x++)
        least[x] = Math.ceil(darkness * (paper[row + (x >> 4)] as number))
    // The sign of the difference.
    for (let x = 0; x < width; x++, i++) pixels[i] = ((pixels[i] as number) - (least[x] as number)) >>> 31
  }
  return { data: pixels, width, height }
}

/** Four pixels, which are three words, at a time: on pages that were drawn most are white. */
function greyOf(data: Uint8Array, count: number): Uint8Array {
  const grey = new Uint8Array(count).fill(255)
  const aligned = data.byteOffset % 4 === 0 ? data : new Uint8Array(data)
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, data.length >> 2)
  const whole = count & ~3
  for (let i = 0, word = 0; i < whole; i += 4, word += 3) {
    const a = words[word] as number
    const b = words[word + 1] as number
    const c = words[word + 2] as number
    if ((a & b & c) === -1) continue
    grey[i] = brightness(a, a >>> 8, a >>> 16)
    grey[i + 1] = brightness(a >>> 24, b, b >>> 8)
    grey[i + 2] = brightness(b >>> 16, b >>> 24, c)
    grey[i + 3] = brightness(c >>> 8, c >>> 16, c >>> 24)
  }
  for (let i = whole; i < count; i++)
    grey[i] = brightness(data[3 * i] as number, data[3 * i + 1] as number, data[3 * i + 2] as number)
  return grey
}

/** Of the lowest bytes. */
const brightness = (red: number, green: number, blue: number): number =>
  (77 * (red & 255) + 150 * (green & 255) + 29 * (blue & 255)) >> 8

function paperOf(grey: Uint8Array, width: number, height: number): Float32Array {
  const across = Math.ceil(width / tile)
  const down = Math.ceil(height / tile)
  const brightest = new Float32Array(across * down)
  for (let y = 0; y < height; y += 2) {
    const row = Math.floor(y / tile) * across
    for (let x = 0, i = y * width; x < width - 1; x += 2, i += 2) {
      const at = row + (x >> 4)
      // Two neighbours: the brightest single pixel is noise.
      const light = ((grey[i] as number) + (grey[i + 1] as number)) / 2
      if (light > (brightest[at] as number)) brightest[at] = light
    }
  }
  return smooth(smooth(brightest, across, 1), across, across)
}

/** Mean of seven neighbours along one axis: `step` 1 is across, the width of a row is down. */
function smooth(values: Float32Array, across: number, step: number): Float32Array {
  const out = new Float32Array(values.length)
  const down = values.length / across
  for (let i = 0; i < values.length; i++) {
    const place = step === 1 ? i % across : Math.floor(i / across)
    const end = step === 1 ? across : down
    let sum = 0
    let count = 0
    for (let k = Math.max(-3, -place); k <= Math.min(3, end - 1 - place); k++) {
      sum += values[i + k * step] as number
      count++
    }
    out[i] = sum / count
  }
  return out
}

/** Rows become columns. Four pixels at a time: most of a page is white. */
export function transposed({ data, width, height }: Mask): Mask {
  const out = new Uint8Array(data.length)
  const fours = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)
  for (let four = 0; four <= fours.length; four++) {
    if (fours[four] === 0) continue
    const end = Math.min(4 * four + 4, data.length)
    for (let i = 4 * four; i < end; i++) {
      if (!data[i]) continue
      const y = Math.floor(i / width)
      out[(i - y * width) * height + y] = 1
    }
  }
  return { data: out, width: height, height: width }
}

/** Share of ink in a rectangle, 0 to 1. */
export function inkShare(
  { data, width, height }: Mask,
  rect: { left: number; top: number; right: number; bottom: number },
): number {
  const [left, top] = [Math.max(0, Math.round(rect.left)), Math.max(0, Math.round(rect.top))]
  const [right, bottom] = [Math.min(width, Math.round(rect.right)), Math.min(height, Math.round(rect.bottom))]
  let dark = 0
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) dark += data[y * width + x] as number
  return right > left && bottom > top ? dark / ((right - left) * (bottom - top)) : 0
}
