// What the terms of an invoice have to do with each other (EN 16931-1 §6.4.2, BR-CO). Sums of lines, VAT and totals
// (BR-CO-10, 13 to 17) are in arithmetic.ts. BR-CO-25 was withdrawn in 2026.
import { firstOf, lineWhere, type Rule } from './rule.ts'
import type { Adjustment, Party, Terms } from './terms.ts'

const sumOf = (adjustments: readonly Adjustment[], charge: boolean): number =>
  adjustments.filter((one) => one.charge === charge).reduce((sum, { amount }) => sum + (amount ?? 0), 0)

/** ISO 3166-1, and EL for Greece. */
const prefixed = /^(?:[A-Z]{2})/
const wrongVatId = (party: Party | null): boolean => party?.vatId != null && !prefixed.test(party.vatId)

const unreasoned = (adjustments: readonly Adjustment[], charge: boolean): boolean =>
  adjustments.some((one) => one.charge === charge && !one.reasoned)

const parties = ({ seller, buyer, representative }: Terms) => [seller, buyer, representative]

export const conditionRules: readonly Rule[] = [
  {
    id: 'BR-CO-03',
    says: 'The day on which VAT falls due is stated, and a code for it as well; only one may be.',
    broken: ({ taxPointDate, taxPointCode }) => taxPointDate !== null && taxPointCode !== null,
  },
  {
    id: 'BR-CO-04',
    says: 'A line has no VAT category.',
    broken: lineWhere(({ category }) => category === null),
  },
  {
    id: 'BR-CO-09',
    says: 'A VAT id does not begin with its country.',
    broken: (terms) => firstOf('party', parties(terms), wrongVatId),
    field: 'vatId',
  },
  {
    id: 'BR-CO-11',
    says: 'The allowances do not add up to the sum of allowances that the XML states.',
    broken: ({ sums, adjustments }) => (sums.allowances?.minor ?? 0) !== sumOf(adjustments, false),
    error: true,
    field: 'net',
  },
  {
    id: 'BR-CO-12',
    says: 'The charges do not add up to the sum of charges that the XML states.',
    broken: ({ sums, adjustments }) => (sums.charges?.minor ?? 0) !== sumOf(adjustments, true),
    error: true,
    field: 'net',
  },
  {
    id: 'BR-CO-18',
    says: 'The XML does not say which VAT is in it, not even none.',
    broken: ({ shares }) => shares.length === 0,
    field: 'tax',
  },
  {
    id: 'BR-CO-19',
    says: 'The period of the invoice has neither beginning nor end.',
    broken: ({ period, taxPointCode }) =>
      period !== null && period.start === null && period.end === null && taxPointCode === null,
  },
  {
    id: 'BR-CO-20',
    says: 'The period of a line has neither beginning nor end.',
    broken: lineWhere(({ period }) => period !== null && period.start === null && period.end === null),
  },
  {
    id: 'BR-CO-21',
    says: 'An allowance on the whole invoice has neither a reason nor its code.',
    broken: ({ adjustments }) => unreasoned(adjustments, false),
  },
  {
    id: 'BR-CO-22',
    says: 'A charge on the whole invoice has neither a reason nor its code.',
    broken: ({ adjustments }) => unreasoned(adjustments, true),
  },
  {
    id: 'BR-CO-23',
    says: 'An allowance on a line has neither a reason nor its code.',
    broken: lineWhere(({ adjustments }) => unreasoned(adjustments, false)),
  },
  {
    id: 'BR-CO-24',
    says: 'A charge on a line has neither a reason nor its code.',
    broken: lineWhere(({ adjustments }) => unreasoned(adjustments, true)),
  },
  {
    id: 'BR-CO-26',
    says: 'The seller has no identifier: neither a number, nor a registration, nor a VAT id.',
    broken: ({ seller }) => seller !== null && seller.ids.length === 0 && seller.vatId === null,
  },
]
