// One page of an open file: its size, its words, how much of it is pictures, its pixels.
import type { Block, Word } from '@countersign/contract/layout'
import { type Engine, numbersAt, withMemory } from './engine.ts'
import { failure } from './failure.ts'
import { displayedSize, type PageSpace } from './geometry.ts'
import { readGlyphs } from './glyphs.ts'
import { hasDrawings, type Pictures, picturesOn } from './pictures.ts'
import { layOutText } from './text.ts'

/**
 * A page as displayed: upright by its /Rotate, cut to its CropBox. `width` and `height` are points.
 *
 * - `textBlocks()` is the text layer, form fields included. `characters` counts what is visible or could be,
 *   without spaces; `invisible` is true where most of it is drawn in render mode 3, as OCR programs do; `unmapped`
 *   counts the characters whose font does not tell which letter they are.
 * - `pictures()` is how much of the page image objects cover, and how much of its text they hide.
 * - `drawings()` is false where nothing but text is painted: no rules, boxes or codes can be on such a page.
 * - `render()` gives 8-bit RGB on white, at `dpi` or less where that would take more than `maxPixels`.
 */
export type PdfPage = {
  width: number
  height: number
  textBlocks(): { blocks: Block[]; characters: number; invisible: boolean; unmapped: number }
  pictures(): Pictures
  drawings(): boolean
  render(options: RenderOptions): RenderedPage
  close(): void
}

/**
 * `dpi` is wanted, `maxPixels` (width × height) is kept. `into`: memory of an earlier rendering that nobody looks at
 * any more, used again where it is large enough; fresh memory for every page costs more than drawing it.
 */
export type RenderOptions = { dpi: number; maxPixels: number; into?: Uint8Array | undefined }

/** Rows from the top, three bytes (R, G, B) a pixel. */
export type RenderedPage = { data: Uint8Array; width: number; height: number }

/** Loads a page of `document`, which is a handle of `home`. */
export function openPage(home: Engine, document: number, index0: number): PdfPage {
  const { pdfium } = home
  const page = loadFlattened(home, document, index0)
  const space = pageSpace(home, page)
  const size = displayedSize(space)
  return {
    ...size,
    textBlocks() {
      const { glyphs, invisible, unmapped } = readGlyphs(home, page, space)
      return { ...layOutText(glyphs, size), invisible, unmapped }
    },
    pictures: () => picturesOn(home, page, space),
    drawings: () => hasDrawings(home, page),
    render: (options) => render(home, page, { ...options, ...size }),
    close: () => pdfium.FPDF_ClosePage(page),
  }
}

// What a person typed into a form lives in annotations, which PDFium keeps out of the text layer:
// in memory (nothing is saved) they become part of the page.
function loadFlattened({ pdfium }: Engine, document: number, index0: number): number {
  const page = pdfium.FPDF_LoadPage(document, index0)
  if (page === 0)
    throw failure('pdf.damaged', `Page ${index0 + 1} of the PDF is damaged and cannot be opened.`)
  const flattenedForDisplay =
    pdfium.FPDFPage_GetAnnotCount(page) > 0 && pdfium.FPDFPage_Flatten(page, 0) === 1
  if (!flattenedForDisplay) return page
  const again = pdfium.FPDF_LoadPage(document, index0)
  if (again === 0) return page
  pdfium.FPDF_ClosePage(page)
  return again
}

/** How a page lies in user space, and the words it shows; hidden ones are left out. */
export function printedOn(
  home: Engine,
  document: number,
  index0: number,
): { space: PageSpace; printed: Word[] } {
  const page = home.pdfium.FPDF_LoadPage(document, index0)
  if (page === 0)
    throw failure('pdf.damaged', `Page ${index0 + 1} of the PDF is damaged and cannot be opened.`)
  try {
    const space = pageSpace(home, page)
    const { glyphs } = readGlyphs(home, page, space)
    const { blocks } = layOutText(
      glyphs.filter((glyph) => glyph.visible),
      displayedSize(space),
    )
    return { space, printed: blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words)) }
  } finally {
    home.pdfium.FPDF_ClosePage(page)
  }
}

function pageSpace(home: Engine, page: number): PageSpace {
  const turns = (home.pdfium.FPDFPage_GetRotation(page) & 3) as PageSpace['turns']
  return withMemory(home, 16, (pointer) => {
    const found = home.pdfium.FPDF_GetPageBoundingBox(page, pointer)
    const numbers = numbersAt(home, pointer)
    const [left, top, right, bottom] = [0, 4, 8, 12].map((at) => numbers.getFloat32(at, true)) as [
      number,
      number,
      number,
      number,
    ]
    if (!found || !(right > left && top > bottom))
      throw failure('pdf.damaged', 'A page of the PDF has no size.')
    return { left, bottom, right, top, turns }
  })
}

const bgr = 2 // FPDFBitmap_BGR: three bytes a pixel, rows filled up to four
const drawAnnotations = 0x01 // FPDF_ANNOT
const rgbOrder = 0x10 // FPDF_REVERSE_BYTE_ORDER

type RenderInput = RenderOptions & { width: number; height: number }

function render(home: Engine, page: number, { dpi, maxPixels, into, ...points }: RenderInput): RenderedPage {
  const { pdfium } = home
  const scale = Math.min(dpi / 72, Math.sqrt(maxPixels / (points.width * points.height)))
  const width = Math.max(1, Math.floor(points.width * scale + 1e-6))
  const height = Math.max(
    1,
    Math.min(Math.floor(points.height * scale + 1e-6), Math.floor(maxPixels / width)),
  )
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, bgr, 0, 0)
  if (bitmap === 0) throw new RangeError(`PDFium has no memory for ${width} × ${height} pixels`)
  try {
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, drawAnnotations | rgbOrder)
    const start = pdfium.FPDFBitmap_GetBuffer(bitmap)
    const stride = pdfium.FPDFBitmap_GetStride(bitmap)
    const pixels = home.memory().subarray(start, start + stride * height)
    return { data: withoutPadding(pixels, { width, height, stride }, into), width, height }
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap)
  }
}

type Raster = { width: number; height: number; stride: number }

function withoutPadding(
  pixels: Uint8Array,
  { width, height, stride }: Raster,
  into?: Uint8Array,
): Uint8Array {
  const row = width * 3
  const size = row * height
  const data = into && into.length >= size ? into.subarray(0, size) : new Uint8Array(size)
  if (stride === row) data.set(pixels)
  else
    for (let at = 0; at < height; at += 1) data.set(pixels.subarray(at * stride, at * stride + row), at * row)
  return data
}
