// Tables on a page, ruled or not, with their cells.
import type { Cell, Table } from '@countersign/contract/layout'
import { type Band, bandsOf } from './bands.ts'
import { columnAt } from './columns.ts'
import { type Grid, gridsOf, type Slot } from './grid.ts'
import { logicalRows } from './logical-rows.ts'
import {
  around,
  boxOf,
  heightOf,
  holds,
  isNumeric,
  middleX,
  type Placed,
  type Rect,
  type Row,
  rowsOf,
  type Size,
} from './placed.ts'
import type { Rules } from './rules.ts'

/** What a table is found in; `rules` are empty where a page has no picture. */
export type Sheet = { words: readonly Placed[]; rules: Rules; em: number; size: Size }

/** A table and the words in it, in reading order, row by row. */
export type FoundTable = { table: Table; rect: Rect; rows: Placed[][] }

type Filled = Slot & { words: Placed[] }

/** Tables from the top of the page down. */
export function tablesOf(sheet: Sheet): FoundTable[] {
  const grids = gridsOf(sheet.rules, sheet.words, sheet.em)
  const ruled = grids.flatMap((grid) => fromGrid(grid, sheet) ?? [])
  const rest = sheet.words.filter((word) => !ruled.some(({ rect }) => holds(rect, word)))
  const free = bandsOf(rest, sheet.em).map((band) => fromBand(band, sheet))
  return [...ruled, ...free].sort((a, b) => a.rect.top - b.rect.top)
}

function fromGrid(grid: Grid, sheet: Sheet): FoundTable | undefined {
  const words = sheet.words.filter((word) => holds(grid.rect, word))
  const split = withoutSlits(splitBands(fill(grid.slots, words), grid), sheet.em)
  return finish(split, { rect: grid.rect, ruled: true, sheet })
}

function fill(slots: readonly Slot[], words: readonly Placed[]): Filled[] {
  const filled = slots.map((slot) => ({ ...slot, words: [] as Placed[] }))
  for (const word of words) filled.find(({ rect }) => holds(rect, word))?.words.push(word)
  return filled
}

/** Doubled lines leave rows and columns between them in which no word has room. */
function withoutSlits(slots: Filled[], em: number): Filled[] {
  const isSlit = (rect: Rect, end: 'row' | 'column') =>
    end === 'row' ? heightOf(rect) < 0.8 * em : rect.right - rect.left < 0.8 * em
  let out = slots
  for (const end of ['row', 'column'] as const) {
    const span = end === 'row' ? 'rowSpan' : 'columnSpan'
    const places = [...new Set(out.map((slot) => slot[end]))]
    const slits = places.filter((at) => {
      const own = out.filter((slot) => slot[end] === at)
      return own.every(({ words, rect }) => words.length === 0 && isSlit(rect, end))
    })
    out = out
      .filter((slot) => !slits.includes(slot[end]))
      .map((slot) => {
        const inside = slits.filter((at) => at > slot[end] && at < slot[end] + slot[span]).length
        return {
          ...slot,
          [end]: slot[end] - slits.filter((at) => at < slot[end]).length,
          [span]: slot[span] - inside,
        }
      })
  }
  return out
}

/** Grids often rule columns and head only: a band that holds many lines in step is many rows. */
function splitBands(slots: Filled[], grid: Grid): Filled[] {
  const out: Filled[] = []
  let shift = 0
  const bands = grid.ys.length - 1
  for (let row = 0; row < bands; row++) {
    const own = slots.filter((slot) => slot.row === row)
    const covered = slots.some((slot) => slot.row < row && slot.row + slot.rowSpan > row)
    const plain = !covered && own.every(({ rowSpan }) => rowSpan === 1)
    const rows = plain ? rowsIn(own, { grid, bands }) : []
    if (rows.length < 2) {
      out.push(...own.map((slot) => ({ ...slot, row: slot.row + shift })))
      continue
    }
    for (const [i, lines] of rows.entries())
      for (const slot of own) {
        const words = slot.words.filter((word) =>
          lines.some((line) => line.segments.some((s) => s.words.includes(word))),
        )
        const rect = { ...slot.rect, top: around(lines).top, bottom: around(lines).bottom }
        out.push({ ...slot, row: row + shift + i, words, rect })
      }
    shift += rows.length - 1
  }
  return out
}

function rowsIn(own: readonly Filled[], { grid, bands }: { grid: Grid; bands: number }): Row[][] {
  const lines = rowsOf(own.flatMap(({ words }) => words))
  const xs = own.slice(1).map(({ rect }) => rect.left)
  if (lines.length < 3 || own.length < 2 || (bands > 4 && lines.length < 5)) return []
  const rows = logicalRows(lines, { xs, rules: [] })
  const filled = rows.filter((row) => {
    const columns = new Set(
      row.flatMap(({ segments }) =>
        segments.flatMap(({ words }) => words.map((word) => columnAt(xs, middleX(word)))),
      ),
    )
    return columns.size >= 0.6 * own.length
  })
  return grid.xs.length > 2 && filled.length >= Math.max(2, 0.6 * rows.length) ? rows : []
}

function fromBand(band: Band, sheet: Sheet): FoundTable {
  const lines = band.rows
  const edges = around([...band.heads, ...lines])
  const bounds = [edges.left, ...band.xs, edges.right]
  const rows = [
    ...band.heads.map((row) => [row]),
    ...logicalRows(lines, { xs: band.xs, rules: sheet.rules.across, notes: band.notes }),
  ]
  const slots = rows.flatMap((row, index) => slotsOfRow(row, { index, bounds, band }))
  return finish(slots, { rect: edges, ruled: false, sheet }) as FoundTable
}

type InRow = { index: number; bounds: number[]; band: Band }

function slotsOfRow(lines: readonly Row[], { index, bounds, band: { xs, notes } }: InRow): Filled[] {
  const { top, bottom } = around(lines)
  const slots = new Map<number, Filled>()
  for (const line of lines)
    for (const segment of line.segments) {
      const column = columnAt(xs, segment.left + 1)
      const note = [{ column, columnSpan: 1, words: segment.words }]
      const parts = notes.has(line) ? note : partsOf(segment.words, xs)
      for (const { column, columnSpan, words } of parts) {
        const rect = {
          left: bounds[column] as number,
          right: bounds[column + columnSpan] as number,
          top,
          bottom,
        }
        const slot = slots.get(column) ?? { row: index, column, rowSpan: 1, columnSpan, rect, words: [] }
        slot.words.push(...words)
        slots.set(column, slot)
      }
    }
  return [...slots.values()].sort((a, b) => a.column - b.column)
}

type Part = { column: number; columnSpan: number; words: Placed[] }

/** A segment that runs over a gap spans its columns; one in each column is cut where the gap is free. */
function partsOf(words: readonly Placed[], xs: readonly number[]): Part[] {
  const parts: Part[] = []
  for (const word of words) {
    const [column, last] = [columnAt(xs, word.left + 1), columnAt(xs, word.right - 1)]
    const part = parts.at(-1)
    const before = part?.words.at(-1)
    const x = xs[column - 1]
    const close = before && word.left - before.right < 0.5 * heightOf(word)
    const same = part && column < part.column + part.columnSpan
    if (part && (same || (close && x !== undefined && before.right > x - 0.2 * heightOf(word)))) {
      part.words.push(word)
      part.columnSpan = Math.max(part.columnSpan, last - part.column + 1)
    } else parts.push({ column, columnSpan: Math.max(1, last - column + 1), words: [word] })
  }
  return parts
}

function finish(
  slots: readonly Filled[],
  { rect, ruled, sheet }: { rect: Rect; ruled: boolean; sheet: Sheet },
): FoundTable | undefined {
  const filled = slots.filter(({ words }) => words.length > 0)
  if (filled.length < 3) return undefined
  const rows = Math.max(...slots.map(({ row, rowSpan }) => row + rowSpan))
  const columns = Math.max(...slots.map(({ column, columnSpan }) => column + columnSpan))
  const cells = filled
    .toSorted((a, b) => a.row - b.row || a.column - b.column)
    .map((slot) => cellOf(slot, sheet.size))
  const table = {
    box: boxOf(rect, sheet.size),
    rows,
    columns,
    headerRows: headerRowsOf(cells, rows),
    ruled,
    cells,
  }
  return { table, rect, rows: linesOf(filled, rows) }
}

function cellOf({ words, rect, ...place }: Filled, size: Size): Cell {
  const text = rowsOf(words, 100).map(({ segments }) => segments.map((one) => one.text).join(' '))
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length
  return {
    ...place,
    text: text.join('\n'),
    confidence: Math.round(confidence * 1e5) / 1e5,
    box: boxOf(rect, size),
  }
}

/** Rows at the top without numbers, over a body that has some; one row where nothing tells. */
function headerRowsOf(cells: readonly Cell[], rows: number): number {
  const isBody = (row: number) => cells.some((cell) => cell.row === row && isNumeric(cell.text))
  let heads = 0
  while (heads < rows && !isBody(heads)) heads++
  const bodyHasNumbers = heads < rows
  if (!bodyHasNumbers) return rows > 1 ? 1 : 0
  const spanning =
    cells.filter(({ row, columnSpan, rowSpan }) => row === 0 && (columnSpan > 1 || rowSpan > 1)).length > 0
  return Math.min(heads, spanning ? 2 : 1)
}

/** Lines row by row; where a cell has several, cell by cell, so that each is read to its end. */
function linesOf(filled: readonly Filled[], rows: number): Placed[][] {
  const lines: Placed[][] = []
  for (let row = 0; row < rows; row++) {
    const cells = filled
      .filter((slot) => slot.row === row)
      .sort((a, b) => a.column - b.column)
      .map(({ words }) => rowsOf(words, 100).map(({ segments }) => segments.flatMap((one) => one.words)))
    if (cells.some((cell) => cell.length > 1)) lines.push(...cells.flat())
    else if (cells.length > 0) lines.push(cells.flat(2))
  }
  return lines
}
