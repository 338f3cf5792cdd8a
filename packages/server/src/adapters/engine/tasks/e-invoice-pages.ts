// An e-invoice that came as bare XML is read, shown and sealed as a PDF drawn from it.
import { readError } from '@countersign/ocr/read-error'
import { sniff } from '@countersign/ocr/sniff'
import { textPages } from '@countersign/pdf/text-pages'
import { readEInvoices } from '@countersign/understand/einvoice/read'
import { showEInvoice } from '@countersign/understand/einvoice/show'

/** The bytes as they are, or the pages drawn from them. */
export async function readable(bytes: Uint8Array): Promise<Uint8Array> {
  if (sniff(bytes) !== 'application/xml') return bytes
  const { invoice, findings } = readEInvoices([{ name: 'the uploaded XML', bytes }])
  if (!invoice) throw readError('file.unreadable', findings[0]?.message ?? noInvoice)
  const date = invoice.values.find(({ name }) => name === 'date')?.value
  const made = new Date(`${typeof date === 'string' ? date : '2000-01-01'}T00:00:00Z`)
  return textPages({ title: 'E-invoice', made, rows: showEInvoice(invoice) })
}

const noInvoice =
  'This XML is no e-invoice that is known here: a Cross Industry Invoice (Factur-X, ZUGFeRD, XRechnung) or a UBL Invoice or CreditNote. Send such a one, or a PDF.'
