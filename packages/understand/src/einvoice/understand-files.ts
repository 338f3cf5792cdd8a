// Pages and the e-invoice among a document's files, understood together.
import type {
  DocumentClass,
  EInvoiceFound,
  Field,
  Finding,
  LineItem,
  TaxShare,
} from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import type { Learned } from '../learn/apply.ts'
import { layOut } from '../page/sheet.ts'
import { type Understanding, understand } from '../understand.ts'
import { compare } from './compare.ts'
import type { EInvoice, EInvoiceFile } from './e-invoice.ts'
import { compareLines } from './lines.ts'
import { lookupOn } from './printed.ts'
import { readEInvoices } from './read.ts'

/**
 * `classes` restricts the answer. `files` are those that may hold an e-invoice; `drawn` says that the pages were drawn
 * from it and not printed by the seller, so that comparing them would compare the XML with itself. `learned` is what
 * documents that people decided before teach.
 */
export type FilesOptions = {
  classes?: readonly DocumentClass[]
  files: readonly EInvoiceFile[]
  drawn?: boolean
  learned?: Learned
}

export type UnderstandingOfFiles = Understanding & {
  lines?: LineItem[]
  taxes?: TaxShare[]
  eInvoice?: EInvoiceFound
}

/** Like `understand`; where a file is an e-invoice, its values are exact and are compared with what is printed. */
export function understandFiles(pages: readonly Page[], options: FilesOptions): UnderstandingOfFiles {
  const { classes, files, drawn = false, learned } = options
  const taught = learned ? { learned } : {}
  const { invoice, findings } = readEInvoices(files)
  const kind = invoice && wantedClass(invoice, classes)
  if (!invoice || !kind) {
    const found = understand(pages, { ...taught, ...(classes && { classes }) })
    return { ...found, findings: [...found.findings, ...findings] }
  }
  const printed: UnderstandingOfFiles = understand(pages, { ...taught, classes: [kind] })
  const sheet = layOut(pages)
  const print = { fields: drawn ? [] : printed.fields, lookup: lookupOn(sheet, printed.language) }
  const values = compare(invoice, print)
  const lines = compareLines(invoice, { lines: drawn ? [] : (printed.lines ?? []), lookup: print.lookup })
  return {
    ...printed,
    classConfidence: 0.99,
    fields: values.fields,
    lines: lines.lines,
    taxes: invoice.taxes,
    eInvoice: { syntax: invoice.syntax, profile: invoice.profile, file: invoice.file },
    findings: [
      ...stillStanding(printed.findings, values.fields),
      ...findings,
      ...(drawn ? [] : [...values.findings, ...lines.findings]),
    ],
  }
}

/** A workflow that expects invoices takes a credit note as one; what expects neither leaves the XML alone. */
function wantedClass(invoice: EInvoice, classes: readonly DocumentClass[] | undefined): DocumentClass | null {
  if (!classes || classes.includes(invoice.class)) return invoice.class
  return classes.includes('invoice') ? 'invoice' : null
}

/** Doubts of reading are settled for values that the XML states. */
const stillStanding = (findings: readonly Finding[], fields: readonly Field[]): Finding[] => {
  const exact = new Set(fields.filter((field) => field.xml && field.confidence > 0.9).map(({ name }) => name))
  return findings.filter(
    ({ rule, field }) => rule === 'page.poor_scan' || field === undefined || !exact.has(field),
  )
}
