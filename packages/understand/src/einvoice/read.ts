// Which of a document's files is an e-invoice, and what it says. XML of another kind is left alone.
import type { Finding } from '@countersign/contract/extraction'
import { contradictionsIn, isDraft } from './arithmetic.ts'
import { readCii } from './cii.ts'
import type { EInvoice, EInvoiceFile } from './e-invoice.ts'
import { foreignFormat, otherFormat } from './foreign.ts'
import { brokenRules } from './rules/business-rules.ts'
import { readUbl } from './ubl.ts'
import { looksLikeXml, parseXml, type XmlElement, type XmlFault } from './xml.ts'

/** `invoice` is null where no file is one; the findings say what is wrong with what was found. */
export type EInvoices = { invoice: EInvoice | null; findings: Finding[] }

/** Names that the specifications give to the attachment; which of several files leads follows this order. */
const usualNames = /^(factur-x|zugferd-invoice|xrechnung|order-x|cida)\.xml$/i
const mostFiles = 20

/** Reads the first 20 files that look like XML. Deterministic; never throws for what is in them. */
export function readEInvoices(files: readonly EInvoiceFile[]): EInvoices {
  const candidates = files.filter(({ bytes }) => looksLikeXml(bytes)).slice(0, mostFiles)
  const leading = candidates.filter(({ name }) => usualNames.test(name))
  const others = candidates.filter((file) => !leading.includes(file))
  const read: { invoice: EInvoice; root: XmlElement }[] = []
  const findings: Finding[] = []
  for (const file of [...leading, ...others]) {
    const document = parseXml(file.bytes)
    if ('fault' in document) {
      if (leading.includes(file) || files.length === 1) findings.push(unreadable(file.name, document.fault))
      continue
    }
    const root = unwrapped(document.root)
    const invoice = readCii(root, file.name) ?? readUbl(root, file.name)
    if (invoice) read.push({ invoice, root })
    const other = invoice ? null : foreignFormat(root)
    if (other !== null) findings.push(otherFormat(file.name, other))
  }
  const [first] = read
  if (!first) return { invoice: null, findings }
  const { invoice, root } = first
  const rules = brokenRules(root, invoice)
  return {
    invoice,
    findings: [
      ...findings,
      ...several(read.map((one) => one.invoice)),
      ...(rules.length > 0 ? [] : incomplete(invoice)),
      ...contradictionsIn(invoice),
      ...rules,
    ],
  }
}

/** Peppol sends invoices in an envelope (Standard Business Document Header), which some keep with them. */
function unwrapped(root: XmlElement): XmlElement {
  if (root.name !== 'StandardBusinessDocument') return root
  return root.children.find(({ name }) => name !== 'StandardBusinessDocumentHeader') ?? root
}

const reasons: Record<XmlFault, string> = {
  not_xml: 'it is not well-formed XML',
  doctype: 'it declares a document type, which no e-invoice may have',
  encoding: 'its bytes are not of the encoding that it names',
  too_large: 'it is too large',
  too_deep: 'its elements are nested too deeply',
  too_many_elements: 'it has too many elements',
}

const unreadable = (file: string, fault: XmlFault): Finding => ({
  rule: 'einvoice.unreadable',
  severity: 'error',
  message: `The e-invoice "${file.slice(0, 100)}" cannot be read: ${reasons[fault]}. Ask the seller for a correct one, or go by what is printed.`,
})

/** What two files must say alike to be one invoice in two formats (ZUGFeRD 1 and 2 side by side). */
const decisive = ['number', 'date', 'seller', 'currency', 'total', 'iban', 'account']

const essenceOf = ({ values }: EInvoice): string =>
  JSON.stringify(
    decisive.map((wanted) => values.filter(({ name }) => name === wanted).map(({ value }) => value)),
  )

function several(invoices: readonly EInvoice[]): Finding[] {
  if (new Set(invoices.map(essenceOf)).size < 2) return []
  const names = invoices.map(({ file }) => `"${file.slice(0, 100)}"`).join(', ')
  const message = `The document carries ${invoices.length} e-invoices (${names}); the first was read. Make sure that it is the one to pay.`
  return [{ rule: 'einvoice.several', severity: 'error', message }]
}

/** What even the smallest profile must say (Factur-X Minimum). */
const needed = ['number', 'date', 'currency', 'seller', 'buyer', 'total']

function incomplete({ values, file, profile }: EInvoice): Finding[] {
  const has = new Set(values.map(({ name }) => name))
  // The first ZUGFeRD left it out where nothing had been paid.
  const missing = (isDraft(profile) ? needed : [...needed, 'due']).filter((name) => !has.has(name))
  if (missing.length === 0) return []
  const message = `The e-invoice "${file.slice(0, 100)}" does not state what every e-invoice must, or not in the form it must: ${missing.join(', ')}. Ask the seller for a correct one.`
  return [{ rule: 'einvoice.incomplete', severity: 'warning', message }]
}
