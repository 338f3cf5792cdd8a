// Adds invisible text to the pages of an existing PDF. Runs in the thread of isolate.ts.
import { createHash, type Hash } from 'node:crypto'
import type { Box, Page, Word } from '@countersign/contract/layout'
import { type PDF, PdfArray, PdfDict, PdfNumber, PdfRef } from '@libpdf/core'
import { declareArchival, disclaimArchival } from './archival.ts'
import { checkArchival } from './archival-check.ts'
import { failure } from './failure.ts'
import type { PageSpace } from './geometry.ts'
import { arrayAt, dictAt, loadObjects } from './objects.ts'
import { uprightToUser } from './outline.ts'
import { removeHiddenText, resourcesOf } from './page-content.ts'
import { saveWhole } from './save-whole.ts'
import { addFont, fontName, newCodes, textOperators } from './text-layer.ts'

/** A page to write on: its place in the file, how it lies in user space, its words, and those it shows by itself. */
export type PageToWrite = { index0: number; space: PageSpace; page: Page; printed: readonly Word[] }

/** `profile` is sRGB. */
export type TextLayerInput = { bytes: Uint8Array; pages: PageToWrite[]; profile: Uint8Array }

/** What was made; `reasons` say why it is not PDF/A-2u and are none where it is. */
export type Archived = { bytes: Uint8Array; reasons: string[] }

/**
 * Saves the file anew with the text of `pages` in place of older hidden text; those pages are also turned upright by
 * /Rotate. Where nothing speaks against it the file is PDF/A-2u.
 */
export async function addTextLayer({ bytes, pages, profile }: TextLayerInput): Promise<Archived> {
  const pdf = await loadToChange(bytes)
  const codes = newCodes()
  const written = pages.map(({ index0, space, page, printed }) => {
    const target = pdf.getPage(index0)
    if (!target) throw failure('pdf.damaged', `Page ${index0 + 1} of the PDF is damaged.`)
    const turns = (space.turns + page.rotation / 90) % 4
    // Where an older layer was taken out, what PDFium saw on the page is no longer there.
    const own = removeHiddenText(pdf, target.dict, space) ? [] : printed
    const text = textOperators(withoutPrinted(page, own), uprightToUser(page, space), codes)
    if (page.rotation !== 0) target.dict.set('Rotate', PdfNumber.of(turns * 90))
    writeBehind(pdf, target.dict, text)
    return target.dict
  })
  const font = addFont(pdf, codes)
  for (const page of written) useFont(pdf, page, font)
  return archive(pdf, { seed: createHash('sha256').update(bytes).update(JSON.stringify(pages)), profile })
}

/** The same file as PDF/A-2u, where nothing speaks against it. */
export async function archivePdf({ bytes, profile }: Omit<TextLayerInput, 'pages'>): Promise<Archived> {
  return archive(await loadToChange(bytes), { seed: createHash('sha256').update(bytes), profile })
}

async function loadToChange(bytes: Uint8Array): Promise<PDF> {
  const pdf = await loadObjects(bytes)
  if (pdf.isEncrypted || pdf.recoveredViaBruteForce) throw new Error('to be rewritten before it is changed')
  return pdf
}

function archive(pdf: PDF, { seed, profile }: { seed: Hash; profile: Uint8Array }): Archived {
  const { obstacles, mend } = checkArchival(pdf)
  if (obstacles.length === 0) {
    mend()
    declareArchival(pdf, { profile, seed: seed.digest('hex') })
  } else disclaimArchival(pdf)
  return { bytes: saveWhole(pdf), reasons: obstacles }
}

/** Words that the page itself shows at the same place would be found twice. */
function withoutPrinted(page: Page, printed: readonly Word[]): Page {
  if (printed.length === 0) return page
  const places = new Map<string, Word[]>()
  for (const word of printed) places.set(word.text, [...(places.get(word.text) ?? []), word])
  const isPrinted = ({ text, box }: Word) =>
    (places.get(text) ?? []).some(
      (word) =>
        Math.abs(middle(word.box, 0) - middle(box, 0)) < box[2] / 2 &&
        Math.abs(middle(word.box, 1) - middle(box, 1)) < box[3] / 2,
    )
  const blocks = page.blocks.map((block) => ({
    ...block,
    lines: block.lines.map((line) => ({ ...line, words: line.words.filter((word) => !isPrinted(word)) })),
  }))
  return { ...page, blocks }
}

const middle = (box: Box, side: 0 | 1) => box[side] + box[side === 0 ? 2 : 3] / 2

// What the page's own content does to the graphics state must not reach the text: it is put between q and Q.
function writeBehind(pdf: PDF, page: PdfDict, text: string): void {
  const own = page.get('Contents')
  const parts = arrayAt(pdf, page, 'Contents')?.toArray() ?? (own instanceof PdfRef ? [own] : [])
  const before = pdf.createStream({}, Buffer.from('q\n'))
  const after = pdf.createStream({}, Buffer.from(`\nQ\n${text}`))
  page.set('Contents', PdfArray.of(before, ...parts, after))
}

function useFont(pdf: PDF, page: PdfDict, font: PdfRef): void {
  // Resources are often shared between pages: this page gets its own.
  const resources = resourcesOf(pdf, page)?.clone() ?? new PdfDict()
  const fonts = dictAt(pdf, resources, 'Font')?.clone() ?? new PdfDict()
  fonts.set(fontName, font)
  resources.set('Font', fonts)
  page.set('Resources', resources)
}
