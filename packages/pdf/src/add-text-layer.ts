// Adds invisible text to the pages of an existing PDF. Runs in the thread of isolate.ts.
import type { Page } from '@countersign/contract/layout'
import { type PDF, PdfArray, PdfDict, PdfNumber, PdfRef } from '@libpdf/core'
import { failure } from './failure.ts'
import type { PageSpace } from './geometry.ts'
import { arrayAt, dictAt, loadObjects, resolved } from './objects.ts'
import { uprightToUser } from './outline.ts'
import { addFont, fontName, newCodes, textOperators } from './text-layer.ts'

/** A page to write on: its place in the file, how it lies in user space, and its words. */
export type PageToWrite = { index0: number; space: PageSpace; page: Page }

/** Saves the file anew with the text of `pages`; those pages are also turned upright by /Rotate. */
export async function addTextLayer(input: { bytes: Uint8Array; pages: PageToWrite[] }): Promise<Uint8Array> {
  const pdf = await loadObjects(input.bytes)
  if (pdf.isEncrypted || pdf.recoveredViaBruteForce) throw new Error('to be rewritten before it is changed')
  const codes = newCodes()
  const written = input.pages.map(({ index0, space, page }) => {
    const target = pdf.getPage(index0)
    if (!target) throw failure('pdf.damaged', `Page ${index0 + 1} of the PDF is damaged.`)
    const turns = ((space.turns + page.rotation / 90) % 4) as PageSpace['turns']
    const text = textOperators(page, uprightToUser(page, space), codes)
    if (page.rotation !== 0) target.dict.set('Rotate', PdfNumber.of(turns * 90))
    writeBehind(pdf, target.dict, text)
    return target.dict
  })
  const font = addFont(pdf, codes)
  for (const page of written) useFont(pdf, page, font)
  return pdf.save()
}

// What the page's own content does to the graphics state must not reach the text: it is put between q and Q.
function writeBehind(pdf: PDF, page: PdfDict, text: string): void {
  const own = page.get('Contents')
  const parts = arrayAt(pdf, page, 'Contents')?.toArray() ?? (own instanceof PdfRef ? [own] : [])
  const before = pdf.createStream({}, Buffer.from('q\n'))
  const after = pdf.createStream({}, Buffer.from(`\nQ\n${text}`))
  page.set('Contents', PdfArray.of(before, ...parts, after))
}

const maxInherited = 50

function useFont(pdf: PDF, page: PdfDict, font: PdfRef): void {
  let holder: PdfDict | undefined = page
  let inherited = dictAt(pdf, holder, 'Resources')
  for (let up = 0; !inherited && holder && up < maxInherited; up += 1) {
    const parent = resolved(pdf, holder.get('Parent'))
    holder = parent instanceof PdfDict ? parent : undefined
    inherited = dictAt(pdf, holder, 'Resources')
  }
  // Resources are often shared between pages: this page gets its own.
  const resources = inherited?.clone() ?? new PdfDict()
  const fonts = dictAt(pdf, resources, 'Font')?.clone() ?? new PdfDict()
  fonts.set(fontName, font)
  resources.set('Font', fonts)
  page.set('Resources', resources)
}
