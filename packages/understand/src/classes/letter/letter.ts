import type { Field } from '@countersign/contract/extraction'
import { findDates } from '../../extract/candidates.ts'
import { dateOrderOf } from '../../extract/date-order.ts'
import { makeField } from '../../extract/field.ts'
import { field, readLabelled } from '../../labelled/labelled.ts'
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

/** The date above the greeting; the first of the page where nobody is greeted. */
function dateOf(
  sheet: Sheet,
  { language, greeting }: { language: string | null; greeting: Row | undefined },
): Field[] {
  const dates = findDates(sheet, dateOrderOf(sheet, { language, currency: null }))
  const above = dates.filter(({ row, value }) => value.iso !== null && row.index < (greeting?.index ?? 15))
  const best = above.at(-1)
  if (best === undefined || best.value.iso === null) return []
  const score =
    (greeting === undefined ? 0.6 : above.length === 1 ? 0.93 : 0.8) * (best.value.ambiguous ? 0.5 : 1)
  return [makeField({ name: 'date', type: 'date', value: best.value.iso, spans: [best], score })]
}

/** The line before the greeting, unless it is an address or a date. */
function subjectAbove(sheet: Sheet, greeting: Row | undefined): Field[] {
  if (greeting === undefined) return []
  const row = sheet.rows[greeting.index - 1]
  if (row === undefined || row.page !== greeting.page || row.tokens.length < 2) return []
  const [span] = segmentsOf(row)
  if (span === undefined || /\d{4}|,\s*$/.test(textOf(span)) || span.to < row.tokens.length - 1) return []
  return [subject(span, 0.75)]
}

const subject = (span: Span, score: number): Field =>
  makeField({ name: 'subject', type: 'text', value: textOf(span).slice(0, 300), spans: [span], score })

function salutationOf(greeting: Row | undefined): Field[] {
  if (greeting === undefined) return []
  const span = spanOf(greeting, 0, Math.min(9, greeting.tokens.length - 1))
  const value = textOf(span).replace(/[,:]$/, '')
  return [makeField({ name: 'salutation', type: 'text', value, spans: [span], score: 0.9 })]
}
