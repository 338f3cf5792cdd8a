// The names on the first page of a letter, and the signs of who they are.
import { findHeads } from '../lines/columns.ts'
import { plain, type Row, type Sheet, type Span, segmentsOf, textOf } from '../page/sheet.ts'
import type { Label } from './labels.ts'
import { address, legalForm, looksLikeName, nameIn, sideOf, sides, trimmed, withoutLabels } from './names.ts'
import type { Reading } from './reading.ts'
import { premises, streets } from './slip-head.ts'
import type { Signs } from './weigh.ts'

export type LetterName = { key: string; signs: Signs; name: string; span: Span }
type Segment = { span: Span; text: string }
type Surroundings = {
  sheet: Sheet
  labels: readonly Label[]
  segments: readonly Segment[]
  domains: readonly string[]
  times: ReadonlyMap<string, number>
  /** Names in the small print below. */
  inFoot: ReadonlySet<string>
  /** Where the blocks with a town begin, in the order of the page. */
  blocks: readonly Span[]
  heads: ReadonlySet<Row>
}

const mostRows = 150
const mostNames = 120
/** How many lines an address has under its name, about. */
const addressLines = 5
const footFrom = 0.8
const town =
  /(?:^|[\s-])\d{4,6}\s+\p{L}{2,}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\p{L}{2,}[,\s]+(?:[A-Z]{2}\s+)?\d{5}\b|\b\d{2}-\d{3} \p{L}|\b\d{4}-\d{3} \p{L}|\b\d{4} ?[A-Z]{2} \p{L}/u
const salutation =
  /^(?:herrn?|frau|firma|fa\.?|an|to|mr\.?|mrs\.?|ms\.?|m\.|mme|messrs\.?|company|spett\.?\s?le|sr\.?|sra\.?|exmo\.?|dhr\.?|mevr\.?|sz\. ?p\.)\s+/i
const contact = /@|www\.|\b(?:tel|telefon|phone|fax|fon|tél|telefono|teléfono|telefone|telefoon)\b/i
const business =
  /\b(?:iban|bic|hrb|hra|amtsgericht|gesch.ftsf|ust|vat|tva|p\.? ?iva|nif|nip|btw|kvk|siret|rcs|regon|konto|bank|company no|registered|abn|gst|ein)\b/i
const bank =
  /\b(?:\p{L}*bank|\p{L}*sparkasse|banque|banco|banca|raiffeisen\p{L}*|caisse d|caixa|caja|crédit|credito|building society)\b/iu
const greeting =
  /^(?:mit (?:freundlich|besten)|freundliche|best regards|kind regards|yours|sincerely|merci|cordial|salut|muchas|gracias|atentamente|distinti|met vriend|hoogacht|z powa|obrigad|com os melhor|veuillez|thanks|please|bitte|wir |we |es gelten|payable|zahlbar|as agreed)/i
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
  const foot = named.filter(({ span }) => span.top > footFrom * page.height)
  const inFoot = new Set(foot.map(({ key }) => key))
  const heads = new Set(findHeads(sheet).map(({ row }) => row))
  const before = { sheet, labels, segments, domains: domainsIn(rows), times, inFoot, blocks: [], heads }
  const blocks = named.map(({ span }) => span).filter((span) => isFirst(blockBelow(span, before)))
  const around = { ...before, blocks }
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
  // "Firma" or "To" alone greets whoever stands below.
  if (salutation.test(`${whole} `) && !whole.includes(' ')) return null
  return looksLikeName(name) ? { span, whole: text, name, key: plain(name), greeted: name !== whole } : null
}

function signsOf(named: Named, around: Surroundings): Signs {
  return { ...signsOfPlace(named, around), ...signsOfName(named, around), ...signsOfBlock(named, around) }
}

const sign = (is: boolean): number => (is ? 1 : 0)

function signsOfPlace({ span, key }: Named, { sheet, segments, inFoot, times, heads }: Surroundings): Signs {
  const [page] = sheet.pages
  const place = span.top / (page?.height ?? 1)
  const across = span.left / (page?.width ?? 1)
  return {
    'in the head': sign(place < 0.12),
    'upper third': sign(place >= 0.12 && place < 0.33),
    'in the middle': sign(place >= 0.33 && place < 0.82),
    'in the foot': sign(place >= 0.82),
    'in the foot too': sign(place < footFrom && inFoot.has(key)),
    'right half': sign(across > 0.5),
    'in the window': sign(place > 0.12 && place < 0.36 && across < 0.45),
    'first on the page': sign(span.row.index === segments[0]?.span.row.index),
    'printed again': Math.min(2, (times.get(key) ?? 1) - 1),
    'tall print': Math.max(0, Math.min(1, (span.bottom - span.top) / sheet.height - 1.15)),
    'head of a table': sign(heads.has(span.row)),
  }
}

function signsOfName({ name, whole, greeted }: Named, { domains }: Surroundings): Signs {
  return {
    'legal form': sign(legalForm.test(name)),
    'like the web address': sign(isInDomain(name, domains)),
    'line of the sender': sign((whole.match(separators) ?? []).length > 0 && address.test(whole)),
    'form of address': sign(greeted),
    'all capitals': sign(name === name.toUpperCase()),
    'many words': Math.max(0, name.split(' ').length - 4),
    'one word': sign(!name.includes(' ')),
    'digits or signs': sign(/[\d#_=]/.test(name)),
    'looks like a street': sign(streets.test(name)),
    'looks like part of a house': sign(premises.test(name) && /\d|\b\p{L}$/u.test(name)),
    'a bank': sign(bank.test(name)),
    'a greeting': sign(greeting.test(name)),
  }
}

function signsOfBlock({ span }: Named, around: Surroundings): Signs {
  const { sheet, labels } = around
  const side = sideOf(span, { sheet, labels })
  const block = blockBelow(span, around)
  const inRow = labels.filter((label) => label.row === span.row)
  return {
    'label of the seller': side?.role === 'seller' ? side.weight : 0,
    'label of the buyer': side?.role === 'buyer' ? side.weight : 0,
    'label of the delivery': side?.role === 'shipTo' ? side.weight : 0,
    'under the line of the sender': sign(isUnderSender(span, around)),
    'town below': sign(block.town),
    'first of its block': sign(isFirst(block)),
    'name above it': sign(block.above),
    'telephone or mail below': sign(block.contact),
    'bank or tax number near': sign(block.business),
    'a label before it': sign(inRow.some(({ to, role }) => to < span.from && !sides.has(role))),
    'a label itself': sign(inRow.some(({ from, to }) => from <= span.from && to >= span.to)),
    ...amongBlocks(span, { block, around }),
  }
}

const isFirst = ({ town: has, above }: { town: boolean; above: boolean }): boolean => has && !above

/** Which of the addresses on the page it heads: the first, a later one, the left or the right of two side by side. */
function amongBlocks(
  span: Span,
  { block, around }: { block: ReturnType<typeof blockBelow>; around: Surroundings },
): Signs {
  const { blocks, sheet } = around
  if (!isFirst(block)) return {}
  const at = blocks.findIndex((one) => one.row === span.row && one.from === span.from)
  const beside = blocks.filter(
    (one) =>
      one !== span &&
      Math.abs(one.top - span.top) < 5 * sheet.height &&
      Math.abs(one.left - span.left) > 10 * sheet.height,
  )
  return {
    'first address': sign(at === 0 && blocks.length > 1),
    'second address': sign(at === 1),
    'later address': sign(at > 1),
    'only address': sign(blocks.length === 1),
    'left of another address': sign(beside.some(({ left }) => left > span.left)),
    'right of another address': sign(beside.some(({ left }) => left < span.left)),
  }
}

/** What stands under a name in its column, as far as an address goes. */
function blockBelow(span: Span, { segments, sheet }: Pick<Surroundings, 'segments' | 'sheet'>) {
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
