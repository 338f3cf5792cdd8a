// What Peppol asks of sellers of single countries: Norway, Sweden, Italy, the Netherlands, Iceland, and Germany.
import { norwegian } from '../../../normalise/check-digits.ts'
import { find, findAll, type XmlElement } from '../../xml.ts'
import type { Rule } from '../rule.ts'
import type { Terms } from '../terms.ts'
import { xrechnungRules } from '../xrechnung.ts'
import { danishRules } from './denmark.ts'
import { greekRules } from './greece.ts'
import { isSwedishNumber } from './identifiers.ts'
import { buyerOf, type Countries, countriesOf, sellerOf, taxIdOf } from './parties.ts'

const has = (element: XmlElement | undefined, path: string): boolean => find(element, path) !== undefined

const payments = ({ root }: Terms): XmlElement[] => findAll(root, 'PaymentMeans')
const codeOf = (payment: XmlElement): string => find(payment, 'PaymentMeansCode')?.text ?? ''
const accountOf = (payment: XmlElement): string => find(payment, 'PayeeFinancialAccount/ID')?.text ?? ''

const norwegianRules: readonly Rule[] = [
  {
    id: 'NO-R-001',
    says: 'The VAT number of a Norwegian seller is NO, nine digits with a check digit, and MVA.',
    broken: (terms) => {
      const id = taxIdOf(sellerOf(terms))
      return id?.startsWith('NO') === true && !(/^NO\d{9}MVA$/.test(id) && norwegian(id.slice(2, 11)))
    },
  },
  {
    id: 'NO-R-002',
    says: 'Most Norwegian sellers must state "Foretaksregisteret".',
    broken: (terms) => taxIdOf(sellerOf(terms), false) !== 'Foretaksregisteret',
  },
]

const company = (party: XmlElement | undefined) => find(party, 'PartyLegalEntity/CompanyID')

/** Rules of VAT are for sellers with a Swedish VAT number as well. */
const withSwedishVat = (terms: Terms): boolean => taxIdOf(sellerOf(terms))?.startsWith('SE') ?? false

const swedishCompany: readonly Rule[] = [
  {
    id: 'SE-R-001',
    says: 'A Swedish VAT number has 14 signs.',
    broken: (terms) => withSwedishVat(terms) && taxIdOf(sellerOf(terms))?.length !== 14,
  },
  {
    id: 'SE-R-002',
    says: 'A Swedish VAT number is SE and twelve digits.',
    broken: (terms) => withSwedishVat(terms) && !/^\d+$/.test(taxIdOf(sellerOf(terms))?.slice(2, 14) ?? ''),
  },
  {
    id: 'SE-R-003',
    says: 'A Swedish organisation number is written in digits.',
    broken: (terms) => /[^\d.]/.test(company(sellerOf(terms))?.text ?? ''),
  },
  {
    id: 'SE-R-004',
    says: 'A Swedish organisation number has ten digits.',
    broken: (terms) => (company(sellerOf(terms))?.text.length ?? 10) !== 10,
  },
  {
    id: 'SE-R-013',
    says: 'The check digit of the Swedish organisation number is wrong.',
    broken: (terms) => {
      const number = company(sellerOf(terms))?.text
      return number !== undefined && !isSwedishNumber(number)
    },
  },
  {
    id: 'SE-R-005',
    says: 'The tax registration of a Swedish seller must read "Godkänd för F-skatt".',
    broken: (terms) => {
      const stated = taxIdOf(sellerOf(terms), false)
      return (
        company(sellerOf(terms)) !== undefined && stated !== null && !/^godkänd för f-skatt$/i.test(stated)
      )
    },
  },
  {
    id: 'SE-R-006',
    says: 'The standard rates of Sweden are 25, 12 and 6 %.',
    broken: (terms) =>
      withSwedishVat(terms) &&
      [...terms.named('TaxCategory'), ...terms.named('ClassifiedTaxCategory')].some(
        (one) =>
          find(one, 'ID')?.text === 'S' && ![25, 12, 6].includes(Number(find(one, 'Percent')?.text ?? '')),
      ),
  },
]

const giro = (branch: string, isWrong: (account: string) => boolean) => (terms: Terms) =>
  payments(terms).some(
    (one) =>
      codeOf(one) === '30' &&
      find(one, 'PayeeFinancialAccount/FinancialInstitutionBranch/ID')?.text === branch &&
      isWrong(accountOf(one)),
  )
const isNoNumber = (account: string): boolean => !/^\d+$/.test(account)

const swedishPayment: readonly Rule[] = [
  {
    id: 'SE-R-007',
    says: 'A Plusgiro account is written in digits.',
    broken: giro('SE:PLUSGIRO', isNoNumber),
  },
  {
    id: 'SE-R-008',
    says: 'A Bankgiro account is written in digits.',
    broken: giro('SE:BANKGIRO', isNoNumber),
  },
  {
    id: 'SE-R-009',
    says: 'A Bankgiro account has seven or eight digits.',
    broken: giro('SE:BANKGIRO', ({ length }) => length < 7 || length > 8),
  },
  {
    id: 'SE-R-010',
    says: 'A Plusgiro account has two to eight digits.',
    broken: giro('SE:PLUSGIRO', ({ length }) => length < 2 || length > 8),
  },
  {
    id: 'SE-R-011',
    says: 'Bankgiro and Plusgiro are told as means 30 with the branch SE:BANKGIRO or SE:PLUSGIRO.',
    broken: (terms) => payments(terms).some((one) => ['50', '56'].includes(codeOf(one))),
  },
  {
    id: 'SE-R-012',
    says: 'Within Sweden a transfer is told as means 30.',
    broken: (terms) =>
      countriesOf(terms).buyerAt === 'SE' && payments(terms).some((one) => codeOf(one) === '31'),
  },
]

const italianPart = (id: string, what: string, name: string): Rule => ({
  id,
  says: `Italian sellers must state ${what}.`,
  broken: (terms) => !has(sellerOf(terms), `PostalAddress/${name}`),
})

const italianRules: readonly Rule[] = [
  {
    id: 'IT-R-001',
    says: 'The tax number of an Italian seller has 11 to 16 letters and digits.',
    broken: (terms) => {
      const number = taxIdOf(sellerOf(terms), false)
      return number !== null && !/^[A-Z0-9]{11,16}$/.test(number)
    },
  },
  italianPart('IT-R-002', 'their street', 'StreetName'),
  italianPart('IT-R-003', 'their town', 'CityName'),
  italianPart('IT-R-004', 'their postcode', 'PostalZone'),
]

const wholeAddress = (address: XmlElement | undefined): boolean =>
  address === undefined || ['StreetName', 'CityName', 'PostalZone'].every((name) => has(address, name))
const isDutchScheme = (number: XmlElement | undefined): boolean =>
  number === undefined || ['0106', '0190'].includes(number.attributes.get('schemeID') ?? '')
const toDutch = (terms: Terms): boolean => countriesOf(terms).buyerAt === 'NL'

const dutchRules: readonly Rule[] = [
  {
    id: 'NL-R-001',
    says: 'A Dutch credit note must name the invoice that it is for.',
    broken: ({ root }) =>
      has(root, 'CreditNoteTypeCode') &&
      findAll(root, 'BillingReference/InvoiceDocumentReference/ID').length === 0,
  },
  {
    id: 'NL-R-002',
    says: 'A Dutch seller must state street, town and postcode.',
    broken: (terms) => !wholeAddress(find(sellerOf(terms), 'PostalAddress')),
  },
  {
    id: 'NL-R-003',
    says: 'The company number of a Dutch seller is of KVK (0106) or an OIN (0190).',
    broken: (terms) => !isDutchScheme(company(sellerOf(terms))),
  },
  {
    id: 'NL-R-004',
    says: 'For a Dutch buyer street, town and postcode must be stated.',
    broken: (terms) => toDutch(terms) && !wholeAddress(find(buyerOf(terms), 'PostalAddress')),
  },
  {
    id: 'NL-R-005',
    says: 'The company number of a Dutch buyer is of KVK (0106) or an OIN (0190).',
    broken: (terms) => toDutch(terms) && !isDutchScheme(company(buyerOf(terms))),
  },
  {
    id: 'NL-R-006',
    says: 'For a Dutch tax representative street, town and postcode must be stated.',
    broken: ({ root }) => {
      const address = find(root, 'TaxRepresentativeParty/PostalAddress')
      return find(address, 'Country/IdentificationCode')?.text === 'NL' && !wholeAddress(address)
    },
  },
  {
    id: 'NL-R-007',
    says: 'A Dutch seller must state how to pay what is due.',
    broken: (terms) =>
      payments(terms).length === 0 && !(terms.root.name === 'Invoice' && terms.sums.due?.minor === 0),
  },
  {
    id: 'NL-R-008',
    says: 'Within the Netherlands it is paid by 30, 48, 49, 57, 58 or 59.',
    broken: (terms) =>
      toDutch(terms) &&
      payments(terms).some((one) => !['30', '48', '49', '57', '58', '59'].includes(codeOf(one))),
  },
  {
    id: 'NL-R-009',
    says: 'A line refers to the line of an order, and the order is not named.',
    broken: ({ root, named }) =>
      named('OrderLineReference').some((one) => has(one, 'LineID')) && !has(root, 'OrderReference/ID'),
  },
]

const kennitala = (party: XmlElement | undefined): boolean =>
  company(party)?.attributes.get('schemeID') === '0196'
const streetAndCode = (party: XmlElement | undefined): boolean =>
  has(party, 'PostalAddress/StreetName') && has(party, 'PostalAddress/PostalZone')
const shortAccount = (code: string) => (terms: Terms) =>
  payments(terms).some((one) => codeOf(one) === code && accountOf(one).length !== 12)
const toIcelandic = (terms: Terms): boolean => countriesOf(terms).buyerAt === 'IS'

const icelandicRules: readonly Rule[] = [
  {
    id: 'IS-R-001',
    says: 'Icelandic sellers send invoices (380) and credit notes (381).',
    broken: ({ typeCode }) => typeCode !== '380' && typeCode !== '381',
  },
  {
    id: 'IS-R-002',
    says: 'An Icelandic seller must state their kennitala (0196).',
    broken: (terms) => !kennitala(sellerOf(terms)),
  },
  {
    id: 'IS-R-003',
    says: 'An Icelandic seller must state street and postcode.',
    broken: (terms) => !streetAndCode(sellerOf(terms)),
  },
  {
    id: 'IS-R-004',
    says: 'For an Icelandic buyer the kennitala (0196) must be stated.',
    broken: (terms) => toIcelandic(terms) && !kennitala(buyerOf(terms)),
  },
  {
    id: 'IS-R-005',
    says: 'For an Icelandic buyer street and postcode must be stated.',
    broken: (terms) => toIcelandic(terms) && !streetAndCode(buyerOf(terms)),
  },
  {
    id: 'IS-R-006',
    says: 'Paid by claim (9), an Icelandic account has twelve digits.',
    broken: shortAccount('9'),
  },
  {
    id: 'IS-R-007',
    says: 'Paid by transfer (42), an Icelandic account has twelve digits.',
    broken: shortAccount('42'),
  },
]

/** Between two German parties Peppol asks for what XRechnung asks for: BR-DE-1 is DE-R-001. */
const germanRules: readonly Rule[] = xrechnungRules.flatMap((rule) => {
  const number = /^BR-DE-(\d+)$/.exec(rule.id)?.[1]
  return number === undefined
    ? []
    : [{ ...rule, id: `DE-R-${number.padStart(3, '0')}`, says: rule.says.replace('XRechnung', 'Peppol') }]
})

const bySeller: Record<string, readonly Rule[]> = {
  NO: norwegianRules,
  IT: italianRules,
  GR: greekRules,
  EL: greekRules,
}
const bySellerAt: Record<string, readonly Rule[]> = {
  DK: danishRules,
  SE: [...swedishCompany, ...swedishPayment],
  NL: dutchRules,
  IS: icelandicRules,
}

/** The rules of the country that the seller is from; for Germany the buyer must be from there as well. */
export function rulesOfCountry({ seller, sellerAt, buyerAt }: Countries): readonly Rule[] {
  return [
    ...(bySeller[seller ?? ''] ?? []),
    ...(bySellerAt[sellerAt ?? ''] ?? []),
    ...(sellerAt === 'DE' && buyerAt === 'DE' ? germanRules : []),
  ]
}
