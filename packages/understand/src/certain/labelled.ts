// Days and numbers: whether a label says what they are, and whether another value claims the same.
import type { Field } from '@countersign/contract/extraction'
import { dateEntries } from '../extract/dates.ts'
import { ibanEntries, numberEntries, vatIdEntries } from '../extract/identifiers.ts'
import type { Reading } from '../extract/reading.ts'
import type { Signs } from '../extract/weigh.ts'
import { parseDate } from '../normalise/date.ts'
import { textOf } from '../page/sheet.ts'
import { dateFacts, type Fact, idFacts } from './facts.ts'

type Entry = { key: string; signs: Signs }

const ownLabel = 'more its label than another'
const besideNumber = "beside the document's number"
const labelled = 0.3
/** By how much a label of another value may speak less and still contest. */
const rivalry = 0.15

const strength = (entries: readonly Entry[]): number =>
  Math.max(0, ...entries.map(({ signs }) => signs[ownLabel] ?? 0))

function parted(value: string, entries: readonly Entry[]): { own: number; other: number } {
  const own = entries.filter(({ key }) => key === value)
  const others = entries.filter(({ key }) => key !== value)
  return { own: strength(own), other: strength(others) }
}

export function factsOfDate(value: string, { reading, due, slip }: DateAsked): Fact[] {
  const entries = dateEntries(reading, 'date')
  const { own, other } = parted(value, entries)
  const only = entries.every(({ key }) => key === value)
  const found: Fact[] = []
  if (own >= labelled) found.push(dateFacts.labelled)
  if (only) found.push(dateFacts.only)
  const beside = entries.some(({ key, signs }) => key === value && signs[besideNumber] === 1)
  if (beside) found.push(dateFacts.beside)
  // A till prints one day, and no word before it.
  if (own < labelled && !beside && !(slip && only)) found.push(dateFacts.none)
  if (!only && other >= Math.max(0.2, own - rivalry)) found.push(dateFacts.other)
  if (due !== null && due < value) found.push(dateFacts.order)
  const printed = entries.find(({ key }) => key === value)
  if (printed !== undefined && isSwappable(textOf(printed.candidate), reading)) found.push(dateFacts.swapped)
  return found
}

type DateAsked = { reading: Reading; due: string | null; slip: boolean }

const dayFirst = new Set(['GBP', 'AUD', 'NZD', 'INR', 'MYR', 'SGD', 'ZAR', 'HKD', 'NGN', 'KES', 'AED'])

/** Both could be the month, no date of the paper shows which one is, and an English text is no proof. */
function isSwappable(text: string, { dates, language, currency, order }: Reading): boolean {
  if (order === 'mdy' || (language !== null && language !== 'en')) return false
  if (currency !== null && dayFirst.has(currency.code)) return false
  const [first, second] = [parseDate(text, 'dmy'), parseDate(text, 'mdy')]
  if (first === null || second === null || first.iso === second.iso) return false
  return !dates.some((date) => parseDate(textOf(date))?.decides)
}

export function factsOfNumber(value: string, reading: Reading): Fact[] {
  const { own, other } = parted(value, numberEntries(reading, 'number'))
  const found: Fact[] = [own >= labelled ? idFacts.labelled : idFacts.none]
  if (other >= Math.max(0.3, own - rivalry)) found.push(idFacts.other)
  return found
}

/** Account to pay to, and VAT id: by their check digits, and whose they are. */
export function factsOfId({ name, value }: Field, reading: Reading): Fact[] {
  const entries = name === 'iban' ? ibanEntries(reading) : vatIdEntries(reading)
  const own = entries.filter(({ key }) => key === value)
  const right = own.some(({ signs }) => signs['check digits agree'] === 1)
  const found: Fact[] = [right ? idFacts.checked : idFacts.unchecked]
  const others = entries.filter(({ key, signs }) => key !== value && signs['check digits agree'] === 1)
  found.push(others.length > 0 ? idFacts.other : idFacts.only)
  if (own.some(({ signs }) => (signs["label of the buyer's"] ?? 0) > labelled)) found.push(idFacts.ofBuyer)
  return found
}
