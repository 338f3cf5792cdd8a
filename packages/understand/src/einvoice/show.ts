// An e-invoice as rows of text, for people: what is uploaded as bare XML has no page of its own.
import type { FieldValue } from '@countersign/contract/extraction'
import { shown } from './compare.ts'
import type { EInvoice, XmlLine } from './e-invoice.ts'

/** Text with its left edge (or right one) as a fraction of the width of the page's text. */
export type ShownRow = {
  cells: { text: string; at: number; right?: boolean }[]
  heading?: boolean
  small?: boolean
}

const labels: Record<string, string> = {
  number: 'Invoice number',
  date: 'Invoice date',
  dueDate: 'Due date',
  deliveryDate: 'Delivery date',
  seller: 'Seller',
  sellerAddress: 'Address of the seller',
  vatId: 'VAT id',
  taxNumber: 'Tax number',
  buyer: 'Buyer',
  buyerAddress: 'Address of the buyer',
  buyerVatId: "Buyer's VAT id",
  orderNumber: 'Order number',
  contractNumber: 'Contract number',
  buyerReference: 'Buyer reference',
  precedingInvoice: 'Preceding invoice',
  paymentTerms: 'Payment terms',
  iban: 'IBAN',
  bic: 'BIC',
  currency: 'Currency',
  net: 'Net',
  tax: 'Tax',
  total: 'Total',
  prepaid: 'Prepaid',
  due: 'Amount due',
}

const sums = new Set(['net', 'tax', 'total', 'prepaid', 'due'])
/** A page holds about fifty rows. */
const mostLines = 20_000

/** Heading, values, lines, taxes and sums, in the order of a letter. */
export function showEInvoice(invoice: EInvoice): ShownRow[] {
  const title = invoice.class === 'invoice' ? 'Invoice' : 'Credit note'
  const values = invoice.values.filter(({ name }) => !sums.has(name))
  const totals = invoice.values.filter(({ name }) => sums.has(name))
  return [
    { heading: true, cells: [{ text: title, at: 0 }] },
    {
      small: true,
      cells: [
        {
          text: `Drawn from ${clean(invoice.file, 60)} (${clean(invoice.profile, 60)}), which is the original.`,
          at: 0,
        },
      ],
    },
    ...values.flatMap(({ name, value }) => valueRows(name, value)),
    ...(invoice.lines.length > 0 ? [lineHead, ...invoice.lines.slice(0, mostLines).flatMap(lineRows)] : []),
    ...invoice.taxes.map(({ rate, base, amount }) => ({
      cells: [
        { text: `VAT ${rate ?? ''} % of ${base ? shown(base) : ''}`, at: 0.5 },
        { text: amount ? shown(amount) : '', at: 1, right: true },
      ],
    })),
    ...totals.map(({ name, value }) => ({
      cells: [
        { text: labels[name] ?? name, at: 0.5 },
        { text: shown(value), at: 1, right: true },
      ],
    })),
  ]
}

/** Long values go on in the next row. */
function valueRows(name: string, value: FieldValue): ShownRow[] {
  const text = typeof value === 'string' ? clean(value, 600) : shown(value)
  const [first = '', ...more] = text.match(/.{1,60}(?:\s|$)|.{1,60}/gu) ?? []
  const label = { text: `${labels[name] ?? name}:`, at: 0 }
  return [
    { cells: [label, { text: first.trim(), at: 0.3 }] },
    ...more.map((part) => ({ cells: [{ text: part.trim(), at: 0.3 }] })),
  ]
}

const lineHead: ShownRow = {
  heading: true,
  cells: [
    { text: 'Description', at: 0 },
    { text: 'Quantity', at: 0.65, right: true },
    { text: 'Price', at: 0.82, right: true },
    { text: 'Amount', at: 1, right: true },
  ],
}

function lineRows({ description, quantity, unitPrice, amount }: XmlLine): ShownRow[] {
  const [first = '', ...more] = clean(description ?? '', 300).match(/.{1,48}(?:\s|$)|.{1,48}/gu) ?? []
  return [
    {
      cells: [
        { text: first.trim(), at: 0 },
        { text: quantity ?? '', at: 0.65, right: true },
        { text: unitPrice ?? '', at: 0.82, right: true },
        { text: amount ? shown(amount) : '', at: 1, right: true },
      ],
    },
    ...more.map((part) => ({ cells: [{ text: part.trim(), at: 0 }] })),
  ]
}

/** Fonts have no signs for controls. */
const clean = (text: string, most: number): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
