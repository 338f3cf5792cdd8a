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
  for (let y = 0; y < height; y++) {
    const v = (y + 0.5) / height
    const row = { to: y * width * 3, width, outside, a, d, g, x0: b * v + c, y0: e * v + f, w0: h * v + 1 }
    warpRow(source, data, row)
  }
  return { data, width, height, channels: 3 }
}

/** One row of the flat picture: where it goes, and the projection along it. */
type Row = Record<'to' | 'width' | 'a' | 'd' | 'g' | 'x0' | 'y0' | 'w0', number> & Pick<Warp, 'outside'>

/** Weights in 1/256 keep the blend of four neighbours in whole numbers. */
function warpRow(source: Raster, out: Uint8Array, row: Row): void {
  const { data, width, height } = source
  const { a, d, g, x0, y0, w0, outside } = row
  const stride = width * 3
  for (let k = 0, to = row.to; k < row.width; k++, to += 3) {
    const u = (k + 0.5) / row.width
    const w = 1 / (g * u + w0)
    // Corners are edges of pixels, samples are their centres.
    const x = (a * u + x0) * w - 0.5
    const y = (d * u + y0) * w - 0.5
    if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) {
      atEdge(source, out, { to, x, y, outside })
      continue
    }
    const left = x | 0
    const top = y | 0
    const dx = ((x - left) * 256) | 0
    const dy = ((y - top) * 256) | 0
    const se = dx * dy
    const ne = (dx << 8) - se
    const sw = (dy << 8) - se
    const nw = 65536 - se - ne - sw
    const i = top * stride + left * 3
    const j = i + stride
    for (let c = 0; c < 3; c++) {
      const upper = nw * (data[i + c] as number) + ne * (data[i + c + 3] as number)
      const lower = sw * (data[j + c] as number) + se * (data[j + c + 3] as number)
      out[to + c] = (upper + lower + 32768) >> 16
    }
  }
}

type Place = { to: number; x: number; y: number }

/** Within half a pixel of the edge the picture goes on as it ends; further out there is only the paper around it. */
function atEdge(source: Raster, out: Uint8Array, place: Place & Pick<Warp, 'outside'>): void {
  const { data, width, height } = source
  const { to, x, y, outside } = place
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) {
    out.set(outside, to)
    return
  }
  const column = Math.max(0, Math.min(width - 1, Math.round(x)))
  const row = Math.max(0, Math.min(height - 1, Math.round(y)))
  const i = (row * width + column) * 3
  out.set(data.subarray(i, i + 3), to)
}
