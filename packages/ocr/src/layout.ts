// From recognised runs of text to blocks of lines of words in reading order: recursive cutting along white
// space (Nagy & Seth 1984, X-Y cut), with a guard that keeps the rows of a table together.
import type { Block, BlockKind, Box, Line, Word } from '@countersign/contract/layout'
import { boundsOf, partOf, type Strip } from './geometry.ts'
import type { Span } from './recognise.ts'

/** A strip of the page and the words that were read in it; `confidence` is the mean of its characters. */
export type Run = { strip: Strip; words: Span[]; confidence: number }

/** Size of the upright page in pixels and the skew (radians) its text shares. */
export type Sheet = { width: number; height: number; skew: number }

/** A run with its place on the page as if the page had no skew. */
type Piece = { left: number; right: number; top: number; bottom: number; words: Word[] }

/** White space, in line heights, that parts columns. */
const columnGap = 1.5
/** A column of prose is at least this many line heights wide; narrower neighbours in step are a table. */
const proseWidth = 12

/** Blocks in reading order, boxes in fractions of the sheet. */
export function layOut(runs: readonly Run[], sheet: Sheet): Block[] {
  const pieces = runs.filter(({ words }) => words.length > 0).map((run) => pieceOf(run, sheet))
  const height = medianOf(pieces.map(heightOf))
  // Text in the margin that runs up or down would bridge the white space between all lines it passes.
  const isMarginal = (piece: Piece) =>
    heightOf(piece) > 3 * height && heightOf(piece) > 1.5 * (piece.right - piece.left)
  const marginal = pieces.filter(isMarginal)
  const groups = cut(pieces.filter((piece) => !isMarginal(piece)))
  return [
    ...groups.map((group) => blockOf(group, 'text')),
    ...marginal.map((piece) => blockOf([piece], 'margin')),
  ]
}

function pieceOf({ strip, words }: Run, sheet: Sheet): Piece {
  const cos = Math.cos(sheet.skew)
  const sin = Math.sin(sheet.skew)
  const flat = {
    ...strip,
    x: strip.x * cos + strip.y * sin,
    y: strip.y * cos - strip.x * sin,
    angle: strip.angle - sheet.skew,
  }
  const [left, top, right, bottom] = boundsOf(flat)
  return { left, top, right, bottom, words: words.map((span) => wordOf(span, strip, sheet)) }
}

function wordOf(
  { text, confidence, from, to, handwritten }: Span,
  strip: Strip,
  { width, height }: Sheet,
): Word {
  const [left, top, right, bottom] = boundsOf(partOf(strip, from, to))
  return {
    text,
    confidence: rounded(confidence),
    box: boxOf([left / width, top / height, right / width, bottom / height]),
    ...(handwritten && { handwritten }),
  }
}

/** Cuts into columns where there are any, else at the widest space between paragraphs, until nothing is left to cut. */
function cut(pieces: Piece[]): Piece[][] {
  if (pieces.length < 2) return pieces.length === 0 ? [] : [pieces]
  const height = medianOf(pieces.map(heightOf))
  const columns = splitAtWidestGap(pieces, 'left', columnGap * height)
  if (columns && !areRowsOfOneTable(...columns)) return columns.flatMap(cut)
  const paragraphs = splitAtWidestGap(pieces, 'top', paragraphGap(pieces, height))
  return paragraphs ? paragraphs.flatMap(cut) : [pieces]
}

/** White space that parts paragraphs: clearly more than lies between most of these rows. */
function paragraphGap(pieces: readonly Piece[], height: number): number {
  const rows = rowsOf(pieces).map((row) => ({
    top: Math.min(...row.map(({ top }) => top)),
    bottom: Math.max(...row.map(({ bottom }) => bottom)),
  }))
  if (rows.length < 3) return 0.8 * height
  const usual = medianOf(rows.slice(1).map(({ top }, i) => top - (rows[i]?.bottom ?? top)))
  return Math.max(0.35 * height, Math.min(1.5 * height, 1.4 * usual))
}

function splitAtWidestGap(
  pieces: readonly Piece[],
  start: 'left' | 'top',
  leastGap: number,
): [Piece[], Piece[]] | undefined {
  const end = start === 'left' ? 'right' : 'bottom'
  const sorted = pieces.toSorted((a, b) => a[start] - b[start])
  let widest = leastGap
  let at = 0
  let reached = sorted[0]?.[end] ?? 0
  for (const [i, piece] of sorted.entries()) {
    if (piece[start] - reached > widest) {
      widest = piece[start] - reached
      at = i
    }
    reached = Math.max(reached, piece[end])
  }
  return at === 0 ? undefined : [sorted.slice(0, at), sorted.slice(at)]
}

/** Whether two sides of white space stand in step, line beside line, without being two columns of prose. */
function areRowsOfOneTable(left: readonly Piece[], right: readonly Piece[]): boolean {
  if (isProse(left) && isProse(right)) return false
  const [few, many] = rowsOf(left).length <= rowsOf(right).length ? [left, right] : [right, left]
  const rows = rowsOf(few)
  const inStep = rows.filter((row) => many.some((piece) => row.some((mate) => shareRow(mate, piece))))
  return inStep.length >= 0.7 * rows.length
}

function isProse(pieces: readonly Piece[]): boolean {
  const rows = rowsOf(pieces)
  const width = medianOf(
    rows.map((row) => Math.max(...row.map((p) => p.right)) - Math.min(...row.map((p) => p.left))),
  )
  return rows.length >= 3 && width >= proseWidth * medianOf(pieces.map(heightOf))
}

/** Pieces that stand beside each other, rows from top to bottom, each from left to right. */
function rowsOf(pieces: readonly Piece[]): Piece[][] {
  const rows: Piece[][] = []
  for (const piece of pieces.toSorted((a, b) => middleOf(a) - middleOf(b))) {
    const row = rows.at(-1)
    const last = row?.at(-1)
    if (row && last && shareRow(last, piece)) row.push(piece)
    else rows.push([piece])
  }
  return rows.map((row) => row.toSorted((a, b) => a.left - b.left))
}

function shareRow(a: Piece, b: Piece): boolean {
  return Math.abs(middleOf(a) - middleOf(b)) < 0.5 * Math.min(heightOf(a), heightOf(b))
}

const heightOf = ({ top, bottom }: Piece) => bottom - top
const middleOf = ({ top, bottom }: Piece) => (top + bottom) / 2

function blockOf(pieces: readonly Piece[], kind: BlockKind): Block {
  const lines: Line[] = rowsOf(pieces).map((row) => {
    const words = row.flatMap((piece) => piece.words)
    return { box: around(words), words }
  })
  return { box: around(lines), kind, language: null, lines }
}

function around(parts: readonly { box: Box }[]): Box {
  return boxOf([
    Math.min(...parts.map(({ box }) => box[0])),
    Math.min(...parts.map(({ box }) => box[1])),
    Math.max(...parts.map(({ box }) => box[0] + box[2])),
    Math.max(...parts.map(({ box }) => box[1] + box[3])),
  ])
}

function boxOf(bounds: readonly [number, number, number, number]): Box {
  const [left, top, right, bottom] = bounds.map((value) => rounded(Math.max(0, Math.min(1, value)))) as Box
  return [left, top, rounded(right - left), rounded(bottom - top)]
}

/** Five decimals: a hundredth of a pixel at 200 dpi would be false precision, and pages are stored as text. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
