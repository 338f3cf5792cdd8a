// A PDF from pictures: one page each, JPEG data as it came, everything else without loss.
import type { Page } from '@countersign/contract/layout'
import { PDF, PdfArray, PdfDict, PdfName, PdfNumber, type PdfObject, type PdfRef } from '@libpdf/core'
import sharp from 'sharp'
import { failure } from './failure.ts'
import { addFont, type Codes, fontName, newCodes, textOperators } from './text-layer.ts'

/** `frame` is the 0-based page of a TIFF with several. `page` is what was read on it. */
export type ImagePage = { bytes: Uint8Array; contentType: string; page: Page; frame?: number }

/** Makes the PDF; each page is `page.width` × `page.height` points, upright, with its words as invisible text. */
export async function imagesToPdf(images: readonly ImagePage[]): Promise<Uint8Array> {
  const pdf = PDF.create()
  const codes = newCodes()
  const resources: PdfDict[] = []
  for (const image of images) resources.push(await addImagePage(pdf, image, codes))
  const font = addFont(pdf, codes)
  for (const dict of resources) dict.set('Font', PdfDict.of({ [fontName]: font }))
  return pdf.save()
}

async function addImagePage(pdf: PDF, image: ImagePage, codes: Codes): Promise<PdfDict> {
  const { page } = image
  const { width, height } = page
  const { reference, orientation } = await addImage(pdf, image).catch((error: unknown) => {
    throw failure(
      'pdf.image_unreadable',
      'The picture is damaged or of an unknown kind. Save it as JPEG or PNG.',
      error,
    )
  })
  const space = { left: 0, bottom: 0, right: width, top: height, turns: 0 } as const
  const matrix = placement(page, orientation).map((value) => Number(value.toFixed(4)))
  const content = `q ${matrix.join(' ')} cm /Picture Do Q\n${textOperators(page, space, codes)}`
  const target = pdf.addPage({ width, height })
  const resources = PdfDict.of({ XObject: PdfDict.of({ Picture: reference }) })
  target.dict.set('Resources', resources)
  target.dict.set('Contents', pdf.createStream({}, Buffer.from(content)))
  return resources
}

type Point = readonly [number, number]

/** EXIF orientation 1 to 8: where a point of the stored picture (fractions, y down) is shown. */
const shownAt: readonly ((x: number, y: number) => Point)[] = [
  (x, y) => [x, y],
  (x, y) => [1 - x, y],
  (x, y) => [1 - x, 1 - y],
  (x, y) => [x, 1 - y],
  (x, y) => [y, x],
  (x, y) => [1 - y, x],
  (x, y) => [1 - y, 1 - x],
  (x, y) => [y, 1 - x],
]

/** The matrix that puts the unit square of a stored picture on the page: EXIF first, then the page's rotation. */
function placement(page: Page, orientation: number): number[] {
  const shown = shownAt[orientation - 1] ?? ((x: number, y: number): Point => [x, y])
  const at = (x: number, y: number): Point => {
    let [u, v] = shown(x, y)
    for (let turned = 0; turned < page.rotation; turned += 90) [u, v] = [1 - v, u]
    return [u * page.width, (1 - v) * page.height]
  }
  const [origin, right, up] = [at(0, 1), at(1, 1), at(0, 0)]
  return [right[0] - origin[0], right[1] - origin[1], up[0] - origin[0], up[1] - origin[1], ...origin]
}

type Added = { reference: PdfRef; orientation: number }

const maxPixels = 200_000_000

async function addImage(pdf: PDF, { bytes, contentType, frame }: ImagePage): Promise<Added> {
  const picture = sharp(bytes, {
    limitInputPixels: maxPixels,
    ...(frame === undefined ? {} : { page: frame }),
  })
  const { width, height, orientation = 1, channels, space } = await picture.metadata()
  const size = { Width: PdfNumber.of(width), Height: PdfNumber.of(height) }
  if (contentType === 'image/jpeg') {
    const entries = { ...imageEntries(channels), ...size, Filter: PdfName.of('DCTDecode') }
    // Adobe writes CMYK inverted, and nobody else writes CMYK.
    const inverted = PdfArray.of(...[1, 0, 1, 0, 1, 0, 1, 0].map(PdfNumber.of))
    const decode = space === 'cmyk' ? { Decode: inverted } : {}
    return { reference: pdf.createStream({ ...entries, ...decode }, bytes), orientation }
  }
  const png = await picture
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .png({ compressionLevel: 6 })
    .toBuffer()
  const { data, colours } = pngData(png)
  const parameters = { Predictor: 15, Colors: colours, BitsPerComponent: 8, Columns: width }
  const entries = {
    ...imageEntries(colours),
    ...size,
    Filter: PdfName.of('FlateDecode'),
    DecodeParms: PdfDict.of(
      Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, PdfNumber.of(value)])),
    ),
  }
  return { reference: pdf.createStream(entries, data), orientation }
}

function imageEntries(channels: number | undefined): Record<string, PdfObject> {
  const spaces = new Map([
    [1, 'DeviceGray'],
    [4, 'DeviceCMYK'],
  ])
  return {
    Type: PdfName.of('XObject'),
    Subtype: PdfName.of('Image'),
    ColorSpace: PdfName.of(spaces.get(channels ?? 3) ?? 'DeviceRGB'),
    BitsPerComponent: PdfNumber.of(8),
  }
}

/** The rows of a PNG that sharp wrote (8 bits, not interlaced): PDF takes them as they are (predictor 15). */
function pngData(png: Buffer): { data: Buffer; colours: number } {
  const colourType = png[25]
  const chunks: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') chunks.push(png.subarray(at + 8, at + 8 + length))
  }
  if (png[24] !== 8 || (colourType !== 0 && colourType !== 2))
    throw new Error('sharp wrote another kind of PNG')
  return { data: Buffer.concat(chunks), colours: colourType === 0 ? 1 : 3 }
}
