// The address below the name of a slip: lines that follow each other, from the street to the town.
import type { Field } from '@countersign/contract/extraction'
import { plain, type Span } from '../page/sheet.ts'
import { makeField } from './field.ts'
import type { Reading } from './reading.ts'
import { type HeadLine, headOf, type Kind } from './slip-head.ts'
import { choose, type Signs } from './weigh.ts'

export type SlipAddress = { key: string; signs: Signs; text: string; spans: readonly Span[] }

const mostLines = 6
const stops: readonly Kind[] = ['contact', 'taxId', 'registration', 'title', 'label', 'noise']
const places: readonly Kind[] = ['street', 'town', 'region', 'premises']

const numberInFront = /^[^)]{0,30}\d{4,}\s*-?\s*\p{L}?\)\s*(?=\S)/u

/** Field `address` of a slip: its lines as printed, with spaces between. */
export function findSlipAddress(reading: Reading): Field[] {
  const chosen = choose(slipAddresses(reading), 'slip.address')
  if (chosen === null) return []
  const { text, spans } = chosen.entry
  return [
    makeField({
      name: 'address',
      type: 'text',
      value: text,
      spans,
      score: chosen.probability,
      why: chosen.why,
    }),
  ]
}

/** Every run of up to six lines of the head. */
export function slipAddresses(reading: Reading): SlipAddress[] {
  const head = headOf(reading)
  const runs: SlipAddress[] = []
  for (let from = 0; from < head.length; from++)
    for (let to = from; to < Math.min(head.length, from + mostLines); to++) {
      const lines = head.slice(from, to + 1)
      if (!lines.some(isPlace)) continue
      runs.push(runOf(lines, { before: head[from - 1], next: head[to + 1], from }))
    }
  return runs
}

type Around = { before: HeadLine | undefined; next: HeadLine | undefined; from: number }

function runOf(lines: readonly HeadLine[], { before, next, from }: Around): SlipAddress {
  const text = lines
    .map(({ text: line }) => line.trim())
    .join(' ')
    // The company's number may stand on the street's line: "(Co. No. 123456-X) No 12, Jalan …".
    .replace(numberInFront, '')
    .replace(/^[\s([]+|[\s)\]]+$/g, '')
  const count = (kind: Kind) => lines.filter(({ kinds }) => kinds.has(kind)).length
  const [first, last] = [lines[0], lines.at(-1)]
  const has = (line: HeadLine | undefined, some: readonly Kind[]) =>
    line !== undefined && some.some((kind) => line.kinds.has(kind)) ? 1 : 0
  const signs = {
    'street lines': count('street'),
    'a town': Math.min(1, count('town')),
    'a region': Math.min(1, count('region')),
    'premises lines': count('premises'),
    'plain lines': lines.filter((line) => !isPlace(line) && !has(line, stops)).length,
    'telephone, number or label inside': lines.filter((line) => has(line, stops) && !has(line, places))
      .length,
    'place with a telephone or label': lines.filter(
      (line) => has(line, ['contact', 'title', 'taxId']) && isPlace(line),
    ).length,
    'company inside': count('legalForm'),
    'begins with a place': has(first, places),
    'ends with a place': has(last, places),
    'town or region last': has(last, ['town', 'region']),
    'goes on with a place': has(next, places) && !has(next, ['contact', 'taxId', 'title']) ? 1 : 0,
    'place before it': has(before, places) && !has(before, ['legalForm', 'contact', 'taxId']) ? 1 : 0,
    'name or number before it': has(before, ['legalForm', 'registration', 'taxId', 'contact']),
    'unexplained line before it': isUnexplained(before) && from > 1 ? 1 : 0,
    'comma before it': has(before, ['comma']),
    'ends with a comma': has(last, ['comma']),
    'telephone or number next': has(next, stops),
    'at the very top': from === 0 ? 1 : 0,
    'digits at the start': /^\W*(?:no\.?\s*|lot\s*)?\d/i.test(text) ? 1 : 0,
  }
  return { key: plain(text), signs, text, spans: lines.map(({ span }) => span) }
}

/** Words between the name and the street: a quarter, a mall, a branch. */
function isUnexplained(line: HeadLine | undefined): boolean {
  const known: readonly Kind[] = ['legalForm', 'registration', 'noise', ...stops]
  return line !== undefined && !isPlace(line) && !known.some((kind) => line.kinds.has(kind))
}

function isPlace({ kinds }: HeadLine): boolean {
  return places.some((kind) => kinds.has(kind))
}
