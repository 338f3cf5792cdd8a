// Flat pages seen at an angle: the projective map between a rectangle and four corners, and a picture along it.
import type { Point } from '../geometry.ts'
import type { Raster } from '../raster.ts'

/** Four corners: top left, top right, bottom right, bottom left. */
export type Quad = readonly [Point, Point, Point, Point]

/** Nine coefficients, row by row: `(x, y, 1)` times these is the other point, times its last value. */
export type Projection = readonly number[]

/** The map from the unit square to four corners (Heckbert 1989, "Fundamentals of Texture Mapping", section 2.2). */
export function fromSquare([a, b, c, d]: Quad): Projection {
  const [sx, sy] = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]]
  const [ux, uy, vx, vy] = [b[0] - c[0], b[1] - c[1], d[0] - c[0], d[1] - c[1]]
  const area = ux * vy - vx * uy
  const g = (sx * vy - vx * sy) / area
  const h = (ux * sy - sx * uy) / area
  return [
    b[0] - a[0] + g * b[0],
    d[0] - a[0] + h * d[0],
    a[0],
    b[1] - a[1] + g * b[1],
    d[1] - a[1] + h * d[1],
    a[1],
    g,
    h,
    1,
  ]
}

/** Where a point goes. */
export function project(map: Projection, [x, y]: Point): Point {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = map
  const w = g * x + h * y + i
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w]
}

/** What a warp needs to know: which corners of the source become the corners of a picture of which size. */
export type Warp = {
  corners: Quad
  width: number
  height: number
  outside: readonly [number, number, number]
}

/** The picture inside four corners (pixels of `source`), laid flat; bilinear, so made for about the same scale. */
export function warp(source: Raster, { corners, width, height, outside }: Warp): Raster {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = fromSquare(corners)
  const data = new Uint8Array(width * height * 3)
  const at = sampler(source, data, outside)
  for (let y = 0, to = 0; y < height; y++) {
    const v = (y + 0.5) / height
    const [x0, y0, w0] = [b * v + c, e * v + f, h * v + 1]
    for (let x = 0; x < width; x++, to += 3) {
      const u = (x + 0.5) / width
      const w = 1 / (g * u + w0)
      // Corners are edges of pixels, samples are their centres.
      at(to, (a * u + x0) * w - 0.5, (d * u + y0) * w - 0.5)
    }
  }
  return { data, width, height, channels: 3 }
}

/** Writes the bilinear sample at a point; weights in 1/256 keep it in whole numbers, which is twice as fast. */
function sampler({ data, width, height }: Raster, out: Uint8Array, outside: readonly number[]) {
  const stride = width * 3
  const [red, green, blue] = outside as [number, number, number]
  return (to: number, x: number, y: number) => {
    if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) {
      out[to] = red
      out[to + 1] = green
      out[to + 2] = blue
      return
    }
    const fx = x < 0 ? 0 : x > width - 1 ? width - 1 : x
    const fy = y < 0 ? 0 : y > height - 1 ? height - 1 : y
    const left = fx | 0
    const top = fy | 0
    const dx = ((fx - left) * 256) | 0
    const dy = ((fy - top) * 256) | 0
    const i = top * stride + left * 3
    const right = left < width - 1 ? 3 : 0
    const below = i + (top < height - 1 ? stride : 0)
    for (let c = 0; c < 3; c++) {
      const upper =
        ((data[i + c] as number) << 8) + dx * ((data[i + right + c] as number) - (data[i + c] as number))
      const lower =
        ((data[below + c] as number) << 8) +
        dx * ((data[below + right + c] as number) - (data[below + c] as number))
      out[to + c] = ((upper << 8) + dy * (lower - upper) + 32768) >> 16
    }
  }
}
