// The characters of a page's text layer, one by one, as PDFium sees them.
import { type Engine, withMemory } from './engine.ts'
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
  /** Not in render mode 3. */
  visible: boolean
}

// A page of newsprint has about 30,000; what is beyond this limit is an attack or not meant to be read.
const maxCharacters = 200_000
const invisibleMode = 3
const noUnicode = new Set([0, 0xfffd, 0xffff])
const softHyphens = new Set([0x02, 0xad, 0xfffe]) // PDFium writes 0xfffe for a hyphen that ends a line

/**
 * Reads the characters in the order they are drawn in. `invisible` says that most are in render mode 3; `unmapped`
 * counts those whose font does not tell which letter they are.
 */
export function readGlyphs(home: Engine, page: number, space: PageSpace): Glyphs {
  const textPage = home.pdfium.FPDFText_LoadPage(page)
  if (textPage === 0) return { glyphs: [], invisible: false, unmapped: 0 }
  try {
    return withMemory(home, 64, (pointer) => readAll(readerOf({ home, space, textPage, pointer })))
  } finally {
    home.pdfium.FPDFText_ClosePage(textPage)
  }
}

/** What `readGlyphs` finds. */
export type Glyphs = { glyphs: Glyph[]; invisible: boolean; unmapped: number }

function readAll(reader: Reader): Glyphs {
  const { raw, textPage } = reader
  const count = Math.min(raw.FPDFText_CountChars(textPage), maxCharacters)
  const glyphs: Glyph[] = []
  let unmapped = 0
  for (let index = 0; index < count; index += 1) {
    const code = raw.FPDFText_GetUnicode(textPage, index)
    const text = character(code)
    if (isUnmapped(code) || raw.FPDFText_HasUnicodeMapError(textPage, index) === 1) unmapped += 1
    const glyph = text === undefined ? undefined : readGlyph(reader, index, text)
    if (glyph) glyphs.push(glyph)
  }
  const hidden = glyphs.filter((glyph) => !glyph.visible).length
  const known = glyphs.filter((glyph) => glyph.text !== ' ' && glyph.text !== '\n').length
  return { glyphs, invisible: hidden > known / 2, unmapped }
}

// The functions of PDFium themselves: what @embedpdf/pdfium wraps around them takes more time than they do
// (measured on pages of 2,600 characters: 19 ms of CPU with, 5 ms without).
type Raw = Record<(typeof rawNames)[number], (...values: number[]) => number>
const rawNames = [
  'FPDFText_CountChars',
  'FPDFText_GetUnicode',
  'FPDFText_GetCharBox',
  'FPDFText_GetCharOrigin',
  'FPDFText_GetLooseCharBox',
  'FPDFText_GetCharAngle',
  'FPDFText_GetTextObject',
  'FPDFText_HasUnicodeMapError',
  'FPDFTextObj_GetTextRenderMode',
] as const

/** What the characters of one text object have in common; `mode` is unknown for spaces that PDFium made up. */
type Run = { mode: number | undefined; turns: Glyph['turns']; slanted: boolean }

type Reader = {
  raw: Raw
  space: PageSpace
  width: number
  height: number
  textPage: number
  pointer: number
  doubles(): Float64Array
  floats(): Float32Array
  runs: Map<number, Run>
}

type Opened = { home: Engine; space: PageSpace; textPage: number; pointer: number }

function readerOf({ home, space, textPage, pointer }: Opened): Reader {
  const buffer = () => home.memory().buffer as ArrayBuffer
  let doubles = new Float64Array(buffer(), pointer, 6)
  let floats = new Float32Array(buffer(), pointer + 48, 4)
  return {
    raw: home.pdfium.pdfium.wasmExports as unknown as Raw,
    ...{ space, ...displayedSize(space), textPage, pointer, runs: new Map() },
    // When PDFium's memory grows, views on it lose their length.
    doubles() {
      if (doubles.length === 0) doubles = new Float64Array(buffer(), pointer, 6)
      return doubles
    },
    floats() {
      if (floats.length === 0) floats = new Float32Array(buffer(), pointer + 48, 4)
      return floats
    },
  }
}

function readGlyph(reader: Reader, index: number, text: string): Glyph | undefined {
  const { raw, space, textPage, pointer } = reader
  const at = pointer
  if (!raw.FPDFText_GetCharBox(textPage, index, at, at + 8, at + 16, at + 24)) return undefined
  if (!raw.FPDFText_GetCharOrigin(textPage, index, at + 32, at + 40)) return undefined
  const [left = 0, right = 0, bottom = 0, top = 0, x = 0, y = 0] = reader.doubles()
  const rect = rectToDisplay(space, [left, bottom, right, top])
  if (text !== ' ' && text !== '\n' && !onPage(rect, reader)) return undefined
  const { turns, slanted, mode } = runOf(reader, index)
  const cell = cellOf(reader, index) ?? rect
  const ink = hasInk(rect, cell) ? rect : cell
  return {
    text,
    rect: ink,
    cell,
    origin: toDisplay(space, x, y),
    turns,
    slanted,
    visible: mode !== invisibleMode,
  }
}

function runOf({ raw, space, textPage, runs }: Reader, index: number): Run {
  const object = raw.FPDFText_GetTextObject(textPage, index)
  const known = object === 0 ? undefined : runs.get(object)
  if (known) return known
  // PDFium's angle is clockwise (its atan2 takes the matrix' c), against what its header says.
  const quarters = space.turns + raw.FPDFText_GetCharAngle(textPage, index) / (Math.PI / 2)
  const run: Run = {
    mode: object === 0 ? undefined : raw.FPDFTextObj_GetTextRenderMode(object),
    turns: (((Math.round(quarters) % 4) + 4) % 4) as Glyph['turns'],
    slanted: Math.abs(quarters - Math.round(quarters)) > 0.05,
  }
  if (object !== 0) runs.set(object, run)
  return run
}

// Fonts of OCR layers have no outlines; PDFium gives their characters a box of a thousandth of the font size.
function hasInk(rect: Rect, cell: Rect): boolean {
  const part = 0.01
  return (
    rect.bottom - rect.top > part * (cell.bottom - cell.top) &&
    rect.right - rect.left > part * (cell.right - cell.left)
  )
}

function cellOf({ raw, space, textPage, pointer, floats }: Reader, index: number): Rect | undefined {
  if (!raw.FPDFText_GetLooseCharBox(textPage, index, pointer + 48)) return undefined
  const [left = 0, top = 0, right = 0, bottom = 0] = floats()
  return rectToDisplay(space, [left, bottom, right, top])
}

const isUnmapped = (code: number) => noUnicode.has(code) || (code >= 0xe000 && code <= 0xf8ff)

const known = new Map<number, string | undefined>()

/** The text of a character, for all that can be told from its code; remembered, for regular expressions are slow. */
function character(code: number): string | undefined {
  if (code < 0x80 && known.has(code)) return known.get(code)
  const text = textOf(code)
  if (code < 0x80) known.set(code, text)
  return text
}

function textOf(code: number): string | undefined {
  if (softHyphens.has(code)) return '-'
  if (isUnmapped(code) || code > 0x10ffff) return undefined
  if (code === 0x0a || code === 0x0d) return '\n'
  const text = String.fromCodePoint(code)
  if (/\p{White_Space}/u.test(text)) return ' '
  if (/[\p{Cc}\p{Cf}]/u.test(text)) return undefined
  return /[\ufb00-\ufb06]/.test(text) ? text.normalize('NFKC') : text
}

function onPage(rect: Rect, { width, height }: { width: number; height: number }): boolean {
  const x = (rect.left + rect.right) / 2
  const y = (rect.top + rect.bottom) / 2
  return x >= 0 && y >= 0 && x <= width && y <= height
}
