// The pages as rows of tokens: what stands on one height of the paper reads as one row, across columns.
import type { Box, Line, Page, Word } from '@countersign/contract/layout'
import { lookedAt } from './looked-at.ts'

/** Bounds against hostile documents. */
export const maximumWords = 5_000
const maximumLength = 200

/** A word, or the part of one before or after a colon. Left to bottom are points of the page. */
export type Token = Edges & {
  text: string
  /** Lower case, letters and digits only, accents removed: what labels are compared with. */
  plain: string
  confidence: number
  box: Box
}
export type Edges = { left: number; right: number; top: number; bottom: number }
export type Row = Edges & { index: number; page: number; tokens: Token[] }
/** Some tokens in a row: from `from` up to and including `to`. */
export type Span = Edges & { row: Row; from: number; to: number }

/** `height` is the median height of a token, in points. */
export type Sheet = { pages: readonly Page[]; rows: readonly Row[]; height: number }

/** Lays the words of the first 50 pages out in rows, top to bottom and left to right. */
export function layOut(pages: readonly Page[]): Sheet {
  const considered = lookedAt(pages)
  const rows = considered.flatMap(rowsOf).map((row, index) => ({ ...row, index }))
  const heights = rows.flatMap((row) => row.tokens.map((token) => token.bottom - token.top))
  return { pages: considered, rows, height: median(heights) || 10 }
}

/** The tokens `from` to `to` of a row, with the edges around them. */
export function spanOf(row: Row, from: number, to = from): Span {
  return { row, from, to, ...edgesOf(row.tokens.slice(from, to + 1)) }
}

export function tokensOf(span: Span): Token[] {
  return span.row.tokens.slice(span.from, span.to + 1)
}

export function textOf(span: Span): string {
  return tokensOf(span)
    .map((token) => token.text)
    .join(' ')
}

/** Parts of a row that stand apart: a gap wider than two heights separates columns. */
export function segmentsOf(row: Row): Span[] {
  const segments: Span[] = []
  let from = 0
  row.tokens.forEach((token, index) => {
    const next = row.tokens[index + 1]
    const gap = next === undefined ? Number.POSITIVE_INFINITY : next.left - token.right
    if (gap <= 2 * (token.bottom - token.top)) return
    segments.push(spanOf(row, from, index))
    from = index + 1
  })
  return segments
}

/** What labels are compared with: lower case letters and digits, accents removed. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('º', '')
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}%#]/gu, '')
}

function rowsOf(page: Page): Row[] {
  // What runs up the margin would stand in every row beside it.
  const upright = page.blocks.filter(({ kind }) => kind !== 'margin')
  const lines = (upright.length > 0 ? upright : page.blocks)
    .flatMap((block) => block.lines)
    .map((line) => tokensOfLine(line, page))
    .filter((tokens) => tokens.length > 0)
  const kept: Token[][] = []
  let words = 0
  for (const tokens of lines) {
    words += tokens.length
    if (words > maximumWords) break
    kept.push(tokens)
  }
  return joinLines(interwoven(levelled(kept)))
    .map((tokens) => tokens.sort((a, b) => a.left - b.left))
    .map((tokens) => ({ index: 0, page: page.number, tokens, ...edgesOf(tokens) }))
    .sort((a, b) => a.top + a.bottom - b.top - b.bottom)
}

/** Least width of a line, in its heights, that tells how askew a page is; below the least slope it is level. */
const tellingWidth = 8
const leastSlope = 0.004

/** As if the page had been straight: what a camera or scanner left of a turn would part rows of wide tables. */
function levelled(lines: Token[][]): Token[][] {
  const slopes = lines.flatMap((tokens) => {
    const [first, last] = [tokens[0], tokens.at(-1)]
    if (first === undefined || last === undefined) return []
    const width = last.left - first.left
    return width < tellingWidth * (first.bottom - first.top) ? [] : [(last.bottom - first.bottom) / width]
  })
  const slope = slopes.length < 5 ? 0 : median(slopes)
  if (Math.abs(slope) < leastSlope || Math.abs(slope) > 0.1) return lines
  return lines.map((tokens) =>
    tokens.map((token) => {
      const lower = slope * token.left
      return { ...token, top: token.top - lower, bottom: token.bottom - lower }
    }),
  )
}

/** Readers of tables hand over every other cell of a row in another line: such lines are one. */
function interwoven(lines: Token[][]): Token[][] {
  const sorted = [...lines].sort((a, b) => (a[0]?.top ?? 0) - (b[0]?.top ?? 0))
  const gone = new Set<Token[]>()
  for (const [index, line] of sorted.entries()) {
    const first = line[0]
    if (first === undefined || gone.has(line)) continue
    for (const other of sorted.slice(index + 1, index + 1 + mostBeside)) {
      if (gone.has(other) || !weaves(line, other)) continue
      gone.add(other)
      line.push(...other)
      line.sort((a, b) => a.left - b.left)
    }
  }
  return lines.filter((line) => !gone.has(line))
}

const mostBeside = 6

/** On one height, each with words between those of the other, and none over another. */
function weaves(line: Token[], other: Token[]): boolean {
  const [a, b] = [line[0], other[0]]
  const [z, y] = [line.at(-1), other.at(-1)]
  if (a === undefined || b === undefined || z === undefined || y === undefined) return false
  if (b.left > z.left || a.left > y.left || line.length + other.length > 60) return false
  if (Math.abs(centre(a) - centre(b)) > Math.min(a.bottom - a.top, b.bottom - b.top) / 3) return false
  const all = [...line, ...other].sort((one, two) => one.left - two.left)
  return all.every((token, at) => token.left > (all[at - 1]?.right ?? Number.NEGATIVE_INFINITY) - 1)
}

/**
 * Joins lines that continue each other to the right. Only the facing ends are compared, so a page that
 * was photographed slightly turned keeps its rows.
 */
function joinLines(lines: Token[][]): Token[][] {
  const rows: Token[][] = []
  const shelves = new Map<number, Token[][]>()
  const shelf = (token: Token) => Math.floor(centre(token) / 20)
  for (const line of lines.sort((a, b) => left(a) - left(b))) {
    const first = line[0]
    const last = line.at(-1)
    if (first === undefined || last === undefined) continue
    const near = [-1, 0, 1].flatMap((step) => shelves.get(shelf(first) + step) ?? [])
    let row = nearestRow(near, first)
    if (row === null) {
      row = []
      rows.push(row)
    } else {
      const end = row.at(-1)
      const place = end === undefined ? undefined : shelves.get(shelf(end))
      place?.splice(place.indexOf(row), 1)
    }
    row.push(...line)
    const place = shelves.get(shelf(last))
    if (place === undefined) shelves.set(shelf(last), [row])
    else place.push(row)
  }
  return rows
}

function nearestRow(rows: Token[][], first: Token): Token[] | null {
  let best: Token[] | null = null
  let bestDistance = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const end = row.at(-1)
    if (end === undefined || end.right > first.left + (first.bottom - first.top)) continue
    const distance = Math.abs(centre(end) - centre(first))
    const height = Math.min(end.bottom - end.top, first.bottom - first.top)
    if (distance < height / 2 && distance < bestDistance) {
      best = row
      bestDistance = distance
    }
  }
  return best
}

function tokensOfLine(line: Line, page: Page): Token[] {
  return line.words.flatMap((word) => parts(word)).map((word) => tokenOf(word, page))
}

/** `Total:12.50` and `Invoice#12` are two words that were printed, or recognised, without a space. */
function parts(word: Word): Word[] {
  const text = word.text.trim().slice(0, maximumLength)
  if (text === '') return []
  const at = text.search(/[\p{L}.)]:[^\s/]|[\p{L}.]#[\p{L}\p{N}]/u) + 1
  if (at < 1) return [{ ...word, text }]
  const cut = text[at] === ':' ? at + 1 : at
  const [x, y, width, height] = word.box
  const share = (width * cut) / text.length
  return [
    { ...word, text: text.slice(0, cut), box: [x, y, share, height] },
    { ...word, text: text.slice(cut), box: [x + share, y, width - share, height] },
  ]
}

function tokenOf(word: Word, page: Page): Token {
  const [x, y, width, height] = word.box
  return {
    text: word.text,
    plain: plain(word.text),
    confidence: word.confidence,
    box: word.box,
    left: x * page.width,
    right: (x + width) * page.width,
    top: y * page.height,
    bottom: (y + height) * page.height,
  }
}

function edgesOf(tokens: readonly Edges[]): Edges {
  const edges = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }
  for (const token of tokens) {
    edges.left = Math.min(edges.left, token.left)
    edges.right = Math.max(edges.right, token.right)
    edges.top = Math.min(edges.top, token.top)
    edges.bottom = Math.max(edges.bottom, token.bottom)
  }
  return edges
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function left(tokens: readonly Token[]): number {
  return tokens[0]?.left ?? 0
}

function centre(token: Token): number {
  return (token.top + token.bottom) / 2
}
