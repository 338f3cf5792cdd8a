// How many decimals amounts may have (BR-DEC): two, whatever the currency. Prices and quantities may have more.
import { pathOf, type XmlElement } from '../xml.ts'
import type { Rule } from './rule.ts'
import type { Terms } from './terms.ts'

/** Names of elements with the names of those they must stand in; of `charge` (or not) where that makes the difference. */
type Amounts = { id: string; what: string; ubl: string; cii: string; charge?: boolean }

const ublSums = 'LegalMonetaryTotal'
const ciiSums = 'SpecifiedTradeSettlementHeaderMonetarySummation'
const ublLine = /^(?:Invoice|CreditNote)Line$/
const ciiLine = 'SpecifiedLineTradeSettlement'

const sum = (id: string, what: string, [ubl, cii]: readonly [string, string]): Amounts => ({
  id,
  what,
  ubl: `${ublSums}/${ubl}`,
  cii: `${ciiSums}/${cii}`,
})

const amounts: readonly Amounts[] = [
  sum('BR-DEC-09', 'The sum of the lines', ['LineExtensionAmount', 'LineTotalAmount']),
  sum('BR-DEC-10', 'The sum of allowances', ['AllowanceTotalAmount', 'AllowanceTotalAmount']),
  sum('BR-DEC-11', 'The sum of charges', ['ChargeTotalAmount', 'ChargeTotalAmount']),
  sum('BR-DEC-12', 'The total without VAT', ['TaxExclusiveAmount', 'TaxBasisTotalAmount']),
  {
    id: 'BR-DEC-13',
    what: 'The VAT of the whole invoice',
    ubl: 'TaxTotal/TaxAmount',
    cii: `${ciiSums}/TaxTotalAmount`,
  },
  sum('BR-DEC-14', 'The total with VAT', ['TaxInclusiveAmount', 'GrandTotalAmount']),
  sum('BR-DEC-16', 'What was paid before', ['PrepaidAmount', 'TotalPrepaidAmount']),
  sum('BR-DEC-17', 'The rounding', ['PayableRoundingAmount', 'RoundingAmount']),
  sum('BR-DEC-18', 'What is due', ['PayableAmount', 'DuePayableAmount']),
  {
    id: 'BR-DEC-19',
    what: 'The amount that a rate of VAT is charged on',
    ubl: 'TaxSubtotal/TaxableAmount',
    cii: 'ApplicableTradeTax/BasisAmount',
  },
  {
    id: 'BR-DEC-20',
    what: 'The VAT of a rate',
    ubl: 'TaxSubtotal/TaxAmount',
    cii: 'ApplicableTradeTax/CalculatedAmount',
  },
  {
    id: 'BR-DEC-23',
    what: 'The amount of a line',
    ubl: 'InvoiceLine/LineExtensionAmount|CreditNoteLine/LineExtensionAmount',
    cii: 'SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount',
  },
]

const adjustments: readonly (readonly [id: string, what: string, ofLine: boolean, charge: boolean])[] = [
  ['BR-DEC-01', 'An allowance on the whole invoice', false, false],
  ['BR-DEC-05', 'A charge on the whole invoice', false, true],
  ['BR-DEC-24', 'An allowance on a line', true, false],
  ['BR-DEC-27', 'A charge on a line', true, true],
]
/** The rule for what a percentage is taken of has the next number. */
const following = (id: string): string => `BR-DEC-${String(Number(id.slice(-2)) + 1).padStart(2, '0')}`

const tooLong = ({ text }: XmlElement): boolean => (text.split('.')[1]?.length ?? 0) > 2

const says = (what: string) => `${what} has more than two decimals.`

function ofAmounts({ id, what, ubl, cii }: Amounts): Rule {
  const places = { ubl: ubl.split('|'), cii: [cii] }
  return {
    id,
    says: says(what),
    broken: (terms) => {
      for (const place of places[terms.syntax]) {
        const [parent = '', name = ''] = place.split('/')
        const found = terms.named(name).find((one) => one.parent?.name === parent && tooLong(one))
        if (found) return pathOf(found)
      }
      return false
    },
  }
}

function adjustmentsIn({ named, syntax }: Terms, ofLine: boolean, charge: boolean): XmlElement[] {
  const all = named(syntax === 'ubl' ? 'AllowanceCharge' : 'SpecifiedTradeAllowanceCharge')
  return all.filter(({ parent, children }) => {
    const above = parent?.name ?? ''
    const inLine = syntax === 'ubl' ? ublLine.test(above) : above === ciiLine
    const indicator = children.find(({ name }) => name === 'ChargeIndicator')
    const said = indicator?.children[0]?.text ?? indicator?.text
    // The discount on a price is neither.
    if (inLine !== ofLine || above === 'Price' || /Price/.test(above)) return false
    return said === String(charge)
  })
}

const ofAdjustments = adjustments.flatMap(([id, what, ofLine, charge]): Rule[] => {
  const rule = (number: string, text: string, names: readonly string[]): Rule => ({
    id: number,
    says: says(text),
    broken: (terms) => {
      const parts = adjustmentsIn(terms, ofLine, charge).flatMap(({ children }) => children)
      const found = parts.find((one) => names.includes(one.name) && tooLong(one))
      return found ? pathOf(found) : false
    },
  })
  return [
    rule(id, what, ['Amount', 'ActualAmount']),
    rule(following(id), `What ${what[0]?.toLowerCase()}${what.slice(1)} is a share of`, [
      'BaseAmount',
      'BasisAmount',
    ]),
  ]
})

export const decimalRules: readonly Rule[] = [...amounts.map(ofAmounts), ...ofAdjustments]
