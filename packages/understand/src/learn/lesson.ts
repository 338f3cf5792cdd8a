// What one document that a person has decided teaches: where on its paper each value stands, and what else looks so.
import type { DocumentClass, Evidence, Field, FieldValue } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { readSheet } from '../extract/reading.ts'
import { layOut, plain, type Sheet, type Span, textOf, tokensOf } from '../page/sheet.ts'
import { type Option, optionsFor, sameText } from './options.ts'
import { generalNames, signsOf } from './signs.ts'
import type { DecidedLine, TaughtTable } from './tables/taught-table.ts'
import { teachTable } from './tables/teach.ts'
import { beginnings, isInside, rowsInBox, type Tall, tallOf, tallSpans } from './tall.ts'
import { wordsOf } from './words.ts'

/** What is known of one field: its value (null: not on the document), and the signs of the places where it stands. */
export type TaughtValue = {
  type: Field['type']
  value: FieldValue | null
  /** A person changed or marked it, or said yes to it; else nobody objected. */
  looked: boolean
  /** It is a field of the account's own. */
  marked?: boolean
  places: string[][]
  /** How many of the other candidates share a sign of a place. */
  others: Record<string, number>
  rivals: number
  /** Where it took several lines. */
  tall?: Tall
}

/** Everything kept of a document to learn from. It holds values and words: keep it under the document's key. */
export type Lesson = {
  documentId: string
  class: DocumentClass
  /** What the machine alone took it for. */
  classAsRead: DocumentClass | null
  /** Words of its first page, without those with digits. */
  words: string[]
  fields: Record<string, TaughtValue>
  /** The lines of its table as a person left them, and how the table is printed; null where that could not be told. */
  lines?: { decided: DecidedLine[]; table: TaughtTable | null }
}

/** A value as a person left it; `at` are the places where it was marked. */
export type Decided = {
  name: string
  type: Field['type']
  value: FieldValue | null
  looked: boolean
  marked?: boolean
  at?: readonly Evidence[]
}

export type LessonGiven = {
  documentId: string
  class: DocumentClass
  classAsRead: DocumentClass | null
  language: string | null
  /** As the machine alone read it. */
  asRead: readonly Field[]
  decided: readonly Decided[]
  /** Where a person answered for the lines. */
  lines?: readonly DecidedLine[]
}

const mostPlaces = 4
const mostCommon = 120
const mostLines = 60

/** The lesson of a document. Values that are not found on its pages teach only that they are known. */
export function makeLesson(pages: readonly Page[], given: LessonGiven): Lesson {
  const sheet = layOut(pages)
  const describe = signsOf(sheet, generalNames(given.asRead))
  const fields = given.decided.map((decided) => [
    decided.name,
    taught(sheet, decided, { ...given, describe }),
  ])
  return {
    documentId: given.documentId,
    class: given.class,
    classAsRead: given.classAsRead,
    words: wordsOf(sheet),
    fields: Object.fromEntries(fields),
    ...(given.lines && { lines: taughtOf(sheet, given.lines, given.language) }),
  }
}

function taughtOf(
  sheet: Sheet,
  lines: readonly DecidedLine[],
  language: string | null,
): NonNullable<Lesson['lines']> {
  const decided = lines.slice(0, mostLines).map((line) => ({
    ...{ description: line.description, article: line.article, quantity: line.quantity, unit: line.unit },
    ...{ unitPrice: line.unitPrice, taxRate: line.taxRate, amount: line.amount },
  }))
  return { decided, table: teachTable(readSheet(sheet, language), decided) }
}

type Describe = (option: Option) => string[]

function taught(
  sheet: Sheet,
  { type, value, looked, marked: own, at }: Decided,
  { language, describe }: { language: string | null; describe: Describe },
): TaughtValue {
  const known = { type, value, looked, ...(own && { marked: true }) }
  const none = { ...known, places: [], others: {}, rivals: 0 }
  if (value === null) return none
  const single = optionsFor(sheet, { type, language })
  const rows = type === 'text' && typeof value === 'string' ? severalRows(sheet, value, { at, single }) : []
  const [first] = rows
  if (first !== undefined && typeof value === 'string') {
    const option = { ...first, value: textOf(first) }
    const signs = learnPlaces([option], { options: beginnings(sheet), describe })
    return { ...known, ...signs, tall: tallOf(sheet, rows, value) }
  }
  const right = at && at.length > 0 ? inked(single, at, value) : standing(single, value)
  return right.length === 0 ? none : { ...known, ...learnPlaces(right, { options: single, describe }) }
}

/** The signs of right places, and what the other candidates share of them. */
function learnPlaces(
  right: readonly Option[],
  { options, describe }: { options: readonly Option[]; describe: Describe },
): Pick<TaughtValue, 'places' | 'others' | 'rivals'> {
  const places = right.slice(0, mostPlaces).map(describe)
  const rivals = options.filter((option) => !right.includes(option) && !covers(option, right))
  return { places, others: othersOf(rivals.map(describe), new Set(places.flat())), rivals: rivals.length }
}

/** How many share a sign of a right place, and which signs are common: on the next paper one of them may mislead. */
function othersOf(rivals: readonly string[][], wanted: ReadonlySet<string>): Record<string, number> {
  const counts = new Map<string, number>()
  for (const sign of rivals.flat()) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  const common = [...counts]
    .filter(([sign, count]) => count >= 2 && !wanted.has(sign))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostCommon)
  const shared = [...wanted].flatMap((sign): [string, number][] => {
    const count = counts.get(sign)
    return count === undefined ? [] : [[sign, count]]
  })
  return Object.fromEntries([...shared, ...common])
}

type Where = { at: readonly Evidence[] | undefined; single: readonly Option[] }

/** The rows of a value that takes more than one, in the box that was drawn or wherever it stands; else none. */
function severalRows(sheet: Sheet, value: string, { at, single }: Where): Span[] {
  const [place] = at ?? []
  const marked = place ? rowsInBox(sheet, place) : []
  if (marked.length > 1 && sameText(marked.map(textOf).join(' '), value)) return marked
  return standing(single, value).length > 0 ? [] : tallSpans(sheet, value)
}

/** Where the value stands; the first place for each that reads like it only with letters mixed up. */
export function standing(options: readonly Option[], value: FieldValue): Option[] {
  const exact = options.filter((option) => means(option, value))
  if (exact.length > 0 || typeof value !== 'string') return exact
  return options.filter((option) => typeof option.value === 'string' && sameText(option.value, value))
}

function means({ value: found, loose }: Option, value: FieldValue): boolean {
  if (typeof value !== 'string') return typeof found !== 'string' && found.minor === value.minor
  return found === value || (typeof found === 'string' && loose !== undefined && loose === looseOf(value))
}

const looseOf = (value: string): string => plain(value)

/** The candidates of that value whose words lie in a box that was marked; those that stand elsewhere are rivals. */
function inked(options: readonly Option[], at: readonly Evidence[], value: FieldValue): Option[] {
  const within = standing(options, value).filter((option) => at.some((place) => liesIn(option, place)))
  return within.length > 0 ? within : standing(options, value)
}

/** Whether all its words do. */
export const liesIn = (option: Option, { page, box }: Evidence): boolean =>
  option.tick
    ? option.tick.page === page && isInside(option.tick.box, box)
    : option.row.page === page && tokensOf(option).every(({ box: word }) => isInside(word, box))

/** Half of the right words is no rival: nobody could tell it from the whole by where it stands. */
const covers = (option: Option, right: readonly Option[]): boolean =>
  right.some((one) => one.row === option.row && one.from <= option.to && option.from <= one.to)
