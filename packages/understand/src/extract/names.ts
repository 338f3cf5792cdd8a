// What the name of a company or a person looks like on paper, and which label names its side.
import { parseAmount } from '../normalise/amount.ts'
import { parseCountry } from '../normalise/country.ts'
import { parseDate } from '../normalise/date.ts'
import { plain, type Sheet, type Span, spanOf, textOf } from '../page/sheet.ts'
import type { Label } from './labels.ts'

export const legalForm =
  /(?:^|[\s,(-])(?:gmbh(?: & co\.? (?:kgaa?|ohg))?|g?gmbh|ges\.?m\.?b\.?h\.?|mbh|ag|kg|kgaa|ohg|ug|e\.? ?k\.?|e\.? ?v\.?|e\.u\.|gbr|partg(?: ?mbb)?|se|ltd\.?|limited|llc|l\.l\.c\.|llp|l\.p\.|pllc|plc|inc\.?|incorporated|corp\.?|corporation|co\.|s\.?a\.?s?|sasu|selarl|scop|sci|sarl|sàrl|s\.?p\.?r\.?l\.?|bvba|s\.?r\.?l\.?s?|s\.?p\.?a\.?|b\.?v\.?|n\.?v\.?|u\.a\.|stichting|oyj?|tmi|osk|ab(?: \(publ\))?|aktiebolag|handelsbolag|asa|a\/s|i\/s|k\/s|p\/s|aps|sp\. ?z ?o\. ?o\.|sp\. ?[kj]\.|spółka|s\.c\.|s\.l\.|(?<=\S )sl(?! no)|s\.?l\.?u\.?|s\.a\.u\.|s\.? ?coop\.?|soc\.? coop\.?|s\.?n\.?c\.?|lda\.?|unipessoal|eurl|vof|v\.o\.f\.|s\. ?r\. ?o\.|a\.s\.|k\.s\.|v\.o\.s\.|kft\.?|zrt\.?|nyrt\.?|bt\.|kkt\.?|pfa|d\.o\.o\.|pte|pvt|s\/b|pty|sdn\.? ?bhd\.?|bhd\.?|enterprise|trading)(?=$|[\s,.)])/i
// Words that name a document or a column, not a company.
export const notNames =
  /^(?:tax|invoice|rechnung|receipt|quittung|bill|kassenbon|beleg|seite|page|original|copy|kopie|duplicate|credit|gutschrift|description|beschreibung|welcome|willkommen|thank|vielen|your|ihre?|sehr|dear|date|datum|total|summe|tel|fax|phone|telefon|email|e-mail|www|http|gst|vat|ust|order|bestellung|customer|kunde|simplified|cash|bank|iban|bic|amount|betrag|item|qty|no|nr|pos|nummer|number|name|anschrift|adresse|address|information|cashier|table|member|the following|terms|zahlung|payment|gesch.ftsf.hrer|facture|factuur|fattura|factura|fatura|faktura|fecha|datum|fait|le|client|cliente|klant|nabywca|sprzedawca|fournisseur|proveedor|fornitore|montant|importe|importo|bedrag|kwota|page|página|pagina|p.gina|capital|siège|domiciliation|betaling|płatność|pagamento|pago|règlement|merci|gracias|grazie|obrigado|bedankt|dziękujemy|total|totaal|totale|razem|suma|désignation|descripción|descrizione|descrição|omschrijving|nazwa|qté|cantidad|quantità|quantidade|aantal|ilość|lp)\b/i
export const address =
  /\b\d{5}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|stra(?:ß|ss)e|str\.|\b(?:street|road|avenue|lane|jalan|jln|lot|suite|floor|platz|weg|blvd|drive|box|postfach|taman)\b|@|www\.|https?:/i

// A company's registration number behind its name, as in "(121889-W)".
export const registration = /[\s/]*[([{]\s*[\w:.-]{0,4}\d[\w :.-]{3,16}[)\]}]?\s*$/

// A postal code and a town behind the name, where no sign parts them.
const town = /\s+\d{4,5}\s+\p{Lu}.*$/u

/** Who writes, who pays, and where the goods go. */
export const sides = new Set(['seller', 'buyer', 'shipTo'])

/** The label of a side that stands before the name or in the block above; the nearest counts. */
export function sideOf(
  span: Span,
  { sheet, labels }: { sheet: Sheet; labels: readonly Label[] },
): Label | null {
  let nearest = 4.5
  let found: Label | null = null
  for (const label of labels) {
    if (!sides.has(label.role) || label.row.page !== span.row.page) continue
    const beside = label.row === span.row && label.to < span.from && !speaksDown(label, { sheet, labels })
    const drop = (span.top - label.bottom) / sheet.height
    const under = drop > -0.5 && drop < nearest && Math.abs(label.left - span.left) < 6 * sheet.height
    const distance = beside ? (span.left - label.right) / sheet.height / 10 : under ? drop : nearest
    if (distance >= nearest) continue
    nearest = distance
    found = label
  }
  return found
}

/** What begins right below a label, and is no label, is what it names: not the next column of its row. */
function speaksDown(label: Label, { sheet, labels }: { sheet: Sheet; labels: readonly Label[] }): boolean {
  const unit = sheet.height
  const next = label.row.tokens[label.to + 1]
  if (next !== undefined && next.left - label.right < 3 * unit) return false
  return [1, 2].some((step) => {
    const row = sheet.rows[label.row.index + step]
    if (row === undefined || row.page !== label.row.page || row.top - label.bottom > 1.2 * unit) return false
    return row.tokens.some(
      (token, at) =>
        Math.abs(token.left - label.left) < unit &&
        !labels.some((one) => one.row === row && one.from <= at && one.to >= at),
    )
  })
}

/** A segment minus a label at its start: `Seller: Lumen Ltd` is `Lumen Ltd`. */
export function withoutLabels(segment: Span, labels: readonly Label[]): Span | null {
  const label = labels.find(
    (one) => one.row === segment.row && one.from === segment.from && sides.has(one.role),
  )
  if (label === undefined) return segment
  const tokens = label.row.tokens
  // A sign that stands apart ("Sold by : Lumen Ltd") belongs to the label.
  const apart = label.to < segment.to && /^[:–-]$/.test(tokens[label.to + 1]?.text ?? '')
  const joined = label.to < segment.to && !apart && !tokens[label.to]?.text.endsWith(':')
  // A company may be called "Lieferant GmbH".
  if (joined) return segment
  const from = label.to + (apart ? 2 : 1)
  return from > segment.to ? null : spanOf(segment.row, from, segment.to)
}

/** The name before the address, as in the sender's line `Lumen GmbH · Hauptstr. 1 · 10115 Berlin`. */
export function nameIn(text: string): string {
  const [head = ''] = text
    .slice(0, 200)
    .replace(registration, '')
    .replace(town, '')
    .split(/\s*[·•●|*–—]\s*|\s+-\s+|,\s+(?=\S+(?:\s\S+)?\s*\d)/)
  return head.replace(/^[\s:,.;]+|[\s:,;]+$/g, '').slice(0, 100)
}

/** Something that is a word for a document, a column or a greeting, as far as its beginning goes. */
export function beginsLikeLabel(name: string): boolean {
  return notNames.test(name) && !isShortCompany(name)
}

/** A company may be called "Kunden AG" or "Client SARL". */
const isShortCompany = (name: string): boolean => legalForm.test(name) && name.split(' ').length <= 3

/** Two words or more in capitals, without a figure: "Le Petit Atelier" may be a company for all its first word says. */
const isTitled = (name: string): boolean =>
  /^\p{Lu}[^\d:]*$/u.test(name) && name.split(' ').length >= 2 && /\s\p{Lu}[^\d:]*$/u.test(name)

/** `lenient`: what begins like a label is not turned away for that. */
export function looksLikeName(name: string, lenient = false): boolean {
  const letters = name.replace(/[^\p{L}]/gu, '').length
  if (letters < 3 || letters < name.length / 2 || name.split(' ').length > 9) return false
  if (parseCountry(name) !== null) return false
  if (
    (beginsLikeLabel(name) && !(lenient && isTitled(name))) ||
    name.endsWith(':') ||
    parseDate(name) !== null ||
    parseAmount(name) !== null
  )
    return false
  return legalForm.test(name) || !address.test(name)
}

export function trimmed(span: Span, name: string): Span {
  for (let to = span.from; to < span.to; to++) {
    const part = spanOf(span.row, span.from, to)
    if (plain(textOf(part)).length >= plain(name).length) return part
  }
  return span
}
