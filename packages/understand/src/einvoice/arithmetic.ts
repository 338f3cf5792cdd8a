// Whether an e-invoice agrees with itself: the sums that EN 16931 wants (BR-CO-10 to BR-CO-17), each as a finding of its own.
import type { Finding, Money } from '@countersign/contract/extraction'
import { minorDigits } from '../normalise/currency.ts'
import type { EInvoice, XmlLine } from './e-invoice.ts'
import { minorOf } from './values.ts'

/** Enough to tell what is wrong with a thousand lines. */
const mostOfAKind = 5

/** ZUGFeRD 1 was written before EN 16931, and its own samples leave the sum to be paid at zero. */
export const isDraft = (profile: string): boolean => profile.startsWith('ZUGFeRD 1')

export function contradictionsIn(invoice: EInvoice): Finding[] {
  return [...wrongSums(invoice), ...wrongTaxes(invoice), ...wrongLines(invoice)]
}

const show = ({ minor, currency }: Money) => {
  const digits = minorDigits(currency)
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency ?? ''}`.trim()
}

const next = 'Ask the seller for a corrected invoice.'
const wrong = (rule: string, message: string, field?: string): Finding => ({
  rule,
  severity: 'error',
  message: `${message} ${next}`,
  ...(field === undefined ? {} : { field }),
})

function wrongSums({ sums, lines, values, profile }: EInvoice): Finding[] {
  const minor = (money: Money | null) => money?.minor ?? 0
  const amounts = lines.flatMap(({ amount }) => (amount ? [amount.minor] : []))
  const ofLines = amounts.reduce((sum, one) => sum + one, 0)
  const currency = sums.total?.currency ?? null
  const adjusted = minor(sums.lines) - minor(sums.allowances) + minor(sums.charges)
  const withTax = minor(sums.net) + minor(sums.tax)
  const payable = minor(sums.total) - minor(sums.prepaid) + minor(sums.rounding)
  const compared: [stated: Money | null, sum: number | null, what: string, field: string][] = [
    [sums.lines, amounts.length > 0 ? ofLines : null, 'BR-CO-10: Its lines add up to', 'net'],
    [sums.net, sums.lines ? adjusted : null, 'BR-CO-13: Lines, allowances and charges make', 'net'],
    [sums.total, sums.net && sums.tax ? withTax : null, 'BR-CO-15: Net and tax add up to', 'total'],
    [
      isDraft(profile) ? null : sums.due,
      sums.total ? payable : null,
      'BR-CO-16: Total, prepayment and rounding make',
      'due',
    ],
  ]
  const has = new Set(values.map(({ name }) => name))
  return compared.flatMap(([stated, sum, what, field]) =>
    stated === null || sum === null || stated.minor === sum
      ? []
      : [
          wrong(
            'einvoice.sum_mismatch',
            `The XML contradicts itself. ${what} ${show({ minor: sum, currency })}, but it states ${show(stated)}.`,
            has.has(field) ? field : undefined,
          ),
        ],
  )
}

function wrongTaxes({ taxes, sums }: EInvoice): Finding[] {
  const found = taxes.flatMap(({ rate, base, amount }) => {
    if (rate === null || base === null || amount === null) return []
    // BR-CO-17: rounded, so one minor unit either way is no contradiction.
    const expected = (base.minor * Number(rate)) / 100
    const apart = Math.abs(expected - amount.minor)
    if (apart <= 1) return []
    const right = show({ minor: Math.round(expected), currency: base.currency })
    const finding = wrong(
      'einvoice.tax_mismatch',
      `BR-CO-17: The XML states ${show(amount)} of tax where ${rate} % of ${show(base)} are ${right}.`,
      'tax',
    )
    // Tax that was rounded line by line is off by cents; the norm's own tests let less than a whole unit pass.
    const rounded: Finding = { ...finding, severity: 'warning' }
    return [apart < 10 ** minorDigits(base.currency) ? rounded : finding]
  })
  const shares = taxes.flatMap(({ amount }) => (amount ? [amount.minor] : []))
  const sum = shares.reduce((all, one) => all + one, 0)
  if (!sums.tax || shares.length === 0 || shares.length < taxes.length || sum === sums.tax.minor)
    return found.slice(0, mostOfAKind)
  const message = `BR-CO-14: The taxes of its rates add up to ${show({ minor: sum, currency: sums.tax.currency })}, but the XML states ${show(sums.tax)}.`
  return [...found.slice(0, mostOfAKind), wrong('einvoice.tax_mismatch', message, 'tax')]
}

function wrongLines({ lines }: EInvoice): Finding[] {
  return lines
    .flatMap((line, index) => {
      const expected = expectedAmount(line)
      if (expected === null || line.amount === null) return []
      if (Math.abs(expected - line.amount.minor) <= 1 + roundingOf(line)) return []
      const right = show({ minor: Math.round(expected), currency: line.amount.currency })
      return [
        wrong(
          'einvoice.line_mismatch',
          `Line ${index + 1} of the XML states ${show(line.amount)}, but quantity and price make ${right}.`,
        ),
      ]
    })
    .slice(0, mostOfAKind)
}

/** Half a unit of the last decimal that the price makes use of, in minor units, for each piece. */
function roundingOf({ unitPrice, quantity, per, amount }: XmlLine): number {
  const decimals = /\.(\d*[1-9])/.exec(unitPrice ?? '')?.[1]?.length ?? 0
  const unit = 10 ** (minorDigits(amount?.currency ?? null) - decimals)
  // Whole prices are not rounded ones.
  return decimals === 0 ? 0 : Math.abs((0.5 * unit * Number(quantity)) / Number(per))
}

function expectedAmount({ quantity, unitPrice, per, adjusted, amount }: XmlLine): number | null {
  if (quantity === null || unitPrice === null || amount === null || Number(per) === 0) return null
  const digits = minorDigits(amount.currency)
  // Prices may have more decimals than amounts; twelve places in all stay exact.
  const price = minorOf(unitPrice, digits + 4) / 10_000
  return (price * Number(quantity)) / Number(per) + adjusted
}
