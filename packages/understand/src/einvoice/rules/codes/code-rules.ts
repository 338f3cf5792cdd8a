// Whether codes are of the lists that EN 16931 names (BR-CL). The lists are in code-lists.ts.
import { pathOf, type XmlElement } from '../../xml.ts'
import type { Rule } from '../rule.ts'
import type { Terms } from '../terms.ts'
import * as lists from './code-lists.ts'

/**
 * `PaymentMeans/PaymentMeansCode`: elements of that name in one of that name. With `@schemeID` the attribute is the
 * code, where there is one. Alternatives are parted by a bar.
 */
type CodeRule = {
  id: string
  what: string
  known: (code: string, element: XmlElement) => boolean
  ubl: string
  cii: string
  /** Elements that must have the attribute. */
  needs?: RegExp
  /** Narrows the elements down. */
  only?: (element: XmlElement) => boolean
}

const oneOf =
  (list: ReadonlySet<string>) =>
  (code: string): boolean =>
    list.has(code)

/** The registers are added to several times a year, always at the end: a number after the last known one may be new. */
const lastScheme = Math.max(...[...lists.identifierSchemes].map(Number))
const isNewer = (code: string): boolean => /^0\d{3}$/.test(code) && Number(code) > lastScheme

const isScheme = (code: string): boolean => lists.identifierSchemes.has(code) || isNewer(code)
const isAddressScheme = (code: string): boolean => lists.addressSchemes.has(code) || isNewer(code)

/** A creditor's identifier for direct debits stands among those of the party. */
const isPartyScheme = (code: string): boolean => code === 'SEPA' || isScheme(code)

const isInvoiceKind = (code: string, { name }: XmlElement): boolean => {
  if (name === 'InvoiceTypeCode') return lists.invoiceKinds.has(code)
  return lists.creditNoteKinds.has(code) || (name === 'TypeCode' && lists.invoiceKinds.has(code))
}

/** UNTDID 2005 in UBL, 2475 in CII: the day of the invoice, of delivery, of payment. */
const taxPoints = new Set(['3', '35', '432', '5', '29', '72'])

const mediaTypes = new Set([
  ...['application/pdf', 'image/png', 'image/jpeg', 'text/csv'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.spreadsheet',
])

/** The extension of XRechnung allows XML besides (BR-DEX-01). */
const isMediaType = (code: string): boolean => mediaTypes.has(code) || code === 'application/xml'

const above = (element: XmlElement, name: string): boolean =>
  element.parent !== null && (element.parent.name === name || above(element.parent, name))

/** Whether the allowance or charge that the element is a part of is a charge. */
const ofCharge = (wanted: boolean) => (element: XmlElement) => {
  const indicator = element.parent?.children.find(({ name }) => name === 'ChargeIndicator')
  const said = indicator?.children[0]?.text ?? indicator?.text
  return said === String(wanted)
}

const notOfProduct = (element: XmlElement): boolean =>
  !above(element, 'SpecifiedTradeProduct') && !above(element, 'ShipToTradeParty')

const reference = 'AdditionalDocumentReference/ID@schemeID|DocumentReference/ID@schemeID'
const isObject = ({ parent }: XmlElement): boolean =>
  parent?.children.find(({ name }) => name === 'DocumentTypeCode')?.text === '130'

const codeRules: readonly CodeRule[] = [
  {
    id: 'BR-CL-01',
    what: 'kind of invoice (UNTDID 1001)',
    known: isInvoiceKind,
    ubl: 'Invoice/InvoiceTypeCode|CreditNote/CreditNoteTypeCode',
    cii: 'ExchangedDocument/TypeCode',
  },
  {
    id: 'BR-CL-03',
    what: 'currency (ISO 4217)',
    known: oneOf(lists.currencies),
    ubl: '*@currencyID',
    needs: /Amount$/,
    cii: '*@currencyID',
  },
  {
    id: 'BR-CL-04',
    what: 'currency (ISO 4217)',
    known: oneOf(lists.currencies),
    ubl: 'DocumentCurrencyCode',
    cii: 'InvoiceCurrencyCode',
  },
  {
    id: 'BR-CL-05',
    what: 'currency (ISO 4217)',
    known: oneOf(lists.currencies),
    ubl: 'TaxCurrencyCode',
    cii: 'TaxCurrencyCode',
  },
  {
    id: 'BR-CL-06',
    what: 'way to name the day on which VAT falls due (3, 35 or 432 in UBL; 5, 29 or 72 in CII)',
    known: oneOf(taxPoints),
    ubl: 'InvoicePeriod/DescriptionCode',
    cii: 'ApplicableTradeTax/DueDateTypeCode',
  },
  {
    id: 'BR-CL-07',
    what: 'kind of object identifier (UNTDID 1153)',
    known: oneOf(lists.objectSchemes),
    ubl: reference,
    cii: 'AdditionalReferencedDocument/ReferenceTypeCode',
    only: (element) => element.name !== 'ID' || isObject(element),
  },
  {
    id: 'BR-CL-08',
    what: 'subject of a note (UNTDID 4451)',
    known: oneOf(lists.noteSubjects),
    ubl: '',
    cii: 'IncludedNote/SubjectCode',
  },
  {
    id: 'BR-CL-10',
    what: 'identifier scheme (ISO 6523)',
    known: isPartyScheme,
    ubl: 'PartyIdentification/ID@schemeID',
    cii: 'GlobalID@schemeID',
    only: notOfProduct,
  },
  {
    id: 'BR-CL-11',
    what: 'identifier scheme (ISO 6523)',
    known: isScheme,
    ubl: 'PartyLegalEntity/CompanyID@schemeID',
    cii: 'SpecifiedLegalOrganization/ID@schemeID',
  },
  {
    id: 'BR-CL-13',
    what: 'classification of goods (UNTDID 7143)',
    known: oneOf(lists.itemClassifications),
    ubl: 'CommodityClassification/ItemClassificationCode@listID',
    cii: 'DesignatedProductClassification/ClassCode@listID',
  },
  {
    id: 'BR-CL-14',
    what: 'country (ISO 3166-1)',
    known: oneOf(lists.countries),
    ubl: 'Country/IdentificationCode',
    cii: 'CountryID',
  },
  {
    id: 'BR-CL-15',
    what: 'country (ISO 3166-1)',
    known: oneOf(lists.countries),
    ubl: 'OriginCountry/IdentificationCode',
    cii: 'OriginTradeCountry/ID',
  },
  {
    id: 'BR-CL-16',
    what: 'way to pay (UNTDID 4461)',
    known: oneOf(lists.paymentMeans),
    ubl: 'PaymentMeans/PaymentMeansCode',
    cii: 'SpecifiedTradeSettlementPaymentMeans/TypeCode',
  },
  {
    id: 'BR-CL-17',
    what: 'VAT category (UNTDID 5305)',
    known: oneOf(lists.taxCategories),
    ubl: 'TaxCategory/ID',
    cii: 'CategoryTradeTax/CategoryCode',
  },
  {
    id: 'BR-CL-18',
    what: 'VAT category (UNTDID 5305)',
    known: oneOf(lists.taxCategories),
    ubl: 'ClassifiedTaxCategory/ID',
    cii: 'ApplicableTradeTax/CategoryCode',
  },
  {
    id: 'BR-CL-19',
    what: 'reason for an allowance (UNTDID 5189)',
    known: oneOf(lists.allowanceReasons),
    ubl: 'AllowanceCharge/AllowanceChargeReasonCode',
    cii: 'SpecifiedTradeAllowanceCharge/ReasonCode',
    only: ofCharge(false),
  },
  {
    id: 'BR-CL-20',
    what: 'reason for a charge (UNTDID 7161)',
    known: oneOf(lists.chargeReasons),
    ubl: 'AllowanceCharge/AllowanceChargeReasonCode',
    cii: 'SpecifiedTradeAllowanceCharge/ReasonCode',
    only: ofCharge(true),
  },
  {
    id: 'BR-CL-21',
    what: 'scheme for identifiers of goods (ISO 6523)',
    known: isScheme,
    ubl: 'StandardItemIdentification/ID@schemeID',
    cii: 'SpecifiedTradeProduct/GlobalID@schemeID',
  },
  {
    id: 'BR-CL-22',
    what: 'reason for charging no VAT (VATEX)',
    known: (code) => lists.exemptions.has(code.toUpperCase()),
    ubl: 'TaxExemptionReasonCode',
    cii: 'ExemptionReasonCode',
  },
  {
    id: 'BR-CL-23',
    what: 'unit (UN/ECE Recommendation 20)',
    known: oneOf(lists.units),
    ubl: 'InvoicedQuantity@unitCode|CreditedQuantity@unitCode|BaseQuantity@unitCode',
    cii: 'BilledQuantity@unitCode|BasisQuantity@unitCode',
  },
  {
    id: 'BR-CL-24',
    what: 'kind of file that may be attached',
    known: isMediaType,
    ubl: 'EmbeddedDocumentBinaryObject@mimeCode',
    cii: 'AttachmentBinaryObject@mimeCode',
  },
  {
    id: 'BR-CL-25',
    what: 'kind of electronic address (EAS)',
    known: isAddressScheme,
    ubl: 'EndpointID@schemeID',
    cii: 'URIUniversalCommunication/URIID@schemeID',
  },
  {
    id: 'BR-CL-26',
    what: 'identifier scheme (ISO 6523)',
    known: isScheme,
    ubl: 'DeliveryLocation/ID@schemeID',
    cii: 'ShipToTradeParty/GlobalID@schemeID',
  },
]

type Place = { parent: string | null; name: string; attribute: string | null }

const placesOf = (written: string): Place[] =>
  written.split('|').map((place) => {
    const [path = '', attribute = null] = place.split('@')
    const names = path.split('/')
    return { name: names.at(-1) ?? '', parent: names.length > 1 ? (names[0] ?? null) : null, attribute }
  })

const needed = ({ needs }: CodeRule, { name }: XmlElement, syntax: Terms['syntax']): boolean =>
  syntax === 'ubl' && needs !== undefined && needs.test(name)

/** The first code that is none, with where it stands. */
function unknownCode(rule: CodeRule, places: readonly Place[], { named, syntax }: Terms): string | false {
  for (const { parent, name, attribute } of places)
    for (const element of named(name)) {
      if (parent !== null && element.parent?.name !== parent) continue
      if (rule.only && !rule.only(element)) continue
      const code = attribute === null ? element.text : element.attributes.get(attribute)?.trim()
      if (code === undefined && needed(rule, element, syntax)) return `none at ${pathOf(element)}`
      // What is empty is missing, and that is another rule's.
      if (code === undefined || code === '' || rule.known(code, element)) continue
      return `"${code.slice(0, 40)}" at ${pathOf(element)}`
    }
  return false
}

function ruleOf(rule: CodeRule): Rule {
  const places = { ubl: placesOf(rule.ubl), cii: placesOf(rule.cii) }
  return {
    id: rule.id,
    says: `The XML has a code that is no ${rule.what}.`,
    broken: (terms) => unknownCode(rule, places[terms.syntax], terms),
  }
}

export const codeListRules: readonly Rule[] = codeRules.map(ruleOf)
