// Barcodes and matrix codes. Only places that look like one are decoded: dense, hard-edged ink over an area.
import type { Code } from '@countersign/contract/layout'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import type { Raster } from '../raster.ts'
import { inkShare, type Mask } from './ink.ts'
import { around, boxOf, type Rect } from './placed.ts'
import { groupsOf } from './tiles.ts'

/** Decodes the codes in a part of a page. */
export type CodeReader = (image: Raster, mask: Mask) => Promise<Code[]>

const tile = 16
const mostPlaces = 24

/** A reader with this build of zxing: `zxing_reader.wasm` of the installed package, never fetched. */
export function createCodeReader(wasmBinary: ArrayBuffer): CodeReader {
  prepareZXingModule({ overrides: { wasmBinary } })
  return async (image, mask) => {
    const codes: Code[] = []
    for (const place of likelyPlaces(mask).slice(0, mostPlaces))
      for (const code of await decode(image, place))
        if (!codes.some((one) => isSame(one, code))) codes.push(code)
    return codes
  }
}

function isSame(a: Code, b: Code): boolean {
  const apart = Math.abs(a.box[0] - b.box[0]) + Math.abs(a.box[1] - b.box[1])
  return a.content === b.content && a.format === b.format && apart < 0.05
}

/** Rectangles of connected tiles about half of which is ink with many edges; text is a fifth, pictures have few. */
export function likelyPlaces(mask: Mask): Rect[] {
  const { width, height } = mask
  const [across, down] = [Math.floor(width / tile), Math.floor(height / tile)]
  const dense = denseTiles(mask, across, down)
  const places = groupsOf(dense, { across, reach: 2 })
    .filter(({ left, right, top, bottom, count }) => {
      const [w, h] = [right - left, bottom - top]
      const rect = { left: left * tile, top: top * tile, right: right * tile, bottom: bottom * tile }
      // Of bold print a quarter is ink, of codes at least two fifths.
      return count >= 5 && Math.max(w, h) >= 3 && count > 0.3 * w * h && inkShare(mask, rect) > 0.33
    })
    .map(({ left, top, right, bottom }) => ({
      left: Math.max(0, (left - 2) * tile),
      top: Math.max(0, (top - 2) * tile),
      right: Math.min(width, (right + 2) * tile),
      bottom: Math.min(height, (bottom + 2) * tile),
    }))
  const area = ({ left, top, right, bottom }: Rect) => (right - left) * (bottom - top)
  const inner = ({ left, top, right, bottom }: Rect) => ({
    left: left + 2 * tile,
    top: top + 2 * tile,
    right: right - 2 * tile,
    bottom: bottom - 2 * tile,
  })
  return united(places)
    .filter((place) => inkShare(mask, inner(place)) > 0.3)
    .sort((a, b) => area(b) - area(a))
}

/** Wide bars and gaps part a code into pieces whose margins overlap. */
function united(places: readonly Rect[]): Rect[] {
  const out: Rect[] = []
  for (const place of places) {
    let whole = place
    for (let i = out.findIndex((one) => overlaps(one, whole)); i >= 0; ) {
      whole = around([whole, ...out.splice(i, 1)])
      i = out.findIndex((one) => overlaps(one, whole))
    }
    out.push(whole)
  }
  return out
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

function denseTiles({ data, width }: Mask, across: number, down: number): Uint8Array {
  const ink = new Uint16Array(across * down)
  // Four pixels at a time: most of a page is white.
  const fours = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)
  for (let four = 0; four < fours.length; four++) {
    if (fours[four] === 0) continue
    for (let i = 4 * four; i < 4 * four + 4; i++) {
      const y = Math.floor(i / width)
      const column = (i - y * width) >> 4
      const at = (y >> 4) * across + column
      // Beyond the last whole tile of the page there is no place to count in.
      if (data[i] && column < across && at < ink.length) ink[at] = (ink[at] as number) + 1
    }
  }
  return new Uint8Array(ink).map((_, at) => {
    const share = (ink[at] as number) / (tile * tile)
    const start = (Math.floor(at / across) * width + (at % across)) * tile
    return share > 0.27 && share < 0.8 && edgesIn(data, start, width) > 1.6 * tile ? 1 : 0
  })
}

function edgesIn(data: Uint8Array, start: number, width: number): number {
  let edges = 0
  for (let y = 0; y < tile; y++)
    for (let x = 0, i = start + y * width; x < tile; x++, i++) {
      if (x > 0 && data[i] !== data[i - 1]) edges++
      if (y > 0 && data[i] !== data[i - width]) edges++
    }
  return edges
}

type Picture = Exclude<Parameters<typeof readBarcodes>[0], Blob | ArrayBuffer | Uint8Array>

const options: ReaderOptions = {
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
  maxNumberOfSymbols: 16,
}

async function decode(image: Raster, place: Rect): Promise<Code[]> {
  const crop = cropOf(image, place)
  const found = await readBarcodes(crop as Picture, options)
  return found
    .filter(({ isValid, text }) => isValid && text !== '')
    .map(({ format, text, position }) => {
      const corners = [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft]
      const rect = {
        left: place.left + Math.min(...corners.map(({ x }) => x)),
        right: place.left + Math.max(...corners.map(({ x }) => x)),
        top: place.top + Math.min(...corners.map(({ y }) => y)),
        bottom: place.top + Math.max(...corners.map(({ y }) => y)),
      }
      return { format: snake(format), content: text, box: boxOf(rect, image) }
    })
}

/** zxing takes what a canvas gives: four bytes a pixel. */
function cropOf(
  { data, width }: Raster,
  { left, top, right, bottom }: Rect,
): { data: Uint8ClampedArray; width: number; height: number } {
  const [w, h] = [right - left, bottom - top]
  const out = new Uint8ClampedArray(w * h * 4).fill(255)
  for (let y = 0, to = 0; y < h; y++)
    for (let x = 0, from = ((top + y) * width + left) * 3; x < w; x++, from += 3, to += 4) {
      out[to] = data[from] as number
      out[to + 1] = data[from + 1] as number
      out[to + 2] = data[from + 2] as number
    }
  return { data: out, width: w, height: h }
}

/** `QRCode` and `EAN13` are `qr_code` and `ean_13`; the usual QR code needs no model number. */
export function snake(format: string): string {
  return format
    .replace('QRCodeModel2', 'QRCode')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z])([A-Z])|([A-Za-z])(?=\d)/g, '$1$3_$2')
    .toLowerCase()
}
