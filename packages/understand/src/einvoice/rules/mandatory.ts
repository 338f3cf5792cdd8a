// What every invoice of EN 16931 must state (EN 16931-1 §6.4.1, BR-01 to BR-65).
import { parseIban } from '../../normalise/iban.ts'
import { firstOf, lineWhere, type Rule } from './rule.ts'
import type { Adjustment, Period, Terms } from './terms.ts'

const lacks = (id: string, what: string, value: (terms: Terms) => unknown): Rule => ({
  id,
  says: `The XML does not state ${what}.`,
  // Without what it would be a part of, that is what is missing, and another rule's.
  broken: (terms) => value(terms) === null,
})

const lineLacks = (id: string, what: string, value: (line: Terms['lines'][number]) => unknown): Rule => ({
  id,
  says: `A line does not state ${what}.`,
  broken: lineWhere((line) => value(line) === null),
})

const ended = (period: Period | null): boolean =>
  period?.start != null && period.end != null && period.end < period.start

const ofKind = (charge: boolean) => (one: Adjustment) => one.charge === charge

/** Of allowances (`charge` false) or charges of the whole invoice. */
const adjustmentLacks = (
  id: string,
  charge: boolean,
  [what, isBroken]: readonly [string, (one: Adjustment) => boolean],
): Rule => ({
  id,
  says: `${charge ? 'A charge' : 'An allowance'} on the whole invoice does not state ${what}.`,
  broken: ({ adjustments }) =>
    firstOf(charge ? 'charge' : 'allowance', adjustments.filter(ofKind(charge)), isBroken),
})

const lineAdjustmentLacks = (
  id: string,
  charge: boolean,
  [what, isBroken]: readonly [string, (one: Adjustment) => boolean],
): Rule => ({
  id,
  says: `${charge ? 'A charge' : 'An allowance'} on a line does not state ${what}.`,
  broken: lineWhere(({ adjustments }) => adjustments.filter(ofKind(charge)).some(isBroken)),
})

const itsAmount = ['its amount', ({ amount }: Adjustment) => amount === null] as const
const itsCategory = ['its VAT category', ({ category }: Adjustment) => category === null] as const
const itsReason = ['its reason', ({ reasoned }: Adjustment) => !reasoned] as const

const head: Rule[] = [
  { ...lacks('BR-02', 'the number of the invoice', ({ number }) => number), field: 'number' },
  { ...lacks('BR-03', 'the day of issue', ({ date }) => date), field: 'date' },
  lacks('BR-04', 'what kind of invoice it is', ({ typeCode }) => typeCode),
  { ...lacks('BR-05', 'the currency', ({ currency }) => currency), field: 'currency' },
  { ...lacks('BR-06', 'the name of the seller', ({ seller }) => seller?.legalName ?? null), field: 'seller' },
  { ...lacks('BR-07', 'the name of the buyer', ({ buyer }) => buyer?.legalName ?? null), field: 'buyer' },
  lacks('BR-08', 'the address of the seller', ({ seller }) => seller?.address),
  lacks('BR-09', 'the country of the seller', ({ seller }) => seller?.address?.country),
  lacks('BR-10', 'the address of the buyer', ({ buyer }) => buyer?.address),
  lacks('BR-11', 'the country of the buyer', ({ buyer }) => buyer?.address?.country),
  lacks('BR-12', 'the sum of its lines', ({ sums }) => sums.lines),
  { ...lacks('BR-13', 'the total without VAT', ({ sums }) => sums.net), field: 'net' },
  { ...lacks('BR-14', 'the total with VAT', ({ sums }) => sums.total), field: 'total' },
  { ...lacks('BR-15', 'the amount that is due', ({ sums }) => sums.due), field: 'due' },
  {
    id: 'BR-16',
    says: 'The XML has no lines.',
    broken: ({ lines }) => lines.length === 0,
  },
]

const others: Rule[] = [
  {
    id: 'BR-17',
    says: 'The XML says that somebody else than the seller is to be paid, and does not name them or names the seller.',
    broken: ({ payee, seller }) =>
      payee !== null &&
      (payee.name === null ||
        payee.name === seller?.name ||
        payee.ids.some((id) => seller?.ids.includes(id) ?? false)),
  },
  {
    id: 'BR-18',
    says: 'The XML does not name the tax representative of the seller.',
    broken: ({ representative }) => representative !== null && representative.name === null,
  },
  {
    id: 'BR-19',
    says: 'The XML does not state the address of the tax representative.',
    broken: ({ representative }) => representative !== null && representative.address === null,
  },
  {
    id: 'BR-20',
    says: 'The XML does not state the country of the tax representative.',
    broken: ({ representative }) =>
      representative?.address != null && representative.address.country === null,
  },
  {
    id: 'BR-29',
    says: 'The period of the invoice ends before it begins.',
    broken: ({ period }) => ended(period),
  },
  {
    id: 'BR-52',
    says: 'A supporting document has no reference.',
    broken: ({ supporting }) => firstOf('supporting document', supporting, ({ id }) => id === null),
  },
  {
    id: 'BR-53',
    says: 'VAT is to be told in a second currency, and the XML does not state that amount.',
    broken: ({ taxCurrency, taxAmounts }) =>
      taxCurrency !== null && !taxAmounts.some(({ currency }) => currency === taxCurrency),
  },
  {
    id: 'BR-55',
    says: 'An earlier invoice is referred to without its number.',
    broken: ({ preceding }) => preceding.includes(null),
  },
  {
    id: 'BR-56',
    says: 'The XML does not state the VAT id of the tax representative.',
    broken: ({ representative }) => representative !== null && representative.vatId === null,
  },
  {
    id: 'BR-57',
    says: 'The address of delivery has no country.',
    broken: ({ deliverTo }) => deliverTo !== null && deliverTo.country === null,
  },
  {
    id: 'BR-62',
    says: 'The electronic address of the seller does not say of what kind it is.',
    broken: ({ seller }) => seller?.electronic != null && seller.electronic.scheme === null,
  },
  {
    id: 'BR-63',
    says: 'The electronic address of the buyer does not say of what kind it is.',
    broken: ({ buyer }) => buyer?.electronic != null && buyer.electronic.scheme === null,
  },
]

const ofLines: Rule[] = [
  lineLacks('BR-21', 'its number', ({ id }) => id),
  lineLacks('BR-22', 'the quantity', ({ quantity }) => quantity),
  lineLacks('BR-23', 'the unit of its quantity', ({ unit }) => unit),
  lineLacks('BR-24', 'its amount', ({ amount }) => amount),
  lineLacks('BR-25', 'what was sold', ({ name }) => name),
  lineLacks('BR-26', 'the price', ({ price }) => price),
  {
    id: 'BR-27',
    says: 'A price is negative.',
    broken: lineWhere(({ price }) => Number(price ?? 0) < 0),
  },
  {
    id: 'BR-28',
    says: 'A price before discount is negative.',
    broken: lineWhere(({ grossPrice }) => Number(grossPrice ?? 0) < 0),
  },
  {
    id: 'BR-30',
    says: 'The period of a line ends before it begins.',
    broken: lineWhere(({ period }) => ended(period)),
  },
  {
    id: 'BR-54',
    says: 'A property of what was sold lacks its name or its value.',
    broken: lineWhere(({ attributesWhole }) => !attributesWhole),
  },
]

const ofAdjustments: Rule[] = [
  adjustmentLacks('BR-31', false, itsAmount),
  adjustmentLacks('BR-32', false, itsCategory),
  adjustmentLacks('BR-33', false, itsReason),
  adjustmentLacks('BR-36', true, itsAmount),
  adjustmentLacks('BR-37', true, itsCategory),
  adjustmentLacks('BR-38', true, itsReason),
  lineAdjustmentLacks('BR-41', false, itsAmount),
  lineAdjustmentLacks('BR-42', false, itsReason),
  lineAdjustmentLacks('BR-43', true, itsAmount),
  lineAdjustmentLacks('BR-44', true, itsReason),
]

const shareLacks = (id: string, what: string, isBroken: (one: Terms['shares'][number]) => boolean): Rule => ({
  id,
  says: `A rate of VAT does not state ${what}.`,
  broken: ({ shares }) => firstOf('rate', shares, isBroken),
})

const ofShares: Rule[] = [
  shareLacks('BR-45', 'the amount that is taxed', ({ base }) => base === null),
  shareLacks('BR-46', 'its tax', ({ amount }) => amount === null),
  shareLacks('BR-47', 'its category', ({ category }) => category === null),
  shareLacks('BR-48', 'its percentage', ({ category, rate }) => category !== 'O' && rate === null),
]

/** UNTDID 4461: 30 credit transfer, 58 SEPA credit transfer. */
const transfers = new Set(['30', '58'])

const ofPayments: Rule[] = [
  {
    id: 'BR-49',
    says: 'The XML does not state how it is to be paid.',
    broken: ({ payments }) => payments.some(({ code }) => code === null),
  },
  {
    id: 'BR-50',
    says: 'An account to pay to has no number.',
    broken: ({ payments }) => payments.some(({ accounts }) => accounts.includes(null)),
    field: 'iban',
  },
  {
    id: 'BR-51',
    says: 'The XML tells the whole number of a payment card; the last four to six digits are enough.',
    broken: ({ payments }) => payments.some(({ card }) => (card ?? '').length > 10),
  },
  {
    id: 'BR-61',
    says: 'It is to be paid by transfer, and the XML names no account.',
    broken: ({ payments }) =>
      payments.some(({ code, accounts }) => transfers.has(code ?? '') && accounts.length === 0),
    field: 'iban',
  },
]

const unmarked = (
  { named }: Terms,
  [name, parent, attribute]: readonly [name: string, parent: string, attribute: string],
): boolean => named(name).some((one) => one.parent?.name === parent && !one.attributes.get(attribute)?.trim())

const ofItems: Rule[] = [
  {
    id: 'BR-64',
    says: 'The standard number of an article (such as its GTIN) does not say of what kind it is.',
    broken: (terms) =>
      unmarked(terms, ['ID', 'StandardItemIdentification', 'schemeID']) ||
      unmarked(terms, ['GlobalID', 'SpecifiedTradeProduct', 'schemeID']),
  },
  {
    id: 'BR-65',
    says: 'The classification of an article does not say by which list.',
    broken: (terms) =>
      unmarked(terms, ['ItemClassificationCode', 'CommodityClassification', 'listID']) ||
      unmarked(terms, ['ClassCode', 'DesignatedProductClassification', 'listID']),
  },
]

export const mandatoryRules: readonly Rule[] = [
  ...head,
  ...others,
  ...ofLines,
  ...ofAdjustments,
  ...ofShares,
  ...ofPayments,
  ...ofItems,
]

export const isIban = (account: string | null): boolean => parseIban(account ?? '')?.fault === null
export { transfers }
