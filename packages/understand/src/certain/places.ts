// Where a name stands on the paper, and what stands with it there.
import type { Label } from '../extract/labels.ts'
import { legalForm, sideOf } from '../extract/names.ts'
import type { Reading } from '../extract/reading.ts'
import { plain, type Row, type Span, segmentsOf, textOf } from '../page/sheet.ts'

/** One place of a name; `share` is how far down its page, 0 to 1. */
export type Place = { span: Span; text: string; share: number; side: Label | null }

const mostPlaces = 12
const footFrom = 0.8
/** How far numbers of a company stand from its name, in heights of a word. */
const nearby = 14
const numbersOf =
  /\b(?:iban|bic|hrb|hra|amtsgericht|ust|umsatzsteuer\p{L}*|steuer\p{L}*|vat|tva|p\.? ?iva|partita|nif|cif|nip|nipc|btw|kvk|siret|siren|rcs|rea|regon|konto\p{L}*|company no|registered|abn|gst|ein|tax id|account (?:holder|name)|payable to|beneficiary|titulaire|empf.nger|beg.nstigter|intestat\p{L}*|titular|rekeninghouder|odbiorca)\b/iu
const freeMail =
  /^(?:gmail|googlemail|gmx|web|yahoo|outlook|hotmail|live|icloud|aol|tonline|orange|free|wanadoo|libero|wp|onet|example)$/

/** The words that tell a name from others: longer ones, without its legal form. */
export function coreOf(name: string): string[] {
  const bare = name.replace(legalForm, ' ')
  const words = bare.split(/[\s·,&+/-]+/).map(plain)
  const long = words.filter((word) => word.length >= 4)
  return long.length > 0 ? long : words.filter((word) => word.length >= 2)
}

/** Every part of a row that has all these words. */
export function placesOf(name: string, { sheet, labels }: Reading): Place[] {
  const core = coreOf(name)
  const places: Place[] = []
  if (core.length === 0) return places
  for (const row of sheet.rows)
    for (const span of segmentsOf(row)) {
      const text = textOf(span)
      const bare = plain(text)
      if (!core.every((word) => bare.includes(word)) || places.length >= mostPlaces) continue
      const height = sheet.pages.find(({ number }) => number === row.page)?.height ?? 1
      places.push({ span, text, share: span.top / height, side: sideOf(span, { sheet, labels }) })
    }
  return places
}

/** Second-level names of web and mail addresses that are somebody's own. */
export function domainsOf(rows: readonly Row[]): Set<string> {
  const found = new Set<string>()
  for (const row of rows)
    for (const { text } of row.tokens) {
      const match = /(?:@|www\.|https?:\/\/(?:www\.)?)([\w.-]{2,60})\.[a-z]{2,10}/i.exec(text)
      const [domain = ''] = (match?.[1] ?? '').split('.').slice(-1)
      const bare = plain(domain)
      if (bare.length >= 3 && !freeMail.test(bare) && found.size < 20) found.add(bare)
    }
  return found
}

export function bears(domain: string, name: string): boolean {
  const whole = plain(name)
  const initials = name.split(/\s+/).map((word) => plain(word).slice(0, 1))
  return (
    whole.startsWith(domain) ||
    coreOf(name).some((word) => domain.includes(word)) ||
    (domain.length >= 3 && initials.join('').startsWith(domain))
  )
}

/** Whether a tax number, a register or an account stands in the place's block, or anywhere in the foot with it. */
export function hasNumbers({ span, share, text }: Place, { sheet }: Reading): boolean {
  if (numbersOf.test(text)) return true
  const inFoot = share > footFrom
  return sheet.rows.some((row) => {
    if (row.page !== span.row.page || !isNear(row, span, sheet.height)) return false
    return segmentsOf(row).some(
      (other) => (inFoot || isBelow(other, span, sheet.height)) && numbersOf.test(textOf(other)),
    )
  })
}

const isNear = (row: Row, span: Span, unit: number): boolean =>
  row.top - span.bottom < nearby * unit && span.top - row.bottom < (nearby / 2) * unit

function isBelow(other: Span, span: Span, unit: number): boolean {
  const aligned =
    Math.abs(other.left - span.left) < 2 * unit ||
    Math.abs(other.right - span.right) < 2 * unit ||
    Math.abs(other.left + other.right - span.left - span.right) < 4 * unit
  return aligned && other.top >= span.top - unit
}

export const inFootOrHead = ({ share }: Place): boolean => share > footFrom || share < 0.13
