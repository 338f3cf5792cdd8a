// What follows from a category of VAT (EN 16931-1 §6.4.3): who needs which tax id, which rates, bases, taxes and reasons.
import { firstOf, type Rule } from './rule.ts'
import type { Share, Taxed, Terms } from './terms.ts'

type Category = {
  /** As the rules are named: BR-S-01. */
  name: string
  /** UNCL 5305. */
  code: string
  what: string
  rate: 'above' | 'zero' | 'none' | 'any'
  /** Whether a reason for charging no tax must be given, or must not. */
  reason: boolean
  seller: 'taxId' | 'vatId' | 'none'
  buyer?: 'taxId' | 'vatId' | 'none'
}

const categories: readonly Category[] = [
  { name: 'S', code: 'S', what: 'standard rated', rate: 'above', reason: false, seller: 'taxId' },
  { name: 'Z', code: 'Z', what: 'zero rated', rate: 'zero', reason: false, seller: 'taxId' },
  { name: 'E', code: 'E', what: 'exempt', rate: 'zero', reason: true, seller: 'taxId' },
  {
    name: 'AE',
    code: 'AE',
    what: 'reverse charge',
    rate: 'zero',
    reason: true,
    seller: 'taxId',
    buyer: 'taxId',
  },
  {
    name: 'IC',
    code: 'K',
    what: 'intra-community supply',
    rate: 'zero',
    reason: true,
    seller: 'vatId',
    buyer: 'vatId',
  },
  { name: 'G', code: 'G', what: 'export', rate: 'zero', reason: true, seller: 'vatId' },
  {
    name: 'O',
    code: 'O',
    what: 'not subject to VAT',
    rate: 'none',
    reason: true,
    seller: 'none',
    buyer: 'none',
  },
  { name: 'AF', code: 'L', what: 'IGIC of the Canary Islands', rate: 'any', reason: false, seller: 'taxId' },
  { name: 'AG', code: 'M', what: 'IPSI of Ceuta and Melilla', rate: 'any', reason: false, seller: 'taxId' },
]

const taxedIn = ({ lines, adjustments }: Terms): Taxed[] => [...lines, ...adjustments]
const isOf =
  ({ code }: Category) =>
  (one: Taxed): boolean =>
    one.category === code
const uses = (terms: Terms, category: Category): boolean => taxedIn(terms).some(isOf(category))

const wrongRate = ({ rate: wanted }: Category, rate: number | null): boolean => {
  if (wanted === 'none') return rate !== null
  if (rate === null) return true
  if (wanted === 'zero') return rate !== 0
  return wanted === 'above' ? rate <= 0 : rate < 0
}

/** Rates are told apart where one category may have several. */
const hasRates = ({ rate }: Category): boolean => rate === 'above' || rate === 'any'

function baseOf(terms: Terms, category: Category, { rate }: Share): number {
  const same = (one: Taxed) => isOf(category)(one) && (!hasRates(category) || one.rate === rate)
  const lines = terms.lines.filter(same).reduce((sum, { amount }) => sum + (amount ?? 0), 0)
  return terms.adjustments
    .filter(same)
    .reduce((sum, { amount, charge }) => sum + (charge ? 1 : -1) * (amount ?? 0), lines)
}

/** Where rates are told apart, rounding line by line may leave a whole unit of the currency (as the official tests allow). */
const roundingMinor = 100

function sellerLacks({ seller, representative }: Terms, wanted: Category['seller']): boolean {
  if (wanted === 'none') return seller?.vatId != null || representative?.vatId != null
  const vat = seller?.vatId != null || representative?.vatId != null
  return wanted === 'vatId' ? !vat : !vat && seller?.taxNumber == null
}

function buyerLacks({ buyer }: Terms, wanted: Category['buyer']): boolean {
  if (wanted === undefined) return false
  if (wanted === 'none') return buyer?.vatId != null
  return buyer?.vatId == null && !(wanted === 'taxId' && (buyer?.ids.length ?? 0) > 0)
}

function idsOf(category: Category): Rule {
  const { seller, buyer, what } = category
  const needs =
    seller === 'none'
      ? 'no VAT ids may be stated'
      : `the ${seller === 'vatId' ? 'VAT id' : 'VAT id or tax number'} of the seller${buyer ? ' and the VAT id of the buyer' : ''} must be stated`
  return {
    id: `BR-${category.name}-02`,
    says: `Something is ${what}: ${needs}.`,
    broken: (terms) => uses(terms, category) && (sellerLacks(terms, seller) || buyerLacks(terms, buyer)),
    field: 'vatId',
  }
}

function sharesOf(category: Category): Rule[] {
  const { name, what, reason } = category
  const of = (terms: Terms) => terms.shares.filter(isOf(category))
  return [
    {
      id: `BR-${name}-01`,
      says: `Something is ${what}, and its VAT is not broken down${hasRates(category) ? '' : ' exactly once'}.`,
      broken: (terms) => {
        const count = of(terms).length
        return uses(terms, category) ? count === 0 || (!hasRates(category) && count > 1) : false
      },
      field: 'tax',
    },
    {
      id: `BR-${name}-08`,
      says: `The amount that is ${what} is not what its lines, allowances and charges make.`,
      broken: (terms) =>
        of(terms).some((share) => {
          const apart = Math.abs((share.base ?? 0) - baseOf(terms, category, share))
          return hasRates(category) ? apart > roundingMinor : apart > 0
        }),
      error: true,
      field: 'net',
    },
    {
      id: `BR-${name}-10`,
      says: reason
        ? `Something is ${what}, and the XML does not say why no VAT is charged.`
        : `Something is ${what}, and yet a reason for charging no VAT is given.`,
      broken: (terms) => of(terms).some((share) => share.reasoned !== reason),
    },
  ]
}

function ratesOf(category: Category): Rule[] {
  const { name, what, rate } = category
  const wanted = { above: 'above zero', zero: 'zero', none: 'left out', any: 'zero or more' }[rate]
  const kinds = [
    ['05', 'line', (terms: Terms): readonly Taxed[] => terms.lines],
    ['06', 'allowance', ({ adjustments }: Terms) => adjustments.filter(({ charge }) => !charge)],
    ['07', 'charge', ({ adjustments }: Terms) => adjustments.filter(({ charge }) => charge)],
  ] as const
  const rules = kinds.map(
    ([number, where, of]): Rule => ({
      id: `BR-${name}-${number}`,
      says: `What is ${what} must have its rate ${wanted}.`,
      broken: (terms) =>
        firstOf(where, of(terms), (one) => isOf(category)(one) && wrongRate(category, one.rate)),
      field: 'tax',
    }),
  )
  if (hasRates(category)) return rules
  return [
    ...rules,
    {
      id: `BR-${name}-09`,
      says: `What is ${what} has no VAT, and the XML states one.`,
      broken: ({ shares }) => shares.some((share) => isOf(category)(share) && share.amount !== 0),
      error: true,
      field: 'tax',
    },
  ]
}

const supply = categories.find(({ name }) => name === 'IC')
const outside = categories.find(({ name }) => name === 'O')

const special: Rule[] = [
  {
    id: 'BR-IC-11',
    says: 'An intra-community supply states neither the day of delivery nor a period.',
    broken: ({ shares, deliveryDate, period }) =>
      shares.some(({ category }) => category === supply?.code) && deliveryDate === null && period === null,
  },
  {
    id: 'BR-IC-12',
    says: 'An intra-community supply does not state the country of delivery.',
    broken: ({ shares, deliverTo }) =>
      shares.some(({ category }) => category === supply?.code) && !deliverTo?.country,
  },
  {
    id: 'BR-O-11',
    says: 'What is not subject to VAT stands beside what is.',
    broken: (terms) =>
      terms.shares.some(({ category }) => category === outside?.code) &&
      [...terms.shares, ...taxedIn(terms)].some(({ category }) => category !== outside?.code),
  },
]

/** Split payment: the buyer pays the VAT to the state (Italy). */
const splitPayment = (terms: Terms): boolean =>
  [...terms.shares, ...taxedIn(terms)].some(({ category }) => category === 'B')

const italian: Rule[] = [
  {
    id: 'BR-B-01',
    says: 'Split payment (VAT category B) is for invoices within Italy.',
    broken: (terms) =>
      splitPayment(terms) &&
      [...terms.named('IdentificationCode'), ...terms.named('CountryID')].some(({ text }) => text !== 'IT'),
  },
  {
    id: 'BR-B-02',
    says: 'Split payment (VAT category B) stands beside the standard rate (S).',
    broken: (terms) =>
      splitPayment(terms) && [...terms.shares, ...taxedIn(terms)].some(({ category }) => category === 'S'),
  },
]

/** BR-x-02 stands for 02 to 04, which say the same of lines, allowances and charges; BR-O-11 for 11 to 14. */
export const vatRules: readonly Rule[] = [
  ...categories.flatMap((category) => [idsOf(category), ...sharesOf(category), ...ratesOf(category)]),
  ...special,
  ...italian,
]
