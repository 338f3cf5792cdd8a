// Draws a report on A4 pages: everything flows down, and goes on at the top of the next page.
import { type EmbeddedFont, type PDF, type PDFPage, rgb } from '@libpdf/core'
import { roboto } from '../roboto.ts'
import type { Block, Report } from './report.ts'
import { lineHeight, linesOf, printable } from './text.ts'

const sheet = { width: 595.28, height: 841.89 }
const [margin, lowest] = [50, 62]
const width = sheet.width - 2 * margin
const sizes = { title: 20, subtitle: 10.5, heading: 12.5, text: 9, small: 7.5 }
const [ink, grey, hair] = [rgb(0.1, 0.1, 0.12), rgb(0.38, 0.38, 0.42), rgb(0.8, 0.8, 0.84)]

type Pen = { pdf: PDF; regular: EmbeddedFont; bold: EmbeddedFont; pages: PDFPage[]; y: number }
type Cell = { text: string; x: number; width: number; font: EmbeddedFont; size: number; faint?: boolean }

export function drawReport(pdf: PDF, { title, subtitle, sections, footer }: Report): void {
  const pen: Pen = {
    ...{ pdf, pages: [], y: 0 },
    ...{ regular: pdf.embedFont(roboto('Regular')), bold: pdf.embedFont(roboto('Bold')) },
  }
  turnPage(pen)
  pen.y -= sizes.title
  row(pen, [cell(pen, title, { font: pen.bold, size: sizes.title })])
  row(pen, [cell(pen, subtitle, { size: sizes.subtitle, faint: true })])
  for (const { heading, blocks } of sections) {
    head(pen, heading)
    for (const block of blocks) draw(pen, block)
  }
  for (const [index, page] of pen.pages.entries())
    foot(pen, page, `${footer} · ${index + 1}/${pen.pages.length}`)
}

const pageOf = ({ pages }: Pen): PDFPage => {
  const page = pages.at(-1)
  if (!page) throw new Error('the report has no page')
  return page
}

function turnPage(pen: Pen): void {
  pen.pages.push(pen.pdf.addPage(sheet))
  pen.y = sheet.height - margin
}

function cell({ regular }: Pen, text: string, more: Partial<Cell> = {}): Cell {
  return { text, x: margin, width, font: regular, size: sizes.text, ...more }
}

/** Cells side by side; where they do not all fit on the page, they go on on the next one, line by line. */
function row(pen: Pen, cells: readonly Cell[], { gap = 3 } = {}): void {
  const columns = cells.map((one) => ({ ...one, lines: linesOf(printable(one.text, one.font), one) }))
  const most = Math.max(...columns.map(({ lines }) => lines.length))
  const height = Math.max(...cells.map(({ size }) => lineHeight(size)))
  if (most * height < 160 && pen.y - most * height < lowest) turnPage(pen)
  for (let index = 0; index < most; index += 1) {
    if (pen.y - height < lowest) turnPage(pen)
    pen.y -= height
    for (const { lines, x, font, size, faint } of columns) {
      const text = lines[index]
      const color = faint ? grey : ink
      if (text) pageOf(pen).drawText(text, { x, y: pen.y, font, size, color })
    }
  }
  pen.y -= gap
}

function rule(pen: Pen): void {
  // Letters reach below the line that they stand on.
  const y = pen.y - 1.5
  pageOf(pen).drawRectangle({ x: margin, y, width, height: 0.5, color: hair })
  pen.y -= 3
}

function head(pen: Pen, heading: string): void {
  // A heading does not stand alone at the foot of a page.
  if (pen.y - 60 < lowest) turnPage(pen)
  pen.y -= 14
  row(pen, [cell(pen, heading, { font: pen.bold, size: sizes.heading })], { gap: 4 })
  rule(pen)
}

const nameWidth = 128

function draw(pen: Pen, block: Block): void {
  if (block.kind === 'text') row(pen, [cell(pen, block.text)], { gap: 5 })
  if (block.kind === 'rows')
    for (const [name, value] of block.rows)
      row(pen, [
        cell(pen, name, { width: nameWidth - 8, faint: true }),
        cell(pen, value, { x: margin + nameWidth, width: width - nameWidth }),
      ])
  if (block.kind === 'table') table(pen, block)
  if (block.kind === 'picture') picture(pen, block)
}

function table(pen: Pen, { columns, widths, rows }: Extract<Block, { kind: 'table' }>): void {
  const whole = widths.reduce((sum, one) => sum + one, 0)
  const places = widths.map((share, index) => ({
    x: margin + (widths.slice(0, index).reduce((sum, one) => sum + one, 0) / whole) * width,
    width: (share / whole) * width - 6,
  }))
  const cells = (texts: readonly string[], more: Partial<Cell>) =>
    places.map((place, index) => cell(pen, texts[index] ?? '', { ...place, size: sizes.small, ...more }))
  row(pen, cells(columns, { font: pen.bold }), { gap: 1 })
  for (const texts of rows) {
    rule(pen)
    row(pen, cells(texts, {}), { gap: 1 })
  }
  pen.y -= 4
}

const box = { width: 190, height: 64 }

function picture(pen: Pen, { picture: bytes, caption }: Extract<Block, { kind: 'picture' }>): void {
  const image = pen.pdf.embedImage(bytes)
  const scale = Math.min(box.width / image.width, box.height / image.height, 1)
  const size = { width: image.width * scale, height: image.height * scale }
  if (pen.y - size.height - 20 < lowest) turnPage(pen)
  pen.y -= size.height + 2
  pageOf(pen).drawImage(image, { x: margin, y: pen.y, ...size })
  row(pen, [cell(pen, caption, { size: sizes.small, faint: true })], { gap: 6 })
}

function foot({ regular }: Pen, page: PDFPage, text: string): void {
  const line = linesOf(printable(text, regular), { font: regular, size: sizes.small, width })[0] ?? ''
  page.drawText(line, { x: margin, y: 36, font: regular, size: sizes.small, color: grey })
}
