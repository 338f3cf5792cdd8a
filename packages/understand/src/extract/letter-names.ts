// The names on the first page of a letter, and the signs of who they are.
import { bears, coreOf } from '../certain/places.ts'
import { findHeads } from '../lines/columns.ts'
import { plain, type Row, type Sheet, type Span, segmentsOf, spanOf, textOf } from '../page/sheet.ts'
import type { Label } from './labels.ts'
import {
  type Block,
  blockBelow,
  isLineOfSender,
  isUnderSender,
  type Segment,
  salutation,
} from './letter-blocks.ts'
import { domainsIn, isInDomain, looksOf } from './letter-looks.ts'
import { restOf } from './letter-wrapped.ts'
import { legalForm, looksLikeName, nameIn, sideOf, sides, trimmed, withoutLabels } from './names.ts'
import type { Reading } from './reading.ts'
import { premises, streets } from './slip-head.ts'
import type { Signs } from './weigh.ts'

/** `rest`: where a long name goes on. */
export type LetterName = { key: string; signs: Signs; name: string; span: Span; rest?: Span }
type Surroundings = {
  sheet: Sheet
  labels: readonly Label[]
  segments: readonly Segment[]
  domains: readonly string[]
  times: ReadonlyMap<string, number>
  /** Names in the small print below. */
  inFoot: ReadonlySet<string>
  keys: readonly string[]
  /** All that is printed, made plain. */
  texts: readonly string[]
  /** Where the blocks with a town begin, in the order of the page. */
  blocks: readonly Span[]
  heads: ReadonlySet<Row>
  /** Rows with amounts: of goods, of sums. */
  priced: ReadonlySet<Row>
}

const mostRows = 150
const mostNames = 120
const mostKeyWords = 4
/** In heights: wider than a space between words. */
const narrow = 0.7
const footFrom = 0.8
const leastCore = 5
const titles = /^(?:dr|prof|mag|dipl)\b\.?(?:-?\w+\.)*\s+/i
const registers =
  /\b(?:hrb|hra|amtsgericht|handelsregister|registergericht|gesch.ftsf\w*|kvk|siret|rcs|regon|krs|rea|capital|company no|registered|inscrita)\b/i
const banking = /\b(?:iban|bic|swift|konto|bank|sort code|account)\b/i
const street =
  /^\d+[a-z]?,? \p{L}{2}|\p{L}{3,}[ .]\d{1,4} ?[a-z]?(?:[/-]\d+)?(?:,|$)|\b(?:suite|unit|lot|building|floor|p\.? ?o\.? box|postfach)\b/iu
const bank =
  /\b(?:\p{L}*bank|\p{L}*sparkasse|banque|banco|banca|raiffeisen\p{L}*|caisse d|caixa|caja|crédit|credito|building society)\b/iu
const greeting =
  /^(?:mit (?:freundlich|besten)|freundliche|best regards|kind regards|yours|sincerely|merci|cordial|salut|muchas|gracias|atentamente|distinti|met vriend|hoogacht|z powa|obrigad|com os melhor|veuillez|thanks|please|bitte|wir |we |es gelten|payable|zahlbar|as agreed)/i
export function letterNames({ sheet, labels, amounts }: Reading): LetterName[] {
  const [page] = sheet.pages
  if (page === undefined) return []
  const rows = sheet.rows.filter((row) => row.page === page.number).slice(0, mostRows)
  const segments = rows
    .flatMap((row) => segmentsOf(row).flatMap((span) => partsAtLabels(span, labels)))
    .map((span) => ({ span, text: textOf(span) }))
  const single = segments.flatMap((segment) => nameOf(segment, labels) ?? []).slice(0, mostNames)
  const named = single.flatMap((one) => {
    const rest = restOf(one, single, sheet.height)
    if (rest === null) return [one]
    rest.part = 'rest'
    const name = `${one.name} ${rest.name}`
    return [one, { ...one, name, whole: name, key: plain(name), part: 'whole' as const, rest: rest.span }]
  })
  const times = new Map<string, number>()
  for (const { key } of named) times.set(key, (times.get(key) ?? 0) + 1)
  const foot = named.filter(({ span }) => span.top > footFrom * page.height)
  const inFoot = new Set(foot.map(({ key }) => key))
  const heads = new Set(findHeads(sheet).map(({ row }) => row))
  const keys = [...times.keys()]
  const priced = new Set(amounts.filter(({ value }) => value.decimals > 0).map(({ row }) => row))
  const before = {
    sheet,
    labels,
    segments,
    domains: domainsIn(rows),
    times,
    inFoot,
    keys,
    texts: segments.map(({ text }) => plain(text)),
    blocks: [],
    heads,
    priced,
  }
  const blocks = named.map(({ span }) => span).filter((span) => isFirst(blockBelow(span, before)))
  const around = { ...before, blocks }
  return named.map((one) => ({ ...one, span: trimmed(one.span, one.name), signs: signsOf(one, around) }))
}

/** A narrow gap before the label of a side parts columns too. */
function partsAtLabels(span: Span, labels: readonly Label[]): Span[] {
  const { row, from, to } = span
  const label = labels.find((one) => {
    const before = row.tokens[one.from - 1]
    const isInside = one.row === row && one.from > from && one.to <= to && sides.has(one.role)
    return isInside && before !== undefined && one.left - before.right > narrow * (one.bottom - one.top)
  })
  if (label === undefined) return [span]
  return [spanOf(row, from, label.from - 1), ...partsAtLabels(spanOf(row, label.from, to), labels)]
}

type Named = {
  span: Span
  /** Of a name over two lines: all of it, or its second line. */
  part?: 'whole' | 'rest'
  /** Its second line. */
  rest?: Span
  whole: string
  name: string
  key: string
  greeted: boolean
  /** What stood before it with a colon: a word for names, or any other. */
  behind: 'name' | 'other' | null
}

function nameOf(segment: Segment, labels: readonly Label[]): Named | null {
  const unlabelled = withoutLabels(segment.span, labels)
  if (unlabelled === null) return null
  const { span, behind } = withoutKey(unlabelled, labels)
  const text = textOf(span)
  if (text.endsWith(':')) return null
  const whole = nameIn(text)
  const name = whole.replace(salutation, '')
  // "Firma" or "To" alone greets whoever stands below.
  if (salutation.test(`${whole} `) && !whole.includes(' ')) return null
  if (!looksLikeName(name, true) || isFormAlone(name)) return null
  return { span, whole: text, name, key: plain(name), greeted: name !== whole, behind }
}

/** "Ltd." or "GmbH & Co. KG" in a line of its own goes on with the name above it. */
const isFormAlone = (name: string): boolean => legalForm.test(name) && coreOf(name).join('').length < 2

/** `Company: Lumen Ltd` is `Lumen Ltd`, behind a word for names; `Director: Jo Lumen` is a name behind another word. */
function withoutKey(span: Span, labels: readonly Label[]): Pick<Named, 'span' | 'behind'> {
  const { row, from, to } = span
  for (let at = from; at < Math.min(to, from + mostKeyWords); at++) {
    if (!row.tokens[at]?.text.endsWith(':')) continue
    const named = labels.some((one) => one.row === row && one.role === 'nameKey' && one.from === from)
    return { span: spanOf(row, at + 1, to), behind: named ? 'name' : 'other' }
  }
  return { span, behind: null }
}

function signsOf(named: Named, around: Surroundings): Signs {
  return { ...signsOfPlace(named, around), ...signsOfName(named, around), ...signsOfBlock(named, around) }
}

const sign = (is: boolean): number => (is ? 1 : 0)

function signsOfPlace(
  { span, key }: Named,
  { sheet, segments, inFoot, times, heads, priced }: Surroundings,
): Signs {
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
    'an amount beside it': sign(priced.has(span.row)),
    'head of a table': sign(heads.has(span.row)),
  }
}

function signsOfName(
  { name, whole, greeted, key, behind, part }: Named,
  { domains, keys, texts }: Surroundings,
): Signs {
  return {
    ...looksOf(name),
    'legal form': sign(legalForm.test(name)),
    'like the web address': sign(isInDomain(name, domains) || domains.some((one) => bears(one, name))),
    'line of the sender': sign(isLineOfSender(whole)),
    'goes on below': sign(part === 'whole'),
    'goes on from above': sign(part === 'rest'),
    'form of address': sign(greeted),
    'all capitals': sign(name === name.toUpperCase()),
    'many words': Math.max(0, name.split(' ').length - 4),
    'one word': sign(!name.includes(' ')),
    'digits or signs': sign(/[\d#_=]/.test(name)),
    'looks like a street': sign(streets.test(name.replace(titles, ''))),
    'looks like part of a house': sign(premises.test(name) && /\d|\b\p{L}$/u.test(name)),
    'a bank': sign(bank.test(name)),
    'a greeting': sign(greeting.test(name)),
    'behind a word for names': sign(behind === 'name'),
    'behind another word': sign(behind === 'other'),
    'its words stand elsewhere': Math.min(2, elsewhere(key, name, texts)),
    'begins like a shorter name': sign(
      keys.some((one) => one.length >= 3 && one !== key && key.startsWith(one)),
    ),
    'a longer name begins so': sign(
      key.length >= 3 && keys.some((one) => one !== key && one.startsWith(key)),
    ),
  }
}

function signsOfBlock({ span, name }: Named, around: Surroundings): Signs {
  const { sheet, labels, domains } = around
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
    'register near': sign(block.texts.some((text) => registers.test(text))),
    'bank near': sign(block.texts.some((text) => banking.test(text))),
    'its own web address below': sign(
      block.texts.some((text) => domains.some((one) => plain(text).includes(one) && isInDomain(name, [one]))),
    ),
    'street below': sign(street.test(block.texts[0] ?? '') || street.test(block.texts[1] ?? '')),
    'a company below it': sign(legalForm.test(block.texts[0] ?? '') && !legalForm.test(name)),
    'a company above it': sign(block.above && legalForm.test(block.over) && !legalForm.test(name)),
    'a person above it': sign(block.above && !legalForm.test(block.over) && legalForm.test(name)),
    'within an address': sign(block.above && block.town && !legalForm.test(name)),
    'made of labels': sign(isMadeOfLabels(span, inRow)),
    'something before it': sign(
      around.segments.some((one) => one.span.row === span.row && one.span.to < span.from),
    ),
    'label of a contact': sign(
      inRow.some(({ from, to, role }) => from <= span.from && to < span.to && role === 'contact'),
    ),
    'label of a subject': sign(inRow.some(({ to, role }) => to < span.from && role === 'subject')),
    'label of a name': sign(inRow.some(({ to, role }) => to < span.from && role === 'nameKey')),
    'a label before it': sign(inRow.some(({ to, role }) => to < span.from && !sides.has(role))),
    'a label itself': sign(inRow.some(({ from, to }) => from <= span.from && to >= span.to)),
    ...amongBlocks(span, { block, around }),
  }
}

/** In how many other lines the words that tell this name from others stand: a mail address, a sentence, a longer name. */
function elsewhere(key: string, name: string, texts: readonly string[]): number {
  const core = coreOf(name)
  if (core.join('').length < leastCore) return 0
  return texts.filter((text) => text !== key && core.every((word) => text.includes(word))).length
}

/** Nothing but words for other things: the head of a table, the title of a form. */
function isMadeOfLabels({ row, from, to }: Span, labels: readonly Label[]): boolean {
  for (let at = from; at <= to; at++) {
    const isSaid = row.tokens[at]?.plain === '' || labels.some((one) => one.from <= at && one.to >= at)
    if (!isSaid) return false
  }
  return true
}

const isFirst = ({ town: has, above }: { town: boolean; above: boolean }): boolean => has && !above

/** Which of the addresses on the page it heads: the first, a later one, the left or the right of two side by side. */
function amongBlocks(span: Span, { block, around }: { block: Block; around: Surroundings }): Signs {
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
