// VAT identification numbers of the EU, the United Kingdom and Switzerland: formats, and national check digits.
import { mod97 } from './iban.ts'

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
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12})$/,
}

const checks: Record<string, (body: string) => boolean> = {
  AT: austrian,
  BE: (body) => 97 - (Number(body.slice(0, 8)) % 97) === Number(body.slice(8)),
  DE: german,
  ES: spanish,
  FR: french,
  GB: british,
  IT: luhn,
  NL: dutch,
  PL: polish,
  XI: british,
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
  if (format === undefined || !/\d/.test(body) || body.length > 15) return null
  if (!format.test(body)) return { value, country, fault: 'format' }
  const check = checks[country]
  return { value, country, fault: check === undefined || check(body) ? null : 'checksum' }
}

function digits(text: string): number[] {
  return [...text].map(Number)
}

function weighted(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0)
}

function luhn(text: string): boolean {
  const sum = digits(text)
    .reverse()
    .reduce(
      (total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit),
      0,
    )
  return sum % 10 === 0
}

// ISO 7064 MOD 11,10
function german(body: string): boolean {
  let product = 10
  for (const digit of digits(body.slice(0, 8))) {
    const sum = (digit + product) % 10 || 10
    product = (2 * sum) % 11
  }
  return (11 - product) % 10 === Number(body[8])
}

function austrian(body: string): boolean {
  const sum = digits(body.slice(1, 8)).reduce((total, digit, index) => {
    const product = index % 2 === 0 ? digit : 2 * digit
    return total + Math.floor(product / 10) + (product % 10)
  }, 0)
  return (10 - ((sum + 4) % 10)) % 10 === Number(body[8])
}

function french(body: string): boolean {
  const siren = body.slice(2)
  if (!luhn(siren)) return false
  const key = body.slice(0, 2)
  // Keys with a letter follow a scheme of their own; their format was checked already.
  return /\D/.test(key) || (12 + 3 * (Number(siren) % 97)) % 97 === Number(key)
}

function british(body: string): boolean {
  if (/^[GH]/.test(body)) return true
  const sum = weighted(body, [8, 7, 6, 5, 4, 3, 2]) + Number(body.slice(7, 9))
  // Numbers issued since 2010 add 55 ("9755").
  return sum % 97 === 0 || (sum + 55) % 97 === 0
}

function dutch(body: string): boolean {
  const rest = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return rest === Number(body[8]) || mod97(`NL${body}`) === 1
}

function polish(body: string): boolean {
  return weighted(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(body[9])
}

function spanish(body: string): boolean {
  const first = body.charAt(0)
  const last = body.charAt(8)
  if (/[\dXYZKLM]/.test(first)) {
    const number = Number(
      body
        .slice(0, 8)
        .replace(/^[XKLM]/, '0')
        .replace(/^Y/, '1')
        .replace(/^Z/, '2'),
    )
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === last
  }
  const sum = digits(body.slice(1, 8)).reduce((total, digit, index) => {
    const product = index % 2 === 0 ? 2 * digit : digit
    return total + Math.floor(product / 10) + (product % 10)
  }, 0)
  const control = (10 - (sum % 10)) % 10
  return last === String(control) || last === 'JABCDEFGHI'[control]
}
