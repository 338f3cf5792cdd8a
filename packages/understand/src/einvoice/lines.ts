// The lines of the XML against those that are printed.
import type { Finding, LineItem } from '@countersign/contract/extraction'
import { shown } from './compare.ts'
import type { EInvoice, XmlLine } from './e-invoice.ts'
import type { Lookup } from './printed.ts'

/** Printed lines read less surely than this may be misread. */
const believed = 0.8
const mostNamed = 5

export function compareLines(
  invoice: EInvoice,
  printed: { lines: readonly LineItem[]; lookup: Lookup },
): { lines: LineItem[]; findings: Finding[] } {
  // Without lines (Minimum, Basic WL) the XML says nothing about them.
  if (invoice.lines.length === 0) return { lines: [...printed.lines], findings: [] }
  const rest = [...printed.lines]
  const lines = invoice.lines.map((line) => {
    const at = rest.findIndex(({ amount }) => amount !== null && amount.minor === line.amount?.minor)
    const [same] = at < 0 ? [] : rest.splice(at, 1)
    return itemOf(line, same, printed.lookup)
  })
  const strange = rest.filter(({ amount, confidence }) => amount !== null && confidence >= believed)
  return { lines, findings: strange.slice(0, mostNamed).map((line) => objection(line, invoice)) }
}

function itemOf(
  { per: _, adjusted: __, ...line }: XmlLine,
  printed: LineItem | undefined,
  lookup: Lookup,
): LineItem {
  if (printed) return { ...line, raw: printed.raw, evidence: printed.evidence }
  const place = line.description === null ? null : lookup({ type: 'text', value: line.description })
  return place ? { ...line, raw: place.raw, evidence: [place.evidence] } : line
}

function objection({ amount, description, evidence }: LineItem, { file }: EInvoice): Finding {
  const what = `${(description ?? 'a line').slice(0, 80)}, ${amount ? shown(amount) : ''}`
  return {
    rule: 'einvoice.line_differs',
    severity: 'error',
    message: `The page prints "${what}", but the XML (${file.slice(0, 100)}) has no line of that amount. Ask the seller which one is right before anything is paid.`,
    ...evidence[0],
  }
}
