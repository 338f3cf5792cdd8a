// Invisible text at the places where the words are printed: content operators and the font they use.
import type { Box, Page } from '@countersign/contract/layout'
import { type PDF, PdfArray, PdfDict, PdfName, PdfNumber, type PdfRef, PdfString } from '@libpdf/core'
import type { PageSpace } from './geometry.ts'
import { displayedSize } from './geometry.ts'
import { advance, glyphlessFont } from './glyphless-font.ts'

/** Gives each character of a document its code in the font. Two bytes a code, as Identity-H wants them. */
export type Codes = { hex(text: string): string; all(): ReadonlyMap<string, number> }

const lastCode = 0xfffe

/** An empty table of codes. Characters beyond the 65,534th share the last code. */
export function newCodes(): Codes {
  const codes = new Map<string, number>()
  const code = (character: string) => {
    const known = codes.get(character)
    if (known !== undefined) return known
    const next = Math.min(codes.size + 1, lastCode)
    codes.set(character, next)
    return next
  }
  return {
    hex: (text) => Array.from(text, (character) => code(character).toString(16).padStart(4, '0')).join(''),
    all: () => codes,
  }
}

/**
 * Operators that write the words of `page` invisibly (text render mode 3). `space` says how the upright page lies in
 * user space, its `turns` being /Rotate and the page's own rotation together.
 */
export function textOperators(page: Page, space: PageSpace, codes: Codes): string {
  const show = (text: string, box: Box) => showText({ text, box, space, codes })
  const lines = page.blocks.flatMap((block) => block.lines)
  const shown = lines.flatMap(({ words }) =>
    words.flatMap((word, index) => {
      const next = words[index + 1]
      return next
        ? [show(word.text, word.box), show(' ', between(word.box, next.box))]
        : [show(word.text, word.box)]
    }),
  )
  return `q BT 3 Tr\n${shown.join('')}ET Q\n`
}

/** The gap after a word, so that what is copied has a space there. */
function between([x, y, width, height]: Box, next: Box): Box {
  const start = x + width
  return [start, y, Math.max(next[0] - start, 0.0005), height]
}

type Shown = { text: string; box: Box; space: PageSpace; codes: Codes }

/** The name of the font in the resources of a page. */
export const fontName = 'CountersignText'

function showText({ text, box, space, codes }: Shown): string {
  const length = [...text].length
  const page = displayedSize(space)
  const size = box[3] * page.height
  const width = box[2] * page.width
  if (length === 0 || !(size > 0.01) || !(width > 0.01)) return ''
  const stretch = (100 * width) / ((length * advance * size) / 1000)
  const matrix = matrixAt(space, box[0] * page.width, (box[1] + box[3]) * page.height)
  return `/${fontName} ${number(size)} Tf ${number(stretch)} Tz ${matrix.map(number).join(' ')} Tm <${codes.hex(text)}> Tj\n`
}

const number = (value: number) => String(Number(value.toFixed(3)))

/** The text matrix whose origin is the point of the upright page, its line running to the right there. */
function matrixAt({ left, bottom, right, top, turns }: PageSpace, x: number, y: number): number[] {
  switch (turns) {
    case 0:
      return [1, 0, 0, 1, left + x, top - y]
    case 1:
      return [0, 1, -1, 0, left + y, bottom + x]
    case 2:
      return [-1, 0, 0, -1, right - x, bottom + y]
    case 3:
      return [0, -1, 1, 0, right - y, top - x]
  }
}

const name = PdfName.of
const integer = PdfNumber.of

/** Writes the font with all codes used so far; call it after the last page. */
export function addFont(pdf: PDF, codes: Codes): PdfRef {
  const font = glyphlessFont()
  const file = pdf.createStream({ Length1: integer(font.length) }, font)
  const descriptor = pdf.createDict({
    Type: name('FontDescriptor'),
    FontName: name('CountersignGlyphless'),
    FontFile2: file,
    FontBBox: PdfArray.of(...[0, 0, advance, 1000].map(integer)),
    Ascent: integer(1000),
    Descent: integer(-1), // poppler takes 0 for unknown and puts -350 in its place
    CapHeight: integer(1000),
    ItalicAngle: integer(0),
    StemV: integer(80),
    Flags: integer(5),
  })
  const descendant = pdf.createDict({
    Type: name('Font'),
    Subtype: name('CIDFontType2'),
    BaseFont: name('CountersignGlyphless'),
    CIDSystemInfo: PdfDict.of({
      Registry: PdfString.fromString('Adobe'),
      Ordering: PdfString.fromString('Identity'),
      Supplement: integer(0),
    }),
    FontDescriptor: descriptor,
    DW: integer(advance),
    CIDToGIDMap: pdf.createStream({}, allToOneGlyph(codes)),
  })
  return pdf.createDict({
    Type: name('Font'),
    Subtype: name('Type0'),
    BaseFont: name('CountersignGlyphless'),
    Encoding: name('Identity-H'),
    DescendantFonts: PdfArray.of(descendant),
    ToUnicode: pdf.createStream({}, toUnicode(codes)),
  })
}

function allToOneGlyph(codes: Codes): Uint8Array {
  const map = new Uint8Array((codes.all().size + 1) * 2)
  for (let at = 3; at < map.length; at += 2) map[at] = 1
  return map
}

/** A ToUnicode CMap (ISO 32000-1 §9.10.3); at most 100 entries a section (Adobe TN 5411). */
function toUnicode(codes: Codes): Uint8Array {
  const entries = [...codes.all()].map(([character, code]) => {
    const utf16 = Buffer.from(character, 'utf16le').swap16().toString('hex')
    return `<${code.toString(16).padStart(4, '0')}> <${utf16}>`
  })
  const sections: string[] = []
  for (let at = 0; at < entries.length; at += 100) {
    const part = entries.slice(at, at + 100)
    sections.push(`${part.length} beginbfchar\n${part.join('\n')}\nendbfchar\n`)
  }
  const info = '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def'
  const start = `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n${info}\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n`
  const range = '1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n'
  const end = 'endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n'
  return Buffer.from(start + range + sections.join('') + end)
}
