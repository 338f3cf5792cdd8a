// What Peppol BIS Billing 3 asks of every invoice (PEPPOL-EN16931-R, release of May 2026). XRechnung has taken over a part.
import { pathOf, type XmlElement } from '../../xml.ts'
import { firstOf, lineWhere, type Rule } from '../rule.ts'
import type { Adjustment, Line, Terms } from '../terms.ts'

/** Hungary rounds to whole forints; elsewhere two cents may go to rounding. */
const slack = (currency: string | null): number => (currency === 'HUF' ? 50 : 2)

const everyAdjustment = ({ adjustments, lines }: Terms): Adjustment[] => [
  ...adjustments,
  ...lines.flatMap((line) => line.adjustments),
]

const signOf = ({ taxAmounts }: Terms, wanted: string | null): number =>
  Math.sign(taxAmounts.find(({ currency }) => currency === wanted)?.amount ?? 0)

/** Sums of VAT that are broken down into rates, and others. In CII the rates stand apart: the currency tells them. */
function countTotals({ syntax, root, taxAmounts, currency }: Terms): { main: number; other: number } {
  const totals = root.children.filter(({ name }) => name === 'TaxTotal')
  const isMain = ({ children }: XmlElement) => children.some(({ name }) => name === 'TaxSubtotal')
  const main =
    syntax === 'ubl'
      ? totals.filter(isMain).length
      : taxAmounts.filter((one) => one.currency === currency).length
  return { main, other: (syntax === 'ubl' ? totals.length : taxAmounts.length) - main }
}

const processes: Rule[] = [
  {
    id: 'PEPPOL-EN16931-R001',
    says: 'The XML does not name its business process.',
    broken: ({ process }) => process === null,
  },
  {
    id: 'PEPPOL-EN16931-R010',
    says: 'The buyer has no electronic address.',
    broken: ({ buyer }) => buyer !== null && !buyer.electronic,
  },
  {
    id: 'PEPPOL-EN16931-R020',
    says: 'The seller has no electronic address.',
    broken: ({ seller }) => seller !== null && !seller.electronic,
  },
  {
    id: 'PEPPOL-EN16931-R008',
    says: 'The XML has an element with nothing in it.',
    broken: ({ named }) => {
      const empty = named('*').find(
        ({ children, text, name }) =>
          // CII must have it, even where nothing is known of the delivery.
          children.length === 0 && text === '' && name !== 'ApplicableHeaderTradeDelivery',
      )
      return empty ? pathOf(empty) : false
    },
  },
]

const taxes: Rule[] = [
  {
    id: 'PEPPOL-EN16931-R005',
    says: 'The second currency for VAT is the currency of the invoice.',
    broken: ({ taxCurrency, currency }) => taxCurrency !== null && taxCurrency === currency,
  },
  {
    id: 'PEPPOL-EN16931-R053',
    says: 'There must be one sum of VAT that is broken down into rates.',
    // CII may leave it out, which another rule objects to.
    broken: (terms) => {
      const { main } = countTotals(terms)
      return main > 1 || (main === 0 && terms.syntax === 'ubl')
    },
  },
  {
    id: 'PEPPOL-EN16931-R054',
    says: 'VAT must be summed up once more in its second currency, and only then.',
    broken: (terms) => countTotals(terms).other !== (terms.taxCurrency === null ? 0 : 1),
  },
  {
    id: 'PEPPOL-EN16931-R055',
    says: 'VAT has another sign in its second currency.',
    broken: (terms) =>
      terms.taxCurrency !== null && signOf(terms, terms.currency) * signOf(terms, terms.taxCurrency) < 0,
  },
]

const adjustments: Rule[] = [
  {
    id: 'PEPPOL-EN16931-R040',
    says: 'An allowance or charge is not the percentage that it states of its base.',
    broken: (terms) =>
      firstOf('allowance or charge', everyAdjustment(terms), ({ base, percent, amount }) => {
        if (base === null || percent === null) return false
        return Math.abs((amount ?? 0) - (base * percent) / 100) > slack(terms.currency) + 1e-6
      }),
  },
  {
    id: 'PEPPOL-EN16931-R041',
    says: 'An allowance or charge states a percentage, and not of what.',
    broken: (terms) => everyAdjustment(terms).some(({ base, percent }) => percent !== null && base === null),
  },
  {
    id: 'PEPPOL-EN16931-R042',
    says: 'An allowance or charge states what it is a share of, and not the percentage.',
    broken: (terms) => everyAdjustment(terms).some(({ base, percent }) => base !== null && percent === null),
  },
  {
    id: 'PEPPOL-EN16931-R043',
    says: 'Whether something is an allowance or a charge must be written as false or true.',
    broken: ({ named }) =>
      named('ChargeIndicator').some(
        ({ text, children }) => !/^(true|false)$/.test(children[0]?.text ?? text),
      ),
  },
  {
    id: 'PEPPOL-EN16931-R044',
    says: 'A price has a charge; only a discount is allowed there.',
    broken: ({ named }) =>
      named('ChargeIndicator').some(
        ({ parent, text, children }) =>
          /Price$/.test(parent?.parent?.name ?? '') && (children[0]?.text ?? text) !== 'false',
      ),
  },
]

const outside = (line: Line, { period }: Terms, end: 'start' | 'end'): boolean => {
  const [own, whole] = [line.period?.[end], period?.[end]]
  if (!own || !whole) return false
  return end === 'start' ? own < whole : own > whole
}

const netIsNotGross = ({ price, grossPrice, priceDiscount }: Line): boolean =>
  price !== null &&
  grossPrice !== null &&
  Math.abs(Number(grossPrice) - Number(priceDiscount ?? 0) - Number(price)) > 1e-9

const lines: Rule[] = [
  {
    id: 'PEPPOL-EN16931-R046',
    says: 'A price is not the price before discount less the discount.',
    broken: lineWhere(netIsNotGross),
  },
  {
    id: 'PEPPOL-EN16931-R110',
    says: 'The period of a line begins before that of the invoice.',
    broken: (terms) => firstOf('line', terms.lines, (line) => outside(line, terms, 'start')),
  },
  {
    id: 'PEPPOL-EN16931-R111',
    says: 'The period of a line ends after that of the invoice.',
    broken: (terms) => firstOf('line', terms.lines, (line) => outside(line, terms, 'end')),
  },
  {
    id: 'PEPPOL-EN16931-R121',
    says: 'The quantity that a price is for must be above zero.',
    broken: lineWhere(({ per }) => per !== null && Number(per.quantity ?? 0) <= 0),
  },
  {
    id: 'PEPPOL-EN16931-R130',
    says: 'The price of a line is for another unit than its quantity.',
    broken: lineWhere(({ per, unit }) => per?.unit != null && unit !== null && per.unit !== unit),
  },
]

const payment: Rule = {
  id: 'PEPPOL-EN16931-R061',
  says: 'It is paid by direct debit, and the mandate is not named.',
  broken: ({ payments, mandate }) =>
    mandate === null && payments.some(({ code }) => code === '49' || code === '59'),
}

/** Those that XRechnung asks for as well, in both syntaxes. */
export const documentRules: readonly Rule[] = [...processes, ...taxes, ...adjustments, ...lines, payment]
