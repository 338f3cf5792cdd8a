// Judges the values of an understanding, also after a person corrected them: required, sure enough, and consistent.

import type { Evidence, Field, Finding } from '@countersign/contract/extraction'
import { worstDoubt } from './certain/facts.ts'
import { classDefinitions, defaultOptional } from './classes/classes.ts'
import { minorDigits } from './normalise/currency.ts'
import { isIsoDate } from './normalise/date.ts'
import { parseIban } from './normalise/iban.ts'
import { parseVatId } from './normalise/vat-id.ts'
import type { Understanding } from './understand.ts'

/**
 * Thresholds and required fields per class; a key like `invoice.total` in `confidence` is for one field and comes before
 * its class. `optional` names fields whose doubt is only a warning. `today` is an ISO date, given so that the answer never depends on a clock. */
export type CheckRules = {
  confidence: Readonly<Record<string, number>>
  required: Readonly<Record<string, readonly string[]>>
  optional?: Readonly<Record<string, readonly string[]>>
  today: string
}

/** Under this the class itself is for a person to decide. */
const classThreshold = 0.6

/** All objections to the values found. Nothing here looks at pages, so corrected values are judged like read ones. */
export function check(understanding: Understanding, rules: CheckRules): Finding[] {
  const { fields } = understanding
  return [
    ...classUncertain(understanding),
    ...missing(understanding, rules),
    ...uncertain(understanding, rules),
    ...totalMismatch(fields),
    ...fields.flatMap(invalidNumber),
    ...impossibleDates(fields, rules.today),
    ...(classDefinitions[understanding.class].rules?.(fields, rules.today) ?? []),
  ]
}

function classUncertain({ class: name, classConfidence }: Understanding): Finding[] {
  if (classConfidence >= classThreshold) return []
  const numbers = `${percent(classConfidence)}, needed ${percent(classThreshold)}`
  return [
    error(
      'class.uncertain',
      `This looks like "${name}" but not surely (${numbers}). Choose the class of the document.`,
    ),
  ]
}

function missing({ class: name, fields }: Understanding, { required }: CheckRules): Finding[] {
  const present = new Set(fields.map((field) => field.name))
  const needed = (required[name] ?? []).filter((field) => !present.has(field) && field !== 'currency')
  const findings = needed.map((field) =>
    error('field.missing', `No "${field}" was found. Enter it from the document.`, { name: field }),
  )
  const isOpen = ({ value }: Field) => typeof value === 'object' && value.currency === null
  const wanted = required[name]?.includes('currency') === true || fields.some(isOpen)
  if (!wanted || present.has('currency')) return findings
  const message = 'No currency was found with the amounts. Choose the currency of the document.'
  return [...findings, error('currency.missing', message, { name: 'currency' })]
}

/** The confidence under which a field waits for a person. */
export function thresholdOf(confidence: CheckRules['confidence'], name: string, field: string): number {
  return confidence[`${name}.${field}`] ?? confidence[name] ?? 0
}

function uncertain({ class: name, fields }: Understanding, rules: CheckRules): Finding[] {
  const { confidence, required, optional = defaultOptional } = rules
  const mayWait = new Set(optional[name]?.filter((field) => !required[name]?.includes(field)))
  return fields
    .filter(
      (field) => field.origin !== 'person' && field.confidence < thresholdOf(confidence, name, field.name),
    )
    .map((field) => {
      const threshold = thresholdOf(confidence, name, field.name)
      const numbers = `confidence ${percent(field.confidence)}, needed ${percent(threshold)}`
      const doubt = worstDoubt(field)
      const because = doubt === null ? '' : `: ${doubt}`
      const message = `"${field.name}" was read as "${shown(field)}", but not surely enough (${numbers})${because}. Confirm or correct it.`
      // The amounts it follows from are judged themselves; a derived one alone holds nothing up.
      const severity = field.origin === 'derived' || mayWait.has(field.name) ? 'warning' : 'error'
      return { ...error('field.uncertain', message, field), severity }
    })
}

function totalMismatch(fields: readonly Field[]): Finding[] {
  const amount = (name: string) => {
    const value = fields.find((field) => field.name === name)?.value
    return value === undefined || typeof value === 'string' ? null : value
  }
  const [net, tax, total, charges] = [amount('net'), amount('tax'), amount('total'), amount('charges')]
  if (net === null || tax === null || total === null) return []
  const parts = [net, tax, ...(charges === null ? [] : [charges])]
  const sum = parts.reduce((all, { minor }) => all + minor, 0)
  // Each part may have been rounded by itself.
  const tolerance = parts.length
  if (Math.abs(sum - total.minor) <= tolerance) return []
  const show = (minor: number) => decimal(minor, total.currency)
  const message = `Net and tax add up to ${show(sum)}, but the total says ${show(total.minor)}. Compare the three amounts with the document.`
  return [
    error(
      'total.mismatch',
      message,
      fields.find((field) => field.name === 'total'),
    ),
  ]
}

function invalidNumber(field: Field): Finding[] {
  if (typeof field.value !== 'string') return []
  if (field.type === 'iban') return invalidIban(field, field.value)
  if (field.type !== 'vatId' || parseVatId(field.value)?.fault === null) return []
  const fault =
    parseVatId(field.value)?.fault === 'checksum'
      ? 'its check digits are wrong'
      : 'it has not the form of one'
  const message = `"${field.value}" is not a valid VAT id: ${fault}. Compare it with the document, or ask the seller.`
  return [error('vat_id.invalid', message, field)]
}

function invalidIban(field: Field, value: string): Finding[] {
  const iban = parseIban(value)
  if (iban?.fault === null) return []
  const faults = {
    country: 'its country has no IBANs',
    length: 'it has the wrong length for its country',
    checksum: 'its check digits are wrong',
  }
  const fault = iban?.fault ? faults[iban.fault] : 'it has not the form of one'
  const message = `"${value}" is not a valid IBAN: ${fault}. Compare it with the document before anything is paid.`
  return [error('iban.invalid', message, field)]
}

function impossibleDates(fields: readonly Field[], today: string): Finding[] {
  const find = (name: string) => fields.find((field) => field.name === name)
  const [date, dueDate] = [find('date'), find('dueDate')]
  const findings = fields
    .filter(isNoDate)
    .map((field) => error('date.invalid', `"${shown(field)}" is not a date. Enter it as YYYY-MM-DD.`, field))
  if (date !== undefined && !isNoDate(date) && text(date) > today)
    findings.push(
      error(
        'date.in_future',
        `The date ${text(date)} is after today (${today}). Compare it with the document.`,
        date,
      ),
    )
  if (date !== undefined && dueDate !== undefined && text(dueDate) < text(date)) {
    const message = `The document is due on ${text(dueDate)}, before its own date ${text(date)}. Compare both dates.`
    findings.push(error('due_date.before_date', message, dueDate))
  }
  return findings
}

function isNoDate(field: Field): boolean {
  return field.type === 'date' && !isIsoDate(text(field))
}

function error(rule: string, message: string, field?: { name: string; evidence?: Evidence[] }): Finding {
  if (field === undefined) return { rule, severity: 'error', message }
  return { rule, severity: 'error', message, field: field.name, ...field.evidence?.[0] }
}

function text(field: Field): string {
  return typeof field.value === 'string' ? field.value : ''
}

function shown({ value }: Field): string {
  return typeof value === 'string'
    ? value
    : `${decimal(value.minor, value.currency)} ${value.currency ?? ''}`.trim()
}

function decimal(minor: number, currency: string | null): string {
  const digits = minorDigits(currency)
  return (minor / 10 ** digits).toFixed(digits)
}

function percent(share: number): string {
  return share.toFixed(2)
}
