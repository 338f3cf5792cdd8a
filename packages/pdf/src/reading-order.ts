// Which words share a line, which lines a block, and in which order a person reads the blocks. Pure.
import { around, type Rect } from './geometry.ts'
import type { Chunk } from './text.ts'

/** Words of one printed line without a column gap between them. */
export type Segment = { words: Chunk[]; rect: Rect; size: number }

/** Groups words by baseline, lines from the top, words from the left. */
export function groupLines(chunks: readonly Chunk[]): Chunk[][] {
  const rows: { chunks: Chunk[]; baseline: number; size: number }[] = []
  for (const chunk of [...chunks].sort((a, b) => a.baseline - b.baseline)) {
    const row = rows.at(-1)
    if (row && chunk.baseline - row.baseline < 0.35 * Math.min(chunk.size, row.size)) {
      row.baseline += (chunk.baseline - row.baseline) / (row.chunks.length + 1)
      row.size = Math.max(row.size, chunk.size)
      row.chunks.push(chunk)
    } else rows.push({ chunks: [chunk], baseline: chunk.baseline, size: chunk.size })
  }
  return rows.map((row) => row.chunks.sort((a, b) => a.rect.left - b.rect.left))
}

/** Joins lines into blocks and puts the blocks in reading order. */
export function readingOrder(segments: readonly Segment[]): Segment[][] {
  return cut(blocksOf(segments), 0).map((block) => block.lines)
}

type Lines = { lines: Segment[]; rect: Rect }

// More open columns than this are no text but an attack on the quadratic search below.
const maxOpen = 200

function blocksOf(segments: readonly Segment[]): Lines[] {
  const blocks: Lines[] = []
  let open: Lines[] = []
  for (const segment of [...segments].sort((a, b) => a.rect.top - b.rect.top)) {
    open = open.filter((block) => segment.rect.top - block.rect.bottom < 2 * segment.size).slice(-maxOpen)
    const above = open.filter((block) => follows(block, segment))
    const [block] = above
    if (above.length === 1 && block) {
      block.lines.push(segment)
      block.rect = around([block.rect, segment.rect])
    } else {
      const started = { lines: [segment], rect: segment.rect }
      blocks.push(started)
      open.push(started)
    }
  }
  return blocks
}

function follows({ lines }: Lines, segment: Segment): boolean {
  const last = lines.at(-1)
  if (!last) return false
  const gap = segment.rect.top - last.rect.bottom
  const size = Math.min(last.size, segment.size)
  const shared = Math.min(last.rect.right, segment.rect.right) - Math.max(last.rect.left, segment.rect.left)
  const narrower = Math.min(last.rect.right - last.rect.left, segment.rect.right - segment.rect.left)
  return (
    gap < 0.7 * size &&
    gap > -0.5 * size &&
    shared > 0.3 * narrower &&
    Math.max(last.size, segment.size) < 1.5 * size
  )
}

const maxDepth = 40

/** Recursive XY-cut (Nagy and Seth 1984): the widest gap that goes through all blocks divides them. */
function cut(blocks: readonly Lines[], depth: number): Lines[] {
  if (blocks.length < 2) return [...blocks]
  const across = widestGap(blocks.map(({ rect }) => [rect.top, rect.bottom]))
  const down = widestGap(blocks.map(({ rect }) => [rect.left, rect.right]))
  const gap = across.size > 0 && (isTable(blocks) || across.size > down.size) ? across : down
  if (gap.size <= 0 || depth >= maxDepth)
    return [...blocks].sort((a, b) => a.rect.top - b.rect.top || a.rect.left - b.rect.left)
  const start = (block: Lines) => (gap === down ? block.rect.left : block.rect.top)
  const before = blocks.filter((block) => start(block) < gap.at)
  const after = blocks.filter((block) => start(block) >= gap.at)
  return [...cut(before, depth + 1), ...cut(after, depth + 1)]
}

// Cells and labels stand alone and are read row by row; paragraphs are read column by column.
function isTable(blocks: readonly Lines[]): boolean {
  const lines = blocks.reduce((sum, block) => sum + block.lines.length, 0)
  return lines < 2 * blocks.length
}

function widestGap(spans: [number, number][]): { size: number; at: number } {
  const widest = { size: 0, at: 0 }
  let end = Infinity
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    if (from - end > widest.size) Object.assign(widest, { size: from - end, at: from })
    end = end === Infinity ? to : Math.max(end, to)
  }
  return widest
}
