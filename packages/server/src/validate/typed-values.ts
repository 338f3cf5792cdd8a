// Values as somebody typed them, made into fields of their kind; what is not of its kind is a finding. Pure.
import type { Field, FieldValue, Finding } from '@countersign/contract/extraction'
import type { ValuesToValidate } from '@countersign/contract/validation'
import { parseAmount } from '@countersign/understand/normalise/amount'
import { parseCurrency } from '@countersign/understand/normalise/currency'
import { type DateOrder, isIsoDate, parseDate } from '@countersign/understand/normalise/date'
import { codeKey } from '../domain/seller.ts'

type Type = Field['type']
type Read = { value: FieldValue; finding?: Finding }
type Habits = { language: string | undefined; currency: string | null }

const money = new Set(['net', 'tax', 'total', 'due', 'prepaid', 'charges', 'amount'])

/** By the name that the classes give it. */
export function typeOf(name: string, value: FieldValue): Type {
  if (typeof value !== 'string' || money.has(name)) return 'money'
  if (/^date$|Date$/.test(name)) return 'date'
  if (/^iban$|Iban$/.test(name)) return 'iban'
  if (/^vatId$|VatId$/.test(name)) return 'vatId'
  return name === 'currency' ? 'currency' : 'text'
}

/** `own`: types of fields that no class has. */
export function typedFields(
  { fields, language }: Pick<ValuesToValidate, 'fields' | 'language'>,
  own: Readonly<Record<string, Type>> = {},
): { fields: Field[]; findings: Finding[] } {
  const currency = typeof fields.currency === 'string' ? parseCurrency(fields.currency) : null
  const made = Object.entries(fields).map(([name, given]) => {
    const type = typeof given === 'string' ? (own[name] ?? typeOf(name, given)) : 'money'
    const { value, finding } = read({ name, type, given }, { language, currency })
    const raw = typeof given === 'string' ? given.slice(0, 300) : String(given.minor)
    const field: Field = { name, type, value, raw, confidence: 1, evidence: [], origin: 'person' }
    return { field, findings: finding ? [finding] : [] }
  })
  return { fields: made.map(({ field }) => field), findings: made.flatMap(({ findings }) => findings) }
}

type Given = { name: string; type: Type; given: FieldValue }

function read({ name, type, given }: Given, habits: Habits): Read {
  if (typeof given !== 'string') return { value: given }
  const text = given.trim()
  if (type === 'money') return readAmount(name, text, habits)
  if (type === 'date') return readDate(name, text, habits)
  if (type === 'currency') return { value: parseCurrency(text) ?? text.toUpperCase() }
  return { value: type === 'iban' || type === 'vatId' || name === 'bic' ? codeKey(text) : text }
}

const objection = (rule: string, name: string, message: string): Finding => ({
  rule,
  severity: 'error',
  message,
  field: name,
})

function readAmount(name: string, text: string, { language, currency }: Habits): Read {
  const assumed = language === undefined ? null : language === 'en' ? '.' : ','
  const amount = parseAmount(text, { assumed, currency })
  if (!amount)
    return {
      value: text,
      finding: objection(
        'amount.invalid',
        name,
        `"${text.slice(0, 60)}" is no amount. Write it like 1234.56 EUR.`,
      ),
    }
  const value = { minor: amount.minor, currency: amount.currency ?? currency }
  if (!amount.ambiguous) return { value }
  const message = `"${text.slice(0, 60)}" can be thousands or decimals. Write the amount with its decimals, or send "language".`
  return { value, finding: objection('amount.ambiguous', name, message) }
}

/** Only American English puts the month first; English alone does not say which it is. */
function readDate(name: string, text: string, { language }: Habits): Read {
  if (isIsoDate(text)) return { value: text }
  const order: DateOrder | null = language === undefined || language === 'en' ? null : 'dmy'
  const date = parseDate(text, order)
  // That it is no date is said by the rules for dates.
  if (!date?.iso) return { value: text }
  if (!date.ambiguous) return { value: date.iso }
  const message = `"${text.slice(0, 60)}" can be two days: day and month could be swapped. Write it as YYYY-MM-DD.`
  return { value: date.iso, finding: objection('date.ambiguous', name, message) }
}
