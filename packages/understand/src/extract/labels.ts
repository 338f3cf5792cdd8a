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
  const known = knownOf(lexicon)
  const perPage = new Map<number, number>()
  return sheet.rows.flatMap((row) => {
    const count = perPage.get(row.page) ?? 0
    if (count >= maximumPerPage) return []
    const labels = joined(labelsOfRow(row, known))
    perPage.set(row.page, count + labels.length)
    return labels
  })
}

const knownPhrases = new WeakMap<Lexicon, ReadonlyMap<string, Phrases>>()

/** Each phrase as labels are compared, the last entry that has it; thousands of them are made plain once. */
function knownOf(lexicon: Lexicon): ReadonlyMap<string, Phrases> {
  const before = knownPhrases.get(lexicon)
  if (before !== undefined) return before
  const known = new Map<string, Phrases>()
  for (const entry of lexicon) for (const phrase of entry.phrases) known.set(plain(phrase), entry)
  knownPhrases.set(lexicon, known)
  return known
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

/**
 * Labels that qualify each other: "Rechnungssumme Brutto (inkl. USt.)" is a total, "Total excl. VAT" is a net amount,
 * "MwSt. gesamt" is a tax. Alone, "inkl. MwSt." announces the tax that is contained.
 */
const qualified: Readonly<Record<string, string>> = {
  'total inclTax': 'total',
  'total total': 'total',
  'total exclTax': 'net',
  'total net': 'net',
  'total tax': 'tax',
  'net inclTax': 'total',
  'net exclTax': 'net',
  'net total': 'net',
  'tax total': 'tax',
  'tax inclTax': 'tax',
}
const alone: Readonly<Record<string, string>> = { inclTax: 'tax', exclTax: 'net' }

function joined(labels: readonly Label[]): Label[] {
  const result: Label[] = []
  for (const label of labels) {
    const before = result.at(-1)
    const role = before === undefined ? undefined : qualified[`${before.role} ${label.role}`]
    if (before === undefined || role === undefined || !adjoin(before, label)) result.push(label)
    else {
      const weight = Math.max(before.weight, label.weight)
      result[result.length - 1] = { ...spanOf(label.row, before.from, label.to), role, weight }
    }
  }
  return result.map((label) => ({ ...label, role: alone[label.role] ?? label.role }))
}

function adjoin(before: Label, label: Label): boolean {
  return label.from === before.to + 1 && label.left - before.right < 0.8 * (label.bottom - label.top)
}
