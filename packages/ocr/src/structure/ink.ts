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
  // In place, and with one whole number for a tile: this touches every pixel of every page.
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y / tile) * across
    for (let column = 0, end = y * width; column < across; column++) {
      const light = Math.ceil(darkness * (paper[row + column] as number))
      end = Math.min(end + tile, (y + 1) * width)
      for (; i < end; i++) pixels[i] = (pixels[i] as number) < light ? 1 : 0
    }
  }
  return { data: pixels, width, height }
}

function greyOf(data: Uint8Array, count: number): Uint8Array {
  const grey = new Uint8Array(count)
  for (let i = 0, at = 0; i < count; i++, at += 3)
    grey[i] =
      (77 * (data[at] as number) + 150 * (data[at + 1] as number) + 29 * (data[at + 2] as number)) >> 8
  return grey
}

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
