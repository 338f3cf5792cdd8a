// From lines that a person left right to where their parts stand on the paper.
import type { Reading } from '../../extract/reading.ts'
import type { Row, Sheet, Span } from '../../page/sheet.ts'
import { isSame, type Numbered, numberOf, numbersIn, standsIn } from './ink.ts'
import { tableReader } from './read.ts'
import {
  type DecidedLine,
  landmarksOf,
  numeric,
  type TablePart,
  type TaughtPlace,
  type TaughtTable,
  tableParts,
  wordsOfRow,
} from './taught-table.ts'

/** A table shows how it is made in fewer. */
const mostLines = 60
const rowsAround = { above: 3, below: 6 }
/** A part stands in its place in this share of the lines that have it, or it has none. */
const leastShare = 0.6
const mostSkipped = 10
const mostBetween = 60

/** The row that a line is known by, and the rows it may reach over. */
type Anchor = { line: DecidedLine; row: Row; rows: Row[] }
type Ink = { numbers: ReadonlyMap<Row, Numbered[]>; reading: Reading }

/** Null where the lines are not found on the paper, or a paper read by it would not give them back. */
export function teachTable(reading: Reading, decided: readonly DecidedLine[]): TaughtTable | null {
  const { sheet } = reading
  const lines = decided.slice(0, mostLines)
  const key = keyPart(lines)
  if (key === null) return null
  const numbers = new Map(sheet.rows.map((row) => [row, numbersIn(row, reading)]))
  const anchors = anchorsOf(sheet, lines, { key, numbers })
  if (anchors.length === 0 || anchors.length < leastShare * lines.length) return null
  const { places, wrapped, last } = placesOf(anchors, { numbers, reading })
  const required = places.flatMap(({ part, share }) => (share > 0.99 ? [part] : []))
  if (!required.includes(key)) return null
  const table = {
    places: places.map(({ share: _, ...place }) => place),
    ...{ required, wrapped, skipped: [], ...surroundings(sheet, anchors, { last, places }) },
    landmarks: landmarksOf(sheet),
  }
  return provenOn(reading, anchors, table)
}

/** The number that most lines are known by. */
function keyPart(lines: readonly DecidedLine[]): TablePart | null {
  const parts = ['amount', 'unitPrice', 'quantity'] as const
  return parts.find((part) => lines.length > 0 && lines.every((line) => line[part] !== null)) ?? null
}

type Candidate = { row: Row; score: number }

/** For each line the row that its number stands in; rows follow each other as the lines do. */
function anchorsOf(
  sheet: Sheet,
  lines: readonly DecidedLine[],
  { key, numbers }: { key: TablePart; numbers: Ink['numbers'] },
): Anchor[] {
  const steps: { line: DecidedLine; candidate: Candidate; sum: number; before: number }[] = []
  for (const line of lines) {
    const known = steps.length
    for (const candidate of candidatesOf(sheet, line, { key, numbers })) {
      let [before, most] = [-1, 0]
      for (let at = 0; at < known; at++) {
        const step = steps[at]
        if (step && step.candidate.row.index < candidate.row.index && step.sum > most)
          [before, most] = [at, step.sum]
      }
      steps.push({ line, candidate, sum: most + candidate.score, before })
    }
  }
  let at = steps.reduce((best, step, index) => (step.sum > (steps[best]?.sum ?? 0) ? index : best), 0)
  const chain: { line: DecidedLine; row: Row }[] = []
  for (let step = steps[at]; step !== undefined; step = steps[at]) {
    chain.unshift({ line: step.line, row: step.candidate.row })
    at = step.before
  }
  return chain.map(({ line, row }, index) => {
    const [before, after] = [chain[index - 1]?.row.index ?? -1, chain[index + 1]?.row.index ?? Infinity]
    const from = Math.max(before + 1, row.index - rowsAround.above)
    const to = Math.min(after - 1, row.index + rowsAround.below)
    return { line, row, rows: sheet.rows.slice(from, to + 1).filter(({ page }) => page === row.page) }
  })
}

function candidatesOf(
  { rows }: Sheet,
  line: DecidedLine,
  { key, numbers }: { key: TablePart; numbers: Ink['numbers'] },
): Candidate[] {
  const has = (row: Row | undefined, part: TablePart): boolean => {
    const wanted = numberOf(line, part)
    return (
      row !== undefined && wanted !== null && (numbers.get(row)?.some((one) => isSame(one, wanted)) ?? false)
    )
  }
  return rows.flatMap((row) => {
    if (!has(row, key)) return []
    const near = rows.slice(Math.max(0, row.index - rowsAround.above), row.index + 4)
    const others = [...numeric].filter((part) => part !== key)
    const beside = others.reduce(
      (sum, part) => sum + (has(row, part) ? 0.6 : near.some((one) => has(one, part)) ? 0.3 : 0),
      0,
    )
    const named = line.description !== null && standsIn(near, line.description).length > 0
    return [{ row, score: 1 + beside + (named ? 2 : 0) }]
  })
}

type Seen = { at: number; below: number; span: Span }
type Found = TaughtPlace & { share: number }

function placesOf(anchors: readonly Anchor[], ink: Ink) {
  const taken = anchors.map((): Span[] => [])
  const places: Found[] = []
  let wrapped = 0
  const last = anchors.map(({ row }) => row.index)
  for (const part of tableParts) {
    const having = anchors.filter(({ line }) => line[part] !== null).length
    const seen = anchors.flatMap((anchor, at) => seenOf(anchor, { part, ink, at, taken: taken[at] ?? [] }))
    const best =
      having > 0
        ? bestOf(
            seen.map(({ first }) => first),
            ink.reading.sheet.height,
          )
        : []
    const lines = new Set(best.map(({ at }) => at))
    if (lines.size < leastShare * having || best[0] === undefined) continue
    places.push({
      ...edgesOf(best, ink.reading.sheet),
      ...{ part, below: best[0].below, share: lines.size / anchors.length },
      sure: [...lines].filter((at) => isPlain(anchors[at]?.line, part)).length,
    })
    for (const { at, span } of best) {
      taken[at]?.push(span)
      const rest = seen.find(({ first }) => first.at === at && first.span === span)?.rest ?? []
      wrapped = Math.max(wrapped, rest.length)
      last[at] = Math.max(last[at] ?? 0, span.row.index, ...rest.map(({ row }) => row.index))
    }
  }
  return { places, wrapped, last: last.at(-1) ?? 0 }
}

/** Price and amount of one piece are the same. */
function isPlain(line: DecidedLine | undefined, part: TablePart): boolean {
  if (line === undefined || (part !== 'amount' && part !== 'unitPrice')) return true
  return numberOf(line, 'amount') !== numberOf(line, 'unitPrice')
}

/** Every place where the part may stand; a text with the rows it goes on in. */
function seenOf(
  { line, row, rows }: Anchor,
  { part, ink, at, taken }: { part: TablePart; ink: Ink; at: number; taken: readonly Span[] },
): { first: Seen; rest: Span[] }[] {
  const isFree = (span: Span) =>
    !taken.some((one) => one.row === span.row && one.from <= span.to && span.from <= one.to)
  const seen = (span: Span, rest: Span[] = []) => ({
    first: { at, below: span.row.index - row.index, span },
    rest,
  })
  const wanted = numberOf(line, part)
  if (wanted !== null)
    return rows
      .flatMap((one) => (part === 'amount' && one !== row ? [] : (ink.numbers.get(one) ?? [])))
      .filter((one) => isSame(one, wanted) && isFree(one))
      .map((one) => seen(one))
  const text = line[part]
  if (typeof text !== 'string' || text.trim() === '') return []
  if (part === 'description') {
    const [first, ...rest] = standsIn(rows, text)
    return first === undefined ? [] : [seen(first, rest)]
  }
  return rows.flatMap((one) =>
    standsIn([one], text)
      .filter(isFree)
      .map((span) => seen(span)),
  )
}

/** Those that stand in one place, of most lines; of equals the one nearer to the row the line is known by, then the right one. */
function bestOf(seen: readonly Seen[], height: number): Seen[] {
  let best: { members: Seen[]; lines: number; seed: Seen } | null = null
  for (const seed of seen)
    for (const side of ['right', 'left'] as const) {
      const members = seen.filter(
        (one) => one.below === seed.below && Math.abs(one.span[side] - seed.span[side]) < height,
      )
      const lines = new Set(members.map(({ at }) => at)).size
      if (best === null || lines > best.lines || (lines === best.lines && isBetter(seed, best.seed)))
        best = { members, lines, seed }
    }
  return best?.members ?? []
}

const isBetter = (one: Seen, other: Seen): boolean =>
  Math.abs(one.below) < Math.abs(other.below) ||
  (one.below === other.below && one.span.left > other.span.left + 1)

function edgesOf(seen: readonly Seen[], { pages }: Sheet): Pick<TaughtPlace, 'lefts' | 'rights'> {
  const shares = (side: 'left' | 'right'): [number, number] => {
    const all = seen.map(
      ({ span }) => span[side] / (pages.find(({ number }) => number === span.row.page)?.width ?? 595),
    )
    return [rounded(Math.min(...all)), rounded(Math.max(...all))]
  }
  return { lefts: shares('left'), rights: shares('right') }
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000

function surroundings(
  { rows, pages }: Sheet,
  anchors: readonly Anchor[],
  { last, places }: { last: number; places: readonly TaughtPlace[] },
) {
  const [first, final] = [anchors[0]?.row, anchors.at(-1)?.row]
  if (first === undefined || final === undefined) return { head: '', end: '', between: [], top: 0 }
  const start = first.index + Math.min(0, ...places.map(({ below }) => below))
  const between = [...new Set(rows.slice(start, final.index).map(wordsOfRow))].filter((words) => words !== '')
  const height = pages.find(({ number }) => number === first.page)?.height ?? 842
  const after = rows.slice(last + 1, last + 4).map(wordsOfRow)
  return {
    head: wordsOfRow(rows[start - 1]),
    end: after.find((words) => words !== '' && !between.includes(words)) ?? '',
    between: between.slice(0, mostBetween),
    top: (rows[start]?.top ?? 0) / height,
  }
}

/** With the words of what else looks like a line; null where reading by it gives back less than half of the lines. */
function provenOn(reading: Reading, anchors: readonly Anchor[], table: TaughtTable): TaughtTable | null {
  const rows = new Set(anchors.map(({ row }) => row))
  const seen = tableReader(reading, [table])({ head: true, end: true })
  const wrong = seen.filter(({ row }) => !rows.has(row)).map(({ row }) => wordsOfRow(row))
  const skipped = [...new Set(wrong.filter((words) => words !== ''))].slice(0, mostSkipped)
  const right = seen.filter(({ row }) => rows.has(row)).length
  return right >= 0.5 * anchors.length ? { ...table, skipped } : null
}
