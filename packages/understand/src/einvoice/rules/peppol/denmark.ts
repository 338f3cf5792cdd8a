// What Peppol asks of Danish sellers (DK-R).
import { find, findAll, type XmlElement } from '../../xml.ts'
import type { Rule } from '../rule.ts'
import type { Terms } from '../terms.ts'
import { buyerOf, countriesOf, sellerOf } from './parties.ts'

const company = (party: XmlElement | undefined) => find(party, 'PartyLegalEntity/CompanyID')
const isOtherScheme = (number: XmlElement | undefined): boolean =>
  number !== undefined && number.attributes.get('schemeID') !== '0184'

const within = (terms: Terms): boolean => countriesOf(terms).buyerAt === 'DK'

type Payment = { code: string; reference: string; account: string; branch: string; mandate: boolean }

const paymentOf = (means: XmlElement): Payment => {
  const text = (path: string) => find(means, path)?.text ?? ''
  return {
    code: text('PaymentMeansCode'),
    reference: text('PaymentID'),
    account: text('PayeeFinancialAccount/ID'),
    branch: text('PayeeFinancialAccount/FinancialInstitutionBranch/ID'),
    mandate: text('PaymentMandate/ID') !== '' && text('PaymentMandate/PayerFinancialAccount/ID') !== '',
  }
}

/** Rules of payment are for invoices from Denmark to Denmark. */
const paid = (id: string, says: string, isWrong: (payment: Payment) => boolean): Rule => ({
  id,
  says,
  broken: (terms) =>
    terms.root.name === 'Invoice' &&
    within(terms) &&
    findAll(terms.root, 'PaymentMeans').some((one) => isWrong(paymentOf(one))),
})

const allowed = new Set(['1', '10', '31', '42', '48', '49', '50', '58', '59', '93', '97'])

const payments: readonly Rule[] = [
  paid(
    'DK-R-005',
    'Within Denmark it is paid by 1, 10, 31, 42, 48, 49, 50, 58, 59, 93 or 97.',
    ({ code }) => !allowed.has(code),
  ),
  paid(
    'DK-R-006',
    'Paid by transfer (31, 42), account and registration number must be stated.',
    ({ code, account, branch }) => (code === '31' || code === '42') && (account === '' || branch === ''),
  ),
  paid(
    'DK-R-007',
    'Paid by direct debit (49), the mandate and the account that is debited must be stated.',
    ({ code, mandate }) => code === '49' && !mandate,
  ),
  paid(
    'DK-R-008',
    'Paid by giro (50), the reference begins with 01#, 04# or 15#, and the account has seven or eight digits.',
    ({ code, reference, account }) =>
      code === '50' && !(/^(?:01|04|15)#/.test(reference) && /^\d{7,8}$/.test(account)),
  ),
  paid(
    'DK-R-009',
    'Paid by giro (50), a reference that begins with 04# or 15# goes on with 16 digits.',
    ({ code, reference }) => code === '50' && /^(?:04|15)#/.test(reference) && reference.length !== 19,
  ),
  paid(
    'DK-R-010',
    'Paid by FIK (93), the reference begins with 71#, 73# or 75#, and the account has eight digits.',
    ({ code, reference, account }) => code === '93' && !(/^7[135]#/.test(reference) && account.length === 8),
  ),
  paid(
    'DK-R-011',
    'Paid by FIK (93), a reference that begins with 71# or 75# goes on with 15 or 16 digits.',
    ({ code, reference }) =>
      code === '93' && /^7[15]#/.test(reference) && reference.length !== 18 && reference.length !== 19,
  ),
]

const unspsc = new Set(['19.05.01', '19.0501', '26.08.01', '26.0801'])
const isTaxName = (reason: string): boolean => /^\d{4}$/.test(reason) || /^[^#].*#.*[^#]$/.test(reason)

const parties: readonly Rule[] = [
  {
    id: 'DK-R-002',
    says: 'A Danish seller must state their CVR number.',
    broken: (terms) => (company(sellerOf(terms))?.text ?? '') === '',
  },
  {
    id: 'DK-R-014',
    says: 'The company number of a Danish seller is a CVR number (0184).',
    broken: (terms) => isOtherScheme(company(sellerOf(terms))),
  },
  {
    id: 'DK-R-017',
    says: 'The company number of a Danish buyer is a CVR number (0184).',
    broken: (terms) => within(terms) && isOtherScheme(company(buyerOf(terms))),
  },
  {
    id: 'DK-R-013',
    says: 'Within Denmark an identifier of a party must say of what kind it is.',
    broken: (terms) =>
      within(terms) &&
      [sellerOf(terms), buyerOf(terms)].some((party) =>
        findAll(party, 'PartyIdentification/ID').some((one) => !one.attributes.get('schemeID')),
      ),
  },
  {
    id: 'DK-R-016',
    says: 'A credit note within Denmark cannot have a negative total.',
    broken: (terms) => terms.root.name === 'CreditNote' && within(terms) && (terms.sums.due?.minor ?? 0) < 0,
  },
  {
    id: 'DK-R-003',
    says: 'Within Denmark goods are classified by UNSPSC 19.05.01 or 26.08.01.',
    broken: (terms) =>
      within(terms) &&
      terms
        .named('ItemClassificationCode')
        .some(
          ({ attributes }) =>
            attributes.get('listID') === 'TST' && !unspsc.has(attributes.get('listVersionID') ?? ''),
        ),
  },
  {
    id: 'DK-R-004',
    says: 'Within Denmark a tax other than VAT (ZZZ) states its four digits, or a text with # in it, as the reason.',
    broken: (terms) =>
      within(terms) &&
      terms
        .named('AllowanceCharge')
        .some(
          (one) =>
            find(one, 'AllowanceChargeReasonCode')?.text === 'ZZZ' &&
            !isTaxName(find(one, 'AllowanceChargeReason')?.text ?? ''),
        ),
  },
]

export const danishRules: readonly Rule[] = [...parties, ...payments]
