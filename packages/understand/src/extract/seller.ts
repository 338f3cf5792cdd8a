// Who issued the document: by legal form, place, size of print, and what stands around the name.
import type { Field } from '@countersign/contract/extraction'
import { parseAmount } from '../normalise/amount.ts'
import { parseDate } from '../normalise/date.ts'
import { plain, type Sheet, type Span, segmentsOf, spanOf, textOf } from '../page/sheet.ts'
import { makeField } from './field.ts'
import type { Label } from './labels.ts'
import { strongest, sureness } from './rank.ts'
import type { Reading } from './reading.ts'
import { squash } from './score.ts'

type Named = { span: Span; name: string; score: number }
type Style = 'letter' | 'slip'

const legalForm =
  /(?:^|[\s,(])(?:gmbh(?: & co\.? kgaa?)?|mbh|ag|kg|kgaa|ohg|ug|e\.? ?k\.?|e\.? ?v\.?|gbr|se|ltd\.?|limited|llc|l\.l\.c\.|llp|plc|inc\.?|incorporated|corp\.?|corporation|co\.|s\.?a\.?s?|sarl|s\.?r\.?l\.?|s\.?p\.?a\.?|b\.?v\.?|n\.?v\.?|oy|ab|a\/s|aps|sp\. z o\.o\.|pty|sdn\.? ?bhd\.?|bhd\.?|enterprise|trading)(?=$|[\s,.)])/i
// Words that name a document or a column, not a company.
const notNames =
  /^(?:tax|invoice|rechnung|receipt|quittung|bill|kassenbon|beleg|seite|page|original|copy|kopie|duplicate|credit|gutschrift|description|beschreibung|welcome|willkommen|thank|vielen|your|ihre?|sehr|dear|date|datum|total|summe|tel|fax|phone|telefon|email|e-mail|www|http|gst|vat|ust|order|bestellung|customer|kunde|simplified|cash|bank|iban|bic|amount|betrag|item|qty|no|nr|pos|nummer|number|name|anschrift|adresse|address|information|cashier|table|member|the following|terms|zahlung|payment|gesch.ftsf.hrer)\b/i
const address =
  /\b\d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|stra(?:ß|ss)e|str\.|\b(?:street|road|avenue|lane|jalan|jln|lot|suite|floor|platz|weg|blvd|drive|box|postfach|taman)\b|@|www\.|https?:/i

// A company's registration number behind its name, as in "(121889-W)".
const registration = /\s*\(\s*[\w-]{0,4}\d{3,}[\w -]{0,12}\)\s*$/

// A postal code and a town behind the name, where no sign parts them.
const town = /\s+\d{4,5}\s+\p{Lu}.*$/u

/** Field `seller`. A slip (receipt) carries the name in its first lines; a letter anywhere in its head or foot. */
export function findSeller(reading: Reading, style: Style = 'letter'): Field[] {
  const candidates = namesIn(reading, style)
  const best = strongest(candidates)
  if (best === null || best.score < 0.1) return []
  const same = plain(best.name)
  const rivals = candidates.filter(
    ({ name }) => !plain(name).startsWith(same) && !same.startsWith(plain(name)),
  )
  const sure = sureness(best, rivals)
  return [
    makeField({
      name: 'seller',
      type: 'text',
      value: best.name,
      spans: [best.span],
      score: squash(best.score) * sure,
    }),
  ]
}

function namesIn({ sheet, labels }: Reading, style: Style): Named[] {
  const page = sheet.pages[0]
  if (page === undefined) return []
  const rows = sheet.rows.filter((row) => row.page === page.number)
  const names: Named[] = []
  const times = new Map<string, number>()
  for (const row of rows.slice(0, 150))
    for (const segment of segmentsOf(row)) {
      const span = withoutLabels(segment, labels)
      const name = span === null || textOf(span).endsWith(':') ? '' : nameIn(textOf(span))
      if (span === null || !looksLikeName(name)) continue
      times.set(plain(name), (times.get(plain(name)) ?? 0) + 1)
      const score =
        style === 'slip' ? slipScore(names.length, span, sheet) : letterScore(span, { sheet, labels })
      names.push({ span: trimmed(span, name), name, score: score + (legalForm.test(name) ? 0.4 : 0) })
    }
  const domain = domainsIn(sheet)
  return names.map((one) => {
    const repeated = Math.min(2, (times.get(plain(one.name)) ?? 1) - 1)
    return { ...one, score: one.score + 0.1 * repeated + (isInDomain(one.name, domain) ? 0.25 : 0) }
  })
}

function slipScore(before: number, span: Span, sheet: Sheet): number {
  const tall = (span.bottom - span.top) / sheet.height > 1.3 ? 0.15 : 0
  return 0.6 - 0.2 * before + tall
}

function letterScore(span: Span, { sheet, labels }: { sheet: Sheet; labels: readonly Label[] }): number {
  const height = sheet.pages[0]?.height ?? 1
  const place = span.top / height
  const where = place < 0.15 ? 0.2 : place < 0.3 ? 0.12 : place > 0.85 ? 0.1 : -0.05
  const tall = (span.bottom - span.top) / sheet.height > 1.3 ? 0.12 : 0
  return 0.05 + where + tall + labelled(span, { sheet, labels })
}

/** "Seller" or "Bill to" on the same row or in the block above; the nearest counts. */
function labelled(span: Span, { sheet, labels }: { sheet: Sheet; labels: readonly Label[] }): number {
  let nearest = 4.5
  let found = 0
  for (const label of labels) {
    if ((label.role !== 'seller' && label.role !== 'buyer') || label.row.page !== span.row.page) continue
    const beside = label.row === span.row && label.to < span.from
    const drop = (span.top - label.bottom) / sheet.height
    const under = drop > -0.5 && drop < nearest && Math.abs(label.left - span.left) < 6 * sheet.height
    const distance = beside ? (span.left - label.right) / sheet.height / 10 : under ? drop : nearest
    if (distance >= nearest) continue
    nearest = distance
    found = label.role === 'seller' ? 0.6 * label.weight : -0.5
  }
  return found
}

/** A segment minus a label at its start: `Seller: Lumen Ltd` is `Lumen Ltd`. */
function withoutLabels(segment: Span, labels: readonly Label[]): Span | null {
  const label = labels.find(
    (one) =>
      one.row === segment.row && one.from === segment.from && (one.role === 'seller' || one.role === 'buyer'),
  )
  if (label === undefined) return segment
  const [last, next] = [label.row.tokens[label.to], label.row.tokens[label.to + 1]]
  const joined = next !== undefined && label.to < segment.to && !last?.text.endsWith(':')
  // A company may be called "Lieferant GmbH".
  if (joined) return segment
  return label.to >= segment.to ? null : spanOf(segment.row, label.to + 1, segment.to)
}

/** The name before the address, as in the sender's line `Lumen GmbH · Hauptstr. 1 · 10115 Berlin`. */
function nameIn(text: string): string {
  const [head = ''] = text
    .slice(0, 200)
    .replace(registration, '')
    .replace(town, '')
    .split(/\s*[·•●|*–—]\s*|\s+-\s+|,\s+(?=\S+(?:\s\S+)?\s*\d)/)
  return head.replace(/^[\s:,.;]+|[\s:,;]+$/g, '').slice(0, 100)
}

function looksLikeName(name: string): boolean {
  const letters = name.replace(/[^\p{L}]/gu, '').length
  if (letters < 3 || letters < name.length / 2 || name.split(' ').length > 9) return false
  if (notNames.test(name) || name.endsWith(':') || parseDate(name) !== null || parseAmount(name) !== null)
    return false
  return legalForm.test(name) || !address.test(name)
}

function trimmed(span: Span, name: string): Span {
  for (let to = span.from; to < span.to; to++) {
    const part = spanOf(span.row, span.from, to)
    if (plain(textOf(part)).length >= plain(name).length) return part
  }
  return span
}

/** Second-level names of web and mail addresses on the pages. */
function domainsIn(sheet: Sheet): string[] {
  const found = new Set<string>()
  for (const row of sheet.rows)
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
