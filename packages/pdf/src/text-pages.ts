// Pages for what has none: rows of text as a PDF that looks like a plain list.
import { createHash } from 'node:crypto'
import { PDF, type PDFPage, PdfArray, PdfString, rgb } from '@libpdf/core'
import { readRoboto } from './sign/appearance.ts'

/** `at` is the left edge of the text, or its right edge where `right` is set, as a fraction of the width between the margins. */
export type TextCell = { text: string; at: number; right?: boolean }
export type TextRow = { cells: readonly TextCell[]; heading?: boolean; small?: boolean }

/** `made` is written as its date: the same rows give the same bytes. */
export type TextPages = { title: string; made: Date; rows: readonly TextRow[] }

const [width, height] = [595.28, 841.89]
const margin = 50
const leading = 14
const ink = rgb(0, 0, 0)

/** A4 pages with one row under the other; text that does not fit its line is cut by the caller. */
export async function textPages({ title, made, rows }: TextPages): Promise<Uint8Array> {
  const pdf = PDF.create()
  pdf.setTitle(title)
  pdf.setCreationDate(made)
  pdf.setModificationDate(made)
  const hash = createHash('sha256').update(JSON.stringify(rows)).digest()
  const id = new PdfString(hash.subarray(0, 16), 'hex')
  pdf.context.info.trailer.set('ID', PdfArray.of(id, id))
  const font = pdf.embedFont(readRoboto('Roboto-Regular'))
  let page: PDFPage | undefined
  let top = 0
  for (const row of rows) {
    const drop = row.heading ? leading * 1.8 : leading
    if (!page || top + drop > height - margin) {
      page = pdf.addPage({ width, height })
      top = margin
    }
    top += drop
    const size = row.heading ? 14 : row.small ? 7.5 : 9.5
    for (const { text, at, right = false } of row.cells) {
      const edge = margin + at * (width - 2 * margin)
      const x = right ? edge - font.getTextWidth(text, size) : edge
      page.drawText(text, { x, y: height - top, size, font, color: ink })
    }
  }
  if (!page) pdf.addPage({ width, height })
  return pdf.save({ subsetFonts: true })
}
