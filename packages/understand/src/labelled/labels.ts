// Finds printed labels of several words, also where they run over lines and a letter or two was misread.
import type { Row, Sheet, Token } from '../page/sheet.ts'
import { wordsOfLabel } from './languages.ts'

/** A label on the paper: its words from `from` to `to`, where it ends in `row`; `first` is the row it begins in. */
export type Found<Spec> = {
  spec: Spec
  first: Row
  row: Row
  from: number
  to: number
  left: number
  right: number
  top: number
  bottom: number
  /** 0 to 1: how much of the label was matched. */
  share: number
}

/** `printed` are the ways in which the label is printed, in full. */
export type Labelled = { printed: readonly string[] }

type Known<Spec> = { spec: Spec; words: readonly string[] }

/** So many words of a long label are enough to know it. */
const enough = 4
const mostLabels = 2_000

/** All labels of the sheet, top to bottom; where two claim the same words the longer one wins. */
export function findLabelled<Spec extends Labelled>(sheet: Sheet, specs: readonly Spec[]): Found<Spec>[] {
  const index = indexOf(specs)
  const found: Found<Spec>[] = []
  for (const row of sheet.rows) {
    let from = 0
    while (from < row.tokens.length && found.length < mostLabels) {
      const here = longestAt(sheet, { row, from, index })
      const [best] = here
      found.push(...here)
      from = best === undefined || best.first !== best.row ? from + 1 : best.to + 1
    }
  }
  return found
}

function indexOf<Spec extends Labelled>(specs: readonly Spec[]): Map<string, Known<Spec>[]> {
  const index = new Map<string, Known<Spec>[]>()
  const add = (first: string, known: Known<Spec>) => {
    for (const key of nearly(first)) index.set(key, [...(index.get(key) ?? []), known])
  }
  for (const spec of specs)
    for (const text of spec.printed) {
      const words = wordsOfLabel(text)
      const [first] = words
      if (first !== undefined) add(first, { spec, words })
      // `Invoice-No.` and `Invoice No.` are one; so are "First name" and "Firstname".
      const joined = words.join('')
      if (words.length > 1 && words.length < 4) add(joined, { spec, words: [joined] })
    }
  return index
}

/** The word itself, and long ones without one of their letters: two words that differ in one letter share such a form. */
function nearly(word: string): string[] {
  if (word.length < 7) return [word]
  return [word, ...Array.from(word, (_, at) => `${word.slice(0, at)}${word.slice(at + 1)}`)]
}

type At<Spec> = { row: Row; from: number; index: ReadonlyMap<string, Known<Spec>[]> }

/** The longest label that begins here; of several fields, where it is the label of several. */
function longestAt<Spec>(sheet: Sheet, { row, from, index }: At<Spec>): Found<Spec>[] {
  const token = row.tokens[from]
  if (token === undefined) return []
  let best: Found<Spec>[] = []
  let most = 0
  const candidates = new Set(nearly(token.plain).flatMap((key) => index.get(key) ?? []))
  for (const { spec, words } of candidates) {
    if (!alike(token.plain, words[0] ?? '')) continue
    const match = follow(sheet, { row, from, words })
    if (match === null || match.matched < most) continue
    const { matched, ...place } = match
    const left = Math.min(place.left, numberBefore(row, from))
    const found = { spec, first: row, from, ...place, left, share: matched / words.length }
    best = matched > most ? [found] : [...best, found]
    most = matched
  }
  return best
}

/** Forms number their labels, and what is filled in begins under the number. */
function numberBefore(row: Row, from: number): number {
  const [before, first] = [row.tokens[from - 1], row.tokens[from]]
  if (before === undefined || first === undefined || !/^(?:\d{1,2}[a-z]?[.)]?|\[[a-z]\])$/.test(before.text))
    return Infinity
  return first.left - before.right < 3 * (first.bottom - first.top) ? before.left : Infinity
}

type Start = { row: Row; from: number; words: readonly string[] }
type Match = Pick<Found<unknown>, 'row' | 'to' | 'left' | 'right' | 'top' | 'bottom'> & { matched: number }

function follow(sheet: Sheet, { row, from, words }: Start): Match | null {
  const start = row.tokens[from] as Token
  const match: Match = { row, to: from, ...edges(start), matched: 1 }
  let place = { row, at: from }
  for (const word of words.slice(1)) {
    const next = nextToken(sheet, place, { word, left: match.left, right: match.right })
    if (next === null) break
    place = next
    const token = next.row.tokens[next.at] as Token
    match.row = next.row
    match.to = next.at
    match.matched += 1
    match.left = Math.min(match.left, token.left)
    match.right = Math.max(match.right, token.right)
    match.bottom = Math.max(match.bottom, token.bottom)
  }
  const complete = match.matched === words.length
  return complete || match.matched >= enough ? match : null
}

const edges = ({ left, right, top, bottom }: Token) => ({ left, right, top, bottom })

type Place = { row: Row; at: number }
type Wanted = { word: string; left: number; right: number }

/** The word after this one in its row, or the first below it within the column. Signs without letters are passed over. */
function nextToken(sheet: Sheet, { row, at }: Place, { word, left, right }: Wanted): Place | null {
  const here = row.tokens[at] as Token
  const height = here.bottom - here.top
  for (let next = at + 1; next <= at + 2; next++) {
    const token = row.tokens[next]
    if (token === undefined || token.left - here.right > 3 * height) break
    if (alike(token.plain, word)) return { row, at: next }
    if (token.plain !== '') break
  }
  for (const below of sheet.rows.slice(row.index + 1, row.index + 4)) {
    if (below.page !== row.page || below.top - row.bottom > 2 * height) break
    const found = below.tokens.findIndex(
      (token) => token.left >= left - 2 * height && token.left <= right && alike(token.plain, word),
    )
    if (found >= 0) return { row: below, at: found }
  }
  return null
}

/** Equal, or long and different in one letter. */
export function alike(one: string, other: string): boolean {
  if (one === other) return true
  if (Math.min(one.length, other.length) < 5 || Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const [a, b] = [one.slice(start), other.slice(start)]
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)
}
