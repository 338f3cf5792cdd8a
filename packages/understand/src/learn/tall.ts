// Values of several lines, such as addresses and clauses: known again by their first line, and read down to where they end.
import type { Evidence } from '@countersign/contract/extraction'
import type { Box } from '@countersign/contract/layout'
import { type Sheet, type Span, segmentsOf, spanOf, textOf, tokensOf } from '../page/sheet.ts'
import type { Option } from './options.ts'
import { standsIn, wordsIn } from './tables/ink.ts'
import { sameWords } from './tables/taught-table.ts'
import { thin } from './words.ts'

/** `rows`: how many lines it took; `joint`: what a person wrote between them; `after`: the words of the line below. */
export type Tall = { rows: number; joint: string; after: string }

const mostRows = 40
const nearRows = 1.8
/** Of the words of a value so many have to stand on the paper. */
const leastShare = 0.85

/** By the middle of the word: boxes are drawn by hand. */
export function isInside([x, y, width, height]: Box, [left, top, across, down]: Box): boolean {
  const [middle, centre] = [x + width / 2, y + height / 2]
  return middle >= left && middle <= left + across && centre >= top && centre <= top + down
}

/** The words in a box, row by row. */
export function rowsInBox({ rows }: Sheet, { page, box }: Evidence): Span[] {
  return rows
    .flatMap((row) => {
      if (row.page !== page) return []
      const inside = row.tokens.flatMap((token, at) => (isInside(token.box, box) ? [at] : []))
      const [first, last] = [inside[0], inside.at(-1)]
      return first === undefined || last === undefined ? [] : [spanOf(row, first, last)]
    })
    .slice(0, mostRows)
}

/** Where a text of several lines stands: rows below each other that hold its words in their order; empty where nowhere. */
export function tallSpans({ rows, height }: Sheet, text: string): Span[] {
  const [begins, count] = [wordsIn(text)[0], wordsIn(text).length]
  if (begins === undefined || count < 3) return []
  for (const [at, row] of rows.entries()) {
    if (!row.tokens.some(({ plain }) => thin(plain) === begins)) continue
    const near = rows.slice(at, at + mostRows).filter(({ page }) => page === row.page)
    const spans = standsIn(near, text)
    const held = spans.flatMap(tokensOf).filter(({ plain }) => plain !== '').length
    const together = spans.every((span, index) => {
      const before = spans[index - 1]
      return before === undefined || span.top - before.bottom < nearRows * height
    })
    if (spans[0]?.row === row && spans.length > 1 && together && held >= leastShare * count) return spans
  }
  return []
}

/** How the value is written and where it ends; `spans` are its rows. */
export function tallOf({ rows }: Sheet, spans: readonly Span[], value: string): Tall {
  const last = spans.at(-1)
  const below = last && rows[last.row.index + 1]
  const after = below && last && segmentUnder(below.tokens.length > 0 ? below : last.row, last)
  const joint = value.includes('\n') ? '\n' : /, /.test(value) ? ', ' : ' '
  return { rows: spans.length, joint, after: after ? labelOf(after) : '' }
}

const labelOf = (span: Span): string =>
  tokensOf(span)
    .map(({ plain }) => (/\d/.test(plain) ? '' : thin(plain)))
    .filter((word) => word !== '')
    .join(' ')

/** What stands together in a row may begin such a value. */
export function beginnings({ rows }: Sheet): Option[] {
  return rows
    .flatMap((row) => segmentsOf(row))
    .slice(0, 2_000)
    .flatMap((span) => {
      const loose = tokensOf(span)
        .map(({ plain }) => plain)
        .join('')
      return loose === '' ? [] : [{ ...span, value: textOf(span).slice(0, 200), loose }]
    })
}

/** The rows from the first one down, as far as the papers before say. */
export function readDown(sheet: Sheet, first: Span, told: readonly Tall[]): Span[] {
  const most = Math.max(...told.map(({ rows }) => rows))
  const ends = told.map(({ after }) => after)
  const spans = [first]
  for (const row of sheet.rows.slice(first.row.index + 1)) {
    const last = spans.at(-1) ?? first
    if (spans.length >= most || row.page !== first.row.page) break
    if (row.top - last.bottom > nearRows * sheet.height) break
    const span = segmentUnder(row, first)
    if (span === undefined || ends.some((end) => sameWords(end, labelOf(span)))) break
    spans.push(span)
  }
  return spans
}

function segmentUnder(row: Span['row'], { left, top, bottom }: Span): Span | undefined {
  const unit = bottom - top
  return segmentsOf(row).find((one) => Math.abs(one.left - left) < 1.2 * unit)
}
