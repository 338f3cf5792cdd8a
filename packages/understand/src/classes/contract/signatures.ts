// Where a contract is to be signed and by whom, and where it has been.

import type { Evidence, Field } from '@countersign/contract/extraction'
import type { Area, Box } from '@countersign/contract/layout'
import { evidenceOf, makeField } from '../../extract/field.ts'
import { plain, type Sheet, type Span, segmentsOf, spanOf, textOf } from '../../page/sheet.ts'

const words = new Set(
  `signature signed signedby unterschrift signatur unterzeichnet firma firme firmato firmado fdo handtekening assinatura podpis
   lalignature lasignature ortdatumunterschrift unterschriften signatures firmas assinaturas podpisy by`.split(
    /\s+/,
  ),
)
/** A line to write on that is for something else. */
const otherLine =
  /^(?:name|date|datum|title|titel|titre|place|ort|lieu|lugar|luogo|data|fecha|nom|nombre|nome|naam|witness|address|den|le|position|funktion|qualité|cargo|imię|miejsce)/u
const blank = /_{8,}|\.{16,}/
const mostPlaces = 12

/** `filled` is null where nobody looked whether there is ink. */
type Place = {
  page: number
  box: Box
  confidence: number
  drawn: boolean
  named?: boolean
  filled: boolean | null
}

/** Fields `signaturesExpected` and `signaturesFound`, and `signatory1` … for those that can be named. */
export function signaturesOf(sheet: Sheet, parties: readonly Field[]): Field[] {
  const known = new Set(parties.flatMap(({ value }) => (typeof value === 'string' ? [plain(value)] : [])))
  const places = placesOf(sheet, known)
  if (places.length === 0) return []
  const inked = places.filter(({ filled }) => filled === true)
  const seen = places.some(({ filled }) => filled !== null)
  return [
    count('signaturesExpected', places),
    ...(seen ? [count('signaturesFound', inked)] : []),
    ...places.slice(0, 4).flatMap((place, at) => signatoryOf(sheet, { place, parties, number: at + 1 })),
  ]
}

function count(name: string, some: readonly Place[]): Field {
  return {
    name,
    type: 'number',
    value: String(some.length),
    raw: '',
    confidence: Math.round(Math.min(0.95, ...some.map(({ confidence }) => confidence)) * 1000) / 1000,
    evidence: some.map(({ box, page }): Evidence => ({ page, box })),
    origin: 'derived',
  }
}

/** What the reader saw of them, and lines and words that ask for a signature where it saw none. */
function placesOf(sheet: Sheet, known: ReadonlySet<string>): Place[] {
  const drawn = sheet.pages.flatMap(({ number, areas }) =>
    areas.filter(({ kind }) => kind === 'signature').map((area) => drawnPlace(area, number)),
  )
  const places = [...drawn]
  for (const row of sheet.rows)
    for (const segment of segmentsOf(row))
      for (const span of asking(sheet, segment, known)) {
        const { page, box } = evidenceOf(span)
        const place = {
          page,
          box,
          confidence: 0.7,
          drawn: false,
          named: known.has(plain(textOf(span).replace(/:.*$/, ''))),
          filled: null,
        }
        if (places.length < mostPlaces && !places.some((one) => isSame(one, place))) places.push(place)
      }
  return places.sort((a, b) => a.page - b.page || a.box[1] - b.box[1] || a.box[0] - b.box[0])
}

const drawnPlace = ({ box, confidence, filled }: Area, page: number): Place => ({
  page,
  box,
  confidence,
  drawn: true,
  filled,
})

/** The line and the word under it are one place; so is what the reader saw there. Shares of a page. */
const near = { across: 0.12, down: 0.045 }

function isSame(one: Place, other: Place): boolean {
  if (one.named && other.named) return false
  const [x, y, width, height] = one.box
  const [left, top, wide, tall] = other.box
  const beside = left < x + width + near.across && left + wide > x - near.across
  const level = top < y + height + near.down && top + tall > y - near.down
  const apart = Math.max(left - (x + width), x - (left + wide)) > 0.02 && !one.drawn
  return one.page === other.page && beside && level && !apart
}

/** "Signature: ____", a line with a party, a name or "Signature" under it. A word in a sentence asks for nothing. */
function asking(sheet: Sheet, segment: Span, known: ReadonlySet<string>): Span[] {
  const text = textOf(segment)
  const { row, from, to } = segment
  for (let at = from; at <= to; at++) {
    const token = row.tokens[at]
    if (token === undefined) continue
    const next = row.tokens[at + 1]
    // "Tenant: ____", where that is what a party is called.
    if (known.has(token.plain) && /:$/.test(token.text) && blank.test(next?.text ?? ''))
      return [spanOf(row, at, at + 1)]
    if (!words.has(token.plain)) continue
    const last = at === to || blank.test(next?.text ?? '')
    const asks = /:$/.test(token.text) || last || next?.text === ':'
    const few = to - from < 5 || last
    if (asks && few && to - from < 9) {
      const line = blank.test(next?.text ?? '') ? at + 1 : at
      return [spanOf(row, at - from <= 2 ? from : at, line)]
    }
    // "Unterschrift Vermieter" under its line.
    if (at === from && to - from < 4 && under(sheet, segment)) return [segment]
  }
  if (!blank.test(text) || to - from > 4) return []
  const before = plain(text.replace(/_.*$|\.{8,}.*$/, ''))
  if (otherLine.test(before) || /,den$/.test(before) || before.endsWith('den')) return []
  return before === '' && asksBelow(sheet, segment) ? [segment] : []
}

/** Whether there is a line to write on right above. */
function under(sheet: Sheet, { row, left, right }: Span): boolean {
  return sheet.rows
    .slice(Math.max(0, row.index - 3), row.index)
    .some(
      (above) =>
        above.page === row.page &&
        above.tokens.some((token) => blank.test(token.text) && token.left < right && token.right > left - 10),
    )
}

/** Words below a line that can be somebody who signs: a name, a party, a role; not "date" or "place". */
function asksBelow(sheet: Sheet, { row, left, right }: Span): boolean {
  const next = sheet.rows.slice(row.index + 1, row.index + 3).flatMap((below) => {
    const far = below.page !== row.page || below.top - row.bottom > 3 * sheet.height
    return far ? [] : segmentsOf(below).filter((one) => one.left < right && one.right > left - 5)
  })
  const [first] = next
  if (first === undefined) return false
  const text = textOf(first)
  return /^\p{Lu}/u.test(text) && !otherLine.test(plain(text)) && first.to - first.from < 8
}

type Asked = { place: Place; parties: readonly Field[]; number: number }

const named =
  /^(?:Name|Print name|Printed name|Nom|Nombre|Nome|Naam|Imię i nazwisko)\s?:\s*(\p{Lu}[\p{L}.'’ -]{3,50})$/u

/** "Name: …" near the place; else the party, or what the contract calls it, that is printed there. */
function signatoryOf(sheet: Sheet, { place, parties, number }: Asked): Field[] {
  const page = sheet.pages.find((one) => one.number === place.page)
  if (page === undefined) return []
  const left = place.box[0] * page.width - 12
  const right = Math.max(place.box[0] + place.box[2], place.box[0] + 0.3) * page.width
  const middle = (place.box[1] + place.box[3] / 2) * page.height
  const close = sheet.rows
    .filter((row) => row.page === place.page && Math.abs((row.top + row.bottom) / 2 - middle) < 6.5 * 13)
    .flatMap((row) => segmentsOf(row))
    .filter((one) => one.left >= left && one.left < right)
    .sort((a, b) => Math.abs(a.top - middle) - Math.abs(b.top - middle))
  const make = (value: string, span: Span, score: number) => [
    makeField({ name: `signatory${number}`, type: 'text', value, spans: [span], score }),
  ]
  for (const one of close) {
    const name = named.exec(textOf(one))?.[1]
    if (name !== undefined) return make(name.trim(), one, 0.85)
  }
  const known = parties.flatMap(({ value }) => (typeof value === 'string' ? [plain(value)] : []))
  for (const one of close) {
    const text = plain(textOf(one))
    const party = known.find((name) => name.length > 3 && text.includes(name))
    if (party !== undefined && one.to - one.from < 12) return make(textOf(one), one, 0.75)
  }
  return []
}
