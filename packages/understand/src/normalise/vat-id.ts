// VAT identification numbers of the EU, the United Kingdom, Switzerland and Norway: formats, and national check digits.
import { checks } from './vat-checks.ts'

const formats: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CHE: /^\d{9}(?:MWST|TVA|IVA)?$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  GB: /^(?:\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d[A-Z0-9+*]\d{5}[A-W][A-I]?$/,
  IT: /^\d{11}$/,
  LT: /^(?:\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  NO: /^\d{9}MVA$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12})$/,
}

/** `value` has no spaces; `fault` is null for a valid number, as far as its country's check digits are known here. */
export type VatId = { value: string; country: string; fault: 'format' | 'checksum' | null }

/** Reads a VAT id with its country prefix; null where the text does not begin like one. */
export function parseVatId(text: string): VatId | null {
  if (text.length > 40) return null
  const value = text.replace(/[\s./-]/g, '').toUpperCase()
  const country = value.startsWith('CHE') ? 'CHE' : value.slice(0, 2)
  const format = formats[country]
  const body = value.slice(country.length)
  // NO is also how "number" begins: only the whole form is one.
  if (country === 'NO' && !/MVA$/.test(value)) return null
  if (format === undefined || !/\d/.test(body) || body.length > 15) return null
  if (!format.test(body)) return { value, country, fault: 'format' }
  const check = checks[country]
  return { value, country, fault: check === undefined || check(body) ? null : 'checksum' }
}
