// What was due on a slip: not what was handed over, not the change, not a part of it in the summary of taxes.
import type { Amount } from '../normalise/amount.ts'
import { minorDigits } from '../normalise/currency.ts'
import { type Row, tokensOf } from '../page/sheet.ts'
import type { Candidate } from './candidates.ts'
import { weighColumnSums } from './column-sums.ts'
import type { Reading } from './reading.ts'
import { claim, type Support, supports } from './score.ts'
import { type Chosen, choose, type Signs } from './weigh.ts'

export type SlipTotal = { key: string; signs: Signs; candidate: Candidate<Amount> }

const competing = ['total', 'net', 'tax', 'charge', 'discount', 'paid']
const others = competing.slice(1)
/** Beyond these a slip is no slip; pairs of them are compared. */
const most = 200
const mostKnown = 12
/** What agreement is worth that no label speaks of. */
const unsaid = 0.4
const spoken = 0.3
/** Rounding to coins makes no more than this. */
const mostRounding = 5
const coin = 5
const highestTax = 0.28

/** The total of a slip with its probability, or null where nothing is likely. */
export function findSlipTotal(reading: Reading): Chosen<SlipTotal> | null {
  return choose(slipTotals(reading), 'slip.total')
}

/** Every amount of the slip; what is true of its value is said of each place where it is printed. */
export function slipTotals(reading: Reading): SlipTotal[] {
  const amounts = reading.amounts.slice(0, most)
  const support = supports(amounts, reading)
  const facts = factsOf(reading, { amounts, support })
  const sums = weighColumnSums({ ...reading, amounts })
  return amounts.flatMap((candidate, at) => {
    const { minor } = candidate.value
    if (minor <= 0) return []
    const signs = {
      ...labelSigns(support[at], candidate, reading),
      ...placeSigns(candidate, { reading, facts }),
      ...valueSigns(minor, facts),
      'sum of those above': Math.max(0, sums.get(candidate) ?? 0),
      'part of a table of sums': (sums.get(candidate) ?? 0) < 0 ? 1 : 0,
    }
    return [{ key: String(minor), signs, candidate }]
  })
}

function labelSigns(support: Support | undefined, candidate: Candidate<Amount>, reading: Reading): Signs {
  const own = support?.get('total') ?? 0
  return {
    'its label': own,
    'more its label than another': Math.max(0, claim(support, 'total', competing)),
    'label of a net amount': support?.get('net') ?? 0,
    'label of a tax': support?.get('tax') ?? 0,
    'label of a payment': support?.get('paid') ?? 0,
    'label of a charge': Math.max(support?.get('charge') ?? 0, support?.get('discount') ?? 0),
    'no label': own === 0 && others.every((role) => !support?.has(role)) ? 1 : 0,
    'nearly its label': own === 0 && isNearlyLabelled(candidate) ? 1 : 0,
    'whole number': hasNoDecimals(candidate, reading) ? 1 : 0,
    'currency beside it': candidate.value.currency === null ? 0 : 1,
  }
}

/** Thermal print loses a letter of "TOTAL" now and then. */
const nearlyTotal = /^(?:t?[o0][tl]a[l1i]|t[o0]?ta[l1i]|t[o0][tl1i]?a[l1i]|t[o0][tl1i]a|[ilj][o0]ta[l1i])/u

function isNearlyLabelled({ row, from }: Candidate<Amount>): boolean {
  return row.tokens.slice(0, from).some(({ plain }) => nearlyTotal.test(plain))
}

function hasNoDecimals({ value }: Candidate<Amount>, { currency }: Reading): boolean {
  return minorDigits(currency?.code ?? null) > 0 && value.decimals === 0
}

type Facts = {
  largest: number
  largestUnpaid: number
  times: ReadonlyMap<number, number>
  /** What was handed over less what came back, by whether words say so. */
  settled: ReadonlyMap<number, number>
  paid: ReadonlySet<number>
  withTax: ReadonlySet<number>
  rounded: ReadonlyMap<number, number>
  unrounded: ReadonlyMap<number, number>
  firstSum: Row | null
  payment: Row | null
  rowsOf: ReadonlyMap<Row, number>
}

type Weighed = { amounts: readonly Candidate<Amount>[]; support: readonly Support[] }

function factsOf(reading: Reading, { amounts, support }: Weighed): Facts {
  const beside = (role: string) => amounts.filter((one) => isBeside(one, role, reading))
  const said = (role: string) => amounts.filter((_, at) => (support[at]?.get(role) ?? 0) >= spoken)
  const paid = beside('paid').slice(0, mostKnown)
  const values = amounts.map(({ value }) => value.minor)
  const sums = [...beside('total'), ...beside('net')].map(({ row }) => row)
  const firstSum = topmost(sums)
  const payments = paid
    .map(({ row }) => row)
    .filter((row) => firstSum === null || row.index >= firstSum.index)
  const unpaid = amounts.filter((one) => !paid.includes(one)).map(({ value }) => value.minor)
  return {
    largest: Math.max(0, ...values),
    largestUnpaid: Math.max(0, ...unpaid),
    times: counted(values),
    settled: settledOf(amounts, paid),
    paid: new Set(paid.map(({ value }) => value.minor)),
    withTax: withTaxOf(values, {
      taxes: said('tax').map(({ value }) => value.minor),
      extras: [
        ...said('charge').map(({ value }) => value.minor),
        ...said('discount').map(({ value }) => -Math.abs(value.minor)),
      ],
    }),
    ...roundedOf(values, new Set(said('charge').map(({ value }) => Math.abs(value.minor)))),
    firstSum,
    payment: topmost(payments),
    rowsOf: counted(amounts.map(({ row }) => row)),
  }
}

/** A label on the row of the amount, before it. */
function isBeside({ row, from }: Candidate<Amount>, role: string, { labels }: Reading): boolean {
  return labels.some((label) => label.row === row && label.role === role && label.to < from)
}

function topmost(rows: readonly Row[]): Row | null {
  return rows.reduce<Row | null>((top, row) => (top === null || row.index < top.index ? row : top), null)
}

function counted<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** 1 where a label says that something was paid; less where three amounts in turn merely agree. */
function settledOf(
  amounts: readonly Candidate<Amount>[],
  paid: readonly Candidate<Amount>[],
): Map<number, number> {
  const settled = new Map<number, number>()
  const known = new Set(paid)
  const rows = counted(amounts.map(({ row }) => row))
  const alone = ({ row }: Candidate<Amount>) => rows.get(row) === 1
  const say = (minor: number, by: number) => settled.set(minor, Math.max(by, settled.get(minor) ?? 0))
  for (const [at, cash] of amounts.entries())
    for (const change of amounts.slice(at + 1, at + 4)) {
      const left = cash.value.minor - Math.abs(change.value.minor)
      const labelled = known.has(cash) || known.has(change)
      if (left > 0 && change.value.minor !== 0 && alone(cash) && alone(change))
        say(left, labelled ? 1 : unsaid)
    }
  return settled
}

function withTaxOf(
  values: readonly number[],
  { taxes, extras }: { taxes: readonly number[]; extras: readonly number[] },
): Set<number> {
  const sums = new Set<number>()
  const added = [0, ...extras.slice(0, mostKnown)]
  for (const tax of new Set(taxes.slice(0, mostKnown)))
    for (const net of new Set(values))
      if (tax > 0 && net > 0 && tax <= highestTax * net)
        for (const extra of added) sums.add(net + tax + extra)
  return sums
}

/** Two amounts a few cents apart, the round one and the one before it: 1 where the rounding is printed as well. */
function roundedOf(values: readonly number[], charges: ReadonlySet<number>) {
  const known = new Set(values)
  const [rounded, unrounded] = [new Map<number, number>(), new Map<number, number>()]
  for (const value of known)
    for (let by = -mostRounding; by <= mostRounding; by++) {
      const isRound = value % coin === 0 && (value + by) % coin !== 0
      if (by === 0 || !isRound || !known.has(value + by)) continue
      const strength = charges.has(Math.abs(by)) ? 1 : unsaid
      rounded.set(value, Math.max(strength, rounded.get(value) ?? 0))
      unrounded.set(value + by, Math.max(strength, unrounded.get(value + by) ?? 0))
    }
  return { rounded, unrounded }
}

function placeSigns(
  candidate: Candidate<Amount>,
  { reading, facts }: { reading: Reading; facts: Facts },
): Signs {
  const { row } = candidate
  const tall = Math.max(...tokensOf(candidate).map(({ top, bottom }) => bottom - top)) / reading.sheet.height
  return {
    'tall print': Math.max(0, Math.min(1, tall - 1.15)),
    'above the sums': facts.firstSum !== null && row.index < facts.firstSum.index ? 1 : 0,
    'below a payment': facts.payment !== null && row.index > facts.payment.index ? 1 : 0,
    'right above a payment': facts.payment !== null && isNext(row, facts.payment, reading) ? 1 : 0,
    'not alone on its row': (facts.rowsOf.get(row) ?? 0) > 1 ? 1 : 0,
    'a tax behind it': hasTaxBehind(candidate, reading) ? 1 : 0,
  }
}

/** In a summary of taxes the base and its tax stand beside each other. */
function hasTaxBehind({ row, to, value }: Candidate<Amount>, { amounts }: Reading): boolean {
  return amounts.some(
    (one) =>
      one.row === row && one.from > to && one.value.minor >= 0 && one.value.minor <= highestTax * value.minor,
  )
}

function isNext(row: Row, payment: Row, { amounts }: Reading): boolean {
  if (row.index >= payment.index) return false
  return !amounts.some((one) => one.row.index > row.index && one.row.index < payment.index)
}

function valueSigns(minor: number, facts: Facts): Signs {
  return {
    'cash less change': facts.settled.get(minor) ?? 0,
    'paid as it is': facts.paid.has(minor) ? 1 : 0,
    'net and tax make it': facts.withTax.has(minor) ? 1 : 0,
    'after the rounding': facts.rounded.get(minor) ?? 0,
    'before the rounding': facts.unrounded.get(minor) ?? 0,
    largest: minor === facts.largest ? 1 : 0,
    'largest that is no payment': minor === facts.largestUnpaid ? 1 : 0,
    'printed again': Math.min(3, (facts.times.get(minor) ?? 1) - 1) / 3,
  }
}
