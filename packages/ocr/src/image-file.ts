// Pages of image files, decoded by sharp (libvips) where it can: upright by EXIF, on white, in sRGB.
import { tiffPixelAspect } from '@countersign/pdf/tiff'
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import { openBitmap } from './bmp.ts'
import { openHeic } from './heic.ts'
import { type Limits, type Scan, workingPixels } from './page.ts'
import type { Raster } from './raster.ts'
import { readError } from './read-error.ts'
import { sniff } from './sniff.ts'

const assumedDpi = 200
/** Cameras and screens write 72 or 96 as a habit, not as a measure. */
const leastCredibleDpi = 100
const mostCredibleDpi = 2400

/**
 * An image file before its pages are decoded. `pixels` gives all of them, and is there only where the file is of a
 * kind that other libraries, and PDF, do not know.
 */
export type ImageFile = {
  pageCount: number
  page(index0: number): Promise<Scan>
  pixels?: () => Promise<Raster>
}

/** Looks at the header only. Throws a ReadError for what cannot be read or is too large. */
export async function openImage(bytes: Uint8Array, limits: Limits): Promise<ImageFile> {
  const type = sniff(bytes)
  if (type === 'image/bmp') return openBmpFile(bytes, limits)
  if (type === 'image/heic') return openHeicFile(bytes, limits)
  const input: SharpOptions = { failOn: 'error', limitInputPixels: limits.maxPixels }
  const header = await sharp(bytes, { ...input, limitInputPixels: false })
    .metadata()
    .catch(refuse)
  refuseTooLarge(header, limits)
  return {
    // The frames of an animation are one picture; the pages of a TIFF are pages.
    pageCount: header.format === 'tiff' ? (header.pages ?? 1) : 1,
    page: (index0) => decode(bytes, { ...input, page: index0 }, limits),
  }
}

function openBmpFile(bytes: Uint8Array, limits: Limits): ImageFile {
  const bitmap = attempt(() => openBitmap(bytes))
  refuseTooLarge(bitmap, limits)
  const pixels = async () => attempt(bitmap.decode)
  return { pageCount: 1, pixels, page: async () => scanOf(await pixels(), bitmap.dpi) }
}

async function openHeicFile(bytes: Uint8Array, limits: Limits): Promise<ImageFile> {
  const picture = await openHeic(bytes)
  refuseTooLarge(picture, limits)
  return {
    pageCount: 1,
    pixels: picture.decode,
    page: async () => scanOf(await picture.decode(), undefined),
  }
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    refuse(error)
  }
}

/** Pixels that were not decoded by sharp, made smaller by it where they are too many. */
async function scanOf(raster: Raster, density: number | undefined): Promise<Scan> {
  const { width, height, channels } = raster
  const scale = scaleOf(raster)
  if (scale === 1) return sized(raster, { width, height, density, scale })
  const smaller = sharp(raster.data, { raw: { width, height, channels }, limitInputPixels: false }).resize({
    width: Math.round(width * scale),
  })
  const { data, info } = await smaller.raw().toBuffer({ resolveWithObject: true })
  return sized(
    { data: bytesOf(data), width: info.width, height: info.height, channels: 3 },
    { width, height, density, scale },
  )
}

/** A page keeps at most `workingPixels`. */
const scaleOf = ({ width, height }: { width: number; height: number }) =>
  Math.min(1, Math.sqrt(workingPixels / (width * height)))

const bytesOf = (data: Buffer) => new Uint8Array(data.buffer, data.byteOffset, data.length)

type Measures = { width: number; height: number; density: number | undefined; scale: number }

/** A page with its size in points, from what the file says or else as if scanned at 200 dpi. */
function sized(raster: Raster, { width, height, density, scale }: Measures): Scan {
  const dpi = crediblePixelsPerInch(density)
  const points = 72 / (dpi ?? assumedDpi)
  return {
    raster,
    width: width * points,
    height: height * points,
    ...(dpi !== undefined && { dpi: Math.max(1, Math.round(dpi * scale)) }),
    ...(scale < 1 && { shrunk: Math.round(scale * 1000) / 1000 }),
  }
}

async function decode(bytes: Uint8Array, input: SharpOptions, limits: Limits): Promise<Scan> {
  const header = await sharp(bytes, { ...input, limitInputPixels: false })
    .metadata()
    .catch(refuse)
  refuseTooLarge(header, limits)
  const page = squareSize(header, bytes, input.page ?? 0)
  const scale = scaleOf(page)
  const image = sharp(bytes, input).autoOrient()
  if (scale < 1 || page.stretched)
    image.resize({
      width: Math.round(page.width * scale),
      height: Math.round(page.height * scale),
      fit: 'fill',
    })
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(refuse)
  return sized(
    { data: bytesOf(data), width: info.width, height: info.height, channels: 3 },
    { ...page, scale },
  )
}

/** The page in square pixels, as many across and down as the finer of its two resolutions gives. */
function squareSize(header: Metadata, bytes: Uint8Array, frame: number) {
  const { width, height } = header.autoOrient
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const stored = header.format === 'tiff' ? tiffPixelAspect(file, frame) : 1
  const onItsSide = (header.orientation ?? 1) > 4
  const aspect = onItsSide ? 1 / stored : stored
  return {
    width: width * Math.max(1, aspect),
    height: height * Math.max(1, 1 / aspect),
    // What sharp reports is the resolution across as stored.
    density: header.density === undefined ? undefined : Math.round(header.density * Math.max(1, stored)),
    stretched: aspect !== 1,
  }
}

function crediblePixelsPerInch(density: number | undefined): number | undefined {
  const credible = density !== undefined && density >= leastCredibleDpi && density <= mostCredibleDpi
  return credible ? density : undefined
}

function refuseTooLarge({ width, height }: { width: number; height: number }, { maxPixels }: Limits): void {
  if (width * height <= maxPixels) return
  const megapixels = (pixels: number) => `${Math.round(pixels / 1e6)} megapixels`
  throw readError(
    'file.too_many_pixels',
    `The image has ${megapixels(width * height)}; up to ${megapixels(maxPixels)} are read. Send it at a lower resolution: 300 dpi is enough.`,
  )
}

function refuse(cause: unknown): never {
  throw readError(
    'file.unreadable',
    'The image is damaged or incomplete. Scan or export it again and send the new file.',
    cause,
  )
}
