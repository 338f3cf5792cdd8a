// Amounts that prove each other, beyond net + tax = total.
import type { Field, LineItem } from '@countersign/contract/extraction'
import type { Candidate } from '../extract/candidates.ts'
import type { Reading } from '../extract/reading.ts'
import { supports } from '../extract/score.ts'
import { taxRatesIn } from '../extract/tax-rates.ts'
import { totalsReasons } from '../extract/totals-why.ts'
import type { Amount } from '../normalise/amount.ts'
import { type Fact, sumFacts } from './facts.ts'

type Amounts = readonly Candidate<Amount>[]
export type Sums = { net: number | null; tax: number | null; total: number | null }

const labelled = 0.3
/** By how much a label of another total may speak less and still contest. */
const rivalry = 0.15
const most = 400

/** Facts about any of the sums: they stand or fall together. */
export function factsOfSums(field: Field, { reading, sums, lines, slip }: Asked): Fact[] {
  const amounts = reading.amounts.slice(0, most)
  const { total } = sums
  if (total === null) return []
  const found: Fact[] = []
  if (isTaxed(sums, reading)) found.push(sumFacts.rate)
  if (isRepeated(total, amounts)) found.push(sumFacts.again)
  if (isPaid(total, amounts)) found.push(sumFacts.paid)
  if (lines.length === 0 && areGoods(total, amounts)) found.push(sumFacts.goods)
  const ofLines = (field.why ?? []).some(({ reason }) => reason === totalsReasons.lines)
  const proofs = found.length
  if (proofs === 0 && !ofLines) found.push(sumFacts.none)
  // A letter has other sums that add up: of a rate, of a delivery, of a page.
  else if (proofs === 1 && !ofLines && !slip) found.push(sumFacts.one)
  if (found.includes(sumFacts.paid)) return found
  if (amounts.some(({ value }) => Math.abs(value.minor) > Math.abs(total) && isPrinted(value)))
    found.push(sumFacts.larger)
  if (isContested(total, amounts, reading)) found.push(sumFacts.other)
  return found
}

type Asked = { reading: Reading; sums: Sums; lines: readonly LineItem[]; slip: boolean }

const isPrinted = ({ decimals, currency }: Amount): boolean => decimals > 0 || currency !== null

function isTaxed({ net, tax, total }: Sums, reading: Reading): boolean {
  if (net === null || tax === null || total === null || tax === 0) return false
  return taxRatesIn(reading).some((rate) => Math.abs(Math.round((net * rate) / 100) - tax) <= 1)
}

function isRepeated(total: number, amounts: Amounts): boolean {
  const rows = new Set(amounts.filter(({ value }) => value.minor === total).map(({ row }) => row))
  return rows.size > 1
}

/** Given and change stand below the total. */
function isPaid(total: number, amounts: Amounts): boolean {
  const last = amounts.findLastIndex(({ value }) => value.minor === total)
  const below = amounts.slice(Math.max(0, last - 2), last + 6).map(({ value }) => value.minor)
  return below.some((given) => given > total && below.includes(given - total))
}

/** A run of amounts right above the total, in its column. */
function areGoods(total: number, amounts: Amounts): boolean {
  const at = amounts.findIndex(({ value }) => value.minor === total)
  const goal = amounts[at]
  if (goal === undefined) return false
  const column = amounts
    .slice(0, at)
    .filter((one) => Math.abs(one.right - goal.right) < goal.bottom - goal.top)
  let sum = 0
  for (const [count, { value }] of column.reverse().entries()) {
    // A subtotal may stand in between.
    if (count === 0 && value.minor === total) continue
    sum += value.minor
    if (sum === total && count > 0) return true
  }
  return false
}

/** What is to be paid may follow on what the goods come to. */
function isContested(total: number, amounts: Amounts, reading: Reading): boolean {
  const support = supports(amounts, reading).map((one) => one.get('total') ?? 0)
  const own = Math.max(...amounts.map(({ value }, at) => (value.minor === total ? (support[at] ?? 0) : 0)))
  const last = amounts.findLastIndex(({ value }) => value.minor === total)
  return amounts.some(({ value }, at) => {
    const differs = Math.abs(value.minor - total) > 5 && value.minor !== 0 && isPrinted(value)
    return differs && at > last && (support[at] ?? 0) >= Math.max(labelled, own - rivalry)
  })
}
