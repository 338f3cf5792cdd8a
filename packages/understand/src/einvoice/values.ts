// Values of XML elements: exact decimals as minor units, dates as ISO dates. What has not the form of its type is kept out.
import type { Field, FieldValue, Money } from '@countersign/contract/extraction'
import { minorDigits } from '../normalise/currency.ts'
import { isIsoDate } from '../normalise/date.ts'
import type { XmlValue } from './e-invoice.ts'
import { pathOf, type XmlElement } from './xml.ts'

const decimalShape = /^[+-]?(\d{0,15})(?:\.(\d{0,12}))?$/
const longestText = 1000

/** A decimal of XML Schema without its plus sign and leading zeros, or null where it is none. */
export function decimalOf(element: XmlElement | undefined): string | null {
  const text = element?.text ?? ''
  const match = decimalShape.exec(text)
  if (!match || !/\d/.test(text)) return null
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '') || '0'
  return `${text.startsWith('-') ? '-' : ''}${whole}${match[2] ? `.${match[2]}` : ''}`
}

/** Decimals beyond those of the currency are rounded half away from zero; none of an amount's may be (BR-DEC). */
export function moneyOf(element: XmlElement | undefined, documentCurrency: string | null): Money | null {
  const decimal = decimalOf(element)
  if (decimal === null) return null
  const own = element?.attributes.get('currencyID')
  const currency = own !== undefined && /^[A-Z]{3}$/.test(own) ? own : documentCurrency
  const minor = minorOf(decimal, minorDigits(currency))
  return Number.isSafeInteger(minor) ? { minor, currency } : null
}

/** A decimal as an integer of units of `digits` decimals. */
export function minorOf(decimal: string, digits: number): number {
  const negative = decimal.startsWith('-')
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const kept = Number(`${whole}${fraction.padEnd(digits, '0').slice(0, digits)}`)
  const minor = kept + ((fraction[digits] ?? '0') >= '5' ? 1 : 0)
  return negative && minor !== 0 ? -minor : minor
}

/** Format 102 of UN/CEFACT (`20260314`) and the dates of UBL (`2026-03-14`, also with a zone). */
export function dateOf(element: XmlElement | undefined): string | null {
  const text = element?.text ?? ''
  const match = /^(\d{4})-?(\d{2})-?(\d{2})(?:$|[TZ+-])/.exec(text)
  const date = match ? `${match[1]}-${match[2]}-${match[3]}` : ''
  return isIsoDate(date) ? date : null
}

export const textOf = (element: XmlElement | undefined): string | null => {
  const text = (element?.text ?? '').replace(/\s+/g, ' ').slice(0, longestText)
  return text === '' ? null : text
}

type Named = { name: string; type: Field['type'] }

/** A value with where it stands; nothing where there is none. */
export function valueAt(
  { name, type }: Named,
  element: XmlElement | undefined,
  value: FieldValue | null,
): XmlValue[] {
  if (!element || value === null) return []
  return [{ name, type, value, raw: element.text.slice(0, 300), path: pathOf(element) }]
}

export const textValue = (name: string, element: XmlElement | undefined): XmlValue[] =>
  valueAt({ name, type: 'text' }, element, textOf(element))

export const dateValue = (name: string, element: XmlElement | undefined): XmlValue[] =>
  valueAt({ name, type: 'date' }, element, dateOf(element))

/** IBAN, BIC and VAT id: without the spaces that some write. */
export const codeValue = ({ name, type }: Named, element: XmlElement | undefined): XmlValue[] =>
  valueAt({ name, type }, element, textOf(element)?.replace(/\s/g, '').toUpperCase() ?? null)
