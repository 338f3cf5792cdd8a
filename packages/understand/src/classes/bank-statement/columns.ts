// Columns of a statement in which an amount says by its place whether money came or went.
import { plain, type Row, type Token } from '../../page/sheet.ts'

export type AmountColumn = 'in' | 'out' | 'balance'
export type AmountColumns = readonly { kind: AmountColumn; left: number; right: number }[]

const heads: readonly (readonly [AmountColumn, string])[] = [
  [
    'out',
    'moneyout paidout debit debits debite soll belastung belastungen lastschrift withdrawal withdrawals withdrawn payments cargo cargos debe debito addebiti addebito dare uscite af bijafuit obciazenia wydatki paymentsout debitos saida saidas lasten',
  ],
  [
    'in',
    'moneyin paidin credit credits haben gutschrift gutschriften deposit deposits abono abonos haber ingresos credito accrediti accredito avere entrate bij uznania wplywy receipts paymentsin creditos entrada entradas zugunsten',
  ],
  ['balance', 'balance saldo solde kontostand runningbalance saldoconto'],
]
const kinds = new Map(heads.flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind] as const)))
const longest = 2

/** The columns that this row heads, or null where it heads none: at least two of them, and no amount. */
export function columnsAbove(row: Row): AmountColumns | null {
  if (row.tokens.length > 16 || row.tokens.some(({ text }) => /\d[.,]\d{2}$/.test(text))) return null
  const columns: { kind: AmountColumn; left: number; right: number }[] = []
  for (let at = 0; at < row.tokens.length; at++)
    for (let to = Math.min(row.tokens.length, at + longest) - 1; to >= at; to--) {
      const some = row.tokens.slice(at, to + 1)
      const kind = kinds.get(plain(some.map(({ text }) => text).join('')))
      const [first, last] = [some[0], some.at(-1)]
      if (kind === undefined || first === undefined || last === undefined) continue
      columns.push({ kind, left: first.left, right: last.right })
      at = to
      break
    }
  return new Set(columns.map(({ kind }) => kind)).size < 2 ? null : columns
}

/** Numbers end where their column ends, or stand under its words: the nearest column by either edge. */
export function columnOf(token: Token, columns: AmountColumns): AmountColumn | null {
  const farthest = 8 * (token.bottom - token.top)
  let best: AmountColumn | null = null
  let least = farthest
  for (const { kind, left, right } of columns) {
    const inside = token.right > left && token.left < right
    const distance = Math.min(
      Math.abs(token.right - right),
      Math.abs(token.left - left),
      inside ? Math.abs((token.left + token.right - left - right) / 2) : farthest,
    )
    if (distance < least) [best, least] = [kind, distance]
  }
  return best
}
