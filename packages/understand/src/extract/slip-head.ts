// The head of a slip: the lines from the top until its business begins, with what each looks like.
import { plain, type Row, type Span, spanOf, textOf } from '../page/sheet.ts'
import { legalForm, notNames, registration } from './names.ts'
import type { Reading } from './reading.ts'
import { mendedText, saidOn } from './slip-letters.ts'

export type HeadLine = { span: Span; text: string; kinds: ReadonlySet<Kind> }
/** What a line looks like; it may look like several things. */
export type Kind =
  | 'street'
  | 'town'
  | 'region'
  | 'premises'
  | 'contact'
  | 'taxId'
  | 'registration'
  | 'title'
  | 'label'
  | 'legalForm'
  | 'noise'
  | 'words'
  | 'comma'

const mostLines = 16
export const streets =
  /\b(?:jalan|jln|jl|lorong|lrg|persiaran|lebuh|lebuhraya|street|st|road|rd|avenue|ave|lane|drive|dr|boulevard|blvd|highway|hwy|way|square|plaza|court|crescent|terrace|close|rue|chemin|quai|impasse|route|calle|avda|avenida|paseo|via|corso|piazza|viale|largo|rua|travessa|praça|kade|laan|weg|plein|ul|al|aleja|os)\b\.?|(?:stra(?:ß|ss)e|str\.|gasse|allee|platz|straat|ring|damm|ufer|markt)(?=\s|$|,)|^c\/ /iu
export const premises =
  /\b(?:lot|no|nos|unit|block|blok|blk|level|floor|suite|ste|room|shop|kiosk|gf|g\/f|lg|ground|tingkat|aras|bangunan|wisma|menara|kompleks|complex|mall|centre|center|building|tower|plaza|bt|batu|km|pt|kawasan|taman|tmn|bandar|kampung|kg|seksyen|section|sek|desa|pusat|perindustrian|industrial|park|estate|phase)\b/iu
const regions =
  /\b(?:selangor|johor|kuala lumpur|k\.?l|wilayah persekutuan|w\.?p|penang|pulau pinang|perak|melaka|malacca|sabah|sarawak|kedah|pahang|negeri sembilan|putrajaya|darul [a-z]+|malaysia|singapore|england|scotland|wales|united kingdom|ireland|usa|united states|australia|deutschland|germany|österreich|austria|schweiz|france|espa[nñ]a|spain|italia|portugal|nederland|polska|belgi[ëe]|belgique)\b/iu
const postal =
  /(?:^|[\s,.-])(?:[A-Z]{1,2}-)?\d{5}(?=[\s,.]|$)|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|(?:^|\s)\d{4} ?[A-Z]{2}(?=\s|$)|\b\d{2}-\d{3}\b|\b\d{4}-\d{3}\b|(?:^|\s)\d{4,6}(?= \p{L}{3,})/u
const contact =
  /\b(?:tel|telp|phone|telephone|telefon|telefoon|telefono|teléfono|telefone|tél|fon|fax|faks|h\/p|hp|hotline|mobile|mobil|email|e-mail|mail|www|website|web|fb|facebook|whatsapp)\b|^tel|@|\.com\b|(?:\+|\()?\d[\d\s()-]{7,}\d$/iu
const taxIds =
  /\b(?:gst|sst|vat|tva|btw|iva|nip|nif|cif|abn|ein|tin|siret|siren|kvk|regon|ust|p\.? ?iva|partita|steuer-?nr|contribuinte)\b.*\d{4}|\b(?:gst|vat|btw|sst) ?(?:id|reg|no|nr)/iu
const registrations =
  /\b(?:co|company|roc|reg|business)\b\.? ?(?:reg|no)|^\W*\w{0,3}\d{4,}\s*-?\s*[A-Z]\W*$/iu
/** "No 12, Jalan …" is no label. */
const houseNumber = /^no?s?[.,: ]{0,2}\d{1,4}\b(?!\d)[^:#]*\p{L}{3}/iu
const endings =
  /\b(?:cashier|receipt|bill|table|invoice|order|salesperson|terminal|item|qty|description|bon|beleg|datum|date|kasse|ticket)\b/iu

/** Up to 16 lines of the first page; columns far apart are lines of their own. */
export function headOf({ sheet, labels, dates, amounts }: Reading): HeadLine[] {
  const [page] = sheet.pages
  if (page === undefined) return []
  const business = new Set<Row>([
    ...dates.map(({ row }) => row),
    ...amounts.filter(isPrice).map(({ row }) => row),
  ])
  const labelled = new Set(
    labels.filter(({ role }) => role === 'number' || role === 'date').map(({ row }) => row),
  )
  const said = page.source === 'ocr' ? saidOn(sheet.rows, page.number) : null
  const lines: HeadLine[] = []
  for (const row of sheet.rows) {
    if (row.page !== page.number || lines.length >= mostLines) break
    // A misread postal code ("521.00 Kuala …") looks like a price; the town beside it says what it is.
    const begun = business.has(row) && !regions.test(textOf(spanOf(row, 0, row.tokens.length - 1)))
    const whole = lineOf(spanOf(row, 0, row.tokens.length - 1), { labelled: labelled.has(row), said })
    if (begun && hasPlace(lines)) break
    if (begun) continue
    lines.push(whole)
  }
  return withStreets(lines)
}

/** Over a town stands its street, whatever it is called: words and the number of a house. */
function withStreets(lines: readonly HeadLine[]): HeadLine[] {
  return lines.map((line, at) => {
    const isStreet = lines[at + 1]?.kinds.has('town') && housed.test(line.text) && !line.kinds.has('label')
    return isStreet ? { ...line, kinds: new Set([...line.kinds, 'street' as const]) } : line
  })
}

const housed = /^\p{L}[\p{L}.' -]{4,} \d{1,4} ?[a-z]?,?$/iu

const hasPlace = (lines: readonly HeadLine[]): boolean =>
  lines.some(({ kinds }) => kinds.has('street') || kinds.has('town') || kinds.has('region'))

function isPrice({ value }: { value: { decimals: number; currency: string | null } }): boolean {
  return value.decimals > 0
}

function lineOf(
  span: Span,
  { labelled, said }: { labelled: boolean; said: ReadonlySet<string> | null },
): HeadLine {
  const text = (said === null ? textOf(span) : mendedText(span, said)).slice(0, 120)
  const bare = text.replace(registration, '')
  const letters = bare.replace(/[^\p{L}]/gu, '').length
  const kinds = new Set<Kind>()
  const see = (kind: Kind, is: boolean) => is && kinds.add(kind)
  see('contact', contact.test(text))
  see('taxId', taxIds.test(text))
  see('registration', registrations.test(text))
  const start = bare.replace(/^\W+/, '')
  see('title', (notNames.test(start) && !houseNumber.test(start)) || endings.test(bare))
  see('label', labelled || /[:;#]/.test(text.slice(0, 24)))
  see('legalForm', legalForm.test(bare))
  see('street', streets.test(bare))
  see('town', postal.test(bare))
  see('region', regions.test(bare))
  see('premises', premises.test(bare) && /\d/.test(bare))
  see('noise', (letters < 4 && !postal.test(bare)) || plain(bare).length < bare.replace(/\s/g, '').length / 2)
  see('words', letters >= 4 && !/\d/.test(bare))
  see('comma', /,\s*$/.test(text))
  return { span, text, kinds }
}
