// What a visible signature looks like: a picture or a typed name, and lines beside it. Runs in the thread of isolate.ts.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PDF, type PdfArray, PdfDict, type PdfRef, PdfStream, rgb } from '@libpdf/core'
import { arrayAt, loadObjects } from '../objects.ts'
import { rotationOf } from './fields.ts'
import { numbers } from './update.ts'
import { unpackWoff } from './woff.ts'

/** `picture` is PNG or JPEG without transparency; `typed` a name in large letters; `lines` small ones beside. */
export type Appearance = { picture?: Uint8Array | undefined; typed?: string | undefined; lines: string[] }

type Size = { width: number; height: number }

/** A face of Roboto, which comes along as an npm package. */
export const readRoboto = (file: string): Uint8Array =>
  unpackWoff(
    readFileSync(createRequire(import.meta.url).resolve(`roboto-fontface/fonts/roboto/${file}.woff`)),
  )

/** The face of what is typed into fields. */
export const textFace = (): Uint8Array => readRoboto('Roboto-Regular')

/** Sets /AP of a widget: a form of the widget's size, upright as its page is displayed. */
export async function dress(
  pdf: PDF,
  { look, ...place }: { widget: PdfDict; page: PdfDict; look: Appearance },
): Promise<void> {
  const form = await fittedForm(pdf, place, (size) => draw(look, size))
  if (form) place.widget.set('AP', PdfDict.of({ N: form }))
}

/** What `draw` makes, a PDF of one page, as a form for this widget. Null where the widget has no area. */
export async function fittedForm(
  pdf: PDF,
  { widget, page }: { widget: PdfDict; page: PdfDict },
  draw: (size: Size) => Promise<Uint8Array>,
): Promise<PdfRef | null> {
  const [left, bottom, right, top] = (arrayAt(pdf, widget, 'Rect')?.toArray() ?? []).map((value) =>
    value.type === 'number' ? value.value : 0,
  ) as [number, number, number, number]
  const rotation = rotationOf(pdf, page)
  const [across, up] = [Math.abs(right - left), Math.abs(top - bottom)]
  if (!(across > 0 && up > 0)) return null
  const [width, height] = rotation % 180 === 0 ? [across, up] : [up, across]
  const drawn = await loadObjects(await draw({ width, height }))
  const { ref } = await pdf.embedPage(drawn, 0)
  const form = pdf.getObject(ref)
  if (form instanceof PdfStream && rotation !== 0) form.set('Matrix', turned(rotation))
  return ref
}

/** A quarter turn against that of the page. The form is fitted into its rectangle afterwards (§12.5.5). */
function turned(rotation: number): PdfArray {
  const radians = (rotation * Math.PI) / 180
  const [cosine, sine] = [Math.round(Math.cos(radians)), Math.round(Math.sin(radians))]
  return numbers(cosine, sine, -sine, cosine, 0, 0)
}

const margin = 4
const ink = rgb(0.1, 0.1, 0.3)

type Sheet = { pdf: PDF; page: ReturnType<PDF['addPage']> }

/** The picture or the typed name, in the left part of a page. */
export function drawMark(
  { pdf, page }: Sheet,
  { picture, typed }: Partial<Appearance>,
  { width, height }: Size,
): void {
  if (picture) {
    const image = pdf.embedImage(picture)
    const scale = Math.min((width - 2 * margin) / image.width, (height - 2 * margin) / image.height)
    const [w, h] = [image.width * scale, image.height * scale]
    page.drawImage(image, { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h })
  } else if (typed !== undefined) {
    const face = pdf.embedFont(readRoboto('Roboto-LightItalic'))
    const size = Math.min(height * 0.5, (width - 2 * margin) / face.getTextWidth(typed, 1))
    page.drawText(typed, { x: margin, y: (height - size * 0.7) / 2, size, font: face, color: ink })
  }
}

async function draw({ picture, typed, lines }: Appearance, { width, height }: Size): Promise<Uint8Array> {
  const made = PDF.create()
  const page = made.addPage({ width, height })
  const beside = picture !== undefined || typed !== undefined
  const split = beside && lines.length > 0 ? width * 0.45 : beside ? width : 0
  if (beside) drawMark({ pdf: made, page }, { picture, typed }, { width: split, height })
  if (lines.length > 0) {
    const face = made.embedFont(readRoboto('Roboto-Regular'))
    const widest = Math.max(...lines.map((line) => face.getTextWidth(line, 1)))
    const room = { width: width - split - 2 * margin, height: height - 2 * margin }
    const size = Math.min(9, room.height / (lines.length * 1.25), room.width / widest)
    for (const [index, text] of lines.entries())
      page.drawText(text, {
        ...{ x: split + margin, y: height - margin - size * (1 + 1.25 * index), size },
        ...{ font: face, color: ink },
      })
  }
  page.drawRectangle({
    x: 0.5,
    y: 0.5,
    width: width - 1,
    height: height - 1,
    borderColor: ink,
    borderWidth: 0.7,
  })
  return made.save({ subsetFonts: true })
}
