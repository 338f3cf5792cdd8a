// Whether an e-invoice keeps the rules of EN 16931-1, and of XRechnung, Peppol or Factur-X where it says that it is one.
import type { Finding } from '@countersign/contract/extraction'
import type { EInvoice } from '../e-invoice.ts'
import type { XmlElement } from '../xml.ts'
import { rulesFor } from './scope.ts'
import { termsOf } from './terms.ts'

/** One finding a rule; what a rule says of many lines names the first. */
export function brokenRules(root: XmlElement, { syntax, sums, values }: EInvoice): Finding[] {
  const terms = termsOf(root, syntax, sums)
  const has = new Set(values.map(({ name }) => name))
  return rulesFor(terms).flatMap(({ id, says, broken, error = false, field }) => {
    const where = broken(terms)
    if (where === false) return []
    const place = where === true ? '' : ` (${where})`
    const finding: Finding = {
      rule: `einvoice.${id.toLowerCase().replaceAll('-', '_')}`,
      severity: error ? 'error' : 'warning',
      message: `${id}: ${says.replace(/\.$/, '')}${place}. Ask the seller for a corrected invoice.`,
    }
    return [field !== undefined && has.has(field) ? { ...finding, field } : finding]
  })
}
