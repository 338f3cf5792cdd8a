// Where on the pages a value of the XML is printed, in whatever notation.
import type { Evidence } from '@countersign/contract/extraction'
import { findIbans, findVatIds } from '../extract/candidates.ts'
import { evidenceOf } from '../extract/field.ts'
import { type Reading, readSheet } from '../extract/reading.ts'
import { plain, type Row, type Sheet, type Span, spanOf, textOf } from '../page/sheet.ts'
import type { XmlValue } from './e-invoice.ts'

export type Place = { raw: string; evidence: Evidence }

/** Looks a value up on the pages; null where it does not stand there. */
export type Lookup = (value: Pick<XmlValue, 'type' | 'value'>) => Place | null

export function lookupOn(sheet: Sheet, language: string | null): Lookup {
  const reading = readSheet(sheet, language)
  const ibans = findIbans(sheet)
  const vatIds = findVatIds(sheet)
  return ({ type, value }) => {
    if (typeof value !== 'string') return placeOf(amountOn(reading, value.minor))
    if (type === 'date') return placeOf(reading.dates.find((one) => one.value.iso === value))
    const id = type === 'iban' ? ibans : type === 'vatId' ? vatIds : []
    return placeOf(id.find((one) => one.value.value === value) ?? wordsOn(sheet, value))
  }
}

const placeOf = (span: Span | null | undefined): Place | null =>
  span ? { raw: textOf(span).slice(0, 300), evidence: evidenceOf(span) } : null

/** A credit note may print its amounts with a minus sign that the XML leaves out. */
const amountOn = ({ amounts }: Reading, minor: number) =>
  amounts.find(({ value }) => value.minor === minor) ??
  amounts.find(({ value }) => Math.abs(value.minor) === Math.abs(minor))

/** The same letters and digits as whole words in one row, whatever stands between them. */
function wordsOn(sheet: Sheet, value: string): Span | null {
  const wanted = plain(value)
  if (wanted === '') return null
  for (const row of sheet.rows) {
    const span = wordsIn(row, wanted)
    if (span) return span
  }
  return null
}

function wordsIn(row: Row, wanted: string): Span | null {
  for (const [from, first] of row.tokens.entries()) {
    if (first.plain === '' || !wanted.startsWith(first.plain)) continue
    let text = ''
    for (let to = from; to < row.tokens.length && text.length < wanted.length; to++) {
      text += row.tokens[to]?.plain ?? ''
      if (text === wanted) return spanOf(row, from, to)
      if (!wanted.startsWith(text)) break
    }
  }
  return null
}
