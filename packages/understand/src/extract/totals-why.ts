// What is known about sums that were chosen: which spoke for them, and what might as well have been.
import type { Field } from '@countersign/contract/extraction'
import type { Amount } from '../normalise/amount.ts'
import type { Row } from '../page/sheet.ts'
import type { Candidate } from './candidates.ts'

/** One amount, or several that belong together (taxes of several rates), for one role. */
export type Part = { minor: number; score: number; of: readonly Candidate<Amount>[] }
export type Choice = {
  total: Part
  net: Part | null
  tax: Part | null
  charges: Part | null
  consistent: boolean
  rivalled: boolean
}
/** What the table of goods says: the rows it stands in, and what its amounts add up to. */
export type Goods = { rows: ReadonlySet<Row>; sum: number | null }
/** How much a net or a total that the lines add up to is preferred. */
export const ofSum = 0.5
export const totalsReasons = {
  addUp: 'net, tax and total add up',
  rival: 'another total adds up too',
  charges: 'charges or discounts in between',
  lines: 'the lines add up to it',
  otherLines: 'the lines add up to something else',
} as const

/** What spoke for an amount and against it, in shares of what a plain label beside it says. */
export function reasonsOf({
  part,
  choice,
  goods: { sum },
  explained,
}: {
  part: Part
  choice: Choice
  goods: Goods
  /** What is printed in between says why the lines make something else. */
  explained: boolean
}): NonNullable<Field['why']> {
  const reasons = [{ reason: 'its label', weight: Math.round(100 * part.score) / 100 }]
  const say = (reason: string, weight: number) => reasons.push({ reason, weight })
  if (choice.consistent) say(totalsReasons.addUp, 1)
  if (choice.rivalled) say(totalsReasons.rival, -ofSum)
  if (choice.charges !== null) say(totalsReasons.charges, -0.3)
  if (sum === null) return reasons
  const { net, tax, total, charges } = choice
  const goods = net?.minor ?? total.minor - (tax?.minor ?? 0)
  const extra = charges?.minor ?? 0
  const agrees =
    explained ||
    [goods, total.minor, goods + extra, total.minor - extra].some((one) => Math.abs(one - sum) <= 2)
  say(agrees ? totalsReasons.lines : totalsReasons.otherLines, agrees ? ofSum : -ofSum)
  return reasons
}
