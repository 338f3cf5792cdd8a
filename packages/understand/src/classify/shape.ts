// What the look of a document says about its class, apart from its words.
import type { Row, Sheet, Token } from '../page/sheet.ts'

export const shapeNames = [
  'machine readable zone',
  'card',
  'slip',
  'few words',
  'some words',
  'many words',
  'several pages',
  'prose',
  'amounts',
  'negative amounts',
  'dated amounts',
  'check boxes',
  'blanks to fill',
  'label pairs',
  'barcode',
  'table',
  'place to sign',
  'iban',
  'e-mail',
  'phone',
  'web address',
  'numbered clauses',
  'numbered labels',
  'time of day',
] as const
export type ShapeName = (typeof shapeNames)[number]

const amountEnd = /^[-–−(]?[^\d\s]{0,3}\d[\d.,' ]*[.,]\d{2}\)?[-–−]?(?:[^\d\s]{1,3})?$/
/** Yen and won have no decimals; a sign of currency tells an amount as well. */
const signedAmount = /^(?:[¥￥₩]|JPY|KRW)\s?\d[\d.,]*[-*]?$|^\d[\d.,]*(?:円|원|¥|￥)$/
const negative = /^[-–−]\s?[^\d\s]{0,3}\d[\d.,']*[.,]\d{2}|\d[.,]\d{2}[-–−]$/
const dateStart = /^\d{1,2}[-./]\d{1,2}(?:[-./]\d{0,4})?$|^\d{4}-\d{2}-\d{2}$/
const time = /^\(?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:[ap]\.?m\.?)?\)?$/i
const clause =
  /^(?:§|art(?:ikel|icle|icolo|igo|[ií]culo|ykuł)?\.?$|clause$|\d{1,2}(?:\.\d{1,2}){0,2}[.)]?$)/iu
const licenceLabel = /^(?:[1235]|4[abcd])\.$/

/** How much of each is there, 0 to 1. `rows` are those the words are taken from too. */
export function shapeOf(sheet: Sheet, rows: readonly Row[]): Map<ShapeName, number> {
  const tokens = rows.flatMap((row) => row.tokens)
  const found = new Map<ShapeName, number>()
  const note = (name: ShapeName, value: number) => {
    if (value > 0) found.set(name, Math.min(1, value))
  }
  const any = (pattern: RegExp) => (tokens.some(({ text }) => pattern.test(text)) ? 1 : 0)
  const share = (count: number) => count / Math.max(4, rows.length)
  notePaper(sheet, tokens.length, note)
  noteStructure(sheet, note)
  note('machine readable zone', rows.filter(isZoneLine).length / 2)
  note('prose', 1.5 * share(rows.filter(isProse).length))
  note('amounts', 2 * share(rows.filter((row) => isAmount(row.tokens.at(-1)?.text ?? '')).length))
  note('negative amounts', tokens.filter(({ text }) => negative.test(text)).length / 2)
  note('dated amounts', rows.filter(isDatedAmount).length / 5)
  note('blanks to fill', tokens.filter(({ text }) => /_{4,}|\.{8,}/.test(text)).length / 4)
  note('iban', any(/^[A-Z]{2}\d{2}[A-Z0-9]{10,}$|^[A-Z]{2}\d{2}$/))
  note('e-mail', any(/\S@\S+\.\S/))
  note('phone', any(/^\+\d{1,3}|^\(\d{2,5}\)$|^\d{3}[-.]\d{3}[-.]\d{4}$/))
  // A till prints the minute of the sale; hours of opening come in pairs.
  note('time of day', tokens.some(({ text }) => time.test(text) && !/^\d{1,2}:[03]0$/.test(text)) ? 1 : 0)
  note('web address', any(/^(?:https?:|www\.)/i))
  note('numbered clauses', rows.filter(isClause).length / 5)
  note('numbered labels', tokens.filter(({ text }) => licenceLabel.test(text)).length / 6)
  return found
}

const isAmount = (text: string): boolean => amountEnd.test(text) || signedAmount.test(text)

type Note = (name: ShapeName, value: number) => void

function notePaper({ pages }: Sheet, words: number, note: Note): void {
  const [first] = pages
  const ratio = first === undefined ? 1 : first.width / first.height
  note('card', ratio > 1.2 && words < 150 ? 1 : 0)
  note('slip', ratio < 0.62 ? 1 : 0)
  note('few words', words < 60 ? 1 : 0)
  note('some words', words >= 60 && words < 180 ? 1 : 0)
  note('many words', words / 800)
  note('several pages', pages.length > 1 ? 1 : 0)
}

function noteStructure({ pages }: Sheet, note: Note): void {
  const considered = pages.slice(0, 3)
  const count = (of: 'checkBoxes' | 'pairs' | 'codes' | 'tables' | 'areas') =>
    considered.reduce((sum, page) => sum + page[of].length, 0)
  note('check boxes', count('checkBoxes') / 6)
  note('label pairs', count('pairs') / 10)
  note('barcode', count('codes'))
  note('table', count('tables'))
  note('place to sign', count('areas') / 2)
}

/** A line of a machine-readable zone: one long word of capitals, digits and fillers. */
export function isZoneLine(row: Row): boolean {
  const text = row.tokens.map((token) => token.text).join('')
  return text.length >= 26 && text.length <= 48 && /^[A-Z0-9<«]+$/.test(text) && /<|«/.test(text)
}

function isProse({ tokens }: Row): boolean {
  return tokens.length >= 8 && tokens.filter(({ text }) => /^\p{Ll}{2,}/u.test(text)).length >= 5
}

function isDatedAmount({ tokens }: Row): boolean {
  return dateStart.test(tokens[0]?.text ?? '') && amountEnd.test(tokens.at(-1)?.text ?? '')
}

function isClause({ tokens }: Row): boolean {
  const [first, second] = tokens as [Token?, Token?]
  if (first === undefined || second === undefined || tokens.length > 40) return false
  return (
    clause.test(first.text) && /^\p{L}|^\d/u.test(second.text) && tokens.length > 1 && !isMoneyRow(tokens)
  )
}

const isMoneyRow = (tokens: readonly Token[]): boolean => amountEnd.test(tokens.at(-1)?.text ?? '')
