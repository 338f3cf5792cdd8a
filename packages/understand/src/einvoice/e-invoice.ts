// What an e-invoice says, whatever its syntax.
import type {
  DocumentClass,
  EInvoiceFound,
  Field,
  FieldValue,
  LineItem,
  Money,
  TaxShare,
} from '@countersign/contract/extraction'

/** A file that may hold an e-invoice: an attachment of a PDF, or the uploaded file itself. */
export type EInvoiceFile = { name: string; bytes: Uint8Array }

export type XmlValue = { name: string; type: Field['type']; value: FieldValue; raw: string; path: string }

/** Sums over all lines, as the XML states them; what it does not state is null. */
export type Sums = Record<
  'lines' | 'allowances' | 'charges' | 'net' | 'tax' | 'total' | 'prepaid' | 'rounding' | 'due',
  Money | null
>

/** `price` is for `per` of the unit; allowances and charges of the line are in minor units. */
export type XmlLine = LineItem & { xml: { file: string; path: string }; per: string; adjusted: number }

export type EInvoice = EInvoiceFound & {
  class: DocumentClass
  values: XmlValue[]
  lines: XmlLine[]
  taxes: TaxShare[]
  sums: Sums
}
