// What two documents have in common if they are the same one twice. Pure; hashes under the account's key are made of it.
import type { Extraction } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { sellerKeys, sellerOf, textOf } from './seller.ts'

/** In plain values; only hashes under the account's key are kept of it. Null or empty: nothing is known. */
export type Fingerprint = {
  class: string
  /** VAT id, name, account: each as `kind:value`. */
  sellers: readonly string[]
  number: string | null
  /** With its currency. */
  total: string | null
  date: string | null
  /** Minhash of words and numbers; empty for pages with too few. */
  signature: readonly number[]
}

/** 64 values tell shares to about six points; four of them make a band. */
export const signatureValues = 64
/** Fewer words than this look alike by chance. */
const leastWords = 20
/** Longer documents are told by their first pages. */
const mostWords = 20_000

/** Letters that readers mix up are one, so that a number misread in them is still found. */
const numberKey = (number: string): string =>
  number
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')

/** `pages` null: only what the fields say, for documents whose values were corrected. */
export function fingerprintOf(
  extraction: Pick<Extraction, 'class' | 'fields'>,
  pages: readonly Page[] | null,
): Fingerprint {
  const { fields } = extraction
  const number = textOf(fields, 'number')
  const total = fields.find(({ name }) => name === 'total')?.value
  const seller = sellerOf(fields)
  return {
    class: extraction.class,
    // An account alone may be a factor's that collects for many.
    sellers: sellerKeys({ ...seller, iban: null }),
    number: number === null ? null : numberKey(number),
    total: total === undefined || typeof total === 'string' ? null : `${total.minor} ${total.currency ?? ''}`,
    date: textOf(fields, 'date'),
    signature: pages === null ? [] : signatureOf(pages),
  }
}

/** Minhash (Broder 1997) over words and, because it is they that tell two invoices of one seller apart, numbers thrice. */
export function signatureOf(pages: readonly Page[]): number[] {
  const words = new Set<string>()
  let seen = 0
  for (const word of wordsOf(pages)) {
    seen += 1
    if (seen > mostWords) break
    if (!/\d/.test(word)) words.add(word)
    else for (const copy of ['1', '2', '3']) words.add(`${copy}|${word}`)
  }
  if (words.size < leastWords) return []
  const least = new Array<number>(signatureValues).fill(0xffffffff)
  for (const word of words) {
    const first = fnv(word, 0x811c9dc5)
    const second = fnv(word, 0x01000193) | 1
    for (let index = 0; index < signatureValues; index += 1) {
      const value = mix((first + Math.imul(index, second)) >>> 0)
      if (value < (least[index] ?? 0)) least[index] = value
    }
  }
  return least
}

function* wordsOf(pages: readonly Page[]): Generator<string> {
  for (const { blocks } of pages)
    for (const { lines } of blocks)
      for (const line of lines)
        for (const { text } of line.words) {
          const word = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
          if (word.length > 1) yield word.slice(0, 40)
        }
}

function fnv(text: string, from: number): number {
  let hash = from
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix(hash >>> 0)
}

/** The last step of MurmurHash3: without it neighbouring indexes give neighbouring values. */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** What documents are found by: the same seller with the same number, with the total too, or with date and total. */
export function keysOf({
  class: kind,
  sellers,
  number,
  total,
  date,
}: Fingerprint): Record<'document' | 'number' | 'amount', string[]> {
  const each = (rest: readonly (string | null)[]) =>
    rest.includes(null) ? [] : sellers.map((seller) => [kind, seller, ...rest].join('|'))
  return {
    document: each(['d', number, total]),
    number: each(['n', number]),
    amount: each(['a', date, total]),
  }
}
