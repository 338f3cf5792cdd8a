// Lays what an account's decided documents teach over what was read without them.
import type { DocumentClass, Field, FieldValue, LineItem } from '@countersign/contract/extraction'
import { evidenceOf } from '../extract/field.ts'
import { type Sheet, type Span, textOf, tokensOf } from '../page/sheet.ts'
import { sureness } from './confidence.ts'
import type { Lesson, TaughtValue } from './lesson.ts'
import { optionsFor } from './options.ts'
import { inShape, keyOf, type Memory, memoryOf, type Recalled, recall } from './recall.ts'
import { generalNames, signsOf } from './signs.ts'
import { taughtLines } from './tables/choose.ts'
import { beginnings, readDown } from './tall.ts'
import { shareOf, wordsOf } from './words.ts'

/** What is known from before that may fit a document; which of it fits is told from its pages. */
export type Learned = {
  /** Of one account, the newest first. */
  lessons: readonly Lesson[]
  /** From how many words in common papers of decided documents tell the class, and how many must agree. */
  classes?: { least: number; votes: number } | null
}

/** What share of the words of decided papers must be there: of one; of words that most of several have. */
const leastShare = { near: 0.3, one: 0.4, several: 0.65 }
const mostLessons = 12
/** Sure enough to be shown, not to pass. */
const mostForeign = 0.85

/**
 * The lessons whose layout this paper has; none where it is new, or where it has changed. Those of its own class first:
 * a sender's credit note looks like the invoice before it, and its values stand in the same places.
 */
export function fittingLessons(sheet: Sheet, name: DocumentClass, lessons: readonly Lesson[]): Lesson[] {
  const words = new Set(wordsOf(sheet))
  const own = fitting(
    lessons.filter((lesson) => lesson.class === name),
    words,
  )
  return own.length > 0 ? own : fitting(lessons, words)
}

function fitting(lessons: readonly Lesson[], words: ReadonlySet<string>): Lesson[] {
  const near = lessons
    .map((lesson) => ({ lesson, share: shareOf(lesson.words, words) }))
    .filter(({ share }) => share >= leastShare.near)
    .sort((a, b) => b.share - a.share)
  const best = near[0]?.share ?? 0
  const kept = near
    .filter(({ share }) => share >= best - 0.25)
    .slice(0, mostLessons)
    .map(({ lesson }) => lesson)
  if (kept.length > 1 && shareOf(frequentWords(kept), words) >= leastShare.several) return kept
  return best >= leastShare.one ? kept.slice(0, 1) : []
}

function frequentWords(lessons: readonly Lesson[]): string[] {
  const counts = new Map<string, number>()
  for (const { words } of lessons) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].flatMap(([word, count]) => (count > 0.75 * lessons.length ? [word] : []))
}

export type Reading = {
  class: DocumentClass
  language: string | null
  fields: readonly Field[]
  lines?: readonly LineItem[] | undefined
}
export type Applied = {
  fields: Field[]
  /** Read by the taught table; left out where the general reading stands. */
  lines?: LineItem[]
  /** How many lessons fitted. */
  lessons: number
}

/** The fields and lines with what was taught; those of an e-invoice's XML stay. */
export function applyLearned(sheet: Sheet, reading: Reading, learned: Learned): Applied {
  const lessons = fittingLessons(sheet, reading.class, learned.lessons)
  if (lessons.length === 0) return { fields: [...reading.fields], lessons: 0 }
  const describe = signsOf(sheet, generalNames(reading.fields))
  const foreign = lessons.some((lesson) => lesson.class !== reading.class)
  const names = new Set([
    ...reading.fields.map(({ name }) => name),
    ...lessons.flatMap((one) => Object.keys(one.fields)),
  ])
  const fields = [...names].flatMap((name) => {
    const before = reading.fields.find((field) => field.name === name)
    const taught = lessons.flatMap(({ fields: of }) => of[name] ?? [])
    if (taught.length === 0 || before?.origin === 'xml') return before ?? []
    return fieldOf({ name, foreign, before, taught, sheet, describe, language: reading.language }) ?? []
  })
  const tables = lessons.flatMap(({ class: of, lines }) =>
    of === reading.class && lines?.table ? [lines.table] : [],
  )
  const known = { fields, language: reading.language, lines: reading.lines ?? [] }
  const lines = taughtLines(sheet, known, tables)
  return { fields, lessons: lessons.length, ...(lines && { lines }) }
}

type Asked = {
  /** Lessons of another class spoke. */
  foreign: boolean
  name: string
  before: Field | undefined
  taught: readonly TaughtValue[]
  sheet: Sheet
  describe: ReturnType<typeof signsOf>
  language: string | null
}

function fieldOf(asked: Asked): Field | undefined {
  const { name, before, taught, sheet, describe, language } = asked
  const type = taught.find(({ value }) => value !== null)?.type ?? before?.type ?? 'text'
  const memory = memoryOf(taught)
  if (memory.values.length === 0) return neverThere(asked)
  if (type === 'currency') return constantField(asked, memory)
  if (memory.count === 0) return before
  const tall = taught.flatMap((one) => one.tall ?? [])
  const isTall = tall.length > 0 && 2 * tall.length >= memory.count
  const options = isTall ? beginnings(sheet) : optionsFor(sheet, { type, language })
  const found = recall(memory, { name, options, describe })
  if (found === null) return memory.count >= 2 ? doubted(before) : before
  const spans = isTall ? readDown(sheet, found.option, tall) : [found.option]
  const text = isTall ? spans.map(textOf).join(tall[0]?.joint ?? ' ') : found.value
  const read = {
    ...found,
    value: typeof text === 'string' && type === 'text' && !isTall ? inShape(text, memory.shape) : text,
  }
  return merged(asked, { type, memory, found: read, spans })
}

/** Where it always stood nothing can be read: what the general reading took instead is hardly it. */
const doubted = (before: Field | undefined): Field | undefined =>
  before && { ...before, confidence: Math.min(before.confidence, 0.5) }

/** People said again and again that papers of this layout do not have it. */
function neverThere({ before, taught }: Asked): Field | undefined {
  const denied = taught.filter(({ value, looked }) => value === null && looked).length
  return denied >= 2 ? undefined : before
}

function constantField({ name, before, taught }: Asked, { values }: Memory): Field | undefined {
  const [first] = values
  if (before !== undefined || first === undefined || values.length > 1 || first.count < 2) return before
  const why = [{ reason: `taught: the same on ${first.count} documents`, weight: 1 }]
  const type = taught[0]?.type ?? 'text'
  return { name, type, value: first.value, raw: '', confidence: 0.9, evidence: [], origin: 'derived', why }
}

type Merging = { type: Field['type']; memory: Memory; found: Recalled; spans: readonly Span[] }

function merged({ name, before, taught, foreign }: Asked, { type, memory, found, spans }: Merging): Field {
  const agrees = before !== undefined && keyOf(before.value) === keyOf(found.value)
  const { tick } = found.option
  const words = tick ? [tick] : spans.flatMap(tokensOf)
  const reading = Math.min(1, ...words.map(({ confidence }) => confidence))
  const confidence = sureness({
    lessons: memory.count,
    ...{ score: found.score, margin: found.margin },
    reading,
    before: before?.confidence ?? null,
    agrees,
  })
  const value: FieldValue = agrees && before ? before.value : found.value
  const spoke = {
    reason: `taught by ${memory.count} of ${taught.length} documents of this layout`,
    weight: round(found.score),
  }
  return {
    ...{ name, type, value },
    raw: spans.map(textOf).join(' ').slice(0, 300),
    confidence: foreign ? Math.min(confidence, mostForeign) : confidence,
    evidence: tick ? [{ page: tick.page, box: tick.box }] : spans.map(evidenceOf),
    origin: 'document',
    why: [spoke, ...found.why, ...(agrees ? (before?.why ?? []).slice(0, 2) : [])],
  }
}

const round = (value: number): number => Math.round(value * 100) / 100
