// Everything on the pages that could be the value of a field of some type.
import type { Evidence, Field, FieldValue } from '@countersign/contract/extraction'
import { findAmounts, findDates, findIbans, findVatIds } from '../extract/candidates.ts'
import { readSheet } from '../extract/reading.ts'
import { parseDecimal } from '../normalise/amount.ts'
import { type Row, type Sheet, type Span, spanOf, textOf, tokensOf } from '../page/sheet.ts'
import { tickOptions } from './ticks.ts'
import { skeleton } from './words.ts'

/** `loose` is the text as plain letters and digits, for texts. `tick` is the check box that the words stand beside. */
export type Option = Span & {
  value: FieldValue
  loose?: string
  tick?: Evidence & { confidence: number }
}

/** Bounds against hostile documents. */
const mostTokens = 8
const mostOptions = 4_000

type Wanted = { type: Field['type']; language: string | null }

/** Candidates of a sheet are asked for by field after field. */
const made = new WeakMap<Sheet, Map<string, Option[]>>()

/** In the order of the page. Currencies have no place of their own here. */
export function optionsFor(sheet: Sheet, { type, language }: Wanted): Option[] {
  const known = made.get(sheet) ?? new Map<string, Option[]>()
  made.set(sheet, known)
  const options = known.get(type) ?? makeOptions(sheet, { type, language })
  known.set(type, options)
  return options
}

function makeOptions(sheet: Sheet, { type, language }: Wanted): Option[] {
  if (type === 'text') return texts(sheet)
  if (type === 'boolean') return tickOptions(sheet)
  if (type === 'iban') return findIbans(sheet).map((one) => ({ ...one, value: one.value.value }))
  if (type === 'vatId')
    return [
      ...findVatIds(sheet).map((one) => ({ ...one, value: one.value.value })),
      ...optionsFor(sheet, { type: 'text', language }),
    ]
  if (type === 'number') return numbers(sheet, language)
  if (type === 'date') return dates(sheet, language)
  if (type === 'money') return amounts(sheet, language)
  return []
}

function dates(sheet: Sheet, language: string | null): Option[] {
  const { order } = readSheet(sheet, language)
  return findDates(sheet, order).flatMap((one) =>
    one.value.iso === null ? [] : [{ ...one, value: one.value.iso }],
  )
}

function amounts(sheet: Sheet, language: string | null): Option[] {
  const { decimal, currency } = readSheet(sheet, language)
  const code = currency?.code ?? null
  return findAmounts(sheet, { decimal, currency: code }).map((one) => ({
    ...one,
    value: { minor: one.value.minor, currency: one.value.currency ?? code },
  }))
}

function numbers(sheet: Sheet, language: string | null): Option[] {
  const { decimal } = readSheet(sheet, language)
  return texts(sheet).flatMap((one) => {
    const value =
      typeof one.value === 'string' && /\d/.test(one.value) ? parseDecimal(one.value, { decimal }) : null
    return value === null ? [] : [{ ...one, value }]
  })
}

/** Up to eight words that follow each other without a gap. */
function texts(sheet: Sheet): Option[] {
  const options: Option[] = []
  for (const row of sheet.rows)
    for (let from = 0; from < row.tokens.length; from++)
      for (let to = from; to < Math.min(row.tokens.length, from + mostTokens); to++) {
        if (to > from && isApart(row, to)) break
        if (options.length >= mostOptions) return options
        const option = textOption(spanOf(row, from, to))
        if (option !== null) options.push(option)
      }
  return options
}

function isApart(row: Row, at: number): boolean {
  const [before, token] = [row.tokens[at - 1], row.tokens[at]]
  if (before === undefined || token === undefined) return true
  return token.left - before.right > 1.6 * Math.max(token.bottom - token.top, before.bottom - before.top)
}

function textOption(span: Span): Option | null {
  const value = textOf(span)
    .replace(/^[#(:\s]+/, '')
    .replace(/[,;:)\s]+$/, '')
    .slice(0, 200)
  const loose = tokensOf(span)
    .map((token) => token.plain)
    .join('')
  return loose === '' ? null : { ...span, value, loose }
}

/** The same but for letters that readers take for each other, or one letter in ten. */
export const sameText = (one: string, other: string): boolean => sameThin(skeleton(one), skeleton(other))

/** The same of texts that are thin already. */
export function sameThin(a: string, b: string): boolean {
  if (a === b) return a !== ''
  const most = Math.floor(Math.max(a.length, b.length) / 10)
  return most > 0 && Math.abs(a.length - b.length) <= most && withinDistance(a, b, most)
}

/** Whether at most `most` letters have to be changed, added or left out (Levenshtein). */
export function withinDistance(one: string, other: string, most: number): boolean {
  let before = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let at = 1; at <= other.length; at++) {
      const change = (before[at - 1] ?? 0) + (one[row - 1] === other[at - 1] ? 0 : 1)
      next.push(Math.min(change, (before[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1))
    }
    if (Math.min(...next) > most) return false
    before = next
  }
  return (before.at(-1) ?? 0) <= most
}
