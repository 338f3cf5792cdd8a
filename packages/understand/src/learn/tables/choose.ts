// Whether the lines of a paper are read by the table that was taught, or as any other paper's.
import type { Field, LineItem } from '@countersign/contract/extraction'
import { readSheet } from '../../extract/reading.ts'
import { isProduct } from '../../lines/cells.ts'
import type { Sheet } from '../../page/sheet.ts'
import { lineItemOf } from './line-item.ts'
import { tableReader, ways } from './read.ts'
import type { TaughtTable } from './taught-table.ts'

/** What people have said of the table counts more than half of its lines, less than sums that agree. */
const saidByPeople = 0.6
/** Sums may stand below the lines like lines. */
const mostBehind = 4

type Known = { fields: readonly Field[]; language: string | null; lines: readonly LineItem[] }

/** Null where what was read without the table is as good. */
export function taughtLines(
  sheet: Sheet,
  { fields, language, lines }: Known,
  tables: readonly TaughtTable[],
): LineItem[] | null {
  if (tables.length === 0) return null
  const reading = readSheet(sheet, language)
  const sums = sumsIn(fields)
  const read = tableReader(reading, tables)
  const all = ways.map((way) =>
    withoutSums(
      read(way).map((line) => lineItemOf(line, reading, tables.length)),
      sums,
    ),
  )
  // A sum by the way may have been taken for the net amount: lines that multiply outvote it.
  const rank = (one: readonly LineItem[]) => one.filter(multiplies).length + (agrees(one, sums) ? 1.5 : 0)
  const taught = all.reduce((best, one) => (rank(one) > rank(best) ? one : best), all[0] ?? [])
  if (taught.length === 0) return null
  return worth(taught, sums) + saidByPeople >= worth(lines, sums) ? taught : null
}

/** What lines may come to: the net amount, as it is read or as total and tax say, or the total. */
function sumsIn(fields: readonly Field[]): number[] {
  const minorOf = (name: string) => {
    const value = fields.find((field) => field.name === name)?.value
    return value === undefined || typeof value === 'string' ? null : value.minor
  }
  const [net, tax, total] = [minorOf('net'), minorOf('tax'), minorOf('total')]
  const before = total !== null && tax !== null ? total - tax : null
  return [net, before, total].filter((sum) => sum !== null)
}

const sumOf = (lines: readonly LineItem[]): number =>
  lines.reduce((sum, { amount }) => sum + (amount?.minor ?? 0), 0)

const agrees = (lines: readonly LineItem[], sums: readonly number[]): boolean =>
  lines.length > 0 && sums.some((sum) => Math.abs(sum - sumOf(lines)) <= lines.length)

function withoutSums(lines: LineItem[], sums: readonly number[]): LineItem[] {
  for (let less = 0; less <= Math.min(mostBehind, lines.length - 1); less++) {
    const first = lines.slice(0, lines.length - less)
    if (agrees(first, sums)) return first
  }
  return lines
}

const multiplies = ({ quantity, unitPrice, amount }: LineItem): boolean =>
  quantity !== null && unitPrice !== null && amount !== null && isProduct(quantity, unitPrice, [amount.minor])

/** Lines that add up, that multiply, and that have a name and an amount. */
function worth(lines: readonly LineItem[], sums: readonly number[]): number {
  if (lines.length === 0) return 0
  const share = (has: (line: LineItem) => boolean) => lines.filter(has).length / lines.length
  const complete = ({ description, amount }: LineItem) => description !== null && amount !== null
  return (agrees(lines, sums) ? 1 : 0) + 0.6 * share(multiplies) + 0.4 * share(complete)
}
