// Printed addresses in their parts, in the orders of the countries we read. What was printed is always kept beside them.
import { parseCountry } from './country.ts'

/** What is not printed is null. `country` is ISO 3166-1 alpha-2. */
export type Address = {
  street: string | null
  number: string | null
  extra: string | null
  postcode: string | null
  town: string | null
  region: string | null
  country: string | null
}

const longest = 400
const mostLines = 12
const townShapes: readonly (readonly [RegExp, string | null])[] = [
  [/^(?:PL-)?(?<postcode>\d{2}-\d{3}) (?<town>\p{L}.*)$/u, 'PL'],
  [/^(?:P-)?(?<postcode>\d{4}-\d{3}) (?<town>\p{L}.*)$/u, 'PT'],
  [/^(?:NL-)?(?<postcode>\d{4} ?[A-Z]{2}) (?<town>\p{L}.*)$/u, 'NL'],
  [/^(?<town>\p{L}.*?),? (?<postcode>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/u, 'GB'],
  [/^(?<town>\p{L}.*?),? (?<region>[A-Z]{2}),? (?<postcode>\d{5}(?:-\d{4})?)$/u, 'US'],
  [/^(?:[A-Z]{1,2}-)?(?<postcode>\d{4,6}),? (?<town>\p{L}.*)$/u, null],
]
const behind = /^(?<street>.*\p{L}.*?),? (?<number>\d{1,5}(?: ?[a-z])?(?:[-/]\d{1,5}[a-z]?)?)$/iu
const before =
  /^(?:no\.? ?)?(?<number>\d{1,5}(?: ?(?:bis|ter|[a-z]))?(?:[-/]\d{1,5})?),? (?<street>\p{L}.*)$/iu

/** Reads an address from its lines, or from one line with commas; null where neither a street nor a town is told. */
export function parseAddress(text: string): Address | null {
  const lines = text
    .slice(0, longest)
    .split(/\s*(?:\n|,|·|\|)\s*/)
    .map((line) => line.trim().replace(/[.,;]$/, ''))
    .filter((line) => line !== '')
    .slice(0, mostLines)
  const address: Address = {
    street: null,
    number: null,
    extra: null,
    postcode: null,
    town: null,
    region: null,
    country: null,
  }
  const rest: string[] = []
  for (const line of joinStates(lines)) {
    const country = parseCountry(line)
    if (country !== null && line !== lines[0]) address.country = country
    else if (address.postcode !== null || !readTown(line, address)) rest.push(line)
  }
  for (const line of rest) {
    const match = address.street === null ? (behind.exec(line) ?? before.exec(line)) : null
    if (match?.groups === undefined || match === null)
      address.extra = address.extra === null ? line : `${address.extra}, ${line}`
    else {
      address.street = match.groups['street'] ?? null
      address.number = match.groups['number'] ?? null
    }
  }
  return address.street === null && address.town === null ? null : address
}

/** `Springfield, IL 62701`: the comma stands within one line of an address. */
function joinStates(lines: readonly string[]): string[] {
  return lines.reduce<string[]>((joined, line) => {
    const last = joined.at(-1)
    if (last !== undefined && /^[A-Z]{2} \d{5}/.test(line)) joined[joined.length - 1] = `${last}, ${line}`
    else joined.push(line)
    return joined
  }, [])
}

function readTown(line: string, address: Address): boolean {
  for (const [shape, country] of townShapes) {
    const groups = shape.exec(line)?.groups
    if (groups === undefined) continue
    address.postcode = groups['postcode'] ?? null
    address.town = groups['town'] ?? null
    address.region = groups['region'] ?? null
    address.country ??= country
    return true
  }
  return false
}
