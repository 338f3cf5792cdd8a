// The machine-readable zone of passports, cards and visas (ICAO Doc 9303), read in spite of misread letters.
import type { Field, Finding } from '@countersign/contract/extraction'
import { type ParseResult, parse } from 'mrz'
import { evidenceOf, makeField } from '../extract/field.ts'
import { type Row, type Sheet, type Span, spanOf } from '../page/sheet.ts'

/** TD1: cards, three lines of 30. TD2: two lines of 36. TD3: passports, two lines of 44. */
const shapes = [
  { lines: 3, length: 30 },
  { lines: 2, length: 44 },
  { lines: 2, length: 36 },
] as const

export type Zone = { result: ParseResult; lines: readonly string[]; spans: readonly Span[] }

type ZoneLine = { text: string; span: Span }

/** Fillers are read as many things; a long run of the same narrow sign is one. */
function cleaned(text: string): string {
  return text
    .toUpperCase()
    .replace(/[«‹≤(]/g, '<')
    .replace(/[^A-Z0-9<]/g, '')
    .replace(/(?<=<)[KCX](?=<)|(?<=<)[KC]+$/g, (run) => '<'.repeat(run.length))
}

function zoneLineOf(row: Row): ZoneLine | null {
  const text = cleaned(row.tokens.map((token) => token.text).join(''))
  if (text.length < 24 || text.length > 50) return null
  const raw = row.tokens.map((token) => token.text).join('')
  if (/\p{Ll}{3}/u.test(raw)) return null
  const digits = text.replace(/\D/g, '').length
  const fillers = text.replace(/[^<]/g, '').length
  if (fillers < 1 || (fillers < 4 && digits < 8)) return null
  return { text, span: spanOf(row, 0, row.tokens.length - 1) }
}

/** The zone that reads best, or null where there is none. */
export function findZone(sheet: Sheet): Zone | null {
  const lines = sheet.rows.map(zoneLineOf)
  let best: { zone: Zone; score: number } | null = null
  for (let at = 0; at < lines.length; at++)
    for (const { lines: count, length } of shapes) {
      const some = lines.slice(at, at + count).flatMap((line) => (line === null ? [] : [line]))
      if (some.length < count || !some.every(({ text }) => fits(text, length))) continue
      const fit = some.map(({ text }) => fitted(text, length))
      const result = parsed(fit)
      if (result === null) continue
      const score = result.details.filter(({ valid }) => valid).length / result.details.length
      if (best === null || score > best.score)
        best = { zone: { result, lines: fit, spans: some.map(({ span }) => span) }, score }
    }
  return best !== null && best.score >= 0.5 ? best.zone : null
}

/** Names are filled up with many fillers, of which recognisers lose some; digits are lost one at a time. */
function fits(text: string, length: number): boolean {
  const isName = text.replace(/\D/g, '').length < 4
  return text.length - length <= 6 && length - text.length <= (isName ? 16 : 4)
}

/** Brings a line to its length: fillers were dropped or doubled where most of them stand together. */
function fitted(text: string, length: number): string {
  const runs = [...text.matchAll(/<+/g)].sort((a, b) => b[0].length - a[0].length)
  const [longest] = runs
  const at = longest === undefined ? text.length : longest.index
  if (text.length < length) return text.slice(0, at) + '<'.repeat(length - text.length) + text.slice(at)
  const spare = text.length - length
  if (longest !== undefined && longest[0].length > spare) return text.slice(0, at) + text.slice(at + spare)
  return text.slice(0, length)
}

function parsed(lines: readonly string[]): ParseResult | null {
  try {
    return parse(lines, { autocorrect: true })
  } catch {
    // The library throws for what is not a zone; that is an answer here, not a failure.
    return null
  }
}

const validated: Readonly<Record<string, readonly string[]>> = {
  number: ['documentNumber', 'documentNumberCheckDigit'],
  dateOfBirth: ['birthDate', 'birthDateCheckDigit'],
  expiryDate: ['expirationDate', 'expirationDateCheckDigit'],
}

/** Fields of the zone, and an error for each check digit that is wrong. */
export function zoneFields({ result, lines, spans }: Zone): { fields: Field[]; findings: Finding[] } {
  const { fields: read } = result
  const countryIn = (name: string) => countryOf(printedIn({ result, lines }, name))
  const expiry = isoOf(read.expirationDate ?? '', { after: null })
  const values: [string, Field['type'], string | null | undefined][] = [
    ['surname', 'text', read.lastName],
    ['givenNames', 'text', read.firstName],
    ['number', 'text', result.documentNumber ?? read.documentNumber],
    ['nationality', 'text', countryIn('nationality')],
    ['issuingCountry', 'text', countryIn('issuingState')],
    ['dateOfBirth', 'date', isoOf(read.birthDate ?? '', { after: expiry })],
    ['sex', 'text', sexOf(read.sex)],
    ['expiryDate', 'date', expiry],
    ['personalNumber', 'text', read.personalNumber || null],
  ]
  const fields = values.flatMap(([name, type, value]) => {
    if (value === null || value === undefined || value === '') return []
    const details = result.details.filter(({ field }) => (validated[name] ?? [name]).includes(field ?? ''))
    const valid = details.every((one) => one.valid)
    return [makeField({ name, type, value, spans: spansFor(name, spans), score: valid ? 0.99 : 0.4 })]
  })
  const findings = result.details
    .filter(({ field, valid }) => !valid && field !== null && /CheckDigit$/.test(field))
    .map(({ field, line }) => checkDigitFinding(field ?? '', spans[line]))
  return { fields, findings }
}

/** Names stand in the first line of passports and the last of cards; the rest in the second, or the first two. */
function spansFor(name: string, spans: readonly Span[]): Span[] {
  const card = spans.length === 3
  const isName = name === 'surname' || name === 'givenNames'
  const first = name === 'issuingCountry' || (card && (name === 'number' || name === 'personalNumber'))
  const at = isName ? (card ? 2 : 0) : first ? 0 : 1
  const span = spans[at]
  return span === undefined ? [] : [span]
}

const subjects: Readonly<Record<string, readonly [string | undefined, string]>> = {
  documentNumberCheckDigit: ['number', 'the number'],
  birthDateCheckDigit: ['dateOfBirth', 'the date of birth'],
  expirationDateCheckDigit: ['expiryDate', 'the date of expiry'],
  personalNumberCheckDigit: ['personalNumber', 'the personal number'],
  compositeCheckDigit: [undefined, 'the whole zone'],
}

function checkDigitFinding(detail: string, span: Span | undefined): Finding {
  const [field, subject] = subjects[detail] ?? [undefined, 'the zone']
  const message = `The check digit for ${subject} in the machine-readable zone does not agree. Compare the zone with the document: it was misread, or changed.`
  const place = span === undefined ? {} : evidenceOf(span)
  return {
    rule: 'zone.check_digit',
    severity: 'error',
    message,
    ...(field !== undefined && { field }),
    ...place,
  }
}

const sexOf = (sex: string | null | undefined): string | null =>
  sex === 'male' ? 'M' : sex === 'female' ? 'F' : sex === 'nonspecified' ? 'X' : null

/** As it stands in the zone: the library leaves out countries that it does not know. */
function printedIn({ result, lines }: Pick<Zone, 'result' | 'lines'>, name: string): string {
  const detail = result.details.find(({ field }) => field === name)
  return detail === undefined
    ? ''
    : (lines[detail.line]?.slice(detail.start, detail.end) ?? '').replace(/<+$/, '')
}

/** Only letters stand where a country does; recognisers see digits in some of them. */
function countryOf(printed: string): string | null {
  if (printed === 'D') return 'DEU'
  const code = printed.replace(/[015268]/g, (digit) => 'OISZGB'['015268'.indexOf(digit)] ?? digit)
  return /^[A-Z]{3}$/.test(code) ? code : null
}

/**
 * Two digits of a year: what expires does so in this century; who was born, was so before the document expires.
 */
function isoOf(sixDigits: string, { after }: { after: string | null }): string | null {
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(sixDigits)
  if (match === null) return null
  const [, year = '', month = '', day = ''] = match
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return null
  const recent = `20${year}-${month}-${day}`
  return after !== null && recent > after ? `19${year}-${month}-${day}` : recent
}
