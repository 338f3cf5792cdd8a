// How to reach the seller: the first telephone number and e-mail address that are told as such.
import type { Field } from '@countersign/contract/extraction'
import { parsePhone } from '../normalise/phone.ts'
import { plain, type Sheet, type Span, segmentsOf, textOf } from '../page/sheet.ts'
import { makeField } from './field.ts'

const label =
  /^(?:t|tel|telefon|telephone|telefono|telefone|telefoon|fon|phone|phoneno|telno|telnr|telefonnr|hotline)$/
const number = /\+?\(?\d[\d\s()./–-]{5,22}\d/
const mail = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}/
/** Further down are prices; a number is told by its label or its country only. */
const mostRows = 400

type Found = { value: string; span: Span }

function phoneIn(span: Span): Found | null {
  const text = textOf(span)
  const match = number.exec(text)
  if (match === null) return null
  const before = plain(
    text
      .slice(0, match.index)
      .split(/[·|]|\s{3,}/)
      .at(-1) ?? '',
  )
  const told = label.test(before) || (before === '' && match[0].startsWith('+'))
  // Without a country nothing can be said of its length; with one, 00 or a plus sign, it has to be one.
  if (!told || (/^(?:\+|00)/.test(match[0]) && parsePhone(match[0]) === null)) return null
  return { value: match[0].trim(), span }
}

const mailIn = (span: Span): Found | null => {
  const value = mail.exec(textOf(span))?.[0]
  return value === undefined ? null : { value, span }
}

/** Fields `phone` and `email`; nothing where the page does not say that it is one. */
export function findContacts(sheet: Sheet): Field[] {
  const spans = sheet.rows.slice(0, mostRows).flatMap(segmentsOf)
  const first = (find: (span: Span) => Found | null): Found | null => {
    for (const span of spans) {
      const found = find(span)
      if (found !== null) return found
    }
    return null
  }
  return (['phone', 'email'] as const).flatMap((name) => {
    const found = first(name === 'phone' ? phoneIn : mailIn)
    return found === null
      ? []
      : [makeField({ name, type: 'text', value: found.value, spans: [found.span], score: 0.95 })]
  })
}
