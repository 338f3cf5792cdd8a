// Labels and values that the reader did not pair: columns without rules, labels under a line, ticks that are letters.
import type { Field } from '@countersign/contract/extraction'
import type { Box } from '@countersign/contract/layout'
import { evidenceOf } from '../../extract/field.ts'
import { type Row, type Sheet, type Span, segmentsOf, spanOf, textOf, tokensOf } from '../../page/sheet.ts'

/** What is printed, the value and where it stands. */
export type Entry = { label: string; value: string; type: 'text' | 'boolean'; span: Span; confidence: number }

/** Entries of rows in which the reader saw neither a pair nor a box. */
export function entriesIn(sheet: Sheet): Entry[] {
  const free = sheet.rows.filter((row) => !isTaken(row, sheet))
  const columns = inColumns(free)
  const used = new Set(columns.map(({ span }) => span.row))
  const body = free.filter((row) => !used.has(row) && tallest(row) < 1.6 * sheet.height)
  return [...columns, ...underLines(body), ...ticksIn(sheet)]
}

function isTaken(row: Row, { pages }: Sheet): boolean {
  const page = pages.find(({ number }) => number === row.page)
  if (page === undefined) return true
  const middle = (row.top + row.bottom) / 2 / page.height
  const covers = ([, top, , height]: Box) => middle > top && middle < top + height
  return (
    page.pairs.some(({ label, value }) => covers(label.box) || covers(value.box)) ||
    page.tables.some(({ box, ruled, columns }) => columns > 2 && ruled && covers(box))
  )
}

const isLabel = (span: Span): boolean => {
  const text = textOf(span)
  return (
    /^\p{L}/u.test(text) &&
    text.length <= 60 &&
    span.to - span.from < 8 &&
    !/\d{2}|[!;?]|_{3,}|[☐☑☒]/u.test(text)
  )
}
const isValue = (span: Span): boolean => /[\p{L}\p{N}]/u.test(textOf(span)) && !/_{3,}|:$/.test(textOf(span))
const near = 5
const leastRows = 3

/** Two columns: what stands on the left of three rows and more is what they are called. */
function inColumns(rows: readonly Row[]): Entry[] {
  const entries: Entry[] = []
  let run: { label: Span; value: Span }[] = []
  const close = () => {
    if (run.length >= leastRows)
      entries.push(...run.map(({ label, value }) => entry(label, { span: value, confidence: 0.7 })))
    run = []
  }
  for (const row of rows) {
    const [label, value, third] = segmentsOf(row)
    const fits = label && value && !third && isLabel(label) && isValue(value)
    const last = run.at(-1)
    const aligned =
      !last ||
      (fits && Math.abs(last.label.left - label.left) < near && Math.abs(last.value.left - value.left) < near)
    if (!fits || !aligned || (last && row.page !== last.label.row.page)) close()
    if (fits) run.push({ label, value })
  }
  close()
  return entries
}

/** Labels in smaller print right under what was written, at the same left edge; at least two on a page. */
function underLines(rows: readonly Row[]): Entry[] {
  const entries: Entry[] = []
  for (const [at, row] of rows.entries()) {
    const above = rows[at - 1]
    if (above === undefined || above.index !== row.index - 1 || above.page !== row.page) continue
    const height = above.bottom - above.top
    if (row.top - above.bottom > 1.5 * height || tallest(row) > 0.88 * tallest(above)) continue
    const values = segmentsOf(above)
    for (const label of segmentsOf(row).filter(isLabel)) {
      const value = values.find(({ left }) => Math.abs(left - label.left) < near)
      if (value !== undefined && isValue(value)) entries.push(entry(label, { span: value, confidence: 0.65 }))
    }
  }
  return entries.length < 2 ? [] : entries
}

const tallest = (row: Row): number => Math.max(...row.tokens.map(({ top, bottom }) => bottom - top))

const entry = (label: Span, { span, confidence }: Pick<Entry, 'span' | 'confidence'>): Entry => ({
  label: textOf(label).replace(/\s*:$/, ''),
  value: textOf(span),
  type: 'text',
  span,
  confidence,
})

const tick = /^[Xx✓✔✗✘☒☑]$/

/** An X where its neighbours have a box to tick is a box that was ticked. */
function ticksIn({ rows, pages }: Sheet): Entry[] {
  return rows.flatMap((row) => {
    const page = pages.find(({ number }) => number === row.page)
    const boxes = (page?.checkBoxes ?? []).filter(({ box: [, top, , height] }) => {
      const middle = (top + height / 2) * (page?.height ?? 1)
      return middle > row.top - 2 && middle < row.bottom + 2
    })
    if (boxes.length === 0 || page === undefined) return []
    return row.tokens.flatMap((token, at): Entry[] => {
      if (!tick.test(token.text) || boxes.some(({ box }) => covers(box, token.box))) return []
      const to = endOfChoice(
        row,
        at + 1,
        boxes.map(({ box: [left] }) => left * page.width),
      )
      const choice = to > at ? spanOf(row, at + 1, to) : null
      if (choice === null || !isLabel(choice)) return []
      return [
        { label: textOf(choice), value: 'true', type: 'boolean', span: spanOf(row, at), confidence: 0.8 },
      ]
    })
  })
}

const covers = ([x, y, width, height]: Box, [left, top, wide, tall]: Box): boolean =>
  left + wide / 2 > x && left + wide / 2 < x + width && top + tall / 2 > y && top + tall / 2 < y + height

/** The words of a choice end before the next box, the next tick or a gap. */
function endOfChoice(row: Row, from: number, boxes: readonly number[]): number {
  let to = from - 1
  for (let at = from; at < Math.min(row.tokens.length, from + 5); at++) {
    const [before, token] = [row.tokens[at - 1], row.tokens[at]]
    if (before === undefined || token === undefined || tick.test(token.text)) break
    const gap = token.left - before.right
    if (gap > 1.2 * (token.bottom - token.top)) break
    if (boxes.some((left) => left > before.right - 2 && left < token.left + 1)) break
    to = at
  }
  return to
}

/** As a field of a form, without its name. */
export function fieldOf({ value, type, span, confidence }: Entry): Omit<Field, 'name' | 'origin'> {
  const read = Math.min(1, ...tokensOf(span).map((token) => token.confidence))
  const sure = Math.round(confidence * read * 1000) / 1000
  return {
    type,
    value: value.slice(0, 300),
    raw: textOf(span),
    confidence: sure,
    evidence: [evidenceOf(span)],
  }
}
