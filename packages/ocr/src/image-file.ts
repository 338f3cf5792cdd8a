// Pages of image files, decoded by sharp (libvips): upright by EXIF, on white, in sRGB.
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import { type Limits, type Scan, workingPixels } from './page.ts'
import { readError } from './read-error.ts'

const assumedDpi = 200
/** Cameras and screens write 72 or 96 as a habit, not as a measure. */
const leastCredibleDpi = 100
const mostCredibleDpi = 2400

/** An image file before its pages are decoded. */
export type ImageFile = { pageCount: number; page(index0: number): Promise<Scan> }

/** Looks at the header only. Throws a ReadError for what cannot be read or is too large. */
export async function openImage(bytes: Uint8Array, limits: Limits): Promise<ImageFile> {
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

async function decode(bytes: Uint8Array, input: SharpOptions, limits: Limits): Promise<Scan> {
  const header = await sharp(bytes, { ...input, limitInputPixels: false })
    .metadata()
    .catch(refuse)
  refuseTooLarge(header, limits)
  const scale = Math.min(1, Math.sqrt(workingPixels / (header.width * header.height)))
  const image = sharp(bytes, input).autoOrient()
  if (scale < 1) image.resize({ width: Math.round(header.autoOrient.width * scale) })
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(refuse)
  const dpi = dpiOf(header)
  const points = 72 / (dpi ?? assumedDpi)
  return {
    raster: {
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      width: info.width,
      height: info.height,
      channels: 3,
    },
    width: header.autoOrient.width * points,
    height: header.autoOrient.height * points,
    ...(dpi !== undefined && { dpi: Math.max(1, Math.round(dpi * scale)) }),
    ...(scale < 1 && { shrunk: Math.round(scale * 1000) / 1000 }),
  }
}

function dpiOf({ density }: Metadata): number | undefined {
  const credible = density !== undefined && density >= leastCredibleDpi && density <= mostCredibleDpi
  return credible ? density : undefined
}

function refuseTooLarge({ width, height }: Metadata, { maxPixels }: Limits): void {
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
