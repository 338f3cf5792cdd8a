// A table without a grid grown from one of its rows, up and down, as long as rows share its gaps.
import { gapsOf, narrowed } from './columns.ts'
import { around, isNumeric, type Row } from './placed.ts'
import {
  continues,
  fitOf,
  type Growth,
  hasNumber,
  isApart,
  isHeadOf,
  isLikeBefore,
  isOverColumn,
  isSum,
  profileOf,
} from './row-fit.ts'

/** So many lines without a column, or running over all of them, end a table. */
const mostNotes = 12
/** White between two rows, in heights of a word, beyond which they are no neighbours. */
const farthest = 5

/** The rows of a page from its top, those that are of a table already, and the usual height of a word. */
export type Field = { rows: readonly Row[]; taken: ReadonlySet<Row>; em: number }

/** The table that the row at `seed` is of, if it is of one. */
export function grow(field: Field, seed: number): Growth {
  const { rows, em } = field
  const row = rows[seed] as Row
  const gaps = gapsOf(row, em)
  const start: Growth = { rows: [row], first: seed, gaps, good: [row], notes: new Set(), blank: 0 }
  // Sums stand below a table and are known by the rows above them; facts stand above its head.
  const isHead = !row.segments.some(({ text }) => isNumeric(text))
  return isHead ? growUp(field, growDown(field, seed, start)) : growDown(field, seed, growUp(field, start))
}

function growDown(field: Field, seed: number, start: Growth): Growth {
  const { rows, taken, em } = field
  let growth = start
  let last = seed
  let ended = false
  const notes = new Set<Row>()
  for (let i = seed + 1; i < rows.length && i - last <= mostNotes; i++) {
    const [before, row] = [rows[i - 1], rows[i]] as [Row, Row]
    const blank = row.top - before.bottom
    if (taken.has(row) || blank > farthest * em) break
    const fit = fitOf(row, growth, em)
    if (fit === 'other') break
    if (fit === 'note') notes.add(row)
    ended ||= fit === 'note' && row.segments.length > 1 && isNumeric(row.segments.at(-1)?.text ?? '')
    if (fit !== 'good') continue
    ended ||= isApart(row, growth, { blank, em }) || isSum(row, growth)
    // Beyond a sum there may be more rows, but only such as were there before.
    if (ended && !isLikeBefore(row, growth, em)) continue
    ended = false
    growth = {
      ...growth,
      gaps: narrowed(growth.gaps, row, em),
      good: [...growth.good, row],
      notes: new Set([...growth.notes, ...notes]),
      blank: growth.good.length > 1 ? Math.max(growth.blank, blank) : 0,
    }
    last = i
  }
  return { ...growth, rows: rows.slice(growth.first, tailOf(field, last, growth)) }
}

/** Where the lines end that go on with the last full row. */
function tailOf({ rows, taken, em }: Field, last: number, growth: Growth): number {
  const full = rows[last] as Row
  const edges = around(growth.good)
  let end = last + 1
  for (let i = end, before = full; i < rows.length; i++) {
    const row = rows[i] as Row
    if (row.right < edges.left || row.left > edges.right) continue
    if (taken.has(row) || !continues(before, row, { last: full, growth, em })) break
    before = row
    end = i + 1
  }
  return end
}

function growUp({ rows, taken, em }: Field, start: Growth): Growth {
  let growth = start
  let top = start.first
  const notes = new Set<Row>()
  const last = start.first + start.rows.length
  for (let i = top - 1; i >= 0 && top - i <= mostNotes; i--) {
    const [row, below] = [rows[i], rows[i + 1]] as [Row, Row]
    const blank = below.top - row.bottom
    if (taken.has(row) || blank > 0.6 * farthest * em) break
    const isHead = isHeadOf(rows[top] as Row, growth)
    if (isHead && (blank > 0.5 * em || hasNumber(row, profileOf(growth.gaps, growth.good).xs))) break
    const fit = fitOf(row, growth, em)
    if (fit === 'other' || (isHead && fit === 'note')) break
    if (fit === 'note') notes.add(row)
    if (fit !== 'good' && !(isHead && isOverColumn(row, growth))) continue
    if (!isHeadOf(row, growth) && (isApart(row, growth, { blank, em }) || isSum(row, growth))) break
    growth = {
      ...growth,
      first: i,
      rows: rows.slice(i, last),
      gaps: narrowed(growth.gaps, row, em),
      good: [...growth.good, row],
      notes: new Set([...growth.notes, ...notes]),
    }
    top = i
  }
  return growth
}
