// What PDF must know of a PNG to take its compressed rows as they are (predictor 15, ISO 32000-1 §7.4.4.4).
import type { PictureStream } from './picture.ts'

const [grey, rgb, indexed] = [0, 2, 3]

/** The stream of a PNG; undefined where it is interlaced, transparent or damaged. */
export function pngStream(file: Buffer): PictureStream | undefined {
  const parts: Buffer[] = []
  let header: Buffer | undefined
  let palette: Buffer | undefined
  for (const [type, body] of chunks(file)) {
    if (type === 'IHDR' && body.length === 13) header = body
    if (type === 'PLTE') palette = body
    if (type === 'tRNS') return undefined
    if (type === 'IDAT') parts.push(body)
  }
  if (!header || parts.length === 0) return undefined
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const [bits = 0, colourType = 0, , , interlaced] = header.subarray(8)
  if (interlaced !== 0 || ![grey, rgb, indexed].includes(colourType)) return undefined
  if (colourType === indexed && (!palette || palette.length < 3 || palette.length % 3 !== 0)) return undefined
  const colours = colourType === rgb ? 3 : 1
  return {
    ...{ width, height, bits, components: colourType === grey ? 1 : 3, filter: 'FlateDecode' },
    ...(colourType === indexed && palette && { palette }),
    parameters: { Predictor: 15, Colors: colours, BitsPerComponent: bits, Columns: width },
    data: Buffer.concat(parts),
  }
}

function* chunks(file: Buffer): Generator<[type: string, body: Buffer]> {
  for (let at = 8; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at)
    if (at + 12 + length > file.length) return
    const type = file.toString('latin1', at + 4, at + 8)
    if (type === 'IEND') return
    yield [type, file.subarray(at + 8, at + 8 + length)]
    at += 12 + length
  }
}
