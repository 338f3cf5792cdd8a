// Which rules an invoice is held against: those of the specification that it names.
import { codeListRules } from './codes/code-rules.ts'
import { conditionRules } from './conditions.ts'
import { decimalRules } from './decimals.ts'
import { mandatoryRules } from './mandatory.ts'
import { billingRules, claimsPeppol } from './peppol/billing.ts'
import { rulesOfCountry } from './peppol/countries.ts'
import { documentRules } from './peppol/document.ts'
import { registerRules } from './peppol/identifiers.ts'
import { countriesOf } from './peppol/parties.ts'
import type { Rule } from './rule.ts'
import type { Terms } from './terms.ts'
import { vatRules } from './vat.ts'
import { xrechnungRules } from './xrechnung.ts'

const core: readonly Rule[] = [
  ...mandatoryRules,
  ...conditionRules,
  ...vatRules,
  ...codeListRules,
  ...decimalRules,
]

/** Some write colons for the hashes that part the norm from what narrows it. ZUGFeRD 1 is older than the norm. */
const claimsTheNorm = /^urn:cen\.eu:en16931:2017(?:$|[#:])|^urn:factur-x\.eu:1p0:(?:basic|en16931|extended)$/
const claimsXrechnung = /:xrechnung_\d\.\d(?:#|$)/
const isMinimum = /:minimum$/
const isBasicWithoutLines = /:basicwl$/

/** What the schemas of Factur-X Minimum keep of the norm. */
const ofMinimum = new Set([
  ...['BR-02', 'BR-03', 'BR-04', 'BR-05', 'BR-06', 'BR-07', 'BR-08', 'BR-09', 'BR-13', 'BR-14', 'BR-15'],
  ...['BR-CO-09', 'BR-CO-26', 'BR-DEC-12', 'BR-DEC-13', 'BR-DEC-14', 'BR-DEC-18'],
  ...['BR-CL-01', 'BR-CL-03', 'BR-CL-04', 'BR-CL-11', 'BR-CL-14'],
])
const minimum = core.filter(({ id }) => ofMinimum.has(id))

/** Basic WL has all but lines: rules that compare with them cannot be asked. */
const ofLines = /^BR-16$|^BR-(?:S|Z|E|AE|IC|G|O|AF|AG)-(?:01|08)$/
const basicWithoutLines = core.filter(({ id }) => !ofLines.test(id))

/** In the order in which findings are told; none for a specification that is not known. */
export function rulesFor(terms: Terms): readonly Rule[] {
  const specification = terms.specification ?? ''
  if (isMinimum.test(specification)) return minimum
  if (isBasicWithoutLines.test(specification)) return basicWithoutLines
  if (!claimsTheNorm.test(specification)) return []
  if (claimsXrechnung.test(specification)) return [...core, ...xrechnungRules, ...documentRules]
  if (!claimsPeppol(terms)) return core
  return [...core, ...documentRules, ...billingRules, ...registerRules, ...rulesOfCountry(countriesOf(terms))]
}
