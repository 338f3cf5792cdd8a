// OASIS UBL 2.1: Invoice and CreditNote, as XRechnung and Peppol write them.
import type { TaxShare } from '@countersign/contract/extraction'
import type { EInvoice, Sums, XmlLine, XmlValue } from './e-invoice.ts'
import { buyerValues, type PartyParts, sellerValues } from './party.ts'
import { classByCode, profileNamed } from './profile.ts'
import { codeValue, dateValue, decimalOf, moneyOf, textOf, textValue, valueAt } from './values.ts'
import { find, findAll, pathOf, type XmlElement } from './xml.ts'

const roots: Record<string, { lines: string; quantity: string; type: string }> = {
  'urn:oasis:names:specification:ubl:schema:xsd:Invoice-2 Invoice': {
    lines: 'InvoiceLine',
    quantity: 'InvoicedQuantity',
    type: 'InvoiceTypeCode',
  },
  'urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2 CreditNote': {
    lines: 'CreditNoteLine',
    quantity: 'CreditedQuantity',
    type: 'CreditNoteTypeCode',
  },
}

type Parts = { root: XmlElement; file: string; quantity: string; currency: string | null }

/** The invoice under this root, or null where it is none. */
export function readUbl(root: XmlElement, file: string): EInvoice | null {
  const names = roots[`${root.namespace} ${root.name}`]
  if (!names) return null
  const currency = textOf(find(root, 'DocumentCurrencyCode'))
  const parts = { root, file, quantity: names.quantity, currency }
  const code = root.name === 'CreditNote' ? '381' : textOf(find(root, names.type))
  return {
    syntax: 'ubl',
    profile: profileNamed(textOf(find(root, 'CustomizationID'))),
    file,
    class: classByCode(code),
    values: [...headValues(parts), ...partyValues(parts), ...paymentValues(parts), ...sumValues(parts)],
    lines: findAll(root, names.lines).flatMap((line) => lineOf(line, parts)),
    taxes: findAll(taxTotal(parts), 'TaxSubtotal').map((tax) => taxOf(tax, parts)),
    sums: sumsOf(parts),
  }
}

function headValues({ root }: Parts): XmlValue[] {
  return [
    ...textValue('number', find(root, 'ID')),
    ...dateValue('date', find(root, 'IssueDate')),
    ...dateValue('dueDate', find(root, 'DueDate') ?? find(root, 'PaymentMeans/PaymentDueDate')),
    ...dateValue('deliveryDate', find(root, 'Delivery/ActualDeliveryDate')),
    ...textValue('orderNumber', find(root, 'OrderReference/ID')),
    ...textValue('contractNumber', find(root, 'ContractDocumentReference/ID')),
    ...textValue('buyerReference', find(root, 'BuyerReference')),
    ...textValue('precedingInvoice', find(root, 'BillingReference/InvoiceDocumentReference/ID')),
    ...textValue('paymentTerms', find(root, 'PaymentTerms/Note')),
  ]
}

const partyValues = ({ root }: Parts): XmlValue[] => [
  ...sellerValues(partyOf(find(root, 'AccountingSupplierParty/Party'))),
  ...buyerValues(partyOf(find(root, 'AccountingCustomerParty/Party'))),
]

function partyOf(party: XmlElement | undefined): PartyParts {
  const address = find(party, 'PostalAddress')
  const schemes = findAll(party, 'PartyTaxScheme')
  const isVat = (scheme: XmlElement) => textOf(find(scheme, 'TaxScheme/ID'))?.toUpperCase() === 'VAT'
  return {
    name: find(party, 'PartyLegalEntity/RegistrationName') ?? find(party, 'PartyName/Name'),
    address,
    street: [
      find(address, 'StreetName'),
      find(address, 'AdditionalStreetName'),
      find(address, 'AddressLine/Line'),
    ],
    postalCode: find(address, 'PostalZone'),
    town: find(address, 'CityName'),
    country: find(address, 'Country/IdentificationCode'),
    vatId: find(schemes.find(isVat), 'CompanyID'),
    taxNumber: find(
      schemes.find((scheme) => !isVat(scheme)),
      'CompanyID',
    ),
  }
}

function paymentValues({ root }: Parts): XmlValue[] {
  const accounts = findAll(root, 'PaymentMeans/PayeeFinancialAccount')
  return [
    ...accounts.flatMap((account) => codeValue({ name: 'iban', type: 'iban' }, find(account, 'ID'))),
    ...codeValue({ name: 'bic', type: 'text' }, find(accounts[0], 'FinancialInstitutionBranch/ID')),
  ]
}

/** In a second currency the tax may stand once more (BT-111), then without its shares. */
function taxTotal({ root, currency }: Parts): XmlElement | undefined {
  const all = findAll(root, 'TaxTotal')
  const inCurrency = (one: XmlElement) => find(one, 'TaxAmount')?.attributes.get('currencyID') === currency
  return all.find(inCurrency) ?? all[0]
}

function sumValues(parts: Parts): XmlValue[] {
  const { root, currency } = parts
  const totals = find(root, 'LegalMonetaryTotal')
  const money = (name: string, element: XmlElement | undefined) =>
    valueAt({ name, type: 'money' }, element, moneyOf(element, currency))
  return [
    ...valueAt({ name: 'currency', type: 'currency' }, find(root, 'DocumentCurrencyCode'), currency),
    ...money('net', find(totals, 'TaxExclusiveAmount')),
    ...money('tax', find(taxTotal(parts), 'TaxAmount')),
    ...money('total', find(totals, 'TaxInclusiveAmount')),
    ...money('prepaid', find(totals, 'PrepaidAmount')),
    ...money('due', find(totals, 'PayableAmount')),
  ]
}

function sumsOf(parts: Parts): Sums {
  const { root, currency } = parts
  const money = (name: string) => moneyOf(find(root, `LegalMonetaryTotal/${name}`), currency)
  return {
    lines: money('LineExtensionAmount'),
    allowances: money('AllowanceTotalAmount'),
    charges: money('ChargeTotalAmount'),
    net: money('TaxExclusiveAmount'),
    tax: moneyOf(find(taxTotal(parts), 'TaxAmount'), currency),
    total: money('TaxInclusiveAmount'),
    prepaid: money('PrepaidAmount'),
    rounding: money('PayableRoundingAmount'),
    due: money('PayableAmount'),
  }
}

const taxOf = (tax: XmlElement, { file, currency }: Parts): TaxShare => ({
  category: textOf(find(tax, 'TaxCategory/ID')),
  rate: decimalOf(find(tax, 'TaxCategory/Percent')),
  base: moneyOf(find(tax, 'TaxableAmount'), currency),
  amount: moneyOf(find(tax, 'TaxAmount'), currency),
  xml: { file, path: pathOf(tax) },
})

function lineOf(line: XmlElement, { file, quantity: name, currency }: Parts): XmlLine[] {
  const item = find(line, 'Item')
  const quantity = find(line, name)
  const description = textOf(find(item, 'Name')) ?? textOf(find(item, 'Description'))
  const amount = moneyOf(find(line, 'LineExtensionAmount'), currency)
  if (amount === null && description === null) return []
  const adjustments = findAll(line, 'AllowanceCharge').map((one) => {
    const sign = textOf(find(one, 'ChargeIndicator')) === 'true' ? 1 : -1
    return sign * (moneyOf(find(one, 'Amount'), currency)?.minor ?? 0)
  })
  return [
    {
      description,
      article:
        textOf(find(item, 'SellersItemIdentification/ID')) ??
        textOf(find(item, 'StandardItemIdentification/ID')),
      quantity: decimalOf(quantity),
      unit: quantity?.attributes.get('unitCode') ?? null,
      unitPrice: decimalOf(find(line, 'Price/PriceAmount')),
      taxRate: decimalOf(find(item, 'ClassifiedTaxCategory/Percent')),
      amount,
      raw: description ?? '',
      confidence: 0.99,
      evidence: [],
      xml: { file, path: pathOf(line) },
      per: decimalOf(find(line, 'Price/BaseQuantity')) ?? '1',
      adjusted: adjustments.reduce((sum, one) => sum + one, 0),
    },
  ]
}
