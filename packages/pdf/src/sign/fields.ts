// Signature fields: found, or added to the form of a file. Runs in the thread of isolate.ts.
import { type PDF, PdfArray, PdfDict, PdfName, PdfNumber, PdfString } from '@libpdf/core'
import { failure } from '../failure.ts'
import { arrayAt, dictAt, type FormField, formFields, numberAt } from '../objects.ts'
import { numbers } from './update.ts'

/** Which fields may not change any more once this one is signed (FieldMDP, ISO 32000-1 §12.8.2.4). */
export type FieldLock = { action: 'all' } | { action: 'include' | 'exclude'; fields: string[] }

/**
 * Where a signature stands. `page` counts from 1; `rect` is left, bottom, width and height in points on the page as it
 * is displayed. Without them the field is invisible.
 */
export type FieldPlace = { page: number; rect: [number, number, number, number] }

/** A field to be made, for a signature if nothing else is said; `lock` becomes effective when it is signed. */
export type NewField = {
  name: string
  kind?: 'signature' | 'text' | 'check'
  place?: FieldPlace
  lock?: FieldLock
}

const name = PdfName.of

/** Field and widget in one dictionary, on its page and in the form. Nothing is signed by it. */
export function addField(pdf: PDF, field: NewField): PdfDict {
  const page = pageAt(pdf, field.place?.page ?? 1)
  const widget = new PdfDict()
  const entries = {
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: PdfString.fromString(field.name),
    F: PdfNumber.of(printed | locked),
    P: page.ref,
    Rect: numbers(...(field.place ? rectOf(page.dict, pdf, field.place.rect) : [0, 0, 0, 0])),
  }
  for (const [key, value] of Object.entries(entries)) widget.set(key, value)
  if (field.lock) widget.set('Lock', pdf.register(lockDict(field.lock)))
  const reference = pdf.register(widget)
  const annotations = arrayAt(pdf, page.dict, 'Annots')
  if (annotations) annotations.push(reference)
  else page.dict.set('Annots', PdfArray.of(reference))
  const form = formOf(pdf)
  const fields = arrayAt(pdf, form, 'Fields')
  if (fields) fields.push(reference)
  else form.set('Fields', PdfArray.of(reference))
  return widget
}

const [printed, locked] = [4, 128]
const signaturesExist = 1
const appendOnly = 2

/** The form, made where there is none; every reader is told that the file is signed, or about to be. */
function formOf(pdf: PDF): PdfDict {
  const catalog = pdf.getCatalog()
  const found = dictAt(pdf, catalog, 'AcroForm')
  const form = found ?? new PdfDict()
  if (!found) catalog.set('AcroForm', form)
  const flags = signaturesExist | appendOnly
  // An unchanged form stays untouched: signing a field that is there should change nothing but the field.
  if (numberAt(pdf, form, 'SigFlags') !== flags) form.set('SigFlags', PdfNumber.of(flags))
  return form
}

/** A page by its number from 1. */
export function pageAt(pdf: PDF, number: number) {
  const page = pdf.getPage(number - 1)
  if (page) return page
  throw failure('seal.no_such_page', `The PDF has no page ${number}. Name a page that is there.`)
}

/** §12.7.4.5: the dictionary of a lock, as the field carries it. */
export function lockDict(lock: FieldLock): PdfDict {
  const dict = PdfDict.of({ Type: name('SigFieldLock'), Action: name(actions[lock.action]) })
  if (lock.action !== 'all')
    dict.set('Fields', PdfArray.of(...lock.fields.map((field) => PdfString.fromString(field))))
  return dict
}

const actions = { all: 'All', include: 'Include', exclude: 'Exclude' } as const

/** How the page is turned when displayed, in degrees clockwise. */
export function rotationOf(pdf: PDF, page: PdfDict): number {
  for (
    let node: PdfDict | undefined = page, hops = 0;
    node && hops < 50;
    node = dictAt(pdf, node, 'Parent'), hops += 1
  ) {
    const rotation = numberAt(pdf, node, 'Rotate')
    if (rotation !== undefined) return ((rotation % 360) + 360) % 360
  }
  return 0
}

function boxOf(pdf: PDF, page: PdfDict): [number, number, number, number] {
  for (const key of ['CropBox', 'MediaBox'])
    for (
      let node: PdfDict | undefined = page, hops = 0;
      node && hops < 50;
      node = dictAt(pdf, node, 'Parent'), hops += 1
    ) {
      const box = arrayAt(pdf, node, key)
        ?.toArray()
        .map((value) => (value.type === 'number' ? value.value : 0))
      if (box?.length === 4) {
        const [a, b, c, d] = box as [number, number, number, number]
        return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
      }
    }
  return [0, 0, 612, 792]
}

/** From the page as displayed to the page's own coordinates. */
function rectOf(page: PdfDict, pdf: PDF, [x, y, width, height]: FieldPlace['rect']): number[] {
  const [left, bottom, right, top] = boxOf(pdf, page)
  const corner = (u: number, v: number): [number, number] => {
    switch (rotationOf(pdf, page)) {
      case 90:
        return [right - v, bottom + u]
      case 180:
        return [right - u, top - v]
      case 270:
        return [left + v, top - u]
      default:
        return [left + u, bottom + v]
    }
  }
  const [a, b] = [corner(x, y), corner(x + width, y + height)]
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]
}

/** The field to be signed: the one of that name if it is there and empty, else a new one. */
export function fieldFor(pdf: PDF, wanted: NewField): PdfDict {
  const found = formFields(pdf).filter((field) => field.name === wanted.name)
  const field = found.find(({ dict }) => dict.has('T')) ?? found[0]
  if (!field) return addField(pdf, wanted)
  if (field.type !== 'Sig')
    throw failure('seal.field_taken', `The field ${wanted.name} is not for signatures. Choose another name.`)
  if (isSigned(pdf, field))
    throw failure('seal.field_signed', `The field ${wanted.name} is signed already. Choose another one.`)
  formOf(pdf)
  return field.dict
}

const isSigned = (pdf: PDF, { dict }: FormField): boolean => dictAt(pdf, dict, 'V') !== undefined

/** The widget that shows a field: the field itself, or its only kid. */
export function widgetOf(pdf: PDF, field: PdfDict): PdfDict {
  const [kid] = arrayAt(pdf, field, 'Kids')?.toArray() ?? []
  const widget = kid && dictAt(pdf, PdfDict.of({ Kid: kid }), 'Kid')
  return widget ?? field
}

/** A name that no field has yet. */
export function unusedName(pdf: PDF, prefix: string): string {
  const names = new Set(formFields(pdf).map((field) => field.name))
  for (let number = 1; ; number += 1) {
    const candidate = `${prefix}_${number}`
    if (!names.has(candidate)) return candidate
  }
}
