// The lines of a statement: a day, words, and an amount with its sign.
import { decimalSignOf, parseAmount } from '../../normalise/amount.ts'
import { parseDate } from '../../normalise/date.ts'
import { type Row, type Sheet, type Span, spanOf, type Token } from '../../page/sheet.ts'
import { type AmountColumns, columnOf, columnsAbove } from './columns.ts'

/** `minor` is null where it does not show whether money came or went. */
export type Transaction = { span: Span; minor: number | null }

const signs: Readonly<Record<string, 1 | -1>> = {
  '+': 1,
  '-': -1,
  '–': -1,
  h: 1,
  s: -1,
  cr: 1,
  dr: -1,
  ma: 1,
  wn: -1,
}
type Decimal = ReturnType<typeof decimalSignOf>

/**
 * Rows that begin with a day and hold an amount; balances are none, since they have words of their own. The sign is
 * the one that is printed, else that of the column, else the one that the running balance proves.
 */
export function findTransactions(sheet: Sheet): Transaction[] {
  const decimal = decimalSignOf(sheet.rows.flatMap((row) => row.tokens.map(({ text }) => text)))
  let columns: AmountColumns = []
  let balance: number | null = null
  return sheet.rows.flatMap((row) => {
    columns = columnsAbove(row) ?? columns
    const amounts = amountsIn(row, decimal)
    if (amounts.length === 0) return []
    const last = amounts.at(-1)
    if (isBalance(row)) {
      balance = last?.signed ?? null
      return []
    }
    if (!beginsWithDay(row)) return []
    const seen = transactionIn(amounts, { columns, balance })
    balance = seen.balance
    return [{ span: spanOf(row, 0, row.tokens.length - 1), minor: seen.minor }]
  })
}

/** The last amount of a row with its sign, in minor units: the balance that is printed there. */
export function balanceIn(row: Row, decimal: Decimal): { minor: number; span: Span } | null {
  const last = amountsIn(row, decimal).at(-1)
  return last === undefined ? null : { minor: last.signed, span: spanOf(row, last.at) }
}

const day = /^\d{1,2}[./-]\d{1,2}[./-]?(?:\d{2,4})?$|^\d{4}-\d{2}-\d{2}$/
const balanceWords = /balance|saldo|kontostand|solde|übertrag/i

const isBalance = (row: Row): boolean => row.tokens.slice(0, 12).some(({ text }) => balanceWords.test(text))

/** `02.03.`, `2025-03-02`, `02 Mar`, `Mar 2`. */
function beginsWithDay({ tokens: [first, second, third] }: Row): boolean {
  if (first === undefined || second === undefined) return false
  if (day.test(first.text) || parseDate(first.text) !== null) return third !== undefined
  const two = `${first.text} ${second.text}`.replace(/[.,]$/, '')
  return /^\d{1,2}\.? \p{L}{3,10}$|^\p{L}{3,10}\.? \d{1,2}$/u.test(two) && parseDate(`${two} 2024`) !== null
}

type AmountSeen = { at: number; token: Token; minor: number; sign: 1 | -1 | null; signed: number }

function amountsIn(row: Row, decimal: Decimal): AmountSeen[] {
  return row.tokens.flatMap((token, at) => {
    // Thousands that were parted by a space are one amount.
    const before = row.tokens[at - 1]
    const close = before !== undefined && token.left - before.right < (token.bottom - token.top) / 2
    const joined = close && /^[+-]?\d{1,3}$/.test(before.text) && /^\d{3}[.,]\d{2}\D{0,2}$/.test(token.text)
    const text = joined ? `${before.text}${token.text}` : token.text
    // The day of the value, `03.03.`, is no amount.
    if (!/\d[.,]\d{2}\D{0,2}$/.test(text) || /^\d{1,2}\.\d{2}\.$/.test(text)) return []
    const amount = parseAmount(text.replace(/[+-]$|(?<=\d)[SH]$/, ''), { decimal })
    if (amount === null) return []
    const sign = amount.minor < 0 ? -1 : signOf(row, at)
    const minor = Math.abs(amount.minor)
    return [{ at, token, minor, sign, signed: (sign ?? 1) * minor }]
  })
}

type Known = { columns: AmountColumns; balance: number | null }

/** With a running balance the amount is the one before the last. */
function transactionIn(amounts: readonly AmountSeen[], { columns, balance }: Known) {
  const placed = amounts.map((amount) => ({ ...amount, column: columnOf(amount.token, columns) }))
  const running = placed.length > 1 ? placed.at(-1) : undefined
  const amount =
    placed.find(({ column }) => column === 'in' || column === 'out') ??
    (placed.length > 1 ? placed.at(-2) : placed[0])
  const after = running !== undefined && running !== amount ? running.signed : null
  const next = (minor: number | null) => (balance === null || minor === null ? null : balance + minor)
  if (amount === undefined) return { minor: null, balance: after }
  const printed = amount.sign ?? (amount.column === 'in' ? 1 : amount.column === 'out' ? -1 : null)
  const proven = balance === null || after === null ? null : provenSign(amount.minor, after - balance)
  const sign = proven ?? printed
  const minor = sign === null ? null : sign * amount.minor
  return { minor, balance: after ?? next(minor) }
}

const provenSign = (minor: number, change: number): 1 | -1 | null =>
  change === minor ? 1 : change === -minor ? -1 : null

function signOf(row: Row, at: number): 1 | -1 | null {
  const text = row.tokens[at]?.text ?? ''
  if (/^[+]|[+]$|H$/.test(text)) return 1
  if (/^[-–]|[-–]$|S$/.test(text)) return -1
  for (const beside of [row.tokens[at - 1], row.tokens[at + 1]]) {
    const sign = signs[beside?.text.toLowerCase() ?? '']
    if (sign !== undefined) return sign
  }
  return null
}

/** Null where the sign of one is not known. */
export function sumOf(transactions: readonly Transaction[]): number | null {
  let sum = 0
  for (const { minor } of transactions) {
    if (minor === null) return null
    sum += minor
  }
  return sum
}
