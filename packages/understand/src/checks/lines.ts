// Whether lines, taxes and sums that were read agree. Lines are the hardest to read, so what they say is a warning.
import type { Field, Finding, LineItem, Money, TaxShare } from '@countersign/contract/extraction'
import { minorDigits } from '../normalise/currency.ts'

export type Itemised = {
  fields: readonly Field[]
  lines?: readonly LineItem[]
  taxes?: readonly TaxShare[]
}

const mostNamed = 5
/** More lines than this are added up, and not multiplied one by one. */
const mostLines = 10_000

/** Quantity × price = amount for each line; the lines make the net; the taxes of the rates make the tax. */
export function checkLines({ fields, lines = [], taxes = [] }: Itemised): Finding[] {
  return [...wrongProducts(lines), ...wrongSum(fields, lines), ...wrongTaxes(fields, taxes)]
}

const decimal = (minor: number, currency: string | null): string => {
  const digits = minorDigits(currency)
  return (minor / 10 ** digits).toFixed(digits)
}

function wrongProducts(lines: readonly LineItem[]): Finding[] {
  return lines
    .slice(0, mostLines)
    .flatMap(({ quantity, unitPrice, amount, description, evidence }) => {
      if (quantity === null || unitPrice === null || amount === null) return []
      const scale = 10 ** minorDigits(amount.currency)
      const expected = Number(quantity) * Number(unitPrice) * scale
      // Prices are printed rounded: half a unit of theirs counts once for each piece.
      const tolerance = 1 + Math.abs(Number(quantity)) * 0.5
      if (!Number.isFinite(expected) || Math.abs(expected - amount.minor) <= tolerance) return []
      const right = decimal(Math.round(expected), amount.currency)
      return [
        {
          rule: 'line.mismatch',
          severity: 'warning' as const,
          message: `"${(description ?? 'A line').slice(0, 60)}": ${quantity} at ${unitPrice} make ${right}, but the line says ${decimal(amount.minor, amount.currency)}. Compare it with the document.`,
          ...evidence[0],
        },
      ]
    })
    .slice(0, mostNamed)
}

const amountOf = (fields: readonly Field[], name: string): Money | null => {
  const value = fields.find((field) => field.name === name)?.value
  return value === undefined || typeof value === 'string' ? null : value
}

/** Printed amounts of lines are net or, on receipts and for consumers, with tax. */
function wrongSum(fields: readonly Field[], lines: readonly LineItem[]): Finding[] {
  const amounts = lines.flatMap(({ amount }) => (amount ? [amount.minor] : []))
  const possible = ['net', 'total'].flatMap((name) => amountOf(fields, name) ?? [])
  const [first] = possible
  if (!first || amounts.length === 0 || amounts.length < lines.length) return []
  const sum = amounts.reduce((all, one) => all + one, 0)
  if (possible.some(({ minor }) => Math.abs(minor - sum) <= amounts.length)) return []
  const message = `The lines add up to ${decimal(sum, first.currency)}, and neither net nor total says so (${possible.map(({ minor, currency }) => decimal(minor, currency)).join(', ')}). Look for a line that is missing, or for an allowance.`
  return [{ rule: 'lines.sum_mismatch', severity: 'warning', message, field: 'net' }]
}

function wrongTaxes(fields: readonly Field[], taxes: readonly TaxShare[]): Finding[] {
  const tax = amountOf(fields, 'tax')
  const shares = taxes.flatMap(({ amount }) => (amount ? [amount.minor] : []))
  if (!tax || shares.length === 0 || shares.length < taxes.length) return []
  const sum = shares.reduce((all, one) => all + one, 0)
  if (Math.abs(sum - tax.minor) <= shares.length) return []
  const message = `The taxes of the rates add up to ${decimal(sum, tax.currency)}, but the tax says ${decimal(tax.minor, tax.currency)}. Compare them with the document.`
  return [{ rule: 'taxes.sum_mismatch', severity: 'warning', message, field: 'tax' }]
}
