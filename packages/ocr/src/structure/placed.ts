// Words and rectangles in the pixels of a page, and which of them stand on one row.
import type { Block, Box, Word } from '@countersign/contract/layout'

/** A rectangle in pixels (or points, where a page has no picture). */
export type Rect = { left: number; top: number; right: number; bottom: number }

/** A word with its place in pixels; `word` is what it came from. */
export type Placed = Rect & { text: string; confidence: number; word: Word }

/** Size of the page in the unit of its rectangles. */
export type Size = { width: number; height: number }

/** Words between two of which there is no more than a space. */
export type Segment = Rect & { words: Placed[]; text: string }

/** What stands on one height of the page, from left to right. */
export type Row = Rect & { segments: Segment[] }

/** All words of these blocks. */
export function placedWords(blocks: readonly Block[], size: Size): Placed[] {
  return blocks
    .flatMap(({ lines }) => lines.flatMap(({ words }) => words))
    .filter(({ text }) => text.trim() !== '')
    .map((word) => ({ ...rectOf(word.box, size), text: word.text, confidence: word.confidence, word }))
}

export function rectOf([x, y, w, h]: Box, { width, height }: Size): Rect {
  return { left: x * width, top: y * height, right: (x + w) * width, bottom: (y + h) * height }
}

export function boxOf({ left, top, right, bottom }: Rect, { width, height }: Size): Box {
  const at = (value: number, of: number) => Math.round(Math.max(0, Math.min(1, value / of)) * 1e5) / 1e5
  const [x, y] = [at(left, width), at(top, height)]
  const tidy = (value: number) => Math.round(value * 1e5) / 1e5
  return [x, y, tidy(at(right, width) - x), tidy(at(bottom, height) - y)]
}

export function around(rects: readonly Rect[]): Rect {
  const edges = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const rect of rects) {
    edges.left = Math.min(edges.left, rect.left)
    edges.top = Math.min(edges.top, rect.top)
    edges.right = Math.max(edges.right, rect.right)
    edges.bottom = Math.max(edges.bottom, rect.bottom)
  }
  return edges
}

export const middleX = ({ left, right }: Rect) => (left + right) / 2
export const middleY = ({ top, bottom }: Rect) => (top + bottom) / 2
export const heightOf = ({ top, bottom }: Rect) => bottom - top
export const widthOf = ({ left, right }: Rect) => right - left

/** Whether the middle of `inner` lies in `outer`. */
export function holds(outer: Rect, inner: Rect): boolean {
  const [x, y] = [middleX(inner), middleY(inner)]
  return x > outer.left && x < outer.right && y > outer.top && y < outer.bottom
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

/** Rows from top to bottom, their words from left to right, parted into segments where more than `gap` heights are free. */
export function rowsOf(words: readonly Placed[], gap = 1): Row[] {
  const rows: { words: Placed[]; middle: number; height: number }[] = []
  for (const word of words.toSorted((a, b) => middleY(a) - middleY(b))) {
    const row = rows.at(-1)
    const height = heightOf(word)
    if (row && middleY(word) - row.middle < 0.5 * Math.min(height, row.height)) {
      row.middle += (middleY(word) - row.middle) / (row.words.length + 1)
      row.height = Math.max(row.height, height)
      row.words.push(word)
    } else rows.push({ words: [word], middle: middleY(word), height })
  }
  return rows.map(({ words }) => {
    const segments = segmentsOf(
      words.toSorted((a, b) => a.left - b.left),
      gap,
    )
    return { ...around(segments), segments }
  })
}

function segmentsOf(words: readonly Placed[], gap: number): Segment[] {
  const groups: Placed[][] = []
  for (const word of words) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && word.left - last.right < gap * Math.min(heightOf(word), heightOf(last)))
      group.push(word)
    else groups.push([word])
  }
  return groups.map(segmentOf)
}

export function segmentOf(words: Placed[]): Segment {
  return { ...around(words), words, text: words.map(({ text }) => text).join(' ') }
}

/** Amounts, quantities, dates, percentages, codes of digits: what tables hold in columns and prose does not. */
export function isNumeric(text: string): boolean {
  if (!/\d/.test(text)) return false
  const digits = text.match(/\d/g)?.length ?? 0
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  return letters <= Math.max(3, digits) && letters < 6
}
