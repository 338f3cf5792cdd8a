// How well tables were found: cells with exactly the true text at exactly the true row and column.
import type { Table } from '@countersign/contract/layout'

type TrueCell = { row: number; column: number; rowSpan: number; columnSpan: number; text: string }

/** Cells that are right, that were found, and that there are. */
export type CellScore = { right: number; found: number; truth: number }

/** Compares one true table with the tables of its page; cells of tables that are not there count as found. */
export function scoreCells(
  tables: readonly Table[],
  truth: { cells: readonly TrueCell[] } | null,
): CellScore {
  const found = tables.reduce((sum, table) => sum + table.cells.length, 0)
  if (!truth) return { right: 0, found, truth: 0 }
  const wanted = truth.cells.map(keyOf)
  const right = tables.map(({ cells }) => {
    const keys = new Set(cells.map(keyOf))
    return wanted.filter((key) => keys.has(key)).length
  })
  return { right: Math.max(0, ...right), found, truth: wanted.length }
}

/** Spaces count little: what a reader prints between amount and unit is not a matter of tables. */
const keyOf = ({ row, column, columnSpan, text }: TrueCell) =>
  `${row} ${column} ${columnSpan} ${text.replaceAll(/\s+/g, ' ').trim()}`

export function addScores(scores: readonly CellScore[]): CellScore & { f1: number } {
  const sum = (name: keyof CellScore) => scores.reduce((total, score) => total + score[name], 0)
  const [right, found, truth] = [sum('right'), sum('found'), sum('truth')]
  return { right, found, truth, f1: found + truth === 0 ? 1 : (2 * right) / (found + truth) }
}
