// A PDF/A-2u from pictures: one page each, the whole picture, turned upright to the quarter turn.
import { createHash } from 'node:crypto'
import type { Page } from '@countersign/contract/layout'
import {
  PDF,
  PdfArray,
  PdfBool,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfObject,
  type PdfRef,
  PdfString,
} from '@libpdf/core'
import { declareArchival } from './archival.ts'
import { failure } from './failure.ts'
import { outlineMap, type PointMap, sourceSize } from './outline.ts'
import { type Picture, type PictureSource, type PictureStream, pictureOf } from './picture.ts'
import { srgbProfile } from './profiles.ts'
import { saveWhole } from './save-whole.ts'
import { addFont, type Codes, fontName, newCodes, textOperators } from './text-layer.ts'

/** A picture and what was read on it. */
export type ImagePage = PictureSource & { page: Page }

/** Makes the PDF: the words lie as invisible text where the picture shows them, at any angle. */
export async function imagesToPdf(images: readonly ImagePage[]): Promise<Uint8Array> {
  const pdf = PDF.create()
  const codes = newCodes()
  const seed = createHash('sha256')
  const resources: PdfDict[] = []
  for (const image of images) {
    seed.update(image.bytes).update(JSON.stringify(image.page))
    resources.push(await addImagePage(pdf, image, codes))
  }
  const font = addFont(pdf, codes)
  for (const dict of resources) dict.set('Font', PdfDict.of({ [fontName]: font }))
  // libpdf's own, which names the hour.
  pdf.context.info.trailer.delete('Info')
  declareArchival(pdf, { profile: await srgbProfile(), seed: seed.digest('hex') })
  return saveWhole(pdf)
}

async function addImagePage(pdf: PDF, image: ImagePage, codes: Codes): Promise<PdfDict> {
  const { page } = image
  const picture = await pictureOf(image).catch((error: unknown) => {
    throw failure(
      'pdf.image_unreadable',
      'The picture is damaged or of an unknown kind. Save it as JPEG or PNG.',
      error,
    )
  })
  const { width, height, shown } = sheetOf(page, picture)
  const source = outlineMap(page.outline)
  const stored = storedPlace(picture.orientation, shown)
  const content = `q ${stored.map(decimal).join(' ')} cm /Picture Do Q\n`
  const text = textOperators(page, (x, y) => shown(...source(x, y)), codes)
  const target = pdf.addPage({ width, height })
  const resources = PdfDict.of({ XObject: PdfDict.of({ Picture: addPicture(pdf, picture) }) })
  target.dict.set('Resources', resources)
  target.dict.set('Contents', pdf.createStream({}, Buffer.from(content + text)))
  return resources
}

const decimal = (value: number) => Number(value.toFixed(4))

/** The longest side a page may have, and the shortest (ISO 32000-1 annex C, ISO 19005-2 §6.1.13). */
const [longest, shortest] = [14_400, 3]

/** The sheet in points; `shown` puts a point of the picture as a viewer shows it (fractions) on it. */
function sheetOf(page: Page, { stream, orientation }: Picture) {
  const aspect = orientation > 4 ? stream.height / stream.width : stream.width / stream.height
  const source = sourceSize(page, aspect)
  const scale = Math.min(1, longest / Math.max(source.width, source.height))
  const points = (value: number) => Math.max(shortest, Number((value * scale).toFixed(3)))
  const turns = page.rotation / 90
  const [width, height] = turns % 2 === 0 ? [source.width, source.height] : [source.height, source.width]
  const sheet = { width: points(width), height: points(height) }
  const shown: PointMap = (x, y) => {
    let [u, v] = [x, y]
    for (let turned = 0; turned < turns; turned += 1) [u, v] = [1 - v, u]
    return [u * sheet.width, (1 - v) * sheet.height]
  }
  return { ...sheet, shown }
}

/** EXIF orientation 1 to 8: where a point of the stored picture (fractions, y down) is shown. */
const shownAt: readonly PointMap[] = [
  (x, y) => [x, y],
  (x, y) => [1 - x, y],
  (x, y) => [1 - x, 1 - y],
  (x, y) => [x, 1 - y],
  (x, y) => [y, x],
  (x, y) => [1 - y, x],
  (x, y) => [1 - y, 1 - x],
  (x, y) => [y, 1 - x],
]

/** The matrix that puts the unit square of a stored picture on the sheet. */
function storedPlace(orientation: number, shown: PointMap): number[] {
  const turned = shownAt[orientation - 1]
  const at: PointMap = (x, y) => (turned ? shown(...turned(x, y)) : shown(x, y))
  const [origin, right, up] = [at(0, 1), at(1, 1), at(0, 0)]
  return [right[0] - origin[0], right[1] - origin[1], up[0] - origin[0], up[1] - origin[1], ...origin]
}

function addPicture(pdf: PDF, { stream, icc }: Picture): PdfRef {
  const { width, height, bits, filter, parameters, decode, data } = stream
  const numbers = { Width: width, Height: height, BitsPerComponent: bits }
  const entries: Record<string, PdfObject> = {
    Type: PdfName.of('XObject'),
    Subtype: PdfName.of('Image'),
    ...objects(numbers),
    ColorSpace: colourSpace(pdf, stream, icc),
    Filter: PdfName.of(filter),
  }
  if (parameters) entries.DecodeParms = PdfDict.of(objects(parameters))
  if (decode) entries.Decode = PdfArray.of(...decode.map((value) => PdfNumber.of(value)))
  return pdf.createStream(entries, data)
}

function objects(values: Record<string, number | boolean>): Record<string, PdfObject> {
  const object = (value: number | boolean) =>
    typeof value === 'number' ? PdfNumber.of(value) : PdfBool.of(value)
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, object(value)]))
}

const deviceSpaces = { 1: 'DeviceGray', 3: 'DeviceRGB', 4: 'DeviceCMYK' } as const

function colourSpace(
  pdf: PDF,
  { components, palette }: PictureStream,
  icc: Uint8Array | undefined,
): PdfObject {
  const base = icc
    ? PdfArray.of(PdfName.of('ICCBased'), pdf.createStream({ N: PdfNumber.of(components) }, icc))
    : PdfName.of(deviceSpaces[components])
  if (!palette) return base
  const last = PdfNumber.of(palette.length / 3 - 1)
  return PdfArray.of(PdfName.of('Indexed'), base, last, new PdfString(new Uint8Array(palette), 'hex'))
}
