// Lines of goods without a head over them: rows in which two numbers multiply to a third.
import type { Reading } from '../extract/reading.ts'
import { parseAmount, parseDecimal } from '../normalise/amount.ts'
import { type Row, segmentsOf, spanOf, textOf } from '../page/sheet.ts'
import { type Cells, isProduct, named, optionsOf } from './cells.ts'
import type { Head } from './columns.ts'
import { bandsOf } from './fit.ts'
import { widest } from './settle.ts'

/** A number below 1 or a year multiplies by chance; two equal numbers prove nothing but one piece. */
const leastNumbers = 3
const mostNumbers = 8

export type Unheaded = { row: Row; cells: Cells }

/** At least one row must prove itself by more than 1 × price; then those with 1 piece count as well. */
export function findUnheaded(reading: Reading): Unheaded[] {
  const found = reading.sheet.rows.flatMap((row) => lineIn(row, reading) ?? [])
  return found.some(({ cells }) => cells.quantity !== '1') ? found : []
}

/** Rows of words that may stand above the first line's numbers. */
const mostAbove = 6

/** A head that nobody printed: columns where the numbers of the lines that prove themselves stand below each other. */
export function inventHead(reading: Reading): Head | null {
  const { rows, height } = reading.sheet
  const products = rows.map((row) => ({ row, proof: proofIn(row, reading) })).filter(({ proof }) => proof > 0)
  const proven = products.some(({ proof }) => proof > 1) ? products.map(({ row }) => row) : []
  const [first] = proven
  if (first === undefined) return null
  const bands = bandsOf(proven, height)
  const columns = widest(bands.map((band) => ({ ...band, role: 'other' as const })))
  let start = first.index
  for (let above = 1; above <= mostAbove; above++) {
    const [row, next] = [rows[start - 1], rows[start]]
    if (!row || !next || row.page !== first.page || next.top - row.bottom > 1.6 * height) break
    start -= 1
  }
  const top = rows[start]?.top ?? first.top
  const row = { ...first, index: start - 1, tokens: [], top, bottom: top }
  return { row, last: row, columns }
}

/** 2 where two numbers of the row multiply to a later one, 1 where one of them is 1, 0 where none do. */
function proofIn(row: Row, reading: Reading): number {
  const numbers = numbersIn(row, reading)
  if (numbers.length < leastNumbers || numbers.length > mostNumbers) return 0
  let proof = 0
  for (const [at, { text }] of numbers.entries()) {
    const amount = parseAmount(text, optionsOf(reading))
    if (amount === null || amount.decimals !== 2 || amount.minor === 0) continue
    const before = numbers.slice(0, at).map(({ value }) => value)
    for (const [first, one] of before.entries())
      for (const other of before.slice(first + 1)) {
        if (!`${one}${other}`.includes('.') || !isProduct(one, other, [amount.minor])) continue
        proof = Math.max(proof, Number(one) === 1 || Number(other) === 1 ? 1 : 2)
      }
  }
  return proof
}

function numbersIn(row: Row, reading: Reading) {
  const options = optionsOf(reading)
  return row.tokens.flatMap((token, at) => {
    const value = parseDecimal(token.text.replace(/[€$£]|x$/g, ''), options)
    return value === null ? [] : [{ value, at, text: token.text }]
  })
}

function lineIn(row: Row, reading: Reading): Unheaded | null {
  const options = optionsOf(reading)
  const numbers = numbersIn(row, reading)
  const last = numbers.at(-1)
  if (last === undefined || numbers.length < leastNumbers || numbers.length > mostNumbers) return null
  const amount = parseAmount(last.text, options)
  if (amount === null || amount.decimals !== 2 || amount.minor <= 0) return null
  for (const [index, quantity] of numbers.slice(0, -2).entries())
    for (const price of numbers.slice(index + 1, -1)) {
      if (!price.value.includes('.') || !isProduct(quantity.value, price.value, [amount.minor])) continue
      const cells = {
        quantity: quantity.value,
        price: price.value,
        amount,
        unit: null,
        taxRate: null,
        position: null,
        proven: true,
      }
      const [article, description] = named(textIn(row, quantity.at), null)
      if (description !== '') return { row, cells: { ...cells, article, description } }
    }
  return null
}

/** The words in front of the quantity, or else the longest piece of the row. */
function textIn(row: Row, until: number): string {
  const before = until > 0 ? textOf(spanOf(row, 0, until - 1)).replace(/^\d{1,3}[.)]? /, '') : ''
  if (/\p{L}{3}/u.test(before)) return before
  const pieces = segmentsOf(row)
    .map(textOf)
    .filter((text) => /\p{L}{3}/u.test(text))
  return pieces.sort((a, b) => b.length - a.length)[0] ?? ''
}
