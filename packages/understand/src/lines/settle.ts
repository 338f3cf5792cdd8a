// Which columns hold quantity, price and amount, where the numbers below contradict or complete the names above.
import type { Reading } from '../extract/reading.ts'
import type { Row } from '../page/sheet.ts'
import { isProduct, lettersOf, numbersOf } from './cells.ts'
import type { Column, ColumnRole, Head } from './columns.ts'
import { fitted } from './fit.ts'

/** Rows that are tried; a table shows what it is in fewer. */
const mostRows = 40
/** So much more must speak for other columns than for those that their names say. */
const margin = 0.9
/** And so much where no column is named for the quantity: a row of one piece will do. */
const unnamedMargin = 0.3

/** In points: a name of goods needs this much. */
const leastRoom = 80

type Triple = { quantity: number; price: number; amount: number; withTax: boolean }
type Numbers = readonly (readonly string[])[]

/** The columns with the roles in which most rows multiply; their names count for a little. */
export function settled(head: Head, rows: readonly Row[], reading: Reading): readonly Column[] {
  const some = rows.slice(0, mostRows)
  const placed = fitted(head.columns, some, reading.sheet.height)
  const columns = described(placed, some, reading)
  const grid = rows.slice(0, mostRows).map((row) => numbersOf(row, columns, reading))
  const [rate, discount] = ['taxRate', 'discount'].map((name) =>
    columns.findIndex(({ role }) => role === name),
  )
  const score = (triple: Triple) => support(triple, { grid, rate, discount }) + said(triple, columns)
  const triples = triplesOf(columns, grid)
  const ranked = triples.map((triple) => ({ triple, score: score(triple) })).sort((a, b) => b.score - a.score)
  const [best] = ranked
  if (best === undefined) return columns
  const named = ranked.filter(({ triple }) => said(triple, columns) > 0.9)
  const now = named[0]?.score ?? 0
  const least = columns.some(({ role }) => role === 'quantity') ? margin : unnamedMargin
  return best.score >= now + least ? withRoles(columns, best.triple) : columns
}

/** Where no column is named for the text, or nothing stands in it, the one with most words is. */
function described(columns: readonly Column[], rows: readonly Row[], reading: Reading): readonly Column[] {
  const at = columns.findIndex(({ role }) => role === 'description')
  const counts = rows.map((row) => lettersOf(row, columns, reading))
  const letters = columns.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0))
  if (at >= 0 && (letters[at] ?? 0) > 0) return columns
  const candidates = columns.flatMap(({ role }, column) =>
    role === 'other' || role === 'article' || role === 'unit' ? [column] : [],
  )
  const best = candidates.sort((a, b) => (letters[b] ?? 0) - (letters[a] ?? 0))[0]
  if (best === undefined || (letters[best] ?? 0) < 4) return at >= 0 ? columns : widest(columns)
  return columns.map((column, index) => (index === best ? { ...column, role: 'description' } : column))
}

/** The widest room between two columns, or in front of the first, is where the text stands that has no name. */
export function widest(columns: readonly Column[]): readonly Column[] {
  const rooms = columns.map((column, at) => ({ left: columns[at - 1]?.right ?? 0, right: column.left }))
  const room = rooms.reduce((most, one) => (one.right - one.left > most.right - most.left ? one : most))
  if (room.right - room.left < leastRoom) return columns
  const text = { role: 'description' as const, left: room.left + 4, right: room.right - 4 }
  return [...columns, text].sort((a, b) => a.left - b.left)
}

function triplesOf(columns: readonly Column[], grid: readonly Numbers[]): Triple[] {
  const counts = columns.map((_, at) => grid.filter((row) => (row[at]?.length ?? 0) > 0).length)
  const numeric = columns.flatMap((_, at) => ((counts[at] ?? 0) > 0 ? [at] : []))
  return numeric.flatMap((quantity) =>
    numeric.flatMap((price) =>
      numeric.flatMap((amount) =>
        quantity === price || quantity === amount || price === amount
          ? []
          : [false, true].map((withTax) => ({ quantity, price, amount, withTax })),
      ),
    ),
  )
}

/** Rows that multiply; one piece at its own price proves little. */
type Grid = { grid: readonly Numbers[]; rate: number | undefined; discount: number | undefined }

function support(triple: Triple, { grid, rate = -1, discount = -1 }: Grid): number {
  return grid.reduce((sum, row) => {
    const [amounts = [], rates = []] = [row[triple.amount], row[rate]]
    const tax = Number(rates[0] ?? 0) / 100
    if (triple.withTax && (tax <= 0 || tax > 0.4)) return sum
    const goals = amounts.map((amount) => (Number(amount) * 100) / (triple.withTax ? 1 + tax : 1))
    const less = Number(row[discount]?.[0] ?? 0) / 100
    if (less > 0 && less < 1) goals.push(...goals.map((goal) => goal / (1 - less)))
    const slack = triple.withTax || less > 0 ? 1 : 0
    let best = 0
    for (const quantity of row[triple.quantity] ?? [])
      for (const price of row[triple.price] ?? [])
        for (const goal of goals)
          if (goal !== 0 && isProduct(quantity, price, [goal, slack]))
            best = Math.max(best, Number(quantity) === 1 || Number(price) === 1 ? 0.4 : 1)
    return sum + best
  }, 0)
}

/** What the names of the columns say for it: less than one row that multiplies. */
function said({ quantity, price, amount, withTax }: Triple, columns: readonly Column[]): number {
  const is = (at: number, role: ColumnRole) => (columns[at]?.role === role ? 0.31 : 0)
  const sum = withTax
    ? is(amount, 'gross') || is(amount, 'amount')
    : is(amount, 'amount') || is(amount, 'gross') / 2
  return is(quantity, 'quantity') + is(price, 'price') + sum
}

function withRoles(columns: readonly Column[], { quantity, price, amount, withTax }: Triple): Column[] {
  const roles = new Map<number, ColumnRole>([
    [quantity, 'quantity'],
    [price, 'price'],
    [amount, withTax ? 'gross' : 'amount'],
  ])
  const taken = new Set<ColumnRole>(
    withTax ? ['quantity', 'price', 'amount', 'gross'] : ['quantity', 'price', 'amount'],
  )
  return columns.map((column, at) => {
    const role = roles.get(at)
    if (role !== undefined) return { ...column, role }
    // Numbers that are neither: they must not be taken for one of the three.
    return taken.has(column.role) ? { ...column, role: 'tax' as const } : column
  })
}
