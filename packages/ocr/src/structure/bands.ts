// Tables without a grid: rows of words whose gaps line up leave free columns of white between them.
import {
  around,
  heightOf,
  isNumeric,
  medianOf,
  type Placed,
  type Rect,
  type Row,
  rowsOf,
  widthOf,
} from './placed.ts'
import type { Rule } from './rules.ts'

/**
 * Rows that share their gaps; `xs` are the middles of the gaps. `heads`: rows above whose words span columns; `notes`:
 * those of the rows that run on over the columns beside them.
 */
export type Band = { rows: Row[]; xs: number[]; heads: Row[]; notes: Set<Row> }

type Gap = { left: number; right: number }

/** So many lines without a column, or running over all of them, end a table. */
const mostNotes = 8
/** Gaps narrower than this share of a line's height are spaces between words. */
const leastGap = 0.55

/** Finds runs of rows that share gaps. `em` is the usual height of a word. */
export function bandsOf(words: readonly Placed[], em: number): Band[] {
  const rows = rowsOf(words)
  const bands: Band[] = []
  for (let first = 0; first < rows.length; ) {
    const band = growFrom(rows, first, em)
    if (!band) {
      first++
      continue
    }
    const heads = headsAbove(rows, { first, xs: band.xs }, em)
    bands.push({ ...band, heads })
    first += band.rows.length
  }
  return bands
}

function growFrom(rows: readonly Row[], first: number, em: number): Omit<Band, 'heads'> | undefined {
  const start = rows[first]
  if (!start || start.segments.length < 2) return undefined
  const notes = new Set<Row>()
  let [gaps, most, last] = [gapsOf(start), start.segments.length, first]
  for (let i = first + 1; i < rows.length && i - last <= mostNotes; i++) {
    const [before, row] = [rows[i - 1], rows[i]] as [Row, Row]
    if (row.top - before.bottom > 4 * em) break
    const left = shared(gaps, row, leastGap * em)
    const columns = Math.max(most, Math.min(row.segments.length, left.length + 1))
    if (left.length + 1 < Math.max(2, Math.ceil(0.7 * columns))) {
      if (most < 3 || row.segments.length > 2) break
      notes.add(row)
      continue
    }
    if (row.segments.length > 1) last = i
    most = columns
    gaps = left
  }
  const tail = rows[last + 1]
  const end = tail && continues(rows[last] as Row, tail, { gaps, em }) ? last + 2 : last + 1
  return asBand(rows.slice(first, end), notes, em)
}

/** The second line of a cell below the last full row. */
function continues(last: Row, tail: Row, { gaps, em }: { gaps: readonly Gap[]; em: number }): boolean {
  const segment = tail.segments[0]
  if (tail.segments.length !== 1 || !segment || tail.top - last.bottom > 0.45 * em) return false
  const crosses = gaps.some((gap) => segment.left < gap.left && segment.right > gap.right)
  const under = last.segments.find((one) => Math.abs(one.left - segment.left) < 0.5 * em)
  return !crosses && under !== undefined && !isNumeric(segment.text) && !isNumeric(under.text)
}

function asBand(rows: Row[], notes: Set<Row>, em: number): Omit<Band, 'heads'> | undefined {
  const clean = rows.filter((row) => !notes.has(row))
  const words = clean.flatMap(({ segments }) => segments.flatMap((segment) => segment.words))
  const xs = columnsOf(clean, words, em)
  return xs.length > 0 && isTable(clean, xs, em) ? { rows, xs, notes } : undefined
}

function gapsOf(row: Row): Gap[] {
  return row.segments
    .slice(1)
    .map((segment, i) => ({ left: row.segments[i]?.right ?? 0, right: segment.left }))
}

/** What is left of the gaps where this row has words. */
function shared(gaps: readonly Gap[], row: Row, least: number): Gap[] {
  let left = [...gaps]
  for (const segment of row.segments)
    left = left.flatMap((gap) => {
      if (segment.right <= gap.left || segment.left >= gap.right) return [gap]
      return [
        { left: gap.left, right: Math.min(gap.right, segment.left) },
        { left: Math.max(gap.left, segment.right), right: gap.right },
      ].filter((part) => part.right - part.left >= least)
    })
  return onePerGap(left, gaps)
}

/** A word in the middle of a gap parts it only where other rows do too; the wider side stays. */
function onePerGap(parts: readonly Gap[], gaps: readonly Gap[]): Gap[] {
  return gaps.flatMap((gap) => {
    const own = parts.filter((part) => part.left >= gap.left && part.right <= gap.right)
    return own.length < 2 ? own : own.toSorted((a, b) => b.right - b.left - (a.right - a.left)).slice(0, 1)
  })
}

/** Middles of the white columns that run through all rows with more than one segment. */
function columnsOf(rows: readonly Row[], words: readonly Placed[], em: number): number[] {
  const pitch = rows.length < 4 ? 1 : leastGap
  const xs: number[] = []
  let reached = Infinity
  for (const word of words.toSorted((a, b) => a.left - b.left)) {
    if (word.left - reached > pitch * em) xs.push((word.left + reached) / 2)
    reached = reached === Infinity ? word.right : Math.max(reached, word.right)
  }
  // Words that happen to line up are no columns: some rows must leave more than a space there.
  return xs.filter((x) => {
    const both = rows.filter((row) => row.left < x && row.right > x)
    const apart = both.filter(({ segments }) => !segments.some((one) => one.left < x && one.right > x))
    return apart.length >= Math.max(1, 0.3 * both.length)
  })
}

/** Of which column, 0 to `xs.length`, a place is. */
export function columnAt(xs: readonly number[], x: number): number {
  let column = 0
  while (column < xs.length && x > (xs[column] as number)) column++
  return column
}

function isTable(rows: readonly Row[], xs: readonly number[], em: number): boolean {
  const columns = xs.length + 1
  const cells = rows.map((row) => cellTexts(row, xs))
  const full = cells.filter((row) => row.filter((text) => text !== '').length >= Math.max(2, 0.6 * columns))
  const numeric = (column: number) => {
    const texts = full.map((row) => row[column] ?? '').filter((text) => text !== '')
    return texts.length > 0 && texts.filter(isNumeric).length >= 0.5 * texts.length
  }
  const numerics = Array.from({ length: columns }, (_, i) => i).filter(numeric).length
  const pairs = full.filter((row) => /:$/.test(row[0] ?? '') || /:$/.test(row[1] ?? '')).length
  if (pairs >= 0.4 * full.length) return false
  if (columns === 2) return full.length >= 3 && numerics >= 1 && !isProse(rows, xs, em)
  if (full.length < 2 || full.length < 0.35 * rows.length) return false
  const even = full.length >= 3 && full.length >= 0.6 * rows.length
  return (numerics >= 1 || even) && !isProse(rows, xs, em)
}

/** Columns of running text fill their width line after line. */
function isProse(rows: readonly Row[], xs: readonly number[], em: number): boolean {
  const whole = around(rows)
  const edges = [whole.left, ...xs, whole.right]
  let prose = 0
  for (let column = 0; column + 1 < edges.length; column++) {
    const [left, right] = [edges[column] as number, edges[column + 1] as number]
    const widths = rows.flatMap(({ segments }) => {
      const own = segments.filter((one) => one.left >= left - em && one.right <= right + em)
      return own.length > 0 ? [widthOf(around(own))] : []
    })
    if (right - left > 12 * em && widths.length >= 3 && medianOf(widths) > 0.75 * (right - left)) prose++
  }
  return prose >= 2
}

export function cellTexts(row: Row, xs: readonly number[]): string[] {
  const texts: string[][] = Array.from({ length: xs.length + 1 }, () => [])
  for (const { words } of row.segments)
    for (const word of words) texts[columnAt(xs, (word.left + word.right) / 2)]?.push(word.text)
  return texts.map((words) => words.join(' '))
}

type Place = { first: number; xs: readonly number[] }

/** Rows right above a band whose segments end in its gaps: heads over several columns. */
function headsAbove(rows: readonly Row[], { first, xs }: Place, em: number): Row[] {
  const [above, top] = [rows[first - 1], rows[first]]
  if (!above || !top || top.top - above.bottom > 3 * em) return []
  const spans = above.segments.map(
    ({ left, right }) => [columnAt(xs, left + 1), columnAt(xs, right - 1)] as const,
  )
  const apart = spans.every(([from], i) => i === 0 || from > (spans[i - 1]?.[1] ?? -1))
  const wide = spans.some(([from, to]) => to > from)
  // A single line from the left edge is the paragraph above.
  const isHead = spans.length > 1 || (spans[0]?.[0] ?? 0) > 0
  return apart && wide && isHead ? [above] : []
}

/** What a band's rows are told apart by. */
type Marks = { xs: readonly number[]; rules: readonly Rule[]; notes?: Set<Row> }

/** Rows of a table from its lines of words: a line that only goes on with what stands above belongs to it. */
export function logicalRows(lines: readonly Row[], { xs, rules, notes }: Marks): Row[][] {
  const isParted = partedBy(lines, rules)
  const steps = lines.slice(1).map((line, i) => line.top - (lines[i] as Row).bottom)
  const usual = medianOf(steps)
  const rows: Row[][] = []
  for (const [i, line] of lines.entries()) {
    const row = rows.at(-1)
    const next = { line, step: steps[i - 1] ?? 0, usual, xs }
    if (!row) rows.push([line])
    else if (notes?.has(line) || (isParted ? !isParted(i) : goesOn({ row, ...next }))) row.push(line)
    else rows.push([line])
  }
  return rows
}

/** Where lines are drawn between most rows, they alone say where a row ends. */
function partedBy(lines: readonly Row[], rules: readonly Rule[]): ((i: number) => boolean) | undefined {
  const whole = around(lines)
  const own = rules.filter(
    ({ from, to }) => Math.min(to, whole.right) - Math.max(from, whole.left) > 0.7 * widthOf(whole),
  )
  const between = (i: number) => {
    const [above, below] = [lines[i - 1], lines[i]] as [Row, Row]
    const reach = 0.25 * heightOf(below)
    return own.some(({ at }) => at > (above.top + above.bottom) / 2 && at < below.top + reach)
  }
  const parted = lines.slice(1).filter((_, i) => between(i + 1)).length
  return parted >= 4 || (parted >= 2 && parted >= 0.5 * (lines.length - 1)) ? between : undefined
}

type Next = { row: readonly Row[]; line: Row; step: number; usual: number; xs: readonly number[] }

function goesOn({ row, line, step, usual, xs }: Next): boolean {
  const above = cellTexts(row.at(-1) as Row, xs)
  const first = cellTexts(row[0] as Row, xs)
  const texts = cellTexts(line, xs)
  const own = texts.flatMap((text, column) => (text === '' ? [] : [column]))
  const filled = first.filter((text) => text !== '').length
  if (own.length >= filled || own.length > Math.max(1, 0.5 * (xs.length + 1))) return false
  if (own.some((column) => above[column] === '' || isNumeric(texts[column] ?? ''))) return false
  return step <= Math.max(usual * 0.8, 0.3 * heightOf(line as Rect))
}
