// How far a reading is from what is printed. Every engine is held against the same definitions.
import { distance } from '../edit-distance.ts'

/** One way of writing for what no reader of print can tell apart. */
export const normalise = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[‘’‚′`´]/g, "'")
    .replace(/[“”„″]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()

export type Comparison = {
  letters: number
  /** letters changed, added or left out, and letters that were read but never printed */
  errors: number
  /** of them: of lines of which nothing was found */
  missed: number
  /** of them: read, but printed nowhere */
  extra: number
  /** lines that were read with errors */
  wrong: { printed: string; read: string }[]
}

const used = 0
/** A piece that differs by more than this share of its letters was not found. */
const mostDifference = 0.6

/**
 * Character errors whatever the order: each printed piece takes the part of the reading that is most like it (Sellers
 * 1980), the longest piece first, and what one has taken is gone. So an engine is not punished for another order of
 * columns, but is for everything it invents.
 */
export function compareText(printed: readonly string[], lines: readonly string[]): Comparison {
  const text = Uint16Array.from(normalise(lines.join(' ')), (letter) => letter.charCodeAt(0))
  const pieces = printed.map(normalise).sort((a, b) => b.length - a.length)
  const sum: Comparison = { letters: 0, errors: 0, missed: 0, extra: 0, wrong: [] }
  for (const piece of pieces) {
    sum.letters += piece.length
    const { cost, from, to } = bestFit(piece, text)
    if (cost > piece.length * mostDifference) {
      sum.missed += piece.length
      sum.wrong.push({ printed: piece, read: '' })
      continue
    }
    sum.errors += cost
    if (cost > 0) sum.wrong.push({ printed: piece, read: String.fromCharCode(...text.subarray(from, to)) })
    text.fill(used, from, to)
  }
  for (const letter of text) if (letter !== used && letter !== 32) sum.extra += 1
  sum.errors += sum.missed + sum.extra
  return sum
}

type Fit = { cost: number; from: number; to: number }

/** Where in `text` the piece costs the fewest edits; a used letter starts anew. */
function bestFit(piece: string, text: Uint16Array): Fit {
  const size = text.length + 1
  let [above, row] = [new Int32Array(size), new Int32Array(size)]
  let [aboveFrom, rowFrom] = [Int32Array.from({ length: size }, (_, at) => at), new Int32Array(size)]
  for (let i = 1; i <= piece.length; i++) {
    const letter = piece.charCodeAt(i - 1)
    row[0] = i
    rowFrom[0] = 0
    for (let j = 1; j < size; j++) {
      const found = text[j - 1]
      const change = (above[j - 1] ?? 0) + (found === letter ? 0 : 1)
      const skip = (above[j] ?? 0) + 1
      const add = (row[j - 1] ?? 0) + 1
      if (found === used) {
        row[j] = i
        rowFrom[j] = j
      } else if (change <= skip && change <= add) {
        row[j] = change
        rowFrom[j] = aboveFrom[j - 1] ?? 0
      } else {
        row[j] = Math.min(skip, add)
        rowFrom[j] = (skip <= add ? aboveFrom[j] : rowFrom[j - 1]) ?? 0
      }
    }
    ;[above, row] = [row, above]
    ;[aboveFrom, rowFrom] = [rowFrom, aboveFrom]
  }
  let to = 0
  for (let j = 1; j < size; j++) if ((above[j] ?? 0) < (above[to] ?? 0)) to = j
  return { cost: above[to] ?? piece.length, from: aboveFrom[to] ?? 0, to }
}

/** Character errors in the order of reading: the whole page as one text. */
export function errorsInOrder(printed: readonly string[], lines: readonly string[]): number {
  return distance(normalise(printed.join(' ')), normalise(lines.join(' ')))
}

/** Words without case and without the punctuation around them. */
export const wordsOf = (text: string): string[] =>
  normalise(text)
    .toLowerCase()
    .split(' ')
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '')

export type Hits = { hits: number; truth: number; found: number }

/** How many of `found` are in `truth`, each as often as it is there. */
export function bagHits(truth: readonly string[], found: readonly string[]): Hits {
  const left = new Map<string, number>()
  for (const word of truth) left.set(word, (left.get(word) ?? 0) + 1)
  let hits = 0
  for (const word of found) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    hits += 1
  }
  return { hits, truth: truth.length, found: found.length }
}

export const addHits = (all: readonly Hits[]): Hits =>
  all.reduce(
    (sum, { hits, truth, found }) => ({
      hits: sum.hits + hits,
      truth: sum.truth + truth,
      found: sum.found + found,
    }),
    { hits: 0, truth: 0, found: 0 },
  )

/** Harmonic mean of precision and recall; NaN where there is nothing to find and nothing was found. */
export const f1 = ({ hits, truth, found }: Hits): number => (2 * hits) / (truth + found)

const bare = (text: string): string =>
  normalise(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** Whether a value stands in what was read, spaces and punctuation apart. */
export const containsValue = (reading: string, value: string): boolean => bare(reading).includes(bare(value))

export type CellText = { row: number; column: number; text: string }

/** Cells with the same text in the same place; a table that begins a row or column earlier or later is shifted. */
export function cellHits(truth: readonly CellText[], found: readonly CellText[]): Hits {
  const keyOf = ({ row, column, text }: CellText, down: number, right: number) =>
    `${row + down}|${column + right}|${bare(text)}`
  const keys = truth.map((cell) => keyOf(cell, 0, 0))
  const tries = [-2, -1, 0, 1, 2].flatMap((down) =>
    [-1, 0, 1].map((right) =>
      bagHits(
        keys,
        found.map((cell) => keyOf(cell, down, right)),
      ),
    ),
  )
  return tries.reduce((best, one) => (one.hits > best.hits ? one : best))
}
