// UN/CEFACT Cross Industry Invoice D16B (Factur-X, ZUGFeRD 2, XRechnung) and the older draft that ZUGFeRD 1 is written in.
import type { TaxShare } from '@countersign/contract/extraction'
import type { EInvoice, Sums, XmlLine, XmlValue } from './e-invoice.ts'
import { buyerValues, type PartyParts, sellerValues } from './party.ts'
import { classByCode, profileNamed } from './profile.ts'
import { codeValue, dateValue, decimalOf, moneyOf, textOf, textValue, valueAt } from './values.ts'
import { find, findAll, pathOf, type XmlElement } from './xml.ts'

/** Names that the draft of ZUGFeRD 1 gives to the same things. */
const d16b = {
  context: 'ExchangedDocumentContext',
  document: 'ExchangedDocument',
  trade: 'SupplyChainTradeTransaction',
  agreement: 'ApplicableHeaderTradeAgreement',
  delivery: 'ApplicableHeaderTradeDelivery',
  settlement: 'ApplicableHeaderTradeSettlement',
  summation: 'SpecifiedTradeSettlementHeaderMonetarySummation',
  rate: 'RateApplicablePercent',
  lineAgreement: 'SpecifiedLineTradeAgreement',
  lineDelivery: 'SpecifiedLineTradeDelivery',
  lineSettlement: 'SpecifiedLineTradeSettlement',
  lineSummation: 'SpecifiedTradeSettlementLineMonetarySummation',
}
const zugferd1: typeof d16b = {
  context: 'SpecifiedExchangedDocumentContext',
  document: 'HeaderExchangedDocument',
  trade: 'SpecifiedSupplyChainTradeTransaction',
  agreement: 'ApplicableSupplyChainTradeAgreement',
  delivery: 'ApplicableSupplyChainTradeDelivery',
  settlement: 'ApplicableSupplyChainTradeSettlement',
  summation: 'SpecifiedTradeSettlementMonetarySummation',
  rate: 'ApplicablePercent',
  lineAgreement: 'SpecifiedSupplyChainTradeAgreement',
  lineDelivery: 'SpecifiedSupplyChainTradeDelivery',
  lineSettlement: 'SpecifiedSupplyChainTradeSettlement',
  lineSummation: 'SpecifiedTradeSettlementMonetarySummation',
}

const dialects: Record<string, typeof d16b> = {
  'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100 CrossIndustryInvoice': d16b,
  'urn:ferd:CrossIndustryDocument:invoice:1p0 CrossIndustryDocument': zugferd1,
}

type Parts = {
  file: string
  names: typeof d16b
  trade: XmlElement | undefined
  agreement: XmlElement | undefined
  settlement: XmlElement | undefined
  currency: string | null
}

/** The invoice under this root, or null where it is of no known dialect. */
export function readCii(root: XmlElement, file: string): EInvoice | null {
  const names = dialects[`${root.namespace} ${root.name}`]
  if (!names) return null
  const document = find(root, names.document)
  const trade = find(root, names.trade)
  const settlement = find(trade, names.settlement)
  const currency = textOf(find(settlement, 'InvoiceCurrencyCode'))
  const parts = { file, names, trade, agreement: find(trade, names.agreement), settlement, currency }
  const guideline = textOf(find(root, `${names.context}/GuidelineSpecifiedDocumentContextParameter/ID`))
  return {
    syntax: 'cii',
    profile: profileNamed(guideline),
    file,
    class: classByCode(textOf(find(document, 'TypeCode'))),
    values: [
      ...headValues(document, parts),
      ...partyValues(parts),
      ...paymentValues(parts),
      ...sumValues(parts),
    ],
    lines: findAll(trade, 'IncludedSupplyChainTradeLineItem').flatMap((line) => lineOf(line, parts)),
    taxes: findAll(settlement, 'ApplicableTradeTax').map((tax) => taxOf(tax, parts)),
    sums: sumsOf(parts),
  }
}

function headValues(
  document: XmlElement | undefined,
  { trade, names, agreement, settlement }: Parts,
): XmlValue[] {
  const delivered = 'ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString'
  return [
    ...textValue('number', find(document, 'ID')),
    ...dateValue('date', find(document, 'IssueDateTime/DateTimeString')),
    ...dateValue('dueDate', find(settlement, 'SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString')),
    ...dateValue('deliveryDate', find(find(trade, names.delivery), delivered)),
    ...textValue(
      'orderNumber',
      find(agreement, 'BuyerOrderReferencedDocument/IssuerAssignedID') ??
        find(agreement, 'BuyerOrderReferencedDocument/ID'),
    ),
    ...textValue(
      'contractNumber',
      find(agreement, 'ContractReferencedDocument/IssuerAssignedID') ??
        find(agreement, 'ContractReferencedDocument/ID'),
    ),
    ...textValue('buyerReference', find(agreement, 'BuyerReference')),
    ...textValue('precedingInvoice', find(settlement, 'InvoiceReferencedDocument/IssuerAssignedID')),
    ...textValue('paymentTerms', find(settlement, 'SpecifiedTradePaymentTerms/Description')),
  ]
}

const partyValues = ({ agreement }: Parts): XmlValue[] => [
  ...sellerValues(partyOf(find(agreement, 'SellerTradeParty'))),
  ...buyerValues(partyOf(find(agreement, 'BuyerTradeParty'))),
]

function partyOf(party: XmlElement | undefined): PartyParts {
  const address = find(party, 'PostalTradeAddress')
  const registered = (scheme: string) =>
    findAll(party, 'SpecifiedTaxRegistration/ID').find((id) => id.attributes.get('schemeID') === scheme)
  return {
    name: find(party, 'Name'),
    address,
    street: ['LineOne', 'LineTwo', 'LineThree'].map((line) => find(address, line)),
    postalCode: find(address, 'PostcodeCode'),
    town: find(address, 'CityName'),
    country: find(address, 'CountryID'),
    vatId: registered('VA'),
    taxNumber: registered('FC'),
  }
}

function paymentValues({ settlement }: Parts): XmlValue[] {
  const means = findAll(settlement, 'SpecifiedTradeSettlementPaymentMeans')
  const at = (path: string) => means.flatMap((one) => findAll(one, path))
  return [
    ...at('PayeePartyCreditorFinancialAccount/IBANID').flatMap((iban) =>
      codeValue({ name: 'iban', type: 'iban' }, iban),
    ),
    ...at('PayeeSpecifiedCreditorFinancialInstitution/BICID')
      .slice(0, 1)
      .flatMap((bic) => codeValue({ name: 'bic', type: 'text' }, bic)),
  ]
}

/** In a second currency the tax may stand once more (BT-111). */
function taxTotal({ settlement, names, currency }: Parts): XmlElement | undefined {
  const all = findAll(settlement, `${names.summation}/TaxTotalAmount`)
  return all.find((one) => one.attributes.get('currencyID') === currency) ?? all[0]
}

function sumValues(parts: Parts): XmlValue[] {
  const { settlement, names, currency } = parts
  const summation = find(settlement, names.summation)
  const money = (name: string, element: XmlElement | undefined) =>
    valueAt({ name, type: 'money' }, element, moneyOf(element, currency))
  const code = find(settlement, 'InvoiceCurrencyCode')
  return [
    ...valueAt({ name: 'currency', type: 'currency' }, code, currency),
    ...money('net', find(summation, 'TaxBasisTotalAmount')),
    ...money('tax', taxTotal(parts)),
    ...money('total', find(summation, 'GrandTotalAmount')),
    ...money('prepaid', find(summation, 'TotalPrepaidAmount')),
    ...money('due', find(summation, 'DuePayableAmount')),
  ]
}

function sumsOf(parts: Parts): Sums {
  const { settlement, names, currency } = parts
  const money = (name: string) => moneyOf(find(settlement, `${names.summation}/${name}`), currency)
  return {
    lines: money('LineTotalAmount'),
    allowances: money('AllowanceTotalAmount'),
    charges: money('ChargeTotalAmount'),
    net: money('TaxBasisTotalAmount'),
    tax: moneyOf(taxTotal(parts), currency),
    total: money('GrandTotalAmount'),
    prepaid: money('TotalPrepaidAmount'),
    rounding: money('RoundingAmount'),
    due: money('DuePayableAmount'),
  }
}

const taxOf = (tax: XmlElement, { file, names, currency }: Parts): TaxShare => ({
  category: textOf(find(tax, 'CategoryCode')),
  rate: decimalOf(find(tax, names.rate)),
  base: moneyOf(find(tax, 'BasisAmount'), currency),
  amount: moneyOf(find(tax, 'CalculatedAmount'), currency),
  xml: { file, path: pathOf(tax) },
})

/** Lines that only group or inform are not part of the sum (Factur-X Extended, BT-X-8). */
const uncounted = new Set(['GROUP', 'INFORMATION'])

function lineOf(line: XmlElement, { file, names, currency }: Parts): XmlLine[] {
  const status = textOf(find(line, 'AssociatedDocumentLineDocument/LineStatusReasonCode'))
  const product = find(line, 'SpecifiedTradeProduct')
  const settlement = find(line, names.lineSettlement)
  const price = find(line, `${names.lineAgreement}/NetPriceProductTradePrice`)
  const quantity = find(line, `${names.lineDelivery}/BilledQuantity`)
  const amount = moneyOf(find(settlement, `${names.lineSummation}/LineTotalAmount`), currency)
  const description = textOf(find(product, 'Name'))
  if ((status !== null && uncounted.has(status)) || (amount === null && description === null)) return []
  const adjustments = findAll(settlement, 'SpecifiedTradeAllowanceCharge').map((one) => {
    const sign = textOf(find(one, 'ChargeIndicator/Indicator')) === 'true' ? 1 : -1
    return sign * (moneyOf(find(one, 'ActualAmount'), currency)?.minor ?? 0)
  })
  return [
    {
      description,
      article: textOf(find(product, 'SellerAssignedID')) ?? textOf(find(product, 'GlobalID')),
      quantity: decimalOf(quantity),
      unit: quantity?.attributes.get('unitCode') ?? null,
      unitPrice: decimalOf(find(price, 'ChargeAmount')),
      taxRate: decimalOf(find(settlement, `ApplicableTradeTax/${names.rate}`)),
      amount,
      raw: description ?? '',
      confidence: 0.99,
      evidence: [],
      xml: { file, path: pathOf(line) },
      per: decimalOf(find(price, 'BasisQuantity')) ?? '1',
      adjusted: adjustments.reduce((sum, one) => sum + one, 0),
    },
  ]
}
