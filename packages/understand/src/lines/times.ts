// "3 x 12,50": what a line of goods is made of, said in words below its name and not in columns.
import type { Reading } from '../extract/reading.ts'
import { parseAmount, parseDecimal } from '../normalise/amount.ts'
import { type Row, segmentsOf, textOf } from '../page/sheet.ts'
import { type Cells, isProduct, optionsOf } from './cells.ts'

const times = /^(\d[\d.,']*) ?(\p{L}{1,8}\.?)? ?(?:[x×*@]|à|á) ?(\S.*)$/iu

type Factors = Pick<Cells, 'quantity' | 'unit' | 'price'>

/** `used`: the row below was about this one. Only what multiplies to the amount is believed. */
export function withTimes(
  cells: Cells,
  { row, next }: { row: Row; next: Row | undefined },
  reading: Reading,
): { cells: Cells; used: boolean } {
  if (cells.amount === null) return { cells, used: false }
  const goal: [number] = [cells.amount.minor]
  const own = factorsIn(row, reading)
  if (own !== null && isProduct(own.quantity ?? '', own.price ?? '', goal))
    return { cells: { ...cells, ...own, description: '', article: null, proven: true }, used: false }
  if (cells.proven) return { cells, used: false }
  const below = next !== undefined && next.page === row.page ? factorsIn(next, reading) : null
  if (below === null || !isProduct(below.quantity ?? '', below.price ?? '', goal))
    return { cells, used: false }
  return { cells: { ...cells, ...below, proven: true }, used: true }
}

function factorsIn(row: Row, reading: Reading): Factors | null {
  const [first] = segmentsOf(row)
  const match = first === undefined ? null : times.exec(textOf(first).slice(0, 60))
  if (match === null) return null
  const options = optionsOf(reading)
  const quantity = parseDecimal(match[1] ?? '', options)
  const said = (match[3] ?? '').replace(/[.,]$/, '')
  const amount = parseAmount(said, options)
  const price = amount?.decimals === 2 ? (amount.minor / 100).toFixed(2) : parseDecimal(said, options)
  return quantity === null || price === null ? null : { quantity, unit: match[2] ?? null, price }
}
