// The business terms of EN 16931-1 that its rules speak of, read alike from both syntaxes. What is not stated is null.
import type { Sums } from '../e-invoice.ts'
import { dateOf, decimalOf, moneyOf, textOf } from '../values.ts'
import { find, findAll, type XmlElement } from '../xml.ts'
import { type Paths, pathsOf } from './paths.ts'

export type Address = { city: string | null; postcode: string | null; country: string | null }

export type Party = {
  name: string | null
  /** As it is registered; other names do not count for parties of an invoice. */
  legalName: string | null
  address: Address | null
  vatId: string | null
  taxNumber: string | null
  /** Identifiers and registration numbers. */
  ids: string[]
  electronic: { scheme: string | null; address: string | null } | null
  contact: { name: string | null; phone: string | null; email: string | null } | null
}

export type Taxed = { category: string | null; rate: number | null; amount: number | null }
export type Adjustment = Taxed & {
  charge: boolean
  reasoned: boolean
  /** What a percentage is taken of, in minor units. */
  base: number | null
  percent: number | null
}
export type Share = Taxed & { base: number | null; reasoned: boolean }
export type Period = { start: string | null; end: string | null }

export type Line = Taxed & {
  id: string | null
  quantity: string | null
  unit: string | null
  name: string | null
  price: string | null
  grossPrice: string | null
  priceDiscount: string | null
  /** The price is for so many of the unit. */
  per: { quantity: string | null; unit: string | null } | null
  period: Period | null
  adjustments: Adjustment[]
  attributesWhole: boolean
}

export type Payment = {
  code: string | null
  accounts: (string | null)[]
  card: string | null
  debited: string | null
}

export type Terms = {
  syntax: 'cii' | 'ubl'
  root: XmlElement
  /** All elements of that name, wherever they stand, in the order of the file. */
  named(name: string): readonly XmlElement[]
  specification: string | null
  process: string | null
  number: string | null
  date: string | null
  typeCode: string | null
  currency: string | null
  taxCurrency: string | null
  /** The VAT of the whole invoice, once or in two currencies. */
  taxAmounts: { currency: string | null; amount: number | null }[]
  taxPointDate: string | null
  taxPointCode: string | null
  dueDate: string | null
  paymentTerms: string | null
  buyerReference: string | null
  mandate: string | null
  creditor: string | null
  preceding: (string | null)[]
  supporting: { id: string | null; file: string | null }[]
  period: Period | null
  deliveryDate: string | null
  deliverTo: Address | null
  seller: Party | null
  buyer: Party | null
  payee: { name: string | null; ids: string[] } | null
  representative: Party | null
  adjustments: Adjustment[]
  shares: Share[]
  payments: Payment[]
  lines: Line[]
  sums: Sums
}

type Reader = { paths: Paths; currency: string | null }

/** The first of alternatives parted by a bar that is there. */
function at(element: XmlElement | undefined, paths: string): XmlElement | undefined {
  for (const path of paths.split('|')) {
    const found = path === '' ? undefined : find(element, path)
    if (found) return found
  }
  return undefined
}
const text = (element: XmlElement | undefined, path: string): string | null => textOf(at(element, path))
const all = (element: XmlElement | undefined, path: string): XmlElement[] =>
  path === '' ? [] : path.split('|').flatMap((one) => findAll(element, one))
const number = (element: XmlElement | undefined, path: string): number | null => {
  const decimal = decimalOf(at(element, path))
  return decimal === null ? null : Number(decimal)
}

export function termsOf(root: XmlElement, syntax: 'cii' | 'ubl', sums: Sums): Terms {
  const paths = pathsOf[syntax]
  const { head } = paths
  const reader = { paths, currency: text(root, head.currency) }
  const said = (path: string) => text(root, path)
  const index = byName(root)
  return {
    ...{ syntax, root, named: (name: string) => index.get(name) ?? [] },
    ...{ specification: said(head.specification), process: said(head.process) },
    ...{ number: said(head.number), typeCode: said(head.typeCode) },
    ...{ currency: reader.currency, taxCurrency: said(head.taxCurrency), date: dateOf(at(root, head.date)) },
    taxAmounts: all(root, head.taxAmounts).map((one) => ({
      currency: one.attributes.get('currencyID') ?? null,
      amount: moneyOf(one, null)?.minor ?? null,
    })),
    ...{ taxPointDate: said(head.taxPointDate), taxPointCode: said(head.taxPointCode) },
    ...{ dueDate: said(head.dueDate), paymentTerms: said(head.paymentTerms) },
    ...{
      buyerReference: said(head.buyerReference),
      mandate: said(head.mandate),
      creditor: said(head.creditor),
    },
    preceding: all(root, head.preceding).map((one) => text(one, head.precedingId)),
    supporting: all(root, head.supporting).map((one) => ({
      id: text(one, head.supportingId),
      file: at(one, head.supportingFile)?.attributes.get('filename') ?? null,
    })),
    period: periodOf(at(root, head.period), paths),
    deliveryDate: said(head.deliveryDate),
    deliverTo: addressOf(at(root, head.deliverTo), paths),
    ...partiesOf(root, paths),
    adjustments: all(root, head.adjustments).map((one) => adjustmentOf(one, reader)),
    shares: all(root, head.shares).map((one) => shareOf(one, reader)),
    payments: all(root, head.payments).map((one) => paymentOf(one, paths)),
    lines: all(root, head.lines)
      .filter(counts)
      .map((one) => lineOf(one, reader)),
    sums,
  }
}

function byName(root: XmlElement): Map<string, XmlElement[]> {
  const index = new Map<string, XmlElement[]>()
  const every: XmlElement[] = []
  const add = (element: XmlElement) => {
    const same = index.get(element.name)
    if (same) same.push(element)
    else index.set(element.name, [element])
    every.push(element)
    for (const child of element.children) add(child)
  }
  add(root)
  return index.set('*', every)
}

/** Lines that only group or inform are no lines of the invoice (Factur-X Extended, BT-X-8). */
const counts = (line: XmlElement): boolean =>
  !/^(GROUP|INFORMATION)$/.test(text(line, 'AssociatedDocumentLineDocument/LineStatusReasonCode') ?? '')

function partiesOf(root: XmlElement, paths: Paths) {
  const { head, party } = paths
  const payee = at(root, head.payee)
  return {
    seller: partyOf(at(root, head.seller), paths),
    buyer: partyOf(at(root, head.buyer), paths),
    representative: partyOf(at(root, head.representative), paths),
    payee: payee ? { name: text(payee, party.name), ids: idsOf(payee, paths) } : null,
  }
}

const periodOf = (element: XmlElement | undefined, { period }: Paths): Period | null =>
  element ? { start: dateOf(at(element, period.start)), end: dateOf(at(element, period.end)) } : null

const addressOf = (element: XmlElement | undefined, { address }: Paths): Address | null =>
  element
    ? {
        city: text(element, address.city),
        postcode: text(element, address.postcode),
        country: text(element, address.country),
      }
    : null

const idsOf = (element: XmlElement, { party }: Paths): string[] =>
  all(element, party.ids).flatMap((one) => textOf(one) ?? [])

function partyOf(element: XmlElement | undefined, paths: Paths): Party | null {
  if (!element) return null
  const { party } = paths
  const contact = at(element, party.contact)
  const electronic = at(element, party.electronic)
  const registered = all(element, party.registrations)
  const isVat = (one: XmlElement) =>
    /^(VA|VAT)$/i.test(text(one, party.scheme) ?? at(one, party.schemed)?.attributes.get('schemeID') ?? '')
  const idOf = (one: XmlElement | undefined) => (one ? text(one, party.registered) : null)
  return {
    name: text(element, party.name),
    legalName: text(element, party.legalName),
    address: addressOf(at(element, party.address), paths),
    vatId: idOf(registered.find(isVat)),
    taxNumber: idOf(registered.find((one) => !isVat(one))),
    ids: idsOf(element, paths),
    electronic: electronic
      ? { scheme: electronic.attributes.get('schemeID') ?? null, address: textOf(electronic) }
      : null,
    contact: contact
      ? {
          name: text(contact, party.contactName),
          phone: text(contact, party.phone),
          email: text(contact, party.email),
        }
      : null,
  }
}

function taxedOf(
  element: XmlElement,
  { currency }: Reader,
  of: Paths['adjustment' | 'share' | 'line'],
): Taxed {
  return {
    category: text(element, of.category),
    rate: number(element, of.rate),
    amount: moneyOf(at(element, of.amount), currency)?.minor ?? null,
  }
}

function adjustmentOf(element: XmlElement, reader: Reader): Adjustment {
  const { adjustment } = reader.paths
  return {
    ...taxedOf(element, reader, adjustment),
    charge: text(element, adjustment.charge) === 'true' || element.name === 'SpecifiedLogisticsServiceCharge',
    reasoned: text(element, adjustment.reason) !== null,
    base: moneyOf(at(element, adjustment.base), reader.currency)?.minor ?? null,
    percent: number(element, adjustment.percent),
  }
}

function shareOf(element: XmlElement, reader: Reader): Share {
  const { share } = reader.paths
  return {
    ...taxedOf(element, reader, share),
    base: moneyOf(at(element, share.base), reader.currency)?.minor ?? null,
    reasoned: text(element, share.reason) !== null,
  }
}

function paymentOf(element: XmlElement, { payment }: Paths): Payment {
  return {
    code: text(element, payment.code),
    accounts: all(element, payment.accounts).map((one) => textOf(one)),
    card: text(element, payment.card),
    debited: text(element, payment.debited),
  }
}

function lineOf(element: XmlElement, reader: Reader): Line {
  const { line } = reader.paths
  const quantity = at(element, line.quantity)
  const per = at(element, line.per)
  return {
    ...taxedOf(element, reader, line),
    ...{ id: text(element, line.id), name: text(element, line.name) },
    ...{ quantity: decimalOf(quantity), unit: quantity?.attributes.get('unitCode') ?? null },
    ...{ price: decimalOf(at(element, line.price)), grossPrice: decimalOf(at(element, line.grossPrice)) },
    priceDiscount: decimalOf(at(element, line.priceDiscount)),
    per: per ? { quantity: decimalOf(per), unit: per.attributes.get('unitCode') ?? null } : null,
    period: periodOf(at(element, line.period), reader.paths),
    adjustments: all(element, line.adjustments).map((one) => adjustmentOf(one, reader)),
    attributesWhole: all(element, line.attributes).every(
      (one) => text(one, line.attributeName) !== null && text(one, line.attributeValue) !== null,
    ),
  }
}
