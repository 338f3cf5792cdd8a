// What Peppol asks of Greek sellers (GR-R): the invoice's number tells tax number, day, branch, kind, series and number.
import { greek } from '../../../normalise/check-digits.ts'
import { find, findAll, type XmlElement } from '../../xml.ts'
import type { Rule } from '../rule.ts'
import type { Terms } from '../terms.ts'
import { buyerOf, countriesOf, sellerOf, taxIdOf } from './parties.ts'

const segments = ({ number }: Terms): string[] => (number ?? '').split('|')
const segment = (terms: Terms, place: number): string => segments(terms)[place - 1] ?? ''

const kinds = new Set(['1.1', '1.6', '2.1', '2.4', '5.1', '5.2'])

/** `EL` and the nine digits of the tax number. */
const isGreekVat = (id: string | null): boolean => id?.startsWith('EL') === true && greek(id.slice(2))

function isOwnNumber(terms: Terms): boolean {
  const number = segment(terms, 1)
  const owners = [sellerOf(terms), find(terms.root, 'TaxRepresentativeParty')]
  return greek(number) && owners.some((one) => taxIdOf(one)?.slice(2, 11) === number)
}

const isDayOfIssue = (terms: Terms): boolean =>
  segment(terms, 2).split('/').reverse().join('-') === terms.date

const ofNumber: readonly Rule[] = [
  {
    id: 'GR-R-001-1',
    says: 'The number of a Greek invoice has six parts between bars.',
    broken: (terms) => segments(terms).length !== 6,
  },
  {
    id: 'GR-R-001-2',
    says: 'The number of a Greek invoice begins with the tax number of the seller.',
    broken: (terms) => !isOwnNumber(terms),
  },
  {
    id: 'GR-R-001-3',
    says: 'The second part of a Greek invoice number is the day of issue: 14/03/2026.',
    broken: (terms) => !isDayOfIssue(terms),
  },
  {
    id: 'GR-R-001-4',
    says: 'The third part of a Greek invoice number is the number of the branch.',
    broken: (terms) => !/^\d+$/.test(segment(terms, 3)),
  },
  {
    id: 'GR-R-001-5',
    says: 'The fourth part of a Greek invoice number is a kind of document.',
    broken: (terms) => !kinds.has(segment(terms, 4)),
  },
  {
    id: 'GR-R-001-6',
    says: 'The fifth part of a Greek invoice number, the series, is empty.',
    broken: (terms) => segment(terms, 5) === '',
  },
  {
    id: 'GR-R-001-7',
    says: 'The sixth part of a Greek invoice number is empty.',
    broken: (terms) => segment(terms, 6) === '',
  },
]

const nameOf = (party: XmlElement | undefined): string => find(party, 'PartyName/Name')?.text ?? ''
const isGreek = (country: string | null): boolean => country === 'GR' || country === 'EL'
const wrongAddress = (party: XmlElement | undefined): boolean => {
  const address = find(party, 'EndpointID')
  return address !== undefined && !(address.attributes.get('schemeID') === '9933' && greek(address.text))
}
const toGreek = (terms: Terms): boolean => isGreek(countriesOf(terms).buyer)

const parties: readonly Rule[] = [
  {
    id: 'GR-R-002',
    says: 'A Greek seller must state their full name.',
    broken: (terms) => nameOf(sellerOf(terms)) === '',
  },
  {
    id: 'GR-R-003',
    says: 'The VAT number of a Greek seller is EL and nine digits with a check digit.',
    broken: (terms) => {
      const id = taxIdOf(sellerOf(terms))
      return id !== null && !isGreekVat(id)
    },
  },
  {
    id: 'GR-S-011',
    says: 'A Greek seller should state their VAT number: EL and nine digits with a check digit.',
    broken: (terms) => !isGreekVat(taxIdOf(sellerOf(terms))),
  },
  {
    id: 'GR-R-005',
    says: 'A Greek seller must state the full name of the buyer.',
    broken: (terms) => nameOf(buyerOf(terms)) === '',
  },
  {
    id: 'GR-R-006',
    says: 'For a Greek buyer the VAT number must be stated: EL and nine digits with a check digit.',
    broken: (terms) => toGreek(terms) && !isGreekVat(taxIdOf(buyerOf(terms))),
  },
  {
    id: 'GR-R-009',
    says: 'The electronic address of a Greek seller is their tax number (9933).',
    broken: (terms) => wrongAddress(sellerOf(terms)),
  },
  {
    id: 'GR-R-010',
    says: 'The electronic address of a Greek buyer is their tax number (9933).',
    broken: (terms) => toGreek(terms) && wrongAddress(buyerOf(terms)),
  },
]

const described = ({ root }: Terms, description: string): XmlElement[] =>
  findAll(root, 'AdditionalDocumentReference').filter(
    (one) => find(one, 'DocumentDescription')?.text === description,
  )
const atHome = (terms: Terms): boolean => countriesOf(terms).sellerAt === 'GR'
const mark = '##M.AR.K##'
const link = '##INVOICE|URL##'

const references: readonly Rule[] = [
  {
    id: 'GR-R-004-1',
    says: 'A Greek invoice must have one MARK number.',
    broken: (terms) => atHome(terms) && described(terms, mark).length !== 1,
  },
  {
    id: 'GR-R-004-2',
    says: 'A MARK number is a whole number above zero.',
    broken: (terms) =>
      atHome(terms) && described(terms, mark).some((one) => !/^[1-9]/.test(find(one, 'ID')?.text ?? '')),
  },
  {
    id: 'GR-S-008-1',
    says: 'A Greek invoice should have the address where it can be seen.',
    broken: (terms) => atHome(terms) && described(terms, link).length !== 1,
  },
  {
    id: 'GR-R-008-2',
    says: 'A Greek invoice has more than one address where it can be seen.',
    broken: (terms) => atHome(terms) && described(terms, link).length > 1,
  },
  {
    id: 'GR-R-008-3',
    says: 'The address where a Greek invoice can be seen is empty.',
    broken: (terms) =>
      described(terms, link).some(
        (one) => (find(one, 'Attachment/ExternalReference/URI')?.text ?? '') === '',
      ),
  },
]

export const greekRules: readonly Rule[] = [...ofNumber, ...parties, ...references]
