// The lines of the XML against those that are printed.
import type { Finding, LineItem } from '@countersign/contract/extraction'
import { shown } from './compare.ts'
import type { EInvoice, XmlLine } from './e-invoice.ts'
import type { Lookup } from './printed.ts'

/** Printed lines read less surely than this may be misread. */
const believed = 0.8
const mostNamed = 5
/** Looking ten thousand descriptions up on fifty pages would take minutes. */
const mostLookedUp = 500

export function compareLines(
  invoice: EInvoice,
  printed: { lines: readonly LineItem[]; lookup: Lookup },
): { lines: LineItem[]; findings: Finding[] } {
  // Without lines (Minimum, Basic WL) the XML says nothing about them.
  if (invoice.lines.length === 0) return { lines: [...printed.lines], findings: [] }
  const byAmount = Map.groupBy(printed.lines, ({ amount }) => amount?.minor ?? null)
  const matched = new Set<LineItem>()
  const lines = invoice.lines.map((line, index) => {
    const same = line.amount === null ? undefined : byAmount.get(line.amount.minor)?.shift()
    if (same) matched.add(same)
    return itemOf(line, same, index < mostLookedUp ? printed.lookup : () => null)
  })
  // Where hardly any agrees, the page prints its lines with tax, or reading did not find them.
  if (matched.size * 2 < printed.lines.length) return { lines, findings: [] }
  const strange = printed.lines.filter(
    (line) => line.amount !== null && line.confidence >= believed && !matched.has(line),
  )
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
    // What is to be paid is compared by itself, and lines are the hardest to read.
    severity: 'warning',
    message: `The page prints "${what}", but the XML (${file.slice(0, 100)}) has no line of that amount. Compare the lines.`,
    ...evidence[0],
  }
}
