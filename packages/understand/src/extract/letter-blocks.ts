// What stands with a name on a letter: the block below it in its column, the line of the sender over it.
import type { Edges, Sheet, Span } from '../page/sheet.ts'
import { textOf } from '../page/sheet.ts'
import { town } from './letter-looks.ts'
import { address, looksLikeName, nameIn } from './names.ts'

/** A part of a row that stands apart. */
export type Segment = { span: Span; text: string }
/** `town`: it heads an address; `above`: another name stands right over it. */
export type Block = {
  town: boolean
  above: boolean
  over: string
  texts: readonly string[]
  contact: boolean
  business: boolean
}
type Around = { segments: readonly Segment[]; sheet: Sheet }

/** How many lines an address has under its name, about. */
const addressLines = 5
/** Words that greet whoever is written to. */
export const salutation =
  /^(?:herrn?|frau|firma|fa\.?|an|to|mr\.?|mrs\.?|ms\.?|m\.|mme|messrs\.?|company|spett\.?\s?le|sr\.?|sra\.?|exmo\.?|dhr\.?|mevr\.?|sz\. ?p\.)\s+/i
const contact = /@|www\.|\b(?:tel|telefon|phone|fax|fon|tél|telefono|teléfono|telefone|telefoon)\b/i
const business =
  /\b(?:iban|bic|hrb|hra|amtsgericht|gesch.ftsf|ust|vat|tva|p\.? ?iva|nif|nip|btw|kvk|siret|rcs|regon|konto|bank|company no|registered|abn|gst|ein)\b/i
const separators = /[·•●|*–—]|\s-\s/g

/** Up to 120 names; the same name may stand in several places. */

/** What stands under a name in its column, as far as an address goes. */
export function blockBelow(span: Span, { segments, sheet }: Around): Block {
  const unit = sheet.height
  const inColumn = segments.filter(({ span: other }) => isAligned(other, span, unit))
  const below = inColumn
    .filter(({ span: other }) => other.top > span.top && other.top - span.bottom < addressLines * 2 * unit)
    .slice(0, addressLines)
  const at = below.findIndex(({ text }) => town.test(text))
  const between = below.slice(0, Math.max(0, at))
  const over = inColumn.find(
    ({ span: other, text }) =>
      other.bottom < span.bottom &&
      span.top - other.bottom < 0.8 * unit &&
      looksLikeName(nameIn(text)) &&
      !isLineOfSender(text) &&
      !salutation.test(`${text} `),
  )
  const isPlace =
    at >= 0 && between.every(({ text }) => !/\d[.,]\d\d\b/.test(text)) && !address.test(textOf(span))
  return {
    town: isPlace,
    above: over !== undefined,
    over: over?.text ?? '',
    texts: below.map(({ text }) => text),
    contact: below.some(({ text }) => contact.test(text)),
    business: below.some(({ text }) => business.test(text)) || business.test(textOf(span)),
  }
}

/** In one column: both begin, end or stand in the middle of it. */
function isAligned(one: Edges, other: Edges, unit: number): boolean {
  if (Math.abs(one.left - other.left) < 2 * unit) return true
  const overlaps = Math.min(one.right, other.right) > Math.max(one.left, other.left)
  const ends = Math.abs(one.right - other.right) < unit
  return overlaps && (ends || Math.abs(one.left + one.right - other.left - other.right) < 2 * unit)
}

/** Name, street and town in one line. */
export const isLineOfSender = (text: string): boolean =>
  (text.match(separators) ?? []).length > 0 && (address.test(text) || town.test(text))

/** The sender's address in one small line stands right above the window. */
export function isUnderSender(span: Span, { segments, sheet }: Around): boolean {
  return segments.some(
    ({ span: other, text }) =>
      span.top > other.bottom - 0.3 * sheet.height &&
      span.top - other.bottom < 4 * sheet.height &&
      Math.abs(other.left - span.left) < 3 * sheet.height &&
      town.test(text) &&
      ((text.match(separators) ?? []).length > 0 || (text.match(/,/g) ?? []).length > 0),
  )
}
