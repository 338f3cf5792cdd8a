// Pages drawn for tests: words as bars of letters, and the same page as a camera saw it.
import type { Point } from '../geometry.ts'
import type { Raster } from '../raster.ts'
import { type Projection, type Quad, warp } from './warp.ts'

/** Numbers from 0 to 1, the same ones for the same seed (Marsaglia's xorshift). */
export function seeded(seed: number): () => number {
  let state = seed * 2654435761 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** A blank page of one grey. */
export function paper(width: number, height: number, grey = 240): Raster {
  return { data: new Uint8Array(width * height * 3).fill(grey), width, height, channels: 3 }
}

/** Paints a rectangle, clipped to the picture. */
export function paint(page: Raster, [x, y, width, height]: readonly number[], grey: number): void {
  const [left = 0, top = 0] = [Math.round(x ?? 0), Math.round(y ?? 0)]
  for (let row = Math.max(0, top); row < Math.min(page.height, top + (height ?? 0)); row++) {
    const from = (row * page.width + Math.max(0, left)) * 3
    const to = (row * page.width + Math.min(page.width, left + (width ?? 0))) * 3
    if (to > from) page.data.fill(grey, from, to)
  }
}

/** Lines of strokes that look like words from afar, inside a margin of a tenth. */
export function printedPage(
  width: number,
  height: number,
  { letter = 8, grey = 240, ink = 40 } = {},
): Raster {
  const page = paper(width, height, grey)
  const random = seeded(width + height)
  for (let y = height * 0.1; y < height * 0.88; y += letter * 2.6) {
    const end = width * (0.5 + random() * 0.4)
    for (let x = width * 0.1; x < end; x += letter * (random() < 0.18 ? 1.6 : 0.95)) {
      const tall = random() < 0.25 ? 1.45 : 1
      paint(page, [x, y - letter * tall, Math.max(2, letter / 4), letter * tall], ink)
      if (random() < 0.6) paint(page, [x, y - letter / 2, letter * 0.7, Math.max(2, letter / 5)], ink)
    }
  }
  return page
}

/** Where the corners of a picture are on a page, if the page's corners are at `onPicture` (fractions of it). */
function pictureOn(page: Raster, onPicture: Projection): Quad {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = onPicture
  // The adjugate is the inverse, but for a factor that a projection does not see.
  const inverse = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ]
  const corner = (x: number, y: number): Point => {
    const [u = 0, v = 0, w = 1] = inverse.map(([p = 0, q = 0, r = 0]) => p * x + q * y + r)
    return [(u / w) * page.width, (v / w) * page.height]
  }
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)]
}

/** The page lying on a grey table, its corners where `onPicture` puts those of the unit square. */
export function photographed(
  page: Raster,
  onPicture: Projection,
  { width, height, table }: { width: number; height: number; table: number },
): Raster {
  const outside = [table, table, table] as const
  return warp(page, { corners: pictureOn(page, onPicture), width, height, outside })
}
