// What PDF must know of a JPEG to take it as it is (ITU-T T.81 annex B).
import type { PictureStream } from './picture.ts'

const startOfScan = 0xda
const adobeMarker = 0xee
// SOF0 to SOF2: baseline, extended, progressive. The others (lossless, arithmetic) are beyond PDF readers.
const frames = new Set([0xc0, 0xc1, 0xc2])
const otherFrames = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])

/** The stream of a JPEG, its bytes unchanged; undefined for kinds that PDF cannot show. */
export function jpegStream(file: Buffer): PictureStream | undefined {
  let adobe = false
  let found: { height: number; width: number; components: number } | undefined
  for (const [marker, body] of segments(file)) {
    if (marker === startOfScan || otherFrames.has(marker)) break
    if (marker === adobeMarker && body.toString('latin1', 0, 5) === 'Adobe') adobe = true
    if (!frames.has(marker) || body.length < 6 || body[0] !== 8) continue
    found = { height: body.readUInt16BE(1), width: body.readUInt16BE(3), components: body[5] ?? 0 }
  }
  if (!found || found.width === 0 || found.height === 0) return undefined
  const { components } = found
  if (components !== 1 && components !== 3 && components !== 4) return undefined
  return {
    ...found,
    components,
    bits: 8,
    filter: 'DCTDecode',
    // Adobe's programs write inks inverted and say nothing of it but their name.
    ...(components === 4 && adobe && { decode: [1, 0, 1, 0, 1, 0, 1, 0] }),
    data: file,
  }
}

/** Marker segments up to the first scan, with their bodies. */
function* segments(file: Buffer): Generator<[marker: number, body: Buffer]> {
  let at = 2
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = file.readUInt16BE(at + 2)
    if (length < 2 || at + 2 + length > file.length) return
    yield [marker, file.subarray(at + 4, at + 2 + length)]
    if (marker === startOfScan) return
    at += 2 + length
  }
}
