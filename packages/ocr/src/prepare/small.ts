// A page made small by averaging: everything that is judged about a page is judged on one of these.
import type { Raster } from '../raster.ts'

/** How large a picture is, in pixels. */
export type Size = { width: number; height: number }

/** A small copy of a page: colours, brightness, and how many pixels of the page one of its own is wide. */
export type Small = { rgb: Uint8Array; grey: Uint8Array; width: number; height: number; step: number }

/** Shrinks to at most `pixels`; every pixel of the page counts, so thin strokes grow faint but never vanish. */
export function shrink({ data, width, height }: Omit<Raster, 'channels'>, pixels: number): Small {
  const scale = Math.min(1, Math.sqrt(pixels / (width * height)))
  const outWidth = Math.max(1, Math.round(width * scale))
  const outHeight = Math.max(1, Math.round(height * scale))
  const columns = edges(width, outWidth)
  const rows = edges(height, outHeight)
  const rgb = new Uint8Array(outWidth * outHeight * 3)
  const sums = new Float64Array(outWidth * 3)
  for (let y = 0; y < outHeight; y++) {
    sums.fill(0)
    const from = rows[y] as number
    const to = rows[y + 1] as number
    for (let row = from; row < to; row++) addRow(data.subarray(row * width * 3), columns, sums)
    for (let x = 0, i = 0; x < outWidth; x++) {
      const share = 1 / ((to - from) * ((columns[x + 1] as number) - (columns[x] as number)))
      for (let c = 0; c < 3; c++, i++) rgb[y * outWidth * 3 + i] = (sums[i] as number) * share + 0.5
    }
  }
  const step = Math.sqrt((width * height) / (outWidth * outHeight))
  return { rgb, grey: greyOf(rgb), width: outWidth, height: outHeight, step }
}

/** Where each output pixel begins; none is empty. */
function edges(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to))
}

function addRow(row: Uint8Array, columns: Int32Array, sums: Float64Array): void {
  for (let x = 0, i = 0, at = 0; x < columns.length - 1; x++, at += 3) {
    let red = 0
    let green = 0
    let blue = 0
    const end = (columns[x + 1] as number) * 3
    for (; i < end; i += 3) {
      red += row[i] as number
      green += row[i + 1] as number
      blue += row[i + 2] as number
    }
    sums[at] = (sums[at] as number) + red
    sums[at + 1] = (sums[at + 1] as number) + green
    sums[at + 2] = (sums[at + 2] as number) + blue
  }
}

/** Brightness of interleaved RGB as the eye sees it (ITU-R BT.601). */
export function greyOf(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3)
  for (let i = 0, at = 0; at < grey.length; i += 3, at++) {
    grey[at] = (77 * (rgb[i] as number) + 150 * (rgb[i + 1] as number) + 29 * (rgb[i + 2] as number)) >> 8
  }
  return grey
}

/** The mean of the square of `2 * radius + 1` around every pixel, smaller at the edges. */
export function boxMean(values: Uint8Array, size: Size, radius: number): Uint8Array {
  const { width, height } = size
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] as number
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] as number) + row
    }
  }
  const out = new Uint8Array(values.length)
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * (width + 1)
    const bottom = Math.min(height, y + radius + 1) * (width + 1)
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      const sum =
        (sums[bottom + right] as number) -
        (sums[bottom + left] as number) -
        (sums[top + right] as number) +
        (sums[top + left] as number)
      out[y * width + x] = sum / ((right - left) * ((bottom - top) / (width + 1)))
    }
  }
  return out
}
