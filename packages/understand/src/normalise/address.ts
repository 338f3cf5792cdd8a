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
/** Countries as they stand before a postcode: D-10115, CH-8001. */
const prefixes: Readonly<Record<string, string>> = {
  A: 'AT',
  B: 'BE',
  D: 'DE',
  E: 'ES',
  F: 'FR',
  I: 'IT',
  L: 'LU',
  S: 'SE',
}
const withPrefix = /^(?<country>[A-Z]{1,2})-(?=\d)/

/** The most telling first. */
const townShapes: readonly (readonly [RegExp, string | null])[] = [
  [/^(?<postcode>\d{2}-\d{3}) (?<town>\p{L}.*)$/u, 'PL'],
  [/^(?<postcode>\d{4}-\d{3}) (?<town>\p{L}.*)$/u, 'PT'],
  [/^(?<postcode>\d{4} ?[A-Z]{2}) (?<town>\p{L}.*)$/u, 'NL'],
  [/^(?<town>\p{L}.*?),? (?<postcode>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/u, 'GB'],
  [/^(?<town>\p{L}.*?),? (?<region>[A-Z]{2}),? (?<postcode>[A-Z]\d[A-Z] ?\d[A-Z]\d)$/u, 'CA'],
  [/^(?<town>\p{L}.*?),? (?<region>NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? (?<postcode>\d{4})$/u, 'AU'],
  [/^(?<town>\p{L}.*?),? (?<region>[A-Z]{2}),? (?<postcode>\d{5}(?:-\d{4})?)$/u, 'US'],
  [/^(?<town>Singapore) (?<postcode>\d{6})$/iu, 'SG'],
  [/^(?<postcode>\d{5}) (?<town>\p{L}.*?) \((?<region>[A-Z]{2})\)$/u, 'IT'],
  [/^(?<postcode>\d{3} \d{2}) (?<town>\p{L}.*)$/u, null],
  [/^(?<postcode>\d{4,6}),? (?<town>\p{L}.*)$/u, null],
]
/** Britain and Ireland may have the postcode on a line of its own, below the town. */
const postcodeAlone = /^(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[\dW] [A-Z\d]{4})$/
/** Where the number of the house comes first. */
const numberFirst = new Set(['US', 'GB', 'CA', 'AU', 'NZ', 'IE', 'FR', 'SG', 'MY'])
const box =
  /^(?<street>postfach|p\.? ?o\.? ?box|boîte postale|b\.?p\.?|apartado|casella postale|postbus|postboks|box) (?<number>\d[\d ]{0,11})$/iu
const behind = /^(?<street>.*\p{L}.*?),? (?<number>\d{1,5}(?: ?[a-z])?(?:[-/]\d{1,5}[a-z]?){0,3})$/iu
const before =
  /^(?:no\.? ?)?(?<number>\d{1,5}(?: ?(?:bis|ter|[a-z]))?(?:[-/]\d{1,5})?),? (?<street>\p{L}.*)$/iu

/** Reads an address from its lines, or from one line with commas; null where neither a street nor a town is told. */
export function parseAddress(text: string): Address | null {
  const lines = text
    .slice(0, longest)
    // A dash parts where a postcode follows.
    .split(/\s*(?:\n|,|·|\||\s[-–]\s(?=(?:[A-Z]{1,2}-)?\d{4,5}\b))\s*/)
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
  const kept = joinNumbers(joinStates(lines)).filter((line) => {
    const country = line === lines[0] ? null : parseCountry(line)
    if (country !== null) address.country = country
    return country === null
  })
  const town = readTown(kept, address)
  for (const line of kept.filter((_, index) => !town.includes(index))) readStreet(line, address)
  return address.street === null && address.town === null ? null : address
}

function readStreet(line: string, address: Address): void {
  const shapes = numberFirst.has(address.country ?? '') ? [box, before, behind] : [box, behind, before]
  const groups =
    address.street === null ? shapes.map((shape) => shape.exec(line)?.groups).find(Boolean) : undefined
  if (groups === undefined) {
    address.extra = address.extra === null ? line : `${address.extra}, ${line}`
    return
  }
  address.street = groups['street'] ?? null
  address.number = groups['number']?.trim() ?? null
}

/** `Springfield, IL 62701`: the comma stands within one line of an address. */
const joinStates = (lines: readonly string[]): string[] =>
  joined(lines, (line) => /^[A-Z]{2} (?:\d{5}|[A-Z]\d[A-Z])/.test(line), ', ')

/** `12, rue du Moulin` and `Via Roma, 12`: so does this one. */
const joinNumbers = (lines: readonly string[]): string[] => {
  const number = /^\d{1,5}(?: ?(?:bis|ter|[a-z]))?$/i
  const ofNext = joined(lines, (line, last) => number.test(last) && /^\p{L}/u.test(line), ' ')
  return joined(ofNext, (line, last) => number.test(line) && !/\d/.test(last), ' ')
}

function joined(
  lines: readonly string[],
  belongs: (line: string, last: string) => boolean,
  sign: string,
): string[] {
  return lines.reduce<string[]>((all, line) => {
    const last = all.at(-1)
    if (last !== undefined && belongs(line, last)) all[all.length - 1] = `${last}${sign}${line}`
    else all.push(line)
    return all
  }, [])
}

/** The lines that the town was read from; the last of those that fit, as streets may begin with a number too. */
function readTown(lines: readonly string[], address: Address): number[] {
  for (const [shape, country] of townShapes)
    for (let index = lines.length - 1; index >= 0; index -= 1) {
      const line = lines[index] ?? ''
      const prefix = withPrefix.exec(line)?.groups?.['country']
      const groups = shape.exec(line.replace(withPrefix, ''))?.groups
      if (groups === undefined) continue
      const told = prefix === undefined ? country : (prefixes[prefix] ?? prefix)
      address.postcode = groups['postcode'] ?? null
      address.town = groups['town'] ?? null
      address.region = groups['region'] ?? null
      address.country ??= told
      readProvince(address)
      return [index]
    }
  const alone = lines.findIndex((line, index) => index > 0 && postcodeAlone.test(line))
  if (alone < 1) return []
  address.postcode = lines[alone] ?? null
  address.town = lines[alone - 1] ?? null
  address.country ??= 'GB'
  return [alone - 1, alone]
}

/** `00184 Roma RM` within Italy. */
function readProvince(address: Address): void {
  const [, town, region] = /^(\p{L}.*) ([A-Z]{2})$/u.exec(address.town ?? '') ?? []
  if (address.country !== 'IT' || town === undefined || region === undefined) return
  address.town = town
  address.region = region
}
