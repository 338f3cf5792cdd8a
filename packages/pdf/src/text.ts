// From loose characters to words, lines and blocks in reading order. Pure: points in, fractions of the page out.
import type { Block, Box, Line, Word } from '@countersign/contract/layout'
import { around, type Rect } from './geometry.ts'
import type { Glyph } from './glyphs.ts'
import { groupLines, readingOrder, type Segment } from './reading-order.ts'

type Size = { width: number; height: number }

/** A word, or a piece of one, in the frame in which its text runs to the right. */
export type Chunk = {
  text: string
  rect: Rect
  lastLeft: number
  end: number
  baseline: number
  size: number
  spaceBefore: boolean
}

/** Lays out the characters of one page; `size` is the displayed page in points. */
export function layOutText(glyphs: readonly Glyph[], size: Size): { blocks: Block[]; characters: number } {
  let characters = 0
  const blocks: Block[] = []
  const usual = usualTurns(glyphs)
  for (const turns of [0, 1, 3, 2] as const) {
    const chunks = chunksOf(
      glyphs.filter((glyph) => glyph.turns === turns),
      size,
    )
    for (const chunk of chunks) characters += [...chunk.text].length
    const frame = turns % 2 === 0 ? size : { width: size.height, height: size.width }
    const back = ((4 - turns) % 4) as Glyph['turns']
    const box = (rect: Rect) => fractions(turnRect(rect, back, frame), size)
    const kind: Block['kind'] = turns === usual ? 'text' : 'margin'
    blocks.push(...readingOrder(linesOf(chunks)).map((lines) => ({ ...blockOf(lines, box), kind })))
  }
  return { blocks, characters }
}

/** How most of the text runs: what runs otherwise stands in the margin. */
function usualTurns(glyphs: readonly Glyph[]): Glyph['turns'] {
  const counts = [0, 0, 0, 0]
  for (const { turns } of glyphs) counts[turns] = (counts[turns] ?? 0) + 1
  return counts.indexOf(Math.max(...counts)) as Glyph['turns']
}

/** A rectangle after the page of `size` was turned counterclockwise by quarter turns. */
function turnRect(rect: Rect, turns: Glyph['turns'], { width, height }: Size): Rect {
  const { left, top, right, bottom } = rect
  switch (turns) {
    case 0:
      return rect
    case 1:
      return { left: top, top: width - right, right: bottom, bottom: width - left }
    case 2:
      return { left: width - right, top: height - bottom, right: width - left, bottom: height - top }
    case 3:
      return { left: height - bottom, top: left, right: height - top, bottom: right }
  }
}

type Placed = { glyph: Glyph; rect: Rect; cell: Rect; baseline: number; size: number }

function place(glyph: Glyph, size: Size): Placed {
  const [x, y] = glyph.origin
  const point = turnRect({ left: x, top: y, right: x, bottom: y }, glyph.turns, size)
  const cell = turnRect(glyph.cell, glyph.turns, size)
  const rect = turnRect(glyph.rect, glyph.turns, size)
  return { glyph, rect, cell, baseline: point.top, size: Math.max(cell.bottom - cell.top, 0.5) }
}

// Fractions of the letter size. Words are broken where PDFium saw a space or the pen jumped; measured on
// invoices, letter-spaced headings stay under 0.3 and table columns start at 0.4.
const [jumpAhead, jumpBack, jumpLine] = [0.35, 0.3, 0.4]

function chunksOf(glyphs: readonly Glyph[], size: Size): Chunk[] {
  const chunks: Chunk[] = []
  let current: Chunk | undefined
  let spaceBefore = false
  for (const glyph of glyphs) {
    if (glyph.text === ' ' || glyph.text === '\n') {
      current = undefined
      spaceBefore ||= glyph.text === ' '
      continue
    }
    const placed = place(glyph, size)
    if (current && (glyph.slanted || continues(current, placed))) append(current, placed)
    else {
      current = begin(placed, spaceBefore)
      chunks.push(current)
    }
    spaceBefore = false
  }
  return chunks
}

function continues(chunk: Chunk, { cell, baseline }: Placed): boolean {
  return (
    Math.abs(baseline - chunk.baseline) < jumpLine * chunk.size &&
    cell.left - chunk.end < jumpAhead * chunk.size &&
    chunk.lastLeft - cell.left < jumpBack * chunk.size
  )
}

function begin({ glyph, rect, cell, baseline, size }: Placed, spaceBefore: boolean): Chunk {
  return { text: glyph.text, rect, lastLeft: cell.left, end: cell.right, baseline, size, spaceBefore }
}

function append(chunk: Chunk, { glyph, rect, cell }: Placed): void {
  chunk.text += glyph.text
  chunk.rect = around([chunk.rect, rect])
  chunk.lastLeft = cell.left
  chunk.end = cell.right
}

// What is drawn apart but touches is one word (initials, superscripts); what is drawn twice is one word (shadows).
const [touching, overlapping] = [0.08, 0.4]
const columnGap = 1.8

function linesOf(chunks: readonly Chunk[]): Segment[] {
  return groupLines(chunks).flatMap((row) => {
    const segments: Chunk[][] = []
    for (const chunk of row) {
      const segment = segments.at(-1)
      const last = segment?.at(-1)
      if (!segment || !last) {
        segments.push([{ ...chunk }])
        continue
      }
      const gap = (chunk.rect.left - last.rect.right) / Math.min(chunk.size, last.size)
      if (isShadow(last, chunk)) continue
      if (gap < touching && gap > -overlapping && !chunk.spaceBefore) join(last, chunk)
      else if (gap > columnGap) segments.push([{ ...chunk }])
      else segment.push({ ...chunk })
    }
    return segments.map((words) => ({
      words,
      rect: around(words.map(({ rect }) => rect)),
      size: Math.max(...words.map((word) => word.size)),
    }))
  })
}

function isShadow(a: Chunk, b: Chunk): boolean {
  const near = (x: number, y: number) => Math.abs(x - y) < 0.15 * a.size
  return a.text === b.text && near(a.rect.left, b.rect.left) && near(a.baseline, b.baseline)
}

function join(left: Chunk, right: Chunk): void {
  left.text += right.text
  left.rect = around([left.rect, right.rect])
  left.lastLeft = right.lastLeft
  left.end = right.end
}

function blockOf(lines: readonly Segment[], box: (rect: Rect) => Box): Block {
  const rect = around(lines.map((line) => line.rect))
  return { box: box(rect), kind: 'text', language: null, lines: lines.map((line) => lineOf(line, box)) }
}

function lineOf(line: Segment, box: (rect: Rect) => Box): Line {
  const words: Word[] = line.words.map((word) => ({
    text: word.text.normalize('NFC'),
    confidence: 1,
    box: box(word.rect),
  }))
  return { box: box(line.rect), words }
}

function fractions(rect: Rect, { width, height }: Size): Box {
  const clamp = (value: number) => Math.min(1, Math.max(0, value))
  const [x, y] = [clamp(rect.left / width), clamp(rect.top / height)]
  return [x, y, clamp(rect.right / width) - x, clamp(rect.bottom / height) - y]
}
