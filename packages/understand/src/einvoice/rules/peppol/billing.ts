// What Peppol BIS Billing 3 asks for besides what XRechnung has taken over. Peppol invoices are UBL.
import { isIsoDate } from '../../../normalise/date.ts'
import { find, findAll, pathOf, type XmlElement } from '../../xml.ts'
import type { Rule } from '../rule.ts'
import type { Terms } from '../terms.ts'
import { countriesOf } from './parties.ts'

const specification =
  /^urn:cen\.eu:en16931:2017#compliant#urn:fdc:peppol\.eu:2017:poacc:(billing|selfbilling):3\.0/

/** Of Peppol's own invoices and of self-billed ones. */
export const claimsPeppol = ({ specification: stated, syntax }: Terms): boolean =>
  syntax === 'ubl' && specification.test(stated ?? '')

/** The processes of Peppol, and of France since its reform. */
const processes =
  /^urn:fdc:peppol\.eu:2017:poacc:(?:self)?billing:\d{2}:1\.0$|^urn:peppol:(?:france:billing:(?:non-)?regulated|bis:billing_with_response)$/

const ordinary =
  '71 80 82 84 102 218 219 326 331 380 382 383 384 386 388 393 395 553 575 623 780 817 870 875 876 877'
const kindsOf = {
  InvoiceTypeCode: { own: new Set(ordinary.split(' ')), selfBilled: new Set(['389']) },
  CreditNoteTypeCode: { own: new Set(['381', '396', '81', '83', '532']), selfBilled: new Set(['261']) },
}

const count = (root: XmlElement, path: string, only: (one: XmlElement) => boolean = () => true): number =>
  findAll(root, path).filter(only).length

const isOfType =
  (code: string) =>
  (reference: XmlElement): boolean =>
    find(reference, 'DocumentTypeCode')?.text === code

const head: Rule[] = [
  {
    id: 'PEPPOL-EN16931-R002',
    says: 'There is more than one note on the whole invoice.',
    // Two German parties may have several.
    broken: (terms) => {
      const { seller, buyer } = countriesOf(terms)
      return count(terms.root, 'Note') > 1 && !(seller === 'DE' && buyer === 'DE')
    },
  },
  {
    id: 'PEPPOL-EN16931-R003',
    says: 'There is neither a reference of the buyer nor the number of an order.',
    broken: ({ root, buyerReference }) => buyerReference === null && count(root, 'OrderReference/ID') === 0,
  },
  {
    id: 'PEPPOL-EN16931-R007',
    says: 'The business process is none of Peppol (urn:fdc:peppol.eu:2017:poacc:billing:01:1.0).',
    broken: ({ process }) => process !== null && !processes.test(process),
  },
  {
    id: 'PEPPOL-EN16931-R080',
    says: 'More than one project is referred to.',
    broken: ({ root }) => count(root, 'AdditionalDocumentReference', isOfType('50')) > 1,
  },
  {
    id: 'PEPPOL-EN16931-P0100',
    says: 'Peppol does not take this kind of invoice.',
    broken: (terms) => isOther(terms, 'InvoiceTypeCode'),
  },
  {
    id: 'PEPPOL-EN16931-P0101',
    says: 'Peppol does not take this kind of credit note.',
    broken: (terms) => isOther(terms, 'CreditNoteTypeCode'),
  },
  {
    id: 'PEPPOL-EN16931-P0112',
    says: 'Partial (326) and corrected (384) invoices are for a German seller and a German buyer.',
    broken: (terms) => {
      const { sellerAt, buyerAt } = countriesOf(terms)
      const code = find(terms.root, 'InvoiceTypeCode')?.text
      return (code === '326' || code === '384') && !(sellerAt === 'DE' && buyerAt === 'DE')
    },
  },
]

function isOther(terms: Terms, name: keyof typeof kindsOf): string | boolean {
  const code = find(terms.root, name)?.text
  const { own, selfBilled } = kindsOf[name]
  const known = /:selfbilling:/.test(terms.specification ?? '') ? selfBilled : own
  return code !== undefined && !known.has(code) && `"${code.slice(0, 20)}"`
}

const dates = ['IssueDate', 'DueDate', 'TaxPointDate', 'StartDate', 'EndDate', 'ActualDeliveryDate']

const ofLine = (line: XmlElement): boolean => /^(?:Invoice|CreditNote)Line$/.test(line.parent?.name ?? '')

const form: Rule[] = [
  {
    id: 'PEPPOL-EN16931-R051',
    says: 'An amount is in another currency than the invoice.',
    broken: ({ root, named, currency }) => {
      const second = new Set(findAll(root, 'TaxTotal/TaxAmount').filter((one) => !isBrokenDown(one.parent)))
      const other = named('*').find(
        (one) => !second.has(one) && (one.attributes.get('currencyID') ?? currency) !== currency,
      )
      return other ? pathOf(other) : false
    },
  },
  {
    id: 'PEPPOL-EN16931-F001',
    says: 'A day must be written as year, month and day: 2026-03-14.',
    broken: ({ named }) => {
      const wrong = dates.flatMap((name) => named(name)).find(({ text }) => text !== '' && !isIsoDate(text))
      return wrong ? pathOf(wrong) : false
    },
  },
  {
    id: 'PEPPOL-EN16931-R100',
    says: 'A line refers to more than one object.',
    broken: ({ named }) =>
      named('DocumentReference').some((one) => ofLine(one) && (one.parent?.counts.get(one.name) ?? 0) > 1),
  },
  {
    id: 'PEPPOL-EN16931-R101',
    says: 'A document that a line refers to must be the object that is invoiced (130).',
    broken: ({ named }) => named('DocumentReference').some((one) => ofLine(one) && !isOfType('130')(one)),
  },
]

const isBrokenDown = (total: XmlElement | null): boolean =>
  total?.children.some(({ name }) => name === 'TaxSubtotal') ?? false

/** Which category of VAT a reason for charging none belongs to. */
const exemptions = [
  ['P0104', 'VATEX-EU-G', 'G'],
  ['P0105', 'VATEX-EU-O', 'O'],
  ['P0106', 'VATEX-EU-IC', 'K'],
  ['P0107', 'VATEX-EU-AE', 'AE'],
  ['P0108', 'VATEX-EU-D', 'E'],
  ['P0109', 'VATEX-EU-F', 'E'],
  ['P0110', 'VATEX-EU-I', 'E'],
  ['P0111', 'VATEX-EU-J', 'E'],
] as const

const ofExemptions = exemptions.map(
  ([number, reason, category]): Rule => ({
    id: `PEPPOL-EN16931-${number}`,
    says: `The reason ${reason} belongs to the VAT category ${category}.`,
    broken: ({ named }) =>
      named('TaxExemptionReasonCode').some(
        ({ text, parent }) =>
          text.toUpperCase() === reason && find(parent ?? undefined, 'ID')?.text !== category,
      ),
  }),
)

export const billingRules: readonly Rule[] = [...head, ...form, ...ofExemptions]
