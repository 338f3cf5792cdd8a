// Ruled tables: drawn lines that cross make a grid; where a line is missing between two cells, they are one.
import type { Placed, Rect } from './placed.ts'
import { holds, widthOf } from './placed.ts'
import type { Rule, Rules } from './rules.ts'

/** A cell of a grid before its words are read; `row` and `column` count from 0. */
export type Slot = { row: number; column: number; rowSpan: number; columnSpan: number; rect: Rect }

/** Lines that cross, and the cells between them. */
export type Grid = { rect: Rect; xs: number[]; ys: number[]; slots: Slot[] }

/** Beyond these a page is no table but a drawing, or an attack. */
const mostRules = 600
const mostLines = 200

/** The grids on a page. `em` is the usual height of its words. */
export function gridsOf({ across, down }: Rules, words: readonly Placed[], em: number): Grid[] {
  if (across.length > mostRules || down.length > mostRules) return []
  return crossing({ across, down }, 0.5 * em)
    .filter((group) => group.across.length >= 2 && group.down.length >= 1)
    .map((group) => gridOf(group, em))
    .filter((grid) => grid.xs.length <= mostLines && grid.ys.length <= mostLines)
    .filter((grid) => isTable(grid, words))
}

/** Groups of lines that touch each other. */
function crossing({ across, down }: Rules, slack: number): Rules[] {
  const groups: Rules[] = []
  const left = { across: new Set(across), down: new Set(down) }
  for (const first of across) {
    if (!left.across.delete(first)) continue
    const group: Rules = { across: [first], down: [] }
    for (let a = 0, d = 0; a < group.across.length || d < group.down.length; ) {
      const isAcross = a < group.across.length
      const rule = (isAcross ? group.across[a++] : group.down[d++]) as Rule
      const others = isAcross ? left.down : left.across
      for (const other of others) {
        if (!touches(rule, other, slack)) continue
        others.delete(other)
        ;(isAcross ? group.down : group.across).push(other)
      }
    }
    groups.push(group)
  }
  return groups
}

function touches(a: Rule, b: Rule, slack: number): boolean {
  return b.at > a.from - slack && b.at < a.to + slack && a.at > b.from - slack && a.at < b.to + slack
}

function gridOf(rules: Rules, em: number): Grid {
  const rect = {
    left: Math.min(...rules.across.map(({ from }) => from), ...rules.down.map(({ at }) => at)),
    right: Math.max(...rules.across.map(({ to }) => to), ...rules.down.map(({ at }) => at)),
    top: Math.min(...rules.down.map(({ from }) => from), ...rules.across.map(({ at }) => at)),
    bottom: Math.max(...rules.down.map(({ to }) => to), ...rules.across.map(({ at }) => at)),
  }
  const xs = places([rect.left, ...rules.down.map(({ at }) => at), rect.right], 0.6 * em)
  const ys = places([rect.top, ...rules.across.map(({ at }) => at), rect.bottom], 0.6 * em)
  return { rect, xs, ys, slots: slotsOf({ xs, ys }, rules, em) }
}

/** Places that are less than `slack` apart are one. */
function places(values: readonly number[], slack: number): number[] {
  const groups: number[][] = []
  for (const value of values.toSorted((a, b) => a - b)) {
    const group = groups.at(-1)
    if (group && value - (group[0] as number) < slack) group.push(value)
    else groups.push([value])
  }
  return groups.map((group) => group.reduce((sum, value) => sum + value, 0) / group.length)
}

/** Cells of the finest grid, joined where no line parts them. What would not be a rectangle stays apart. */
function slotsOf({ xs, ys }: Pick<Grid, 'xs' | 'ys'>, rules: Rules, em: number): Slot[] {
  const [columns, rows] = [xs.length - 1, ys.length - 1]
  const group = Array.from({ length: rows * columns }, (_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (group[at] !== at) at = group[at] as number
    return at
  }
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column
      const [top, bottom] = [ys[row] as number, ys[row + 1] as number]
      const [left, right] = [xs[column] as number, xs[column + 1] as number]
      if (column + 1 < columns && !isDrawn(rules.down, { at: right, from: top, to: bottom }, em))
        group[root(i + 1)] = root(i)
      if (row + 1 < rows && !isDrawn(rules.across, { at: bottom, from: left, to: right }, em))
        group[root(i + columns)] = root(i)
    }
  const members = new Map<number, number[]>()
  for (let i = 0; i < group.length; i++) members.set(root(i), [...(members.get(root(i)) ?? []), i])
  return [...members.values()].flatMap((cells) => joinedSlot(cells, { xs, ys }))
}

function joinedSlot(cells: readonly number[], { xs, ys }: Pick<Grid, 'xs' | 'ys'>): Slot[] {
  const columns = xs.length - 1
  const [rows, places] = [cells.map((i) => Math.floor(i / columns)), cells.map((i) => i % columns)]
  const [row, column] = [Math.min(...rows), Math.min(...places)]
  const [rowSpan, columnSpan] = [Math.max(...rows) - row + 1, Math.max(...places) - column + 1]
  if (cells.length > 1 && rowSpan * columnSpan !== cells.length)
    return cells.flatMap((cell) => joinedSlot([cell], { xs, ys }))
  const rect = {
    left: xs[column] as number,
    right: xs[column + columnSpan] as number,
    top: ys[row] as number,
    bottom: ys[row + rowSpan] as number,
  }
  return [{ row, column, rowSpan, columnSpan, rect }]
}

/** Whether lines cover most of the way between two cells. */
function isDrawn(rules: readonly Rule[], way: { at: number; from: number; to: number }, em: number): boolean {
  let covered = 0
  for (const { at, from, to } of rules)
    if (Math.abs(at - way.at) < 0.6 * em)
      covered += Math.max(0, Math.min(to, way.to) - Math.max(from, way.from))
  return covered > 0.6 * (way.to - way.from)
}

/** At least two rows or columns of two cells, most of the words not in a single cell that is really the page. */
function isTable(grid: Grid, words: readonly Placed[]): boolean {
  const inside = words.filter((word) => holds(grid.rect, word))
  if (grid.xs.length < 3 || inside.length < 2) return false
  const counts = grid.slots.map(({ rect }) => inside.filter((word) => holds(rect, word)).length)
  const filled = counts.filter((count) => count > 0).length
  const largest = Math.max(...counts)
  if (filled < 3 || !hasRowsOfCells(grid)) return false
  const wide = grid.slots.some(
    ({ rect }, i) => counts[i] === largest && widthOf(rect) > 0.5 * widthOf(grid.rect),
  )
  return !(largest > 40 && wide && largest > 0.5 * inside.length)
}

/** Boxes one above the other, with a row of two among them, are a frame. */
function hasRowsOfCells({ slots, ys }: Grid): boolean {
  const several = ys.slice(1).filter((_, row) => {
    const own = slots.filter((slot) => slot.row <= row && slot.row + slot.rowSpan > row)
    return own.length > 1
  })
  return several.length >= 0.4 * (ys.length - 1)
}
