// Windows bitmaps, which libvips does not read: all depths, bit fields, and run lengths
// (Microsoft, "Bitmap Storage" and "Bitmap Compression" in the Windows GDI reference).
import type { Raster } from './raster.ts'

/** A bitmap whose header was read and is sound; `decode` makes its pixels, upright. */
export type Bitmap = { width: number; height: number; dpi: number | undefined; decode(): Raster }

const fileHeader = 14
const coreHeader = 12
const infoHeader = 40
const rgb = 0
const rle8 = 1
const rle4 = 2
const bitFields = 3
const alphaBitFields = 6

type Header = {
  width: number
  height: number
  /** The first row stored is the top one. */
  topDown: boolean
  depth: number
  compression: number
  palette: Uint8Array
  pixels: Uint8Array
  /** Where red, green and blue stand in a pixel of 16 or 32 bits. */
  masks: readonly number[]
}

/** Reads the header. Throws a RangeError for one that cannot be: sizes that do not fit the bytes, unknown kinds. */
export function openBitmap(bytes: Uint8Array): Bitmap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = view.getUint32(fileHeader, true)
  const core = size === coreHeader
  if (!core && (size < infoHeader || size > 256)) throw new RangeError('The header is of no known kind.')
  const rawHeight = core ? view.getUint16(20, true) : view.getInt32(22, true)
  const compression = core ? rgb : view.getUint32(30, true)
  const depth = view.getUint16(core ? 24 : 28, true)
  const header: Header = {
    width: core ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(rawHeight),
    topDown: rawHeight < 0,
    depth,
    compression,
    palette: paletteOf(bytes, view, { core, depth, compression }),
    pixels: bytes.subarray(view.getUint32(10, true)),
    masks: masksOf(view, { depth, compression }),
  }
  refuseImpossible(header)
  const perMetre = core ? 0 : view.getInt32(38, true)
  return {
    width: header.width,
    height: header.height,
    dpi: perMetre > 0 ? Math.round(perMetre * 0.0254) : undefined,
    decode: () => decode(header),
  }
}

type Kind = { core?: boolean; depth: number; compression: number }

/** Blue, green, red and a fourth byte for each colour; the old header leaves the fourth out. */
function paletteOf(bytes: Uint8Array, view: DataView, { core, depth, compression }: Kind): Uint8Array {
  if (depth > 8) return new Uint8Array()
  const masks = compression === bitFields ? 12 : 0
  const from = fileHeader + view.getUint32(fileHeader, true) + masks
  const said = core ? 0 : view.getUint32(46, true)
  const colours = said > 0 && said <= 1 << depth ? said : 1 << depth
  const stored = bytes.subarray(from, from + colours * (core ? 3 : 4))
  if (!core) return stored
  const palette = new Uint8Array((stored.length / 3) * 4)
  for (let i = 0; i < stored.length; i++) palette[Math.floor(i / 3) * 4 + (i % 3)] = stored[i] as number
  return palette
}

function masksOf(view: DataView, { depth, compression }: Kind): readonly number[] {
  if (compression === bitFields || compression === alphaBitFields) {
    return [54, 58, 62].map((at) => view.getUint32(at, true))
  }
  return depth === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff]
}

function refuseImpossible({ width, height, depth, compression, pixels }: Header): void {
  if (width < 1 || height < 1 || width > 100_000 || height > 100_000) throw new RangeError('It has no size.')
  if (![1, 4, 8, 16, 24, 32].includes(depth)) throw new RangeError('It has no known depth.')
  const runs = (compression === rle8 && depth === 8) || (compression === rle4 && depth === 4)
  const fields =
    (compression === bitFields || compression === alphaBitFields) && (depth === 16 || depth === 32)
  if (compression !== rgb && !runs && !fields) throw new RangeError('It is packed in no known way.')
  if (!runs && pixels.length < strideOf(width, depth) * height) throw new RangeError('Its end is missing.')
}

/** Rows begin at multiples of four bytes. */
const strideOf = (width: number, depth: number) => Math.ceil((width * depth) / 32) * 4

function decode(header: Header): Raster {
  const { width, height, depth, topDown, pixels, compression } = header
  const data = new Uint8Array(width * height * 3)
  const packed = compression === rle8 || compression === rle4
  const indexes = packed ? unpack(header) : undefined
  const stride = strideOf(width, depth)
  const paint = depth <= 8 ? painterOfIndexes(header, indexes !== undefined) : painterOfColours(header)
  for (let y = 0; y < height; y++) {
    const stored = topDown ? y : height - 1 - y
    const row = indexes
      ? indexes.subarray(stored * width)
      : pixels.subarray(stored * stride, (stored + 1) * stride)
    paint(row, data, y * width * 3)
  }
  return { data, width, height, channels: 3 }
}

type Painter = (row: Uint8Array, data: Uint8Array, to: number) => void

function painterOfIndexes({ width, depth, palette }: Header, unpacked: boolean): Painter {
  const bits = unpacked ? 8 : depth
  const mask = (1 << bits) - 1
  return (row, data, start) => {
    for (let x = 0, to = start; x < width; x++, to += 3) {
      const bit = x * bits
      const index = ((row[bit >> 3] as number) >> (8 - bits - (bit & 7))) & mask
      data[to] = palette[index * 4 + 2] ?? 0
      data[to + 1] = palette[index * 4 + 1] ?? 0
      data[to + 2] = palette[index * 4] ?? 0
    }
  }
}

function painterOfColours({ width, depth, masks, compression }: Header): Painter {
  const bytes = depth / 8
  if (compression === rgb && bytes !== 2) {
    return (row, data, start) => {
      for (let x = 0, to = start, at = 0; x < width; x++, to += 3, at += bytes) {
        data[to] = row[at + 2] as number
        data[to + 1] = row[at + 1] as number
        data[to + 2] = row[at] as number
      }
    }
  }
  const channels = masks.map((mask) => ({ mask, shift: mask === 0 ? 0 : 31 - Math.clz32(mask & -mask) }))
  return (row, data, start) => {
    for (let x = 0, to = start, at = 0; x < width; x++, at += bytes) {
      let value = 0
      for (let k = bytes - 1; k >= 0; k--) value = (value << 8) | (row[at + k] as number)
      for (const { mask, shift } of channels) {
        const most = mask >>> shift
        data[to++] = most === 0 ? 0 : (((value & mask) >>> shift) * 255) / most + 0.5
      }
    }
  }
}

/** Run lengths, bottom row first: a count and a colour, or a zero and an escape. What is skipped stays colour 0. */
function unpack({ width, height, depth, pixels }: Header): Uint8Array {
  const out = new Uint8Array(width * height)
  const [x, y] = [0, 0]
  const at = { x, y }
  const put = (index: number) => {
    if (at.x < width && at.y < height) out[at.y * width + at.x] = index
    at.x++
  }
  for (let i = 0; i + 1 < pixels.length && at.y < height; i += 2) {
    const [count, value] = [pixels[i] as number, pixels[i + 1] as number]
    if (count > 0) for (let k = 0; k < count; k++) put(nibble(value, k, depth))
    else if (value === 0) Object.assign(at, { x: 0, y: at.y + 1 })
    else if (value === 1) break
    else if (value === 2) {
      at.x += pixels[i + 2] ?? 0
      at.y += pixels[i + 3] ?? 0
      i += 2
    } else {
      const bytes = depth === 8 ? value : (value + 1) >> 1
      for (let k = 0; k < value; k++) {
        put(nibble(pixels[i + 2 + (depth === 8 ? k : k >> 1)] ?? 0, k, depth))
      }
      // Literal runs end at an even byte.
      i += bytes + (bytes & 1)
    }
  }
  return out
}

function nibble(value: number, k: number, depth: number): number {
  if (depth === 8) return value
  return k % 2 === 0 ? value >> 4 : value & 15
}
