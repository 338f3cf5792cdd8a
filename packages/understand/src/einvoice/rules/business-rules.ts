// Whether an e-invoice keeps the rules of EN 16931-1, and of XRechnung where it says that it is one.
import type { Finding } from '@countersign/contract/extraction'
import type { EInvoice } from '../e-invoice.ts'
import type { XmlElement } from '../xml.ts'
import { conditionRules } from './conditions.ts'
import { mandatoryRules } from './mandatory.ts'
import type { Rule } from './rule.ts'
import { termsOf } from './terms.ts'
import { vatRules } from './vat.ts'
import { xrechnungRules } from './xrechnung.ts'

const core: readonly Rule[] = [...mandatoryRules, ...conditionRules, ...vatRules]

/** Minimum and Basic WL are no invoices of EN 16931, and ZUGFeRD 1 is older. */
const claimsTheNorm = /^urn:cen\.eu:en16931:2017(?:$|#)/
const claimsXrechnung = /:xrechnung_\d\.\d(?:#|$)/

/** One finding a rule; what a rule says of many lines names the first. */
export function brokenRules(root: XmlElement, { syntax, sums, values }: EInvoice): Finding[] {
  const terms = termsOf(root, syntax, sums)
  if (!claimsTheNorm.test(terms.specification ?? '')) return []
  const rules = claimsXrechnung.test(terms.specification ?? '') ? [...core, ...xrechnungRules] : core
  const has = new Set(values.map(({ name }) => name))
  return rules.flatMap(({ id, says, broken, error = false, field }) => {
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
