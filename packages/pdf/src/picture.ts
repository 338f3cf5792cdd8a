// A picture as a PDF holds it. Data that PDF can take stays byte for byte; everything else is packed without loss.
import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { isUsable } from './icc.ts'
import { jpegStream } from './picture-jpeg.ts'
import { pngStream } from './picture-png.ts'
import { faxStream } from './picture-tiff.ts'
import { cmykProfile } from './profiles.ts'

/** An image XObject before it is one. `palette`: RGB triples, `components` is 3 then. */
export type PictureStream = {
  width: number
  height: number
  bits: number
  components: 1 | 3 | 4
  filter: 'DCTDecode' | 'FlateDecode' | 'CCITTFaxDecode'
  parameters?: Record<string, number | boolean>
  palette?: Uint8Array
  decode?: readonly number[]
  data: Uint8Array
}

/** Pixels of a picture that sharp cannot decode: 8 bits, one or three channels, rows from the top. */
export type Pixels = { data: Uint8Array; width: number; height: number; channels: 1 | 3 }

/** `frame` is the 0-based page of a TIFF with several; with `pixels` the bytes are not looked at. */
export type PictureSource = { bytes: Uint8Array; contentType: string; frame?: number; pixels?: Pixels }

/** `orientation` is EXIF's, 1 to 8; `icc` the profile that its colours are meant in, where it has a sound one. */
export type Picture = { stream: PictureStream; orientation: number; icc: Uint8Array | undefined }

const maxPixels = 200_000_000

/** Throws whatever sharp throws at a picture that is none. */
export async function pictureOf(source: PictureSource): Promise<Picture> {
  if (source.pixels) return { stream: await packed(source.pixels), orientation: 1, icc: undefined }
  const { bytes, contentType, frame } = source
  const options = { limitInputPixels: maxPixels, ...(frame === undefined ? {} : { page: frame }) }
  const picture = sharp(bytes, options)
  const { orientation = 1, icc } = await picture.metadata()
  const stream = kept(bytes, contentType, frame ?? 0)
  if (!stream) return { stream: await packed(await decoded(picture)), orientation, icc: undefined }
  const own = icc && isUsable(icc, stream.components) ? new Uint8Array(icc) : undefined
  // Inks mean nothing without a profile, and PDF/A refuses them.
  return { stream, orientation, icc: own ?? (stream.components === 4 ? await cmykProfile() : undefined) }
}

function kept(bytes: Uint8Array, contentType: string, frame: number): PictureStream | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (contentType === 'image/jpeg') return jpegStream(file)
  if (contentType === 'image/png') return pngStream(file)
  if (contentType === 'image/tiff') return faxStream(file, frame)
  return undefined
}

async function decoded(picture: Sharp): Promise<Pixels> {
  const { space = '' } = await picture.metadata()
  const colours = space === 'b-w' || space === 'grey16' ? 'b-w' : 'srgb'
  const { data, info } = await picture
    .flatten({ background: '#fff' })
    .toColourspace(colours)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3 }
}

async function packed(pixels: Pixels): Promise<PictureStream> {
  const { width, height, channels } = pixels
  if (isBilevel(pixels)) {
    const data = deflateSync(bitsOf(pixels))
    return { width, height, bits: 1, components: 1, filter: 'FlateDecode', data }
  }
  const png = await sharp(pixels.data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 6 })
    .toBuffer()
  const stream = pngStream(png)
  if (!stream) throw new Error('sharp wrote another kind of PNG')
  return stream
}

const isBilevel = ({ data, channels }: Pixels) =>
  channels === 1 && data.every((value) => value === 0 || value === 255)

function bitsOf({ data, width, height }: Pixels): Uint8Array {
  const row = (width + 7) >> 3
  const bits = new Uint8Array(row * height)
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] === 0) continue
    const [x, y] = [at % width, Math.floor(at / width)]
    const place = y * row + (x >> 3)
    bits[place] = (bits[place] ?? 0) | (0x80 >> (x & 7))
  }
  return bits
}
