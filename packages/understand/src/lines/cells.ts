// What stands in each column of one row: by place under the head first, then by what multiplies to the amount.
import type { Reading } from '../extract/reading.ts'
import { type Amount, mendAmount, parseAmount, parseDecimal } from '../normalise/amount.ts'
import { type Row, type Span, spanOf, type Token, tokensOf } from '../page/sheet.ts'
import type { Column, ColumnRole } from './columns.ts'

export type Cells = {
  position: string | null
  article: string | null
  description: string
  quantity: string | null
  unit: string | null
  price: string | null
  taxRate: string | null
  amount: Amount | null
  /** Quantity times price is the amount. */
  proven: boolean
}
type Placed = { span: Span; text: string; column: Column }

const textual = new Set<ColumnRole>(['description', 'article', 'unit'])
/** What may stand in a column that nobody knows is anything. */
const open = new Set<ColumnRole>([...textual, 'other'])
/** Columns whose numbers may be quantity or price where their names say otherwise. */
const counted = new Set<ColumnRole>([
  'description',
  'quantity',
  'unit',
  'price',
  'discount',
  'taxRate',
  'tax',
  'article',
  'other',
])
const unitWord = /^[\p{L}²³.%/]{1,12}$/u

export function cellsOf(row: Row, columns: readonly Column[], reading: Reading): Cells {
  const placed = pieces(row, columns, reading.sheet.height)
  const of = (role: ColumnRole) => placed.filter(({ column }) => column.role === role)
  const options = optionsOf(reading)
  const money = (role: ColumnRole) =>
    of(role)
      .flatMap(({ text }) => moneyIn(text, options) ?? [])
      .at(-1) ?? null
  const printed = money('amount') ?? money('gross')
  const numbers = (role: ColumnRole) => of(role).flatMap((one) => numbersIn(one, options))
  const [rate, discount] = [numbers('taxRate')[0]?.value ?? null, numbers('discount')[0]?.value ?? null]
  const all = placed.flatMap((one) => (counted.has(one.column.role) ? numbersIn(one, options) : []))
  const rates = [...(rate === null ? [] : [rate]), ...all.map(({ value }) => value)].map(Number)
  const goals = goalsOf(printed, { rates, discount })
  const found = factorsOf(numbers('quantity'), numbers('price'), { goals, all })
  const { quantity, price, goal } = found
  const withTax = goal?.withTax === true && printed !== null
  return {
    position: of('position')[0]?.text ?? null,
    article: joined(of('article')),
    description: joined(of('description')) ?? '',
    quantity: quantity?.value ?? null,
    unit: joined(of('unit')) ?? quantity?.unit ?? null,
    price: price?.value ?? null,
    taxRate: rate,
    amount: withTax ? { ...printed, minor: goal.minor } : printed,
    proven: goal !== null,
  }
}

/** Numbers of a row that are tried for a rate of tax. */
const mostRates = 4

/** What quantity times price may come to: what is printed, that before a discount, or without the tax in it. */
type Goal = { minor: number; withTax: boolean; slack: number }

/** Any number of the row that may be a rate is tried for one: only the right one multiplies to the cent. */
function goalsOf(
  printed: Amount | null,
  { rates, discount }: { rates: readonly number[]; discount: string | null },
): Goal[] {
  if (printed === null || printed.minor === 0) return []
  const { minor } = printed
  const less = Math.abs(Number(discount ?? 0)) / 100
  const usual = [...new Set(rates.filter((rate) => rate >= 2 && rate <= 27))].slice(0, mostRates)
  return [
    { minor, withTax: false, slack: 0 },
    ...(less > 0 && less < 1 ? [{ minor: minor / (1 - less), withTax: false, slack: 1 }] : []),
    ...usual.map((rate) => ({ minor: Math.round(minor / (1 + rate / 100)), withTax: true, slack: 1 })),
  ]
}

/** The numbers in each column of a row; none in those of words. */
export function numbersOf(row: Row, columns: readonly Column[], reading: Reading): string[][] {
  const placed = pieces(row, columns, reading.sheet.height)
  const options = optionsOf(reading)
  return columns.map((column) =>
    column.role === 'description' || column.role === 'article'
      ? []
      : placed
          .filter((one) => one.column === column)
          .flatMap((one) => numbersIn(one, options).map(({ value }) => value)),
  )
}

/** How many letters stand in each column of a row. */
export function lettersOf(row: Row, columns: readonly Column[], reading: Reading): number[] {
  const placed = pieces(row, columns, reading.sheet.height)
  return columns.map((column) =>
    placed
      .filter((one) => one.column === column)
      .reduce((sum, { text }) => sum + text.replace(/\P{L}/gu, '').length, 0),
  )
}

type Factor = { value: string; unit: string | null }

/** The quantity and the price that multiply to a goal; else the first quantity and the last price. */
function factorsOf(
  quantities: readonly Factor[],
  prices: readonly Factor[],
  { goals, all }: { goals: readonly Goal[]; all: readonly Factor[] },
) {
  const pairs = [
    [quantities, prices],
    [quantities, all],
    [all, prices],
    [all, all],
  ] as const
  for (const [at, [some, others]] of pairs.entries())
    for (const quantity of some)
      for (const price of others)
        for (const goal of at === 0 ? goals : goals.slice(0, 1))
          if (quantity !== price && isProduct(quantity.value, price.value, [goal.minor, goal.slack]))
            return { quantity, price, goal: { ...goal, minor: productOf(quantity.value, price.value, goal) } }
  return { quantity: quantities[0], price: prices.at(-1), goal: null }
}

/** Without tax to the cent: what quantity and price say, not what rounding the tax away leaves. */
const productOf = (quantity: string, price: string, { minor }: Goal): number =>
  Math.sign(minor) * Math.round(Math.abs(Number(quantity) * Number(price)) * 100)

/** An article number that stands before the text belongs to its own column. */
export function named(text: string, article: string | null): [article: string | null, text: string] {
  if (text === '' && article !== null) {
    const words = /^(.*?)\s*(\p{L}{3,}.*)$/u.exec(article)
    if (words !== null) return [words[1] || null, words[2] ?? '']
  }
  const match = /^([\p{Lu}\d]{0,5}-?\d[\p{Lu}\d./-]+) (\p{L}.*)$/u.exec(text)
  return match === null ? [article, text] : [article ?? match[1] ?? null, match[2] ?? '']
}

/** To a cent, or to what rounding of the price can make. */
export function isProduct(
  quantity: string,
  price: string,
  [minor, more = 0]: readonly [number, number?],
): boolean {
  const exact = Number(quantity) * Number(price) * 100
  const decimals = price.split('.')[1]?.length ?? 0
  const slack = Math.max(1, Math.abs(Number(quantity)) * 50 * 10 ** -decimals * (decimals > 2 ? 1 : 0))
  return Math.abs(Math.abs(exact) - Math.abs(minor)) <= slack + more
}

type Options = ReturnType<typeof optionsOf>

export function optionsOf({ language, currency, decimal }: Reading) {
  const assumed = language === null ? null : language === 'en' ? ('.' as const) : (',' as const)
  return { decimal, assumed, currency: currency?.code ?? null }
}

/** Words that stand together, parted again where they reach under another column. */
function pieces(row: Row, columns: readonly Column[], height: number): Placed[] {
  const found: Placed[] = []
  const { tokens } = row
  let [from, over]: [number, Column | null] = [0, null]
  for (let at = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at], tokens[at + 1]]
    if (token === undefined) break
    over ??= under(token, columns)
    const gap = next === undefined ? Number.POSITIVE_INFINITY : next.left - token.right
    const other = next === undefined ? null : under(next, columns)
    const parts =
      other !== null &&
      over !== null &&
      other !== over &&
      gap > 0.2 * height &&
      !isNumberGoingOn(token, next, gap / height)
    if (gap < 1.1 * height && !parts) continue
    const span = spanOf(row, from, at)
    const text = readOf(span)
    found.push({ span, text, column: columnOf(span, text, columns) })
    from = at + 1
    over = null
  }
  return found
}

/** As read, or where a recogniser read it, with digits for what looks like them. */
function readOf(span: Span): string {
  const tokens = tokensOf(span)
  return tokens.map(({ text, confidence }) => (confidence < 1 ? mendAmount(text) : text)).join(' ')
}

/** The column that the middle of a number, or any part of a word's beginning, stands under. */
function under(token: Token, columns: readonly Column[]): Column | null {
  const overlap = (column: Column) => Math.min(token.right, column.right) - Math.max(token.left, column.left)
  const best = columns.reduce<Column | null>(
    (most, one) => (overlap(one) > (most === null ? 0 : overlap(most)) ? one : most),
    null,
  )
  if (best === null) return null
  return open.has(best.role) || isNumber(token) ? best : null
}

/** `1 234,56`: a group of three behind a narrow space. */
export function isNumberGoingOn(token: Token, next: Token | undefined, gap: number): boolean {
  return (
    next !== undefined && gap < 0.45 && /^-?\d{1,3}$/.test(token.text) && /^\d{3}(?:$|[ ,.])/.test(next.text)
  )
}

/** A number, also one that a recogniser read a letter into. */
export const isNumber = ({ text, confidence }: Token): boolean =>
  /^[-−(€$£]?\d[\d.,']*[)%€$£]?$/.test(text) ||
  (confidence < 1 && /\d/.test(text) && /^[-−]?[\dOolI]+[.,][\dOolI.,]+$/.test(text))

/** The column over it, or the nearest by edge or middle; words never fall into a column of numbers beside them. */
function columnOf(span: Span, text: string, columns: readonly Column[]): Column {
  const numeric = /\d/.test(text) && !/\p{L}{4,}/u.test(text)
  let [best, least]: [Column | undefined, number] = [undefined, Number.POSITIVE_INFINITY]
  for (const column of columns) {
    const overlap = Math.min(span.right, column.right) - Math.max(span.left, column.left)
    const edges = Math.min(Math.abs(span.left - column.left), Math.abs(span.right - column.right))
    const middle = Math.abs((span.left + span.right) / 2 - (column.left + column.right) / 2)
    const fits = column.role === 'position' || column.role === 'other' || numeric !== textual.has(column.role)
    const wrong = fits ? 0 : 40
    const far = (overlap > 0 ? 0 : 20) + Math.min(edges, middle) + wrong
    if (far < least) [best, least] = [column, far]
  }
  return best ?? { role: 'description', left: 0, right: 0 }
}

/** The numbers of a cell, each with the word behind it: `20 Stk.`, `4,99 €`; `3.000` may be three or three thousand. */
function numbersIn({ text }: Placed, options: Options): Factor[] {
  const whole = decimalIn(text, options)
  if (whole !== null) return [{ value: whole, unit: null }, ...otherwise(text, whole)]
  const words = text.split(' ')
  return words.flatMap((word, at) => {
    const value = decimalIn(word, options)
    const next = words[at + 1]
    const unit = next !== undefined && unitWord.test(next) ? next : null
    return value === null ? [] : [{ value, unit }, ...otherwise(word, value).map((one) => ({ ...one, unit }))]
  })
}

function otherwise(text: string, value: string): Factor[] {
  if (!/^\d{1,3}[.,]\d{3}$/.test(text)) return []
  const other = value.includes('.') ? value.replace('.', '') : text.replace(',', '.')
  return [{ value: other, unit: null }]
}

function decimalIn(text: string, options: Options): string | null {
  return parseDecimal(text.replace(/[€$£%]|\b[A-Z]{3}\b/g, '').trim(), options)
}

function moneyIn(text: string, options: Options): Amount | null {
  return text.includes('%') ? null : parseAmount(text, options)
}

function joined(placed: readonly Placed[]): string | null {
  return placed.length === 0 ? null : placed.map(({ text }) => text).join(' ')
}
