// Invisible text at the places where the words are printed: content operators and the font they use.
import type { Box, Line, Page } from '@countersign/contract/layout'
import { type PDF, PdfArray, PdfDict, PdfName, PdfNumber, type PdfRef, PdfString } from '@libpdf/core'
import { advance, glyphlessFont } from './glyphless-font.ts'
import type { PointMap } from './outline.ts'

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
 * Operators that write the words of `page` invisibly (text render mode 3), in reading order. `toUser` puts a point of
 * the upright page (fractions) into user space, at any angle; each word has a matrix of its own.
 */
export function textOperators(page: Page, toUser: PointMap, codes: Codes): string {
  const shown = page.blocks.flatMap((block) => {
    return block.lines.flatMap((line) => {
      const run = runOf(line, block.kind === 'margin')
      return line.words.map((word, index) => {
        const next = line.words[index + 1]
        const space = next
          ? showText(' ', run.corners(between(word.box, next.box, run)), { toUser, codes })
          : ''
        return showText(word.text, run.corners(word.box), { toUser, codes }) + space
      })
    })
  })
  return `q BT 3 Tr\n${shown.join('')}ET Q\n`
}

/** Which way a line runs, and where the baseline of a box in it starts and ends, and its top above the start. */
type Run = { along: 'right' | 'up' | 'down'; corners(box: Box): readonly [Point, Point, Point] }
type Point = readonly [number, number]

const runs: Record<Run['along'], Run> = {
  right: {
    along: 'right',
    corners: ([x, y, w, h]) => [
      [x, y + h],
      [x + w, y + h],
      [x, y],
    ],
  },
  up: {
    along: 'up',
    corners: ([x, y, w, h]) => [
      [x + w, y + h],
      [x + w, y],
      [x, y + h],
    ],
  },
  down: {
    along: 'down',
    corners: ([x, y, w, h]) => [
      [x, y],
      [x, y + h],
      [x + w, y],
    ],
  },
}

/** Text beside the others runs up, unless its words come one below the other. */
function runOf({ box, words }: Line, beside: boolean): Run {
  const [first, last] = [words[0], words.at(-1)]
  if (!beside || !first || !last || box[3] < box[2]) return runs.right
  return last.box[1] > first.box[1] ? runs.down : runs.up
}

/** The gap after a word, so that what is copied has a space there. */
function between([x, y, width, height]: Box, next: Box, { along }: Run): Box {
  const least = 0.0005
  if (along === 'right') return [x + width, y, Math.max(next[0] - x - width, least), height]
  if (along === 'down') return [x, y + height, width, Math.max(next[1] - y - height, least)]
  const end = next[1] + next[3]
  return [x, Math.min(end, y - least), width, Math.max(y - end, least)]
}

/** The name of the font in the resources of a page. */
export const fontName = 'CountersignText'

type Target = { toUser: PointMap; codes: Codes }

function showText(text: string, corners: readonly [Point, Point, Point], { toUser, codes }: Target): string {
  const length = [...text].length
  const [start, end, top] = corners.map(([x, y]) => toUser(x, y)) as [Point, Point, Point]
  const right = [end[0] - start[0], end[1] - start[1]] as const
  const up = [top[0] - start[0], top[1] - start[1]] as const
  const [width, size] = [Math.hypot(...right), Math.hypot(...up)]
  if (length === 0 || !(size > 0.01) || !(width > 0.01)) return ''
  const stretch = (100 * width) / ((length * advance * size) / 1000)
  const matrix = [right[0] / width, right[1] / width, up[0] / size, up[1] / size].map(direction)
  const place = `${matrix.join(' ')} ${start.map(number).join(' ')} Tm`
  return `/${fontName} ${number(size)} Tf ${number(stretch)} Tz ${place} <${codes.hex(text)}> Tj\n`
}

const number = (value: number) => String(Number(value.toFixed(3)))
// A line of 800 points must not leave its place by more than a tenth of one.
const direction = (value: number) => Number(value.toFixed(5))

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
