// Net, tax and total are read together: the reading in which they add up wins over the order of labels.
import type { Field } from '@countersign/contract/extraction'
import type { Amount } from '../normalise/amount.ts'
import { minorDigits } from '../normalise/currency.ts'
import type { Candidate } from './candidates.ts'
import { weighColumnSums } from './column-sums.ts'
import { isExplained } from './explained.ts'
import { makeField } from './field.ts'
import { isClear, negated, rank, sums, twins } from './parts.ts'
import { sureness } from './rank.ts'
import type { Reading } from './reading.ts'
import { claim, type Support, squash, supports } from './score.ts'
import type { SlipTotal } from './slip-total.ts'
import { isNetOf, isTaxOf, netAt, taxRatesIn } from './tax-rates.ts'
import { type Choice, type Goods, ofSum, type Part, reasonsOf } from './totals-why.ts'
import type { Chosen } from './weigh.ts'

type Parts = { total: Part[]; net: Part[]; tax: Part[]; charges: Part[] }

const competing = ['total', 'net', 'tax', 'charge', 'discount', 'paid']
const mostCharged = 0.5
/** How sure an amount is that follows from two others, against the less sure of them. */
const followed = 0.88
const ofLine = 0.6
const ofDue = 0.8
/** As good as a label right beside it. */
const plain = 0.7

/** `due`: the total where it is known from elsewhere. Fields `net`, `tax`, `total`, and `charges` (shipping, tip, rounding, less discounts) where they are part of the sum. */
export function findTotals(
  reading: Reading,
  goods: Goods = { rows: new Set(), sum: null },
  due: Chosen<SlipTotal> | null = null,
): Field[] {
  const support = supports(reading.amounts, reading)
  const parts = partsOf(reading, support, goods)
  const choice = choose(due === null ? parts : dueOf(parts, due), taxRatesIn(reading), goods)
  if (choice === null) return []
  const code = reading.currency?.code ?? null
  const explained = isExplained(choice, goods, { amounts: reading.amounts, charges: parts.charges })
  const fields: Field[] = []
  for (const name of ['net', 'tax', 'charges', 'total'] as const) {
    const part = choice[name]
    if (part === null) continue
    const sure = choice.consistent ? 1 : shareOf(part, parts[name])
    const why = reasonsOf({ part, choice, goods, explained })
    const known = name === 'total' && due !== null
    const score = known ? due.probability : confidenceOf(part, choice) * sure
    fields.push(amountField(name, part, { code, score, why: known ? [...due.why, ...why.slice(1)] : why }))
  }
  return [...fields, ...derived(fields, code)]
}

function amountField(
  name: string,
  part: Part,
  { code, score, why }: { code: string | null; score: number; why: NonNullable<Field['why']> },
): Field {
  const currency = part.of[0]?.value.currency ?? code
  const doubt = part.of.some(({ value }) => value.ambiguous) ? 0.5 : 1
  const origin = part.of.length > 1 ? 'derived' : 'document'
  return makeField({
    name,
    type: 'money',
    value: { minor: part.minor, currency: currency === 'USD' && code !== null ? code : currency },
    spans: part.of,
    score: score * doubt,
    origin,
    why,
  })
}

function confidenceOf(part: Part, choice: Choice): number {
  const { net, tax, total, consistent } = choice
  if (!consistent) return squash(part.score) * (net !== null && tax !== null ? 0.7 : 1)
  const others = [net, tax, total].filter((other) => other !== null && other !== part)
  const least = Math.min(...others.map((other) => agreed(other?.score ?? 0)))
  return Math.max(agreed(part.score), followed * least)
}

function agreed(score: number): number {
  return squash(Math.max(0, score) + 0.4)
}

function partsOf(reading: Reading, support: readonly Support[], goods: Goods): Parts {
  const withDecimals = minorDigits(reading.currency?.code ?? null) > 0
  const largest = Math.max(
    0,
    ...reading.amounts.filter(({ value }) => value.decimals > 0).map(({ value }) => Math.abs(value.minor)),
  )
  const columnSums = weighColumnSums(reading)
  const score = (role: string) => (candidate: Candidate<Amount>, index: number) => {
    const { value } = candidate
    const bare = withDecimals && value.decimals === 0 && value.currency === null ? 0.5 : 0
    const tall = candidate.bottom - candidate.top > 1.25 * reading.sheet.height ? 0.1 : 0
    const peak = role === 'total' && Math.abs(value.minor) === largest ? 0.1 : 0
    const beside = value.currency === null ? 0 : 0.05
    const sum = (support[index]?.get(role) ?? 0) > 0.1 ? (columnSums.get(candidate) ?? 0) : 0
    // The column of a table may be called "Total": what stands in it is the amount of one line.
    const line = goods.rows.has(candidate.row) ? ofLine : 0
    return claim(support[index], role, competing) + tall + peak + beside + sum - bare - line
  }
  const ranked = (role: string) => rank(reading.amounts, score(role))
  const charges = ranked('charge').concat(ranked('discount').map(negated)).filter(isClear)
  return {
    total: ranked('total').filter(({ minor }) => minor !== 0),
    net: ranked('net').filter(({ minor }) => minor !== 0),
    tax: [...ranked('tax'), ...twins(reading.amounts, score('tax'), reading.sheet.height)],
    charges: [...charges, ...sums(charges)],
  }
}

/** Only the total that is due, as if it had its label: net and tax are what makes it. */
function dueOf(parts: Parts, { entry: { candidate } }: Chosen<SlipTotal>): Parts {
  return { ...parts, total: [{ minor: candidate.value.minor, score: ofDue, of: [candidate] }] }
}

function choose(parts: Parts, rates: readonly number[], goods: Goods): Choice | null {
  return consistentChoice(parts, goods) ?? choiceByRate(parts, rates) ?? labelledChoice(parts)
}

/** The best reading in which net + tax + charges = total, to one minor unit. */
function consistentChoice(parts: Parts, { sum }: Goods): Choice | null {
  let best: Choice | null = null
  let bestScore = 0.9
  const adding: Part[] = []
  const largest = Math.max(...parts.total.map(({ minor }) => Math.abs(minor)))
  for (const choice of readings(parts)) {
    const { total, net, tax, charges } = choice
    // Lines and tax groups add up in themselves too: the total of a document is the largest that does.
    const size = 0.4 * (Math.abs(total.minor) / largest)
    const effort = effortOf(charges) + 0.1 * (tax.of.length + net.of.length - 1)
    const made = sum !== null && (net.minor === sum || total.minor === sum || isMade(choice, { parts, sum }))
    const added = made ? ofSum : 0
    const score = total.score + 0.7 * (net.score + tax.score) + size + added - effort
    if (score > 0.9) adding.push(total)
    if (score <= bestScore) continue
    best = { ...choice, consistent: true, rivalled: false }
    bestScore = score
  }
  return best && { ...best, rivalled: isRivalled(best.total, adding) }
}

/** The net amount is what the lines come to, with a charge or less a discount that is printed. */
function isMade(
  { net, charges }: Pick<Choice, 'net' | 'charges'>,
  { parts, sum }: { parts: Parts; sum: number },
) {
  if (net === null || charges !== null) return false
  return parts.charges.some(({ minor }) => Math.abs(sum + minor - net.minor) <= 1)
}

/** The total of another reading that adds up is larger, or better labelled. */
function isRivalled({ minor, score }: Part, others: readonly Part[]): boolean {
  return others.some(
    (other) =>
      other.minor !== minor && (Math.abs(other.minor) > Math.abs(minor) || other.score > score + 0.05),
  )
}

/** Charges make chance agreement likelier; a rounding of a few cents is printed to be added. */
function effortOf(charges: Part | null): number {
  if (charges === null) return 0
  return Math.abs(charges.minor) <= 5 ? -0.1 : 0.3
}

function* readings({ total: totals, net, tax, charges: extras }: Parts) {
  const taxes = withSums(tax)
  // A table of the taxes may say the base of each rate, and nowhere the net of all.
  const nets = withSums(net)
  for (const total of totals)
    for (const net of nets)
      for (const taxPart of taxes)
        for (const charges of [null, ...extras]) {
          const reading = { total, net, tax: taxPart, charges }
          if (addsUp(reading)) yield reading
        }
}

const withSums = (parts: readonly Part[]): Part[] => [
  ...parts,
  ...sums(parts.filter(({ score }) => score > 0.2)).filter(isOneColumn),
]

function addsUp({
  total,
  net,
  tax,
  charges,
}: Record<'total' | 'net' | 'tax', Part> & { charges: Part | null }) {
  const gap = net.minor + tax.minor + (charges?.minor ?? 0) - total.minor
  if (Math.abs(gap) > tax.of.length) return false
  const used = [...total.of, ...net.of, ...tax.of, ...(charges?.of ?? [])]
  const share = tax.minor / net.minor
  const distinct = new Set(used).size === used.length
  // Freight is dear, but a second group of taxes with its own sum is no freight.
  const added = Math.abs(charges?.minor ?? 0) <= mostCharged * Math.abs(total.minor)
  return added && distinct && share > 0 && share < 0.5 && tax.score > 0.1
}

/** Where the tax was misread or is not printed, net and total that are a printed rate apart prove each other. */
function choiceByRate({ total: totals, net: nets }: Parts, rates: readonly number[]): Choice | null {
  let best: Choice | null = null
  let bestScore = 0.35
  for (const total of totals)
    for (const net of nets) {
      const proves = rates.some((rate) => Math.abs(netAt(total.minor, rate) - net.minor) <= 1)
      const score = total.score + 0.7 * net.score
      if (!proves || score <= bestScore || total.of[0] === net.of[0]) continue
      const tax = {
        minor: total.minor - net.minor,
        score: Math.min(total.score, net.score),
        of: [...total.of, ...net.of],
      }
      best = { total, net, tax, charges: null, consistent: true, rivalled: false }
      bestScore = score
    }
  return best
}

/** Without a reading that adds up, each amount stands on its own label. */
function labelledChoice({ total: totals, net: nets, tax: taxes }: Parts): Choice | null {
  const total = totals[0]
  if (total === undefined || total.score < 0) return null
  const other = (part: Part) => isClear(part) && part.of[0] !== total.of[0]
  const plausible = nets.find((part) => other(part) && isNetOf(part.minor, total.minor)) ?? null
  const tax =
    taxes.find(
      (part) => other(part) && isTaxOf(part.minor, total.minor) && part.of[0] !== plausible?.of[0],
    ) ?? null
  // What three plain labels say stays, however it contradicts: a person has to see it.
  const isSaid = (part: Part | null) => part !== null && part.score >= plain && isExact(part)
  const said = isSaid(total) && isSaid(tax) ? nets.find((part) => other(part) && isSaid(part)) : undefined
  const net = plausible ?? (said?.of[0] === tax?.of[0] ? null : (said ?? null))
  return { total, net, tax, charges: null, consistent: false, rivalled: false }
}

/** Where one of net and tax is missing, it follows from the other and the total. */
function derived(fields: readonly Field[], code: string | null): Field[] {
  const [net, tax, total] = ['net', 'tax', 'total'].map((name) => fields.find((field) => field.name === name))
  const known = net ?? tax
  if (known === undefined || total === undefined || (net !== undefined && tax !== undefined)) return []
  const minor = minorOf(total) - minorOf(known)
  const share = minor / minorOf(net ?? total)
  if (!(share > 0) || share > (net === undefined ? 1 : 0.5)) return []
  const confidence = Math.round(1000 * followed * Math.min(known.confidence, total.confidence)) / 1000
  const currency = typeof total.value === 'string' ? code : total.value.currency
  const evidence = [...total.evidence, ...known.evidence]
  const name = net === undefined ? 'net' : 'tax'
  const raw = `${total.raw} - ${known.raw}`
  return [{ name, type: 'money', value: { minor, currency }, raw, confidence, evidence, origin: 'derived' }]
}

const isExact = ({ of }: Part): boolean => of.every(({ value }) => value.decimals > 0)

function shareOf(best: Part, parts: readonly Part[]): number {
  return sureness(
    best,
    parts.filter((part) => part.minor !== best.minor),
  )
}

/** Taxes of several rates stand under each other and have one sign. */
function isOneColumn({ of }: Part): boolean {
  const [first] = of
  return of.every(
    (one) =>
      first !== undefined &&
      Math.abs(one.right - first.right) < one.bottom - one.top &&
      Math.sign(one.value.minor) === Math.sign(first.value.minor),
  )
}

function minorOf(field: Field): number {
  return typeof field.value === 'string' ? 0 : field.value.minor
}
