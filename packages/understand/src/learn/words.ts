// The words by which a layout is known again: what is printed on every paper of a sender.
import { plain, type Sheet } from '../page/sheet.ts'

const mostWords = 300

/** Letters that readers take for each other are one. */
export const skeleton = (text: string): string =>
  plain(text)
    .replaceAll('0', 'o')
    .replaceAll(/[1il|]/g, 'l')
    .replaceAll('5', 's')
    .replaceAll('8', 'b')
    .replaceAll('rn', 'm')

/** Words of three letters and more without digits on the first page, each once, sorted. */
export function wordsOf(sheet: Sheet): string[] {
  const first = sheet.rows[0]?.page
  const words = new Set<string>()
  for (const row of sheet.rows) {
    if (row.page !== first) break
    for (const token of row.tokens) {
      const word = plain(token.text)
      if (word.length >= 3 && !/\d/.test(word)) words.add(skeleton(word))
    }
  }
  return [...words].sort().slice(0, mostWords)
}

/** The share of `known` that is among `words`; 0 where too few are known to say. */
export function shareOf(known: readonly string[], words: ReadonlySet<string>): number {
  if (known.length < 5) return 0
  return known.filter((word) => words.has(word)).length / known.length
}

/** Common words of two lists as a share of all. */
export function likeness(one: readonly string[], other: readonly string[]): number {
  if (one.length < 5 || other.length < 5) return 0
  const words = new Set(other)
  const common = one.filter((word) => words.has(word)).length
  return common / (one.length + other.length - common)
}

const bandCount = 16

/**
 * Sixteen texts made of pairs of least hashes (Broder 1997): of two papers with a third of their words in common about
 * five in six share one.
 */
export function bandsOf(words: readonly string[]): string[] {
  if (words.length < 5) return []
  return Array.from({ length: bandCount }, (_, band) =>
    [2 * band, 2 * band + 1].map((index) => leastOf(words, index)).join(' '),
  ).map((pair, band) => `${band} ${pair}`)
}

function leastOf(words: readonly string[], index: number): number {
  let least = 0xffffffff
  for (const word of words) least = Math.min(least, hash(word, index))
  return least
}

/** FNV-1a with a seed, and the last step of MurmurHash3: without it neighbouring seeds give neighbouring values. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
