// Finds the words that say what the value beside or below them is.
import { plain, type Row, type Sheet, type Span, spanOf } from '../page/sheet.ts'

/** Phrases of one role; `weight` (0 to 1) is how surely the phrase means it. */
export type Phrases = { role: string; weight: number; phrases: readonly string[] }
export type Lexicon = readonly Phrases[]
export type Label = Span & { role: string; weight: number }

/** Phrases as a list in one string, separated by commas: a lexicon stays a page long. */
export function phrases(list: string): string[] {
  return list.split(',').map((phrase) => phrase.trim())
}

const longestPhrase = 6
const maximumPerPage = 300

/**
 * All labels of the sheet; where phrases overlap the longest wins (`Total excl. VAT` is not `Total`).
 * Phrases are compared without spaces, signs and accents, so `Invoice-No.` and `InvoiceNo` are one.
 */
export function findLabels(sheet: Sheet, lexicon: Lexicon): Label[] {
  const known = new Map<string, Phrases>()
  for (const entry of lexicon) for (const phrase of entry.phrases) known.set(plain(phrase), entry)
  const perPage = new Map<number, number>()
  return sheet.rows.flatMap((row) => {
    const count = perPage.get(row.page) ?? 0
    if (count >= maximumPerPage) return []
    const labels = labelsOfRow(row, known)
    perPage.set(row.page, count + labels.length)
    return labels
  })
}

function labelsOfRow(row: Row, known: ReadonlyMap<string, Phrases>): Label[] {
  const labels: Label[] = []
  let at = 0
  while (at < row.tokens.length) {
    const found = longestAt(row, at, known)
    if (found !== null) labels.push(found)
    at = found === null ? at + 1 : found.to + 1
  }
  return labels
}

function longestAt(row: Row, from: number, known: ReadonlyMap<string, Phrases>): Label | null {
  let compact = ''
  let found: Label | null = null
  for (let to = from; to < row.tokens.length && to < from + longestPhrase; to++) {
    const token = row.tokens[to]
    const before = row.tokens[to - 1]
    if (token === undefined) break
    if (to > from && before !== undefined && token.left - before.right > 2 * (token.bottom - token.top)) break
    compact += token.plain
    const entry = token.plain === '' ? undefined : known.get(compact)
    if (entry !== undefined) found = { ...spanOf(row, from, to), role: entry.role, weight: entry.weight }
  }
  return found
}
