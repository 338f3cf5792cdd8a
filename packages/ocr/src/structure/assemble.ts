// Blocks of a page once its tables are known: each table a block of its own, the others with their kind.
import type { Block, BlockKind, Box, Line, Word } from '@countersign/contract/layout'
import { around, boxOf, heightOf, medianOf, type Placed, rectOf, type Size } from './placed.ts'
import type { FoundTable } from './tables.ts'

/** The blocks in reading order; a table stands where its first word stood. */
export function blocksWithTables(
  blocks: readonly Block[],
  tables: readonly FoundTable[],
  size: Size,
): Block[] {
  const owner = new Map<Word, FoundTable>()
  for (const table of tables) for (const { word } of table.rows.flat()) owner.set(word, table)
  const placed = new Set<FoundTable>()
  const out: Block[] = []
  for (const block of blocks) {
    let open: Line[] = []
    const close = () => {
      if (open.length > 0) out.push({ ...block, lines: open, box: hull(open) })
      open = []
    }
    for (const line of block.lines) {
      const own = line.words.filter((word) => !owner.has(word))
      if (own.length > 0) open.push(own.length === line.words.length ? line : { words: own, box: hull(own) })
      for (const word of line.words) {
        const table = owner.get(word)
        if (!table || placed.has(table)) continue
        placed.add(table)
        close()
        out.push(blockOf(table, size))
      }
    }
    if (open.length === block.lines.length) out.push(block)
    else close()
  }
  return withKinds(out, size)
}

function blockOf({ rows, rect }: FoundTable, size: Size): Block {
  const lines = rows.map((words) => ({
    box: boxOf(around(words), size),
    words: words.map(({ word }: Placed) => word),
  }))
  return { box: boxOf(rect, size), kind: 'table', language: null, lines }
}

function hull(parts: readonly { box: Box }[]): Box {
  const unit = { width: 1, height: 1 }
  return boxOf(around(parts.map(({ box }) => rectOf(box, unit))), unit)
}

const pageNumber =
  /^[-–— ]*(?:\p{L}{1,8}\.? ?)?\d{1,4}(?: ?(?:\/|-|–|of|von|de|di|van|z|av|af) ?\d{1,4})?[-–— ]*$/u
/** Shares of the page's height at its top and bottom where running titles stand. */
const [headZone, footZone] = [0.07, 0.925]
/** From here on type is that of a heading. */
const headingSize = 1.28

function withKinds(blocks: readonly Block[], size: Size): Block[] {
  const heights = blocks.flatMap(({ kind, lines }) =>
    kind === 'margin' ? [] : lines.map((line) => lineHeight(line, size)),
  )
  const usual = medianOf(heights)
  const tall = size.height > size.width && heights.length >= 6
  return blocks.map((block) =>
    block.kind === 'text' ? { ...block, kind: kindOf(block, { size, usual, tall }) } : block,
  )
}

type Usual = { size: Size; usual: number; tall: boolean }

function kindOf({ box, lines }: Block, { size, usual, tall }: Usual): BlockKind {
  const text = lines.flatMap(({ words }) => words.map((word) => word.text)).join(' ')
  const inHead = tall && box[1] + box[3] < headZone
  const inFoot = tall && box[1] > footZone
  if ((box[1] > 0.9 || box[1] + box[3] < 0.1) && lines.length === 1 && pageNumber.test(text))
    return 'page_number'
  const letters = /\p{L}{3}/u.test(text)
  if (
    letters &&
    lines.length <= 3 &&
    medianOf(lines.map((line) => lineHeight(line, size))) > headingSize * usual
  )
    return 'heading'
  return inHead ? 'header' : inFoot ? 'footer' : 'text'
}

/** Words without ascenders make a line look smaller than it is: the tallest word tells. */
function lineHeight({ words }: Line, size: Size): number {
  return Math.max(...words.map(({ box }) => heightOf(rectOf(box, size))))
}
