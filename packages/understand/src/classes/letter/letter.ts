import type { Field } from '@countersign/contract/extraction'
import { findDates } from '../../extract/candidates.ts'
import { dateOrderOf } from '../../extract/date-order.ts'
import { makeField } from '../../extract/field.ts'
import { field, readLabelled } from '../../labelled/labelled.ts'
import { parseDate } from '../../normalise/date.ts'
import { plain, type Row, type Sheet, type Span, segmentsOf, spanOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { letterTerms } from './terms.ts'

const greetings =
  /^(?:dear|sehrgeehrte|guten|liebe|hallo|madame|monsieur|cher|estimad|muysen|apreciad|egregi|gentil|spett|geachte|beste|exm|prezad|caro|cara|szanown|drogi|droga)/

/** A letter: from somebody, to somebody, on a day, about something. */
export const letter: ClassDefinition = {
  terms: letterTerms,
  fields: {
    date: { type: 'date', about: 'The day it was written' },
    subject: { type: 'text', about: 'What it is about' },
    salutation: { type: 'text', about: 'How the reader is greeted' },
    reference: { type: 'text', about: 'Its reference, where one is printed' },
  },
  required: [],
  threshold: 0.7,
  extract(sheet, language) {
    const { fields } = readLabelled(
      sheet,
      [
        field(
          'subject',
          'Subject|Re|Betreff|Betrifft|Objet|Asunto|Oggetto|Betreft|Assunto|Dotyczy|Dotyczy sprawy',
          {
            where: 'beside',
          },
        ),
        field(
          'reference',
          'Our reference|Our ref|Unser Zeichen|Aktenzeichen|Notre reference|N/Ref|Nuestra referencia|Ons kenmerk|Nossa referencia|Znak sprawy',
          {
            pattern: /^(?=.*\d)[\p{L}\p{N}/._-]{2,30}$/u,
          },
        ),
      ],
      { language },
    )
    const greeting = sheet.rows.find((row) => greetings.test(compact(row)))
    const missing = (name: string) => !fields.some((one) => one.name === name)
    return {
      fields: [
        ...dateOf(sheet, { language, greeting }),
        ...fields,
        ...(missing('subject') ? subjectAbove(sheet, greeting) : []),
        ...salutationOf(greeting),
      ],
      findings: [],
    }
  },
}

const compact = (row: Row): string =>
  row.tokens
    .slice(0, 3)
    .map((token) => plain(token.text))
    .join('')

/** What follows these words is another day than that of the letter. */
const otherDay =
  /^(?:vom|of|loss|dated|seit|until|bis|du|del|dal|van|from|birth|since|dob|geb|geboren|besuch|termin)$/

/** The date above the greeting that stands by itself, behind its label or behind a place; the first of the page where nobody is greeted. */
function dateOf(
  sheet: Sheet,
  { language, greeting }: { language: string | null; greeting: Row | undefined },
): Field[] {
  const dates = findDates(sheet, dateOrderOf(sheet, { language, currency: 'USD' }))
  const ranked = dates
    .filter(({ row, value }) => value.iso !== null && row.index < (greeting?.index ?? 15))
    .map((date) => ({ date, fit: fitOf(date) }))
    .sort((a, b) => b.fit - a.fit)
  const [best, second] = ranked
  if (best === undefined || best.date.value.iso === null) return []
  const clear = second === undefined || best.fit > second.fit ? 0.93 : 0.8
  const score = (greeting === undefined ? 0.6 : clear) * (best.date.value.ambiguous ? 0.5 : 1)
  return [makeField({ name: 'date', type: 'date', value: best.date.value.iso, spans: [best.date], score })]
}

/** 2: behind its label or alone in its column; 1: behind a place, "Bonn, den …"; 0: behind what makes it another day. */
function fitOf({ row, from, to }: Span): number {
  const segment = segmentsOf(row).find((one) => one.from <= from && one.to >= from)
  const before = row.tokens.slice(segment?.from ?? 0, from)
  const last = plain(before.at(-1)?.text ?? '')
  if (before.some(({ plain: word }) => otherDay.test(word))) return 0
  if (before.length === 0) return segment !== undefined && segment.to - to > 2 ? 1 : 2
  if (/^(?:datum|date|data|fecha|datecomplete)$/.test(last)) return 2
  return before.length <= 3 ? 1.5 : 0.5
}

/** The line before the greeting, or alone behind it, unless it is an address or a date. */
function subjectAbove(sheet: Sheet, greeting: Row | undefined): Field[] {
  if (greeting === undefined) return []
  const before = sheet.rows[greeting.index - 1]
  const above = before && subjectIn(before, greeting)
  // German subjects end in a day; an address above a greeting ends in digits or a comma.
  if (above && (above.to - above.from > 2 || !/\d{4}/.test(textOf(above)))) return [subject(above, 0.75)]
  const behind = sheet.rows[greeting.index + 1]
  const below = behind && subjectIn(behind, greeting)
  const then = sheet.rows[greeting.index + 2]
  const gap = behind && then ? then.top - behind.bottom : 0
  const alone = behind !== undefined && gap > 0.6 * (behind.bottom - behind.top)
  if (below && alone && below.to - below.from < 12 && !/[.,!?]$/.test(textOf(below)))
    return [subject(below, 0.7)]
  return []
}

/** A line of its own in the column of the greeting, no address, no date. */
function subjectIn(row: Row, greeting: Row): Span | null {
  if (row.page !== greeting.page || row.tokens.length < 2) return null
  const [span] = segmentsOf(row)
  const text = span === undefined ? '' : textOf(span)
  if (span === undefined || span.to < row.tokens.length - 1 || /,\s*$|^\d/.test(text)) return null
  if (Math.abs(span.left - greeting.left) > 3 * (row.bottom - row.top) || parseDate(text) !== null)
    return null
  if (/:\s*\S+$/.test(text) && row.tokens.length < 5) return null
  return /\p{L}\p{L}/u.test(text) &&
    !/\b\d{5}(?:-\d{4})?$|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$|(?:^|[, ])\d{4,5} \p{Lu}\p{L}+$/u.test(text)
    ? span
    : null
}

const subject = (span: Span, score: number): Field =>
  makeField({ name: 'subject', type: 'text', value: textOf(span).slice(0, 300), spans: [span], score })

function salutationOf(greeting: Row | undefined): Field[] {
  if (greeting === undefined) return []
  const span = spanOf(greeting, 0, Math.min(9, greeting.tokens.length - 1))
  const value = textOf(span).replace(/[,:]$/, '')
  return [makeField({ name: 'salutation', type: 'text', value, spans: [span], score: 0.9 })]
}
