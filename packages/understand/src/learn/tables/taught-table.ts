// How the table of goods is printed on papers of one sender: where each part of a line stands, and where the table ends.
import type { LineItem } from '@countersign/contract/extraction'
import type { Row, Sheet } from '../../page/sheet.ts'
import { withinDistance } from '../options.ts'
import { thin } from '../words.ts'

export const tableParts = [
  'amount',
  'unitPrice',
  'quantity',
  'taxRate',
  'article',
  'unit',
  'description',
] as const
export type TablePart = (typeof tableParts)[number]
/** Parts that are numbers. */
export const numeric: ReadonlySet<TablePart> = new Set(['amount', 'unitPrice', 'quantity', 'taxRate'])

/**
 * Where a part stands: so many rows below the row that a line is known by (above it where negative), and between which
 * left and right edges, as shares of the page's width.
 */
export type TaughtPlace = {
  part: TablePart
  below: number
  lefts: [number, number]
  rights: [number, number]
  /** In how many lines it can be nothing else: with a quantity of 1 the price is the amount. */
  sure: number
}

export type TaughtTable = {
  places: TaughtPlace[]
  /** Parts that every line had. */
  required: TablePart[]
  /** How many further rows a text took at most. */
  wrapped: number
  /** Words of the row above the first line, and of the row below the last; empty where there are none. */
  head: string
  end: string
  /** Words of rows between the lines that look like lines and are none, and of all rows between them. */
  skipped: string[]
  between: string[]
  /** Where the first line stands, as a share of the page's height. */
  top: number
  /** Words that are printed once on the first page, and where: by them a paper that lies elsewhere is shifted. */
  landmarks: Record<string, [left: number, top: number]>
}

/** A line as a person left it. */
export type DecidedLine = Pick<LineItem, TablePart>

/** The words of a row without those with digits, letters that readers mix up being one. */
export const wordsOfRow = (row: Row | undefined): string =>
  (row?.tokens ?? [])
    .map(({ plain }) => (/\d/.test(plain) ? '' : thin(plain)))
    .filter((word) => word !== '')
    .join(' ')

/** The same words, or with a letter in seven mistaken. */
export const sameWords = (one: string, other: string): boolean =>
  one !== '' && withinDistance(one, other, Math.floor(Math.max(one.length, other.length) / 7))

const mostLandmarks = 60

/** Words that are printed once on the first page, with their place as shares of the page. */
export function landmarksOf({ rows, pages: [page] }: Sheet): TaughtTable['landmarks'] {
  if (page === undefined) return {}
  const found = new Map<string, [number, number] | null>()
  for (const { page: number, tokens } of rows) {
    if (number !== page.number) break
    for (const { plain, left, top } of tokens) {
      const word = thin(plain)
      if (word.length < 4 || /\d/.test(plain)) continue
      found.set(word, found.has(word) ? null : [left / page.width, top / page.height])
    }
  }
  const once = [...found].flatMap(([word, place]) => (place === null ? [] : [[word, place] as const]))
  return Object.fromEntries(once.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostLandmarks))
}

/** How far this paper is moved against the one that was taught; nothing where too few words are on both. */
export function shiftOf(taught: TaughtTable['landmarks'], here: TaughtTable['landmarks']): [number, number] {
  const moves = Object.entries(taught).flatMap(([word, [left, top]]) => {
    const now = here[word]
    return now === undefined ? [] : [[now[0] - left, now[1] - top] as const]
  })
  if (moves.length < 3) return [0, 0]
  return [middle(moves.map(([across]) => across)), middle(moves.map(([, down]) => down))]
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
