// The names on the first page of a letter, and the signs of who they are.
import { plain, type Row, type Sheet, type Span, segmentsOf, textOf } from '../page/sheet.ts'
import type { Label } from './labels.ts'
import { address, legalForm, looksLikeName, nameIn, sideOf, trimmed, withoutLabels } from './names.ts'
import type { Reading } from './reading.ts'
import type { Signs } from './weigh.ts'

export type LetterName = { key: string; signs: Signs; name: string; span: Span }
type Segment = { span: Span; text: string }
type Surroundings = {
  sheet: Sheet
  labels: readonly Label[]
  segments: readonly Segment[]
  domains: readonly string[]
  times: ReadonlyMap<string, number>
}

const mostRows = 150
const mostNames = 120
/** How many lines an address has under its name, about. */
const addressLines = 5
const town =
  /(?:^|[\s-])\d{4,6}\s+\p{L}{2,}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\p{L}{2,}[,\s]+(?:[A-Z]{2}\s+)?\d{5}\b|\b\d{2}-\d{3} \p{L}|\b\d{4}-\d{3} \p{L}|\b\d{4} ?[A-Z]{2} \p{L}/u
const salutation =
  /^(?:herrn?|frau|firma|fa\.?|an|to|mr\.?|mrs\.?|ms\.?|m\.|mme|messrs\.?|company|spett\.?\s?le|sr\.?|sra\.?|exmo\.?|dhr\.?|mevr\.?|sz\. ?p\.)\s+/i
const contact = /@|www\.|\b(?:tel|telefon|phone|fax|fon|tél|telefono|teléfono|telefone|telefoon)\b/i
const business =
  /\b(?:iban|bic|hrb|hra|amtsgericht|gesch.ftsf|ust|vat|tva|p\.? ?iva|nif|nip|btw|kvk|siret|rcs|regon|konto|bank|company no|registered|abn|gst|ein)\b/i
const separators = /[·•●|*–—]|\s-\s/g

/** Up to 120 names; the same name may stand in several places. */
export function letterNames({ sheet, labels }: Reading): LetterName[] {
  const [page] = sheet.pages
  if (page === undefined) return []
  const rows = sheet.rows.filter((row) => row.page === page.number).slice(0, mostRows)
  const segments = rows.flatMap((row) => segmentsOf(row).map((span) => ({ span, text: textOf(span) })))
  const named = segments.flatMap((segment) => nameOf(segment, labels) ?? []).slice(0, mostNames)
  const times = new Map<string, number>()
  for (const { key } of named) times.set(key, (times.get(key) ?? 0) + 1)
  const around = { sheet, labels, segments, domains: domainsIn(rows), times }
  return named.map((one) => ({ ...one, span: trimmed(one.span, one.name), signs: signsOf(one, around) }))
}

type Named = { span: Span; whole: string; name: string; key: string; greeted: boolean }

function nameOf(segment: Segment, labels: readonly Label[]): Named | null {
  const span = withoutLabels(segment.span, labels)
  if (span === null) return null
  const text = textOf(span)
  if (text.endsWith(':')) return null
  const whole = nameIn(text)
  const name = whole.replace(salutation, '')
  return looksLikeName(name) ? { span, whole: text, name, key: plain(name), greeted: name !== whole } : null
}

function signsOf({ span, whole, name, key, greeted }: Named, around: Surroundings): Signs {
  const { sheet, labels, times, domains } = around
  const [page] = sheet.pages
  const side = sideOf(span, { sheet, labels })
  const place = span.top / (page?.height ?? 1)
  const across = span.left / (page?.width ?? 1)
  const block = blockBelow(span, around)
  const tall = (span.bottom - span.top) / sheet.height
  const isLine = (whole.match(separators) ?? []).length > 0 && address.test(whole)
  return {
    'legal form': legalForm.test(name) ? 1 : 0,
    'label of the seller': side?.role === 'seller' ? side.weight : 0,
    'label of the buyer': side?.role === 'buyer' ? side.weight : 0,
    'in the head': place < 0.12 ? 1 : 0,
    'upper third': place >= 0.12 && place < 0.33 ? 1 : 0,
    'in the middle': place >= 0.33 && place < 0.82 ? 1 : 0,
    'in the foot': place >= 0.82 ? 1 : 0,
    'right half': across > 0.5 ? 1 : 0,
    'in the window': place > 0.12 && place < 0.36 && across < 0.45 ? 1 : 0,
    'tall print': Math.max(0, Math.min(1, tall - 1.15)),
    'printed again': Math.min(2, (times.get(key) ?? 1) - 1),
    'like the web address': isInDomain(name, domains) ? 1 : 0,
    'line of the sender': isLine ? 1 : 0,
    'under the line of the sender': isUnderSender(span, around) ? 1 : 0,
    'town below': block.town ? 1 : 0,
    'first of its block': block.town && !block.above ? 1 : 0,
    'name above it': block.above ? 1 : 0,
    'telephone or mail below': block.contact ? 1 : 0,
    'bank or tax number near': block.business ? 1 : 0,
    'form of address': greeted ? 1 : 0,
    'first on the page': span.row.index === around.segments[0]?.span.row.index ? 1 : 0,
    'all capitals': name === name.toUpperCase() ? 1 : 0,
    'many words': Math.max(0, name.split(' ').length - 4),
    'one word': name.includes(' ') ? 0 : 1,
    'digits or signs': /[\d#_=]/.test(name) ? 1 : 0,
    'a label before it': labels.some(
      (label) =>
        label.row === span.row && label.to < span.from && label.role !== 'seller' && label.role !== 'buyer',
    )
      ? 1
      : 0,
  }
}

/** What stands under a name in its column, as far as an address goes. */
function blockBelow(span: Span, { segments, sheet }: Surroundings) {
  const unit = sheet.height
  const aligned = segments.filter(({ span: other }) => Math.abs(other.left - span.left) < 2 * unit)
  const below = aligned
    .filter(({ span: other }) => other.top > span.top && other.top - span.bottom < addressLines * 2 * unit)
    .slice(0, addressLines)
  const at = below.findIndex(({ text }) => town.test(text))
  const between = below.slice(0, Math.max(0, at))
  const above = aligned.some(
    ({ span: other, text }) =>
      other.bottom < span.bottom &&
      span.top - other.bottom < 0.8 * unit &&
      looksLikeName(nameIn(text)) &&
      !salutation.test(`${text} `),
  )
  const isPlace =
    at >= 0 && between.every(({ text }) => !/\d[.,]\d\d\b/.test(text)) && !address.test(textOf(span))
  return {
    town: isPlace,
    above,
    contact: below.some(({ text }) => contact.test(text)),
    business: below.some(({ text }) => business.test(text)),
  }
}

/** The sender's address in one small line stands right above the window. */
function isUnderSender(span: Span, { segments, sheet }: Surroundings): boolean {
  return segments.some(
    ({ span: other, text }) =>
      span.top > other.bottom - 0.3 * sheet.height &&
      span.top - other.bottom < 4 * sheet.height &&
      Math.abs(other.left - span.left) < 3 * sheet.height &&
      town.test(text) &&
      ((text.match(separators) ?? []).length > 0 || (text.match(/,/g) ?? []).length > 0),
  )
}

/** Second-level names of web and mail addresses on the page. */
function domainsIn(rows: readonly Row[]): string[] {
  const found = new Set<string>()
  for (const row of rows)
    for (const token of row.tokens) {
      const match = /(?:@|www\.|https?:\/\/(?:www\.)?)([\w-]{3,60})\.[a-z]{2,10}/i.exec(token.text)
      if (match?.[1] !== undefined && found.size < 20) found.add(plain(match[1]))
    }
  return [...found].filter(
    (domain) => !/^(?:gmail|gmx|web|yahoo|outlook|hotmail|tonline|example)$/.test(domain),
  )
}

function isInDomain(name: string, domains: readonly string[]): boolean {
  const whole = plain(name)
  const words = name
    .split(/\s+/)
    .map(plain)
    .filter((word) => word.length >= 4)
  return domains.some((domain) => domain === whole || words.some((word) => domain.includes(word)))
}
