// How unlike everything that people have decided before a document is.
import type { DocumentClass, Field, Novelty } from '@countersign/contract/extraction'
import type { Sheet } from '../page/sheet.ts'
import { fittingLessons } from './apply.ts'
import type { Lesson } from './lesson.ts'
import { keyOf } from './recall.ts'
import { shareOf, wordsOf } from './words.ts'

/** Papers of strangers in one language have so many words in common; papers of one layout this many and more. */
const strange = 0.15
const familiar = 0.55
/** A known sender's unknown paper is less of a surprise. */
const ofKnownSender = 0.6
/** By one of these a sender is known again. */
const names = ['vatId', 'iban', 'seller']

type Reading = { class: DocumentClass; classConfidence: number; fields: readonly Field[] }

/** From 0 (a known sender on a known paper) to 1; the words of a paper of an unknown layout tell how far its class is. */
export function noveltyOf(sheet: Sheet, reading: Reading, lessons: readonly Lesson[]): Novelty {
  const layout = likenessOf(sheet, reading.class, lessons)
  const sender = senderOf(reading.fields, lessons)
  const surprise = (1 - layout) * (sender === 'known' ? ofKnownSender : 1)
  return {
    score: round(surprise * (1 - reading.classConfidence / 2)),
    ...{ layout: round(layout), sender },
  }
}

const round = (value: number): number => Math.round(100 * value) / 100

function likenessOf(sheet: Sheet, name: DocumentClass, lessons: readonly Lesson[]): number {
  const words = new Set(wordsOf(sheet))
  const most = Math.max(0, ...lessons.map((lesson) => shareOf(lesson.words, words)))
  const likeness = Math.max(0, Math.min(1, (most - strange) / (familiar - strange)))
  return fittingLessons(sheet, name, lessons).length > 0 ? Math.max(0.8, likeness) : likeness
}

function senderOf(fields: readonly Field[], lessons: readonly Lesson[]): Novelty['sender'] {
  const own = fields.filter(({ name }) => names.includes(name))
  if (own.length === 0) return null
  const isKnown = own.some(({ name, value }) =>
    lessons.some(({ fields: taught }) => {
      const before = taught[name]?.value
      return before !== null && before !== undefined && keyOf(before) === keyOf(value)
    }),
  )
  return isKnown ? 'known' : 'new'
}
