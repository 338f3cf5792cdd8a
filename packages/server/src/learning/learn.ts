// The background work: what a decided document teaches, whether that makes reading better, and what follows from it.
import type { Extraction, Field } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { type Decided, type Lesson, makeLesson } from '@countersign/understand/learn/lesson'
import { type Held, rightOf } from '@countersign/understand/learn/trial'
import { bandsOf } from '@countersign/understand/learn/words'
import { understand } from '@countersign/understand/understand'
import { type Tx, withAccount } from '../db/sql.ts'
import { listCorrections } from '../documents/corrections.store.ts'
import { type Archive, type Opened, openDocument } from '../documents/holdings.ts'
import { findAsRead } from '../documents/results.store.ts'
import { sellerKeys, sellerOf } from '../domain/seller.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { isProblem } from '../platform/problem.ts'
import { type Decisions, linesNamed, linesSeen, outcomesOf, seenFields } from './decided.ts'
import type { Due } from './due.store.ts'
import { listFields, listMarks, type Marked } from './fields.store.ts'
import { countLessons, findLessons, saveLesson } from './lessons.store.ts'
import { addVersion, lifeIn, livesOf, saveLife } from './models.store.ts'
import { saveOutcomes, tasksDone } from './outcomes.store.ts'
import { refit } from './refit.ts'

export type Learner = { archive: Archive; clock: Clock; newId: NewId }

/** Older runs of the model are tried on this many documents: enough to tell, little to read. */
const mostHeld = 5
const refitEvery = 10

type Taught = { decisions: Decisions | null; marks: Marked[] }

/** Learns from one document; nothing where it is gone, or where nobody has decided anything. */
export async function learnFrom(
  learner: Learner,
  due: Pick<Due, 'accountId' | 'documentId' | 'run'>,
): Promise<void> {
  const { accountId, documentId, run } = due
  const opened = await openUnlessGone(learner.archive, accountId, documentId)
  if (!opened || opened.document.run !== run) return
  const taught = await taughtBy(learner, opened, accountId)
  if (taught.decisions) await noteOutcomes(learner, accountId, taught.decisions)
  const lesson = await lessonOf(opened, taught)
  if (!lesson) return
  await admit(learner, { accountId, opened, ...lesson })
  const count = await withAccount(learner.archive.db, accountId, (tx) => countLessons(tx, accountId))
  if (count % refitEvery === 0) await refit(learner, accountId)
}

async function openUnlessGone(
  archive: Archive,
  accountId: string,
  documentId: string,
): Promise<Opened | null> {
  try {
    return await openDocument(archive, accountId, documentId)
  } catch (error) {
    if (isProblem(error) && (error.code === 'document.erased' || error.code === 'document.not_found'))
      return null
    throw error
  }
}

async function taughtBy(
  { archive }: Learner,
  { document, holdings }: Opened,
  accountId: string,
): Promise<Taught> {
  const final = await holdings.extraction()
  const of = { documentId: document.id, run: document.run, key: holdings.dataKey }
  return withAccount(archive.db, accountId, async (tx) => {
    const asRead = await findAsRead(tx, accountId, of)
    const [corrections, tasks] = [
      await listCorrections(tx, accountId, of),
      await tasksDone(tx, accountId, of),
    ]
    const own = new Set((await listFields(tx, accountId)).map((field) => `${field.class}.${field.name}`))
    const marks = (await listMarks(tx, accountId, of)).filter(({ field }) =>
      own.has(`${final?.class}.${field}`),
    )
    const decisions = final && asRead ? { asRead, final, corrections, tasks } : null
    return { decisions, marks }
  })
}

const noteOutcomes = ({ archive, clock }: Learner, accountId: string, decisions: Decisions) =>
  withAccount(archive.db, accountId, (tx) =>
    saveOutcomes(tx, accountId, {
      documentId: decisions.final.documentId,
      run: decisions.final.run,
      class: decisions.final.class,
      models: decisions.asRead.learned?.models ?? [],
      at: clock(),
      outcomes: outcomesOf(decisions),
    }),
  )

type Made = { lesson: Lesson; pages: Page[]; keys: string[] }

/** Null where no person said anything about the document, or its pages are gone. */
async function lessonOf({ document, holdings }: Opened, { decisions, marks }: Taught): Promise<Made | null> {
  if (!decisions || document.state === 'rejected') return null
  const decided = decidedIn(decisions, marks)
  if (!decided.some(({ looked }) => looked) && !linesNamed(decisions)) return null
  const pages = await holdings.pages()
  if (pages.length === 0) return null
  const { final, asRead } = decisions
  const plain = understand(pages, { classes: [final.class] })
  const lesson = makeLesson(pages, {
    documentId: document.id,
    ...{ class: final.class, classAsRead: asRead.class },
    language: plain.language,
    ...{ asRead: plain.fields, decided },
    ...(teachesLines(decisions) && { lines: final.lines ?? [] }),
  })
  return { lesson, pages, keys: keysOf(final, lesson) }
}

/** Lines that somebody typed; those that were only let stand where they add up, for hardly anybody counts them. */
function teachesLines(decisions: Decisions): boolean {
  const { fields, lines = [], eInvoice } = decisions.final
  if (lines.length === 0 || eInvoice !== undefined) return false
  if (linesNamed(decisions)) return true
  const sum = lines.reduce((all, { amount }) => all + (amount?.minor ?? 0), 0)
  const isSum = ({ name, value }: Field) =>
    (name === 'net' || name === 'total') && typeof value !== 'string' && value.minor === sum
  return linesSeen(decisions) && fields.some(isSum)
}

const keysOf = (final: Extraction, { words }: Lesson): string[] => [
  ...sellerKeys(sellerOf(final.fields)),
  ...bandsOf(words).map((one) => `words:${one}`),
]

function decidedIn(decisions: Decisions, marks: readonly Marked[]): Decided[] {
  const { asRead, final } = decisions
  const seen = seenFields(decisions)
  const marked = new Set(marks.map(({ field }) => field))
  // What nobody answered for may be wrong, and would be taught as if it were right.
  const kept = final.fields.filter(
    ({ name, origin }) => seen.has(name) && !marked.has(name) && origin !== 'xml' && origin !== 'derived',
  )
  const removed = asRead.fields.filter(
    ({ name }) => seen.has(name) && !marked.has(name) && !final.fields.some((field) => field.name === name),
  )
  return [
    ...kept.map(({ name, type, value }) => ({ name, type, value, looked: true })),
    ...removed.map(({ name, type }) => ({ name, type, value: null, looked: true })),
    ...marks.map(({ field, type, value, page, box }) => ({
      ...{ name: field, type, value, looked: true, marked: true },
      ...(page !== null && box !== null && { at: [{ page, box }] }),
    })),
  ]
}

type Admitting = Made & { accountId: string; opened: Opened }

/** Keeps the lesson, and makes it count unless documents that were decided before would be read worse with it. */
async function admit(learner: Learner, { accountId, opened, lesson, pages, keys }: Admitting): Promise<void> {
  const { archive, newId, clock } = learner
  const { kms, db } = archive
  const before = await withAccount(db, accountId, async (tx) => {
    const through = lifeIn(await livesOf(tx, accountId), 'layouts').live
    return findLessons(tx, accountId, { keys, through, besides: lesson.documentId, kms })
  })
  const lessons = before.map((one) => one.lesson)
  const held = [{ pages, lesson }, ...(await heldBack(learner, accountId, lessons))]
  const old = rightOf(held, { lessons })
  const now = rightOf(held, { lessons: [lesson, ...lessons] })
  const figures = { documents: held.length, values: now.known, rightBefore: old.right, right: now.right }
  await withAccount(db, accountId, async (tx) => {
    const since = now.right >= old.right ? await nextVersion(tx, accountId, { figures, at: clock() }) : null
    await saveLesson(tx, accountId, {
      ...{ id: newId('lsn'), run: opened.document.run, lesson, keys, since, kms, at: clock() },
      key: opened.holdings.dataKey,
    })
  })
}

/** The newest decided documents of the same sender whose pages are still there. */
async function heldBack(
  { archive }: Learner,
  accountId: string,
  lessons: readonly Lesson[],
): Promise<Held[]> {
  const held: Held[] = []
  for (const lesson of lessons.slice(0, mostHeld)) {
    const opened = await openUnlessGone(archive, accountId, lesson.documentId)
    const pages = (await opened?.holdings.pages()) ?? []
    if (pages.length > 0) held.push({ pages, lesson })
  }
  return held
}

/** A new version with one lesson more; it goes live unless somebody chose another one. */
async function nextVersion(
  tx: Tx,
  accountId: string,
  { figures, at }: { figures: Record<string, number>; at: Date },
): Promise<number> {
  const life = lifeIn(await livesOf(tx, accountId), 'layouts')
  const version = await addVersion(tx, accountId, { kind: 'layouts', body: {}, figures, at })
  await saveLife(tx, accountId, { ...life, live: life.pinned ? life.live : version, at })
  return version
}
