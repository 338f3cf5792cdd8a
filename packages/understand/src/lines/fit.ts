// Where the columns of numbers really stand: names over them may be wider, narrower or ranged to the other side.
import type { Row } from '../page/sheet.ts'
import { isNumber, isNumberGoingOn } from './cells.ts'
import type { Column } from './columns.ts'

/** A column of numbers has one in so many of the rows that have numbers at all. */
const leastShare = 0.34
/** What leaving a column without numbers, or numbers without a name, costs: points of the page. */
const skipping = 14
/** What holds words or anything stays where its name is, and takes what numbers stand there. */
const still = new Set(['description', 'article', 'unit', 'other', 'position'])

type Band = { left: number; right: number }

/** The columns, those of numbers where their numbers stand. Both stay in their order. */
export function fitted(columns: readonly Column[], rows: readonly Row[], height: number): Column[] {
  const bands = bandsOf(rows, height)
  const pairs = paired(columns, bands)
  return columns.map((column) => {
    const band = still.has(column.role) ? undefined : pairs.get(column)
    return band === undefined ? column : { ...column, ...band }
  })
}

/** Places across the page in which numbers stand below each other. */
export function bandsOf(rows: readonly Row[], height: number): Band[] {
  const numbered = rows.map((row) => numbersOn(row, height)).filter((found) => found.length > 1)
  const all = numbered.flat().sort((a, b) => a.left - b.left)
  const bands: (Band & { count: number })[] = []
  for (const { left, right } of all) {
    const band = bands.find((one) => shared(one, { left, right }) > 0.5)
    if (band === undefined) bands.push({ left, right, count: 1 })
    else {
      band.left = Math.min(band.left, left)
      band.right = Math.max(band.right, right)
      band.count += 1
    }
  }
  return bands
    .filter(({ count }) => count >= leastShare * numbered.length)
    .map(({ left, right }) => ({ left, right }))
    .sort((a, b) => a.left - b.left)
}

/** Of the narrower one's width. */
const shared = (a: Band, b: Band): number =>
  (Math.min(a.right, b.right) - Math.max(a.left, b.left)) / Math.min(a.right - a.left, b.right - b.left)

function numbersOn({ tokens }: Row, height: number): Band[] {
  const found: Band[] = []
  for (let at = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at], tokens[at + 1]]
    if (token === undefined || !isNumber(token)) continue
    const goesOn = next !== undefined && isNumberGoingOn(token, next, (next.left - token.right) / height)
    found.push({ left: token.left, right: goesOn ? next.right : token.right })
    if (goesOn) at += 1
  }
  return found
}

/** The cheapest pairing in which no two cross (as two texts are compared letter by letter). */
function paired(columns: readonly Column[], bands: readonly Band[]): Map<Column, Band> {
  const cost = (column: Column, band: Band) =>
    Math.min(
      Math.abs(column.left - band.left),
      Math.abs(column.right - band.right),
      Math.abs(column.left + column.right - band.left - band.right) / 2,
    )
  const best: number[][] = Array.from({ length: columns.length + 1 }, (_, a) =>
    Array.from({ length: bands.length + 1 }, (_, b) => (a === 0 || b === 0 ? (a + b) * skipping : 0)),
  )
  const at = (a: number, b: number) => best[a]?.[b] ?? Number.POSITIVE_INFINITY
  for (const [a, column] of columns.entries())
    for (const [b, band] of bands.entries()) {
      const row = best[a + 1]
      if (row)
        row[b + 1] = Math.min(at(a, b) + cost(column, band), at(a, b + 1) + skipping, at(a + 1, b) + skipping)
    }
  const pairs = new Map<Column, Band>()
  let [a, b] = [columns.length, bands.length]
  while (a > 0 && b > 0) {
    const [column, band] = [columns[a - 1], bands[b - 1]]
    if (column && band && at(a, b) === at(a - 1, b - 1) + cost(column, band)) {
      pairs.set(column, band)
      a -= 1
      b -= 1
    } else if (at(a, b) === at(a - 1, b) + skipping) a -= 1
    else b -= 1
  }
  return pairs
}
