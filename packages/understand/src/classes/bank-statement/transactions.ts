// The lines of a statement: a date, words, and an amount with its sign.
import { decimalSignOf, parseAmount } from '../../normalise/amount.ts'
import { parseDate } from '../../normalise/date.ts'
import { type Row, type Sheet, type Span, spanOf } from '../../page/sheet.ts'

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

/** Rows that begin with a day and hold an amount; balances are none, since they have words of their own. */
export function findTransactions(sheet: Sheet): Transaction[] {
  const words = sheet.rows.flatMap((row) => row.tokens.map(({ text }) => text))
  const decimal = decimalSignOf(words)
  return sheet.rows.flatMap((row) => transactionOf(row, decimal))
}

const day = /^\d{1,2}[./-]\d{1,2}[./-]?(?:\d{2,4})?$|^\d{4}-\d{2}-\d{2}$/
const balance = /balance|saldo|kontostand|solde/i

function transactionOf(row: Row, decimal: ReturnType<typeof decimalSignOf>): Transaction[] {
  const [first, ...rest] = row.tokens
  if (first === undefined || rest.length < 2) return []
  if (!day.test(first.text) && parseDate(first.text) === null) return []
  if (rest.some(({ text }) => balance.test(text))) return []
  const span = spanOf(row, 0, row.tokens.length - 1)
  const amounts = rest.flatMap((token, at) => {
    if (!/\d[.,]\d{2}\D{0,2}$/.test(token.text)) return []
    const amount = parseAmount(token.text.replace(/[+-]$|(?<=\d)[SH]$/, ''), { decimal })
    return amount === null ? [] : [{ minor: amount.minor, sign: signOf(row, at + 1) }]
  })
  // With a running balance the amount is the one before the last.
  const amount = amounts.length > 1 ? amounts.at(-2) : amounts[0]
  if (amount === undefined) return []
  const minor = amount.minor < 0 ? amount.minor : amount.sign === null ? null : amount.sign * amount.minor
  return [{ span, minor }]
}

function signOf(row: Row, at: number): 1 | -1 | null {
  const text = row.tokens[at]?.text ?? ''
  const inside = /^[+]|[+]$/.test(text)
    ? 1
    : /^[-–]|[-–]$/.test(text)
      ? -1
      : /H$/.test(text)
        ? 1
        : /S$/.test(text)
          ? -1
          : null
  if (inside !== null) return inside
  for (const beside of [row.tokens[at - 1], row.tokens[at + 1]]) {
    const sign = signs[beside?.text.toLowerCase() ?? '']
    if (sign !== undefined) return sign
  }
  return null
}

/** Null where the sign of one is not printed. */
export function sumOf(transactions: readonly Transaction[]): number | null {
  let sum = 0
  for (const { minor } of transactions) {
    if (minor === null) return null
    sum += minor
  }
  return sum
}
