// Form fields that people fill in beside their signatures: lines of text, check boxes, initials. Made before the first
// signature, filled in the update of the signature that vouches for them. Runs in the thread of isolate.ts.
import { PDF, PdfDict, PdfName, PdfNumber, PdfString, rgb } from '@libpdf/core'
import { failure } from '../failure.ts'
import { dictAt, formFields, resolved } from '../objects.ts'
import { type Appearance, drawMark, fittedForm, textFace } from './appearance.ts'
import { pageAt } from './fields.ts'

/** What goes into a field: a text, whether a box is checked, or a mark whose text stands for it. */
export type Entry = { name: string; value: string | boolean; mark?: Appearance | undefined }

const name = PdfName.of
const readOnly = 1
const printed = 4

/** Turns a new widget into one for text or a check box. Only signing programs fill it: viewers show it as read-only. */
export function asEntry(pdf: PDF, widget: PdfDict, kind: 'text' | 'check'): void {
  widget.set('F', PdfNumber.of(printed))
  widget.set('Ff', PdfNumber.of(readOnly))
  widget.set('FT', name(kind === 'text' ? 'Tx' : 'Btn'))
  if (kind === 'text') widget.set('DA', PdfString.fromString('/Helv 10 Tf 0 g'))
  if (kind === 'check') {
    widget.set('V', name('Off'))
    widget.set('AS', name('Off'))
  }
  withFont(pdf)
}

/** Viewers that draw a field anew look for its font here. */
function withFont(pdf: PDF): void {
  const form = dictAt(pdf, pdf.getCatalog(), 'AcroForm')
  if (!form || form.has('DR')) return
  const helvetica = PdfDict.of({
    Type: name('Font'),
    Subtype: name('Type1'),
    BaseFont: name('Helvetica'),
    Encoding: name('WinAnsiEncoding'),
  })
  form.set('DR', PdfDict.of({ Font: PdfDict.of({ Helv: pdf.register(helvetica) }) }))
}

/** An empty white box: it also covers the anchor in the text that said where the field belongs. */
export async function showEmpty(
  pdf: PDF,
  widget: PdfDict,
  kind: 'signature' | 'text' | 'check',
): Promise<void> {
  const empty = await formOf(pdf, widget, async () => undefined)
  if (!empty) return
  if (kind !== 'check') return void widget.set('AP', PdfDict.of({ N: empty }))
  const checked = await formOf(pdf, widget, async (made) => cross(made))
  widget.set('AP', PdfDict.of({ N: PdfDict.of({ Off: empty, Yes: checked ?? empty }) }))
}

/** Fills in fields that are there; throws `seal.field_unknown` where one is not. */
export async function fillEntries(pdf: PDF, entries: readonly Entry[]): Promise<void> {
  const fields = formFields(pdf)
  for (const entry of entries) {
    const field = fields.find((one) => one.name === entry.name && one.type !== 'Sig')
    if (!field) throw failure('seal.field_unknown', `The PDF has no field ${entry.name} to be filled in.`)
    if (typeof entry.value === 'boolean') check(field.dict, entry.value)
    else await write(pdf, field.dict, { ...entry, value: entry.value })
  }
}

function check(widget: PdfDict, value: boolean): void {
  widget.set('V', name(value ? 'Yes' : 'Off'))
  widget.set('AS', name(value ? 'Yes' : 'Off'))
}

async function write(pdf: PDF, widget: PdfDict, { value, mark }: Entry & { value: string }): Promise<void> {
  widget.set('V', PdfString.fromString(value))
  const form = await formOf(pdf, widget, async (made, size) => {
    if (mark) drawMark(made, mark, size)
    else line(made, value, size)
  })
  if (form) widget.set('AP', PdfDict.of({ N: form }))
}

type Size = { width: number; height: number }
type Draw = (made: Drawn, size: Size) => Promise<void>
type Drawn = { pdf: PDF; page: ReturnType<PDF['addPage']> } & Size

const ink = rgb(0.1, 0.1, 0.3)
const margin = 2

function formOf(pdf: PDF, widget: PdfDict, draw: Draw) {
  const page = resolved(pdf, widget.get('P'))
  return fittedForm(
    pdf,
    { widget, page: page instanceof PdfDict ? page : pageAt(pdf, 1).dict },
    async (size) => {
      const made = PDF.create()
      const drawn = { pdf: made, page: made.addPage(size), ...size }
      drawn.page.drawRectangle({ x: 0, y: 0, ...size, color: rgb(1, 1, 1), borderWidth: 0 })
      drawn.page.drawLine({
        start: { x: 0, y: 0.5 },
        end: { x: size.width, y: 0.5 },
        thickness: 0.5,
        color: ink,
      })
      await draw(drawn, size)
      return made.save({ subsetFonts: true })
    },
  )
}

function line({ pdf, page }: Drawn, text: string, { width, height }: Size): void {
  if (text === '') return
  const face = pdf.embedFont(textFace())
  const size = Math.min(10, height * 0.7, (width - 2 * margin) / Math.max(1, face.getTextWidth(text, 1)))
  page.drawText(text, { x: margin, y: (height - size * 0.7) / 2, size, font: face, color: ink })
}

function cross({ page, width, height }: Drawn): Promise<void> {
  const inset = Math.min(width, height) * 0.2
  const [right, top] = [width - inset, height - inset]
  const stroke = { thickness: 1.2, color: ink }
  page.drawLine({ start: { x: inset, y: inset }, end: { x: right, y: top }, ...stroke })
  page.drawLine({ start: { x: inset, y: top }, end: { x: right, y: inset }, ...stroke })
  return Promise.resolve()
}
