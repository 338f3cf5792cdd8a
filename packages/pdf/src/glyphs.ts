// The characters of a page's text layer, one by one, as PDFium sees them.
import { type Engine, numbersAt, withMemory } from './engine.ts'
import { displayedSize, type PageSpace, type Rect, rectToDisplay, toDisplay } from './geometry.ts'

/**
 * One character on the displayed page, in points. `rect` is the ink (the em box where a font has no outlines),
 * `cell` the box it advances in; `turns` are the quarter turns clockwise its text line makes, `slanted` says that
 * it is not a multiple of them.
 */
export type Glyph = {
  text: string
  rect: Rect
  cell: Rect
  origin: readonly [number, number]
  turns: 0 | 1 | 2 | 3
  slanted: boolean
}

// A page of newsprint has about 30,000; what is beyond this limit is an attack or not meant to be read.
const maxCharacters = 200_000
const invisibleMode = 3
const noUnicode = new Set([0, 0xfffd, 0xffff])
const softHyphens = new Set([0x02, 0xad, 0xfffe]) // PDFium writes 0xfffe for a hyphen that ends a line

/** Reads the characters in the order they are drawn in; `invisible` says that all are in render mode 3. */
export function readGlyphs(
  home: Engine,
  page: number,
  space: PageSpace,
): { glyphs: Glyph[]; invisible: boolean } {
  const { pdfium } = home
  const textPage = pdfium.FPDFText_LoadPage(page)
  if (textPage === 0) return { glyphs: [], invisible: false }
  try {
    const modes = new Map<number, number>()
    const glyphs = withMemory(home, 48, (pointer) => {
      const found: Glyph[] = []
      const count = Math.min(pdfium.FPDFText_CountChars(textPage), maxCharacters)
      const reader: Reader = { home, space, textPage, pointer }
      for (let index = 0; index < count; index += 1) {
        const glyph = readGlyph(reader, index)
        if (!glyph) continue
        found.push(glyph)
        const object = pdfium.FPDFText_GetTextObject(textPage, index)
        if (object !== 0 && !modes.has(object))
          modes.set(object, pdfium.FPDFTextObj_GetTextRenderMode(object))
      }
      return found
    })
    const invisible = modes.size > 0 && [...modes.values()].every((mode) => mode === invisibleMode)
    return { glyphs, invisible }
  } finally {
    pdfium.FPDFText_ClosePage(textPage)
  }
}

type Reader = { home: Engine; space: PageSpace; textPage: number; pointer: number }

function readGlyph(reader: Reader, index: number): Glyph | undefined {
  const { home, space, textPage, pointer } = reader
  const { pdfium } = home
  const text = character(pdfium.FPDFText_GetUnicode(textPage, index))
  if (text === undefined) return undefined
  const at = (offset: number) => pointer + offset
  if (!pdfium.FPDFText_GetCharBox(textPage, index, at(0), at(8), at(16), at(24))) return undefined
  if (!pdfium.FPDFText_GetCharOrigin(textPage, index, at(32), at(40))) return undefined
  const numbers = numbersAt(home, pointer)
  const read = (offset: number) => numbers.getFloat64(offset, true)
  const ink: [number, number, number, number] = [read(0), read(16), read(8), read(24)]
  const origin = toDisplay(space, read(32), read(40))
  const rect = rectToDisplay(space, ink)
  if (text !== ' ' && text !== '\n' && !onPage(rect, space)) return undefined
  // PDFium's angle is clockwise (its atan2 takes the matrix' c), against what its header says.
  const quarters = space.turns + pdfium.FPDFText_GetCharAngle(textPage, index) / (Math.PI / 2)
  const turns = (((Math.round(quarters) % 4) + 4) % 4) as Glyph['turns']
  const slanted = Math.abs(quarters - Math.round(quarters)) > 0.05
  const cell = cellOf(reader, index) ?? rect
  return { text, rect: hasInk(rect, cell) ? rect : cell, cell, origin, turns, slanted }
}

// Fonts of OCR layers have no outlines; PDFium gives their characters a box of a thousandth of the font size.
function hasInk(rect: Rect, cell: Rect): boolean {
  const part = 0.01
  return (
    rect.bottom - rect.top > part * (cell.bottom - cell.top) &&
    rect.right - rect.left > part * (cell.right - cell.left)
  )
}

function cellOf({ home, space, textPage, pointer }: Reader, index: number): Rect | undefined {
  if (!home.pdfium.FPDFText_GetLooseCharBox(textPage, index, pointer)) return undefined
  const numbers = numbersAt(home, pointer)
  const [left, top, right, bottom] = [0, 4, 8, 12].map((offset) => numbers.getFloat32(offset, true)) as [
    number,
    number,
    number,
    number,
  ]
  return rectToDisplay(space, [left, bottom, right, top])
}

function character(code: number): string | undefined {
  if (softHyphens.has(code)) return '-'
  if (noUnicode.has(code) || code > 0x10ffff || (code >= 0xe000 && code <= 0xf8ff)) return undefined
  if (code === 0x0a || code === 0x0d) return '\n'
  const text = String.fromCodePoint(code)
  if (/\p{White_Space}/u.test(text)) return ' '
  if (/[\p{Cc}\p{Cf}]/u.test(text)) return undefined
  return /[\ufb00-\ufb06]/.test(text) ? text.normalize('NFKC') : text
}

function onPage(rect: Rect, space: PageSpace): boolean {
  const size = displayedSize(space)
  const x = (rect.left + rect.right) / 2
  const y = (rect.top + rect.bottom) / 2
  return x >= 0 && y >= 0 && x <= size.width && y <= size.height
}
