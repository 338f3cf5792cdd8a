// National check digits of VAT numbers, as their tax offices publish them; each is given the number without its country.

import { belgian, digitsOf, greek, luhn, mod1110, norwegian, weighted } from './check-digits.ts'
import { mod97 } from './iban.ts'

/** The sum over all digits is a multiple. */
const multipleOf = (modulus: number, weights: readonly number[]) => (body: string) =>
  weighted(body, weights) % modulus === 0

const ascending = (from: number, count: number, wrap = 9): number[] =>
  Array.from({ length: count }, (_, index) => ((from + index - 1) % wrap) + 1)

function austrian(body: string): boolean {
  const sum = digitsOf(body.slice(1, 8)).reduce((total, digit, index) => {
    const product = index % 2 === 0 ? digit : 2 * digit
    return total + Math.floor(product / 10) + (product % 10)
  }, 0)
  return (10 - ((sum + 4) % 10)) % 10 === Number(body[8])
}

/** Companies have nine digits; ten are of people, foreigners and others, each with weights of its own. */
function bulgarian(body: string): boolean {
  const last = Number(body.at(-1))
  if (body.length === 9) {
    const first = weighted(body, ascending(1, 8)) % 11
    return (first < 10 ? first : (weighted(body, ascending(3, 8, 10)) % 11) % 10) === last
  }
  return (
    (weighted(body, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === last ||
    weighted(body, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === last ||
    (11 - (weighted(body, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === last
  )
}

const cypriotOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
function cypriot(body: string): boolean {
  const sum = digitsOf(body.slice(0, 8)).reduce(
    (total, digit, index) => total + (index % 2 === 0 ? (cypriotOdd[digit] ?? 0) : digit),
    0,
  )
  return body[8] === String.fromCharCode(65 + (sum % 26))
}

/** Longer ones are birth numbers of people, of which old ones have no check digit. */
function czech(body: string): boolean {
  if (body.length !== 8) return true
  return ((11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 || 0) === Number(body[7])
}

function french(body: string): boolean {
  const siren = body.slice(2)
  // Monaco has SIREN numbers of its own kind.
  if (!luhn(siren) && !siren.startsWith('000')) return false
  const key = body.slice(0, 2)
  // Keys with a letter follow a scheme of their own; their format was checked already.
  return /\D/.test(key) || (12 + 3 * (Number(siren) % 97)) % 97 === Number(key)
}

function british(body: string): boolean {
  if (/^[GH]/.test(body)) return true
  const sum = weighted(body, [8, 7, 6, 5, 4, 3, 2]) + Number(body.slice(7, 9))
  // Numbers issued since 2010 are off by 55 ("9755").
  return [0, 42, 55].includes(sum % 97)
}

/** Seven digits and a letter, to which a second letter may count; or the old form with a sign in second place. */
function irish(body: string): boolean {
  const old = /^\d[A-Z+*]/.test(body)
  const number = old ? `0${body.slice(2, 7)}${body[0]}` : body.slice(0, 7)
  const second = old ? '' : body.slice(8)
  const more = second === '' ? 0 : 9 * (second.charCodeAt(0) - 64)
  return 'WABCDEFGHIJKLMNOPQRSTUV'[(weighted(number, [8, 7, 6, 5, 4, 3, 2]) + more) % 23] === body[7]
}

function lithuanian(body: string): boolean {
  const count = body.length - 1
  const first = weighted(body, ascending(1, count)) % 11
  const check = first < 10 ? first : (weighted(body, ascending(3, count)) % 11) % 10
  return check === Number(body[count])
}

/** People have their birth number, of which new ones have no check digit. */
const latvian = (body: string): boolean =>
  /^[0-3]/.test(body) || weighted(body, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3

function dutch(body: string): boolean {
  const rest = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
  return rest === Number(body[8]) || mod97(`NL${body}`) === 1
}

const polish = (body: string): boolean => weighted(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(body[9])

const portuguese = (body: string): boolean =>
  ((11 - (weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === Number(body[8])

function romanian(body: string): boolean {
  const whole = body.padStart(10, '0')
  return ((10 * weighted(whole, [7, 5, 3, 2, 1, 7, 5, 3, 2])) % 11) % 10 === Number(whole[9])
}

const slovene = (body: string): boolean =>
  (11 - (weighted(body, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(body[7])

const swiss = (body: string): boolean =>
  (11 - (weighted(body, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === Number(body[8])

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
  const sum = digitsOf(body.slice(1, 8)).reduce((total, digit, index) => {
    const product = index % 2 === 0 ? 2 * digit : digit
    return total + Math.floor(product / 10) + (product % 10)
  }, 0)
  const control = (10 - (sum % 10)) % 10
  return last === String(control) || last === 'JABCDEFGHI'[control]
}

/** By the country as it begins the number. */
export const checks: Readonly<Record<string, (body: string) => boolean>> = {
  AT: austrian,
  BE: belgian,
  BG: bulgarian,
  CHE: swiss,
  CY: cypriot,
  CZ: czech,
  DE: mod1110,
  DK: multipleOf(11, [2, 7, 6, 5, 4, 3, 2, 1]),
  EE: multipleOf(10, [3, 7, 1, 3, 7, 1, 3, 7, 1]),
  EL: greek,
  ES: spanish,
  FI: multipleOf(11, [7, 9, 10, 5, 8, 4, 2, 1]),
  FR: french,
  GB: british,
  HR: mod1110,
  HU: multipleOf(10, [9, 7, 3, 1, 9, 7, 3, 1]),
  IE: irish,
  IT: luhn,
  LT: lithuanian,
  LU: (body) => Number(body.slice(0, 6)) % 89 === Number(body.slice(6)),
  LV: latvian,
  MT: multipleOf(37, [3, 4, 6, 7, 8, 9, 10, 1]),
  NL: dutch,
  NO: (body) => norwegian(body.slice(0, 9)),
  PL: polish,
  PT: portuguese,
  RO: romanian,
  SE: (body) => luhn(body.slice(0, 10)),
  SI: slovene,
  SK: (body) => Number(body) % 11 === 0,
  XI: british,
}
