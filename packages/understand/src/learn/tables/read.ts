// The lines of a paper by the table of papers before it.
import type { Reading } from '../../extract/reading.ts'
import { type Row, type Span, spanOf } from '../../page/sheet.ts'
import { type Numbered, numbersIn } from './ink.ts'
import { amountOf } from './line-item.ts'
import {
  landmarksOf,
  numeric,
  sameWords,
  shiftOf,
  type TablePart,
  type TaughtTable,
  wordsOfRow,
} from './taught-table.ts'

/** Bounds against hostile documents. */
const mostLines = 2_000
/** Above where the first line stood, in rows: a paper may have fewer details over its table. */
const roomAbove = 5
/** In a line of so many parts one may be a number that nobody could read. */
const leastOthers = 3
const mostUnread = 1
const longestNumber = 14

/** Places in points of this paper. */
type Place = { part: TablePart; below: number; lefts: [number, number]; rights: [number, number] }
type Plan = {
  places: Place[]
  required: ReadonlySet<TablePart>
  wrapped: number
  heads: string[]
  ends: string[]
  skipped: string[]
  /** Of the first page, in points. */
  top: number
  tolerance: number
}
/** `row` is the one it is known by. */
export type ReadLine = { row: Row; parts: ReadonlyMap<TablePart, Span[]> }
type Ink = { reading: Reading; numbers: ReadonlyMap<Row, Numbered[]>; plan: Plan }

/** Whether the words above and below the table are minded; they may be those of other papers only. */
export type Minding = { head: boolean; end: boolean }
export const ways: readonly Minding[] = [
  { head: true, end: true },
  { head: false, end: true },
  { head: true, end: false },
  { head: false, end: false },
]

/** Tables of the same layout, the newest first; what most of them say of a part counts. */
export function tableReader(reading: Reading, tables: readonly TaughtTable[]): (way: Minding) => ReadLine[] {
  const plan = planOf(reading, tables)
  if (plan === null) return () => []
  const { rows } = reading.sheet
  const numbers = new Map(rows.map((row) => [row, numbersIn(row, reading)]))
  return ({ head, end }) => {
    const minded = { ...plan, ...(!head && { heads: [] }), ...(!end && { ends: [] }) }
    return readRows({ reading, numbers, plan: minded })
  }
}

function readRows(ink: Ink): ReadLine[] {
  const { reading, plan } = ink
  const { rows } = reading.sheet
  const start = startOf(ink)
  const found: ReadLine[] = []
  for (const row of rows.slice(start)) {
    const words = wordsOfRow(row)
    if (found.length > 0 && plan.ends.some((end) => sameWords(end, words))) break
    if (found.length >= mostLines) break
    const parts = partsAt(row, ink)
    if (parts !== null && !plan.skipped.some((one) => sameWords(one, words))) found.push({ row, parts })
  }
  return found.map((line, at) => withText(line, found[at + 1], ink))
}

function planOf({ sheet }: Reading, tables: readonly TaughtTable[]): Plan | null {
  const [page] = sheet.pages
  const [newest] = tables
  if (page === undefined || newest === undefined) return null
  const here = landmarksOf(sheet)
  const moved = tables.map((table) => ({ table, shift: shiftOf(table.landmarks, here) }))
  const required = newest.required.filter((part) => tables.every((table) => table.required.includes(part)))
  const parts = [...new Set(tables.flatMap(({ places }) => places.map(({ part }) => part)))]
  const tolerance = 1.1 * sheet.height
  const places = parts.flatMap((part) => {
    const all = moved.flatMap(({ table, shift: [across] }) =>
      table.places
        .filter((one) => one.part === part)
        .map((one) => ({ ...one, ...inPoints(one, { across, width: page.width }) })),
    )
    const same = agreed(all, tolerance)
    const reach = (side: 'lefts' | 'rights'): [number, number] => [
      Math.min(...same.map((one) => one[side][0])),
      Math.max(...same.map((one) => one[side][1])),
    ]
    // A part that only a minority knows is a slip.
    if (2 * same.length < tables.length) return []
    return [{ part, below: same[0]?.below ?? 0, lefts: reach('lefts'), rights: reach('rights') }]
  })
  if (!required.some((part) => numeric.has(part))) return null
  const between = new Set(tables.flatMap((table) => table.between))
  return {
    ...{ places, required: new Set(required), wrapped: Math.max(...tables.map(({ wrapped }) => wrapped)) },
    heads: distinct(tables.map(({ head }) => head)).filter((one) => !between.has(one)),
    ends: distinct(tables.map(({ end }) => end)).filter((one) => !between.has(one)),
    skipped: distinct(tables.flatMap(({ skipped }) => skipped)),
    top: Math.min(...moved.map(({ table, shift: [, down] }) => table.top + down)) * page.height,
    tolerance,
  }
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text !== '')

type Edges = Pick<Place, 'lefts' | 'rights'>

function inPoints({ lefts, rights }: Edges, { across, width }: { across: number; width: number }): Edges {
  const moved = ([least, most]: [number, number]): [number, number] => [
    (least + across) * width,
    (most + across) * width,
  ]
  return { lefts: moved(lefts), rights: moved(rights) }
}

type Told = Edges & { below: number; sure: number }

/** Those that tell of one place, for which most lines speak. */
function agreed<One extends Told>(all: readonly One[], tolerance: number): One[] {
  const near = ([a, b]: [number, number], [c, d]: [number, number]) =>
    Math.max(Math.abs(a - c), Math.abs(b - d)) < tolerance
  const groups = all.map((seed) => {
    const members = all.filter(
      (one) => one.below === seed.below && (near(one.lefts, seed.lefts) || near(one.rights, seed.rights)),
    )
    return { members, weight: members.reduce((sum, { sure }) => sum + sure + 0.1, 0) }
  })
  return groups.reduce((most, one) => (one.weight > most.weight ? one : most), {
    members: [] as One[],
    weight: 0,
  }).members
}

/** Behind the row that stood above the table; else from about where its first line stood. */
function startOf({ reading: { sheet }, plan }: Ink): number {
  const [first] = sheet.pages
  const near = sheet.rows.findLastIndex(
    (row) =>
      row.page === first?.number &&
      Math.abs(row.bottom - plan.top) < 12 * sheet.height &&
      plan.heads.some((head) => sameWords(head, wordsOfRow(row))),
  )
  if (near >= 0) return near + 1
  const high = plan.top - roomAbove * 1.4 * sheet.height
  return Math.max(
    0,
    sheet.rows.findIndex((row) => row.page !== first?.number || row.top >= high),
  )
}

/** What stands where the parts of a line stand; null where one that every line had is missing. */
function partsAt(row: Row, ink: Ink): Map<TablePart, Span[]> | null {
  const { plan, reading } = ink
  const parts = new Map<TablePart, Span[]>()
  const used: Span[] = []
  let unread = 0
  for (const place of plan.places) {
    const at = reading.sheet.rows[row.index + place.below]
    const read = at?.page === row.page ? spanAt(at, place, { ink, used }) : null
    const blurred =
      read === null && at && numeric.has(place.part) ? blurredAt(at, place, { ink, used }) : null
    if (blurred !== null) unread += 1
    const span = read ?? blurred
    if ((span === null && plan.required.has(place.part)) || unread > mostUnread) return null
    if (span === null) continue
    parts.set(place.part, [span])
    used.push(span)
  }
  return parts
}

type Around = { ink: Ink; used: readonly Span[] }

function spanAt(row: Row, place: Place, { ink, used }: Around): Span | null {
  if (!numeric.has(place.part)) return textAt(row, place, { ink, used })
  const fitting = (ink.numbers.get(row) ?? []).filter(
    (one) => !isUsed(row, one, used) && stands(one, place, ink.plan.tolerance) && isFit(one, place.part, ink),
  )
  const far = ({ left, right }: Span) =>
    Math.min(Math.abs(right - place.rights[1]), Math.abs(left - place.lefts[0]))
  return fitting.sort((a, b) => far(a) - far(b))[0] ?? null
}

/** A word with letters for digits where the number stands, as recognisers leave it. */
function blurredAt(row: Row, place: Place, { ink, used }: Around): Span | null {
  if (!ink.plan.required.has(place.part) || ink.plan.required.size < leastOthers) return null
  const at = row.tokens.findIndex(
    ({ text, confidence, ...edges }, index) =>
      confidence < 1 &&
      text.length <= longestNumber &&
      !isUsed(row, { from: index, to: index }, used) &&
      stands(edges, place, ink.plan.tolerance),
  )
  return at < 0 ? null : spanOf(row, at)
}

const isUsed = (row: Row, { from, to }: Pick<Span, 'from' | 'to'>, used: readonly Span[]): boolean =>
  used.some((one) => one.row === row && one.from <= to && from <= one.to)

/** Ranged to the side that varies less. */
function stands(
  { left, right }: Pick<Span, 'left' | 'right'>,
  { lefts, rights }: Place,
  tolerance: number,
): boolean {
  const within = (edge: number, [least, most]: [number, number]) =>
    edge > least - tolerance && edge < most + tolerance
  return rights[1] - rights[0] <= lefts[1] - lefts[0] + 1 ? within(right, rights) : within(left, lefts)
}

const isFit = (span: Numbered, part: TablePart, { reading }: Ink): boolean =>
  part !== 'amount' || amountOf(span, reading) !== null

/** From the word that stands at the left edge of the place to a gap, or to what is another part. */
function textAt(row: Row, { lefts, part, below }: Place, { ink, used }: Around): Span | null {
  const { plan, reading } = ink
  const from = row.tokens.findIndex(
    ({ left }) => left > lefts[0] - plan.tolerance && left < lefts[1] + plan.tolerance,
  )
  if (from < 0) return null
  const others = plan.places.filter(
    (one) => one.part !== part && one.below === below && one.lefts[0] > lefts[1],
  )
  const edge = Math.min(...others.filter((one) => !numeric.has(one.part)).map((one) => one.lefts[0]))
  let to = from
  if (isUsed(row, { from, to }, used)) return null
  for (let at = from + 1; at < row.tokens.length; at++) {
    const [before, token] = [row.tokens[at - 1], row.tokens[at]]
    if (before === undefined || token === undefined || isUsed(row, { from: at, to: at }, used)) break
    if (token.left - before.right > 2 * reading.sheet.height || token.left > edge - plan.tolerance) break
    to = at
  }
  return spanOf(row, from, to)
}

/** The text goes on in rows below that begin at its edge, up to the next line. */
function withText(line: ReadLine, next: ReadLine | undefined, ink: Ink): ReadLine {
  const place = ink.plan.places.find(({ part }) => part === 'description')
  const [first] = line.parts.get('description') ?? []
  if (place === undefined || first === undefined || ink.plan.wrapped === 0) return line
  const { rows, height } = ink.reading.sheet
  const lowest = Math.min(0, ...ink.plan.places.map(({ below }) => below))
  const until = next ? next.row.index + lowest : Number.POSITIVE_INFINITY
  const used = [...line.parts.values()].flat()
  const spans = [first]
  let bottom = first.row.bottom
  for (let at = first.row.index + 1; at < until && spans.length <= ink.plan.wrapped; at++) {
    const row = rows[at]
    if (row === undefined || row.page !== first.row.page || row.top - bottom > 1.8 * height) break
    if (ink.plan.ends.some((end) => sameWords(end, wordsOfRow(row)))) break
    const span = textAt(row, place, { ink, used })
    if (span !== null) spans.push(span)
    else if (!used.some((one) => one.row === row)) break
    bottom = row.bottom
  }
  return { row: line.row, parts: new Map([...line.parts, ['description', spans]]) }
}
