// Whether single values have the form and the range of their kind, besides IBANs, VAT ids and dates.
import type { Field, Finding } from '@countersign/contract/extraction'
import { minorDigits } from '../normalise/currency.ts'
import { daysBetween, isIsoDate } from '../normalise/date.ts'
import { holdsPhone, parsePhone } from '../normalise/phone.ts'

/** ISO 9362: bank, country, place, and the branch or nothing. */
const bicShape = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/
const currencies = new Set(Intl.supportedValuesOf('currency'))
const oldYears = 10
const farDays = 366
/** A thousand million of any currency: mostly a number of some other kind. */
const hugeUnits = 1e9

/** `today` is an ISO date. */
export function checkFormat(fields: readonly Field[], today: string): Finding[] {
  return fields.flatMap((field) => {
    const message = faultOf(field, { fields, today })
    if (message === null) return []
    const [rule, text] = message
    return [
      {
        rule,
        severity:
          rule.endsWith('.invalid') || rule.endsWith('.unknown') ? ('error' as const) : ('warning' as const),
        message: text,
        field: field.name,
        ...field.evidence[0],
      },
    ]
  })
}

type Around = { fields: readonly Field[]; today: string }

function faultOf(field: Field, { fields, today }: Around): [rule: string, message: string] | null {
  const { name, type, value } = field
  if (typeof value !== 'string') {
    const units = Math.abs(value.minor) / 10 ** minorDigits(value.currency)
    return units >= hugeUnits
      ? [
          'amount.implausible',
          `"${name}" is ${units}, which is hardly an amount. Compare it with the document.`,
        ]
      : null
  }
  if (holdsPhone(name) && /^(?:\+|00)/.test(value) && parsePhone(value) === null)
    return [
      'phone.implausible',
      `"${value.slice(0, 40)}" cannot be dialled: no country has such numbers. Compare it with the document.`,
    ]
  if (name === 'bic' && !bicShape.test(value))
    return [
      'bic.invalid',
      `"${value.slice(0, 40)}" is not a BIC: it has 8 or 11 letters and digits. Compare it with the document.`,
    ]
  if (type === 'currency' && !currencies.has(value))
    return [
      'currency.unknown',
      `"${value.slice(0, 10)}" is no currency that is known here. Choose one by its three letters (ISO 4217).`,
    ]
  if (type !== 'date' || !isIsoDate(value)) return null
  if (name === 'date' && daysBetween(value, today) > oldYears * 366)
    return [
      'date.implausible',
      `The date ${value} is more than ${oldYears} years ago. Compare it with the document.`,
    ]
  const date = fields.find((one) => one.name === 'date')?.value
  if (name !== 'dueDate' || typeof date !== 'string' || !isIsoDate(date)) return null
  return daysBetween(date, value) > farDays
    ? [
        'due_date.implausible',
        `The document is due on ${value}, more than a year after its date. Compare both dates.`,
      ]
    : null
}
