// Reading and changing the objects of a PDF, through @libpdf/core's object layer.
import { PDF, PdfArray, PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from '@libpdf/core'

/** Loads a file's objects, lazily; only for the thread of isolate.ts, whose limits hostile files need. Throws whatever the parser throws: callers say what that means. */
export async function loadObjects(bytes: Uint8Array, password?: string): Promise<PDF> {
  const pdf = await PDF.load(bytes, password === undefined ? {} : { credentials: password })
  // libpdf refuses to append to linearised files. An update after the end is what ISO 32000-1 annex G.6 foresees:
  // such a file is then read by its last cross-reference section like any other.
  Object.defineProperty(pdf, '_isLinearized', { value: false })
  return pdf
}

/** Follows references, also chains of them. */
export function resolved(pdf: PDF, object: PdfObject | undefined | null): PdfObject | undefined {
  let current = object ?? undefined
  for (let hops = 0; current instanceof PdfRef; hops += 1) {
    if (hops > 20) return undefined
    current = pdf.getObject(current) ?? undefined
  }
  return current
}

export function dictAt(pdf: PDF, dict: PdfDict | undefined, key: string): PdfDict | undefined {
  const value = resolved(pdf, dict?.get(key))
  return value instanceof PdfDict ? value : undefined
}

export function arrayAt(pdf: PDF, dict: PdfDict | undefined, key: string): PdfArray | undefined {
  const value = resolved(pdf, dict?.get(key))
  return value instanceof PdfArray ? value : undefined
}

export function nameAt(pdf: PDF, dict: PdfDict | undefined, key: string): string | undefined {
  const value = resolved(pdf, dict?.get(key))
  return value instanceof PdfName ? value.value : undefined
}

export function numberAt(pdf: PDF, dict: PdfDict | undefined, key: string): number | undefined {
  const value = resolved(pdf, dict?.get(key))
  return value?.type === 'number' ? value.value : undefined
}

export function textAt(pdf: PDF, dict: PdfDict | undefined, key: string): string | undefined {
  const value = resolved(pdf, dict?.get(key))
  return value instanceof PdfString ? value.asString() : undefined
}

const maxFields = 10_000

/** A terminal or inner form field: its full name and its dictionary, /FT inherited. */
export type FormField = { name: string; type: string | undefined; dict: PdfDict }

/** All fields of the form, in order; cycles and floods end the walk. */
export function formFields(pdf: PDF): FormField[] {
  const fields: FormField[] = []
  const seen = new Set<PdfDict>()
  const visit = (object: PdfObject, parent: string, inherited: string | undefined) => {
    const dict = resolved(pdf, object)
    if (!(dict instanceof PdfDict) || seen.has(dict) || seen.size >= maxFields) return
    seen.add(dict)
    const own = textAt(pdf, dict, 'T')
    const name = own === undefined ? parent : parent === '' ? own : `${parent}.${own}`
    const type = nameAt(pdf, dict, 'FT') ?? inherited
    fields.push({ name, type, dict })
    for (const kid of arrayAt(pdf, dict, 'Kids') ?? []) visit(kid, name, type)
  }
  const form = dictAt(pdf, pdf.getCatalog(), 'AcroForm')
  for (const field of arrayAt(pdf, form, 'Fields') ?? []) visit(field, '', undefined)
  return fields
}
