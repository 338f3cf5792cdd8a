// Whether lessons are any good: documents that people decided are read again by what the others teach.
import type { Field, FieldValue } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { understand } from '../understand.ts'
import type { Learned } from './apply.ts'
import type { Lesson } from './lesson.ts'
import { sameText } from './options.ts'
import { keyOf } from './recall.ts'
import type { DecidedLine } from './tables/taught-table.ts'

/** A decided document with its pages: what is held back from the lessons that are tried on it. */
export type Held = { pages: readonly Page[]; lesson: Lesson }

/** How many values of the held-back documents come out as people left them, each without its own lesson. */
export function rightOf(held: readonly Held[], learned: Learned): { right: number; known: number } {
  let [right, known] = [0, 0]
  for (const { pages, lesson } of held) {
    const lessons = learned.lessons.filter(({ documentId }) => documentId !== lesson.documentId)
    const { fields, lines = [] } = understand(pages, {
      classes: [lesson.class],
      learned: { ...learned, lessons },
    })
    for (const [name, { value }] of Object.entries(lesson.fields)) {
      known += 1
      if (agrees(fields, name, value)) right += 1
    }
    const decided = lesson.lines?.decided ?? []
    known += decided.length
    right += decided.filter((line, at) => lines[at] !== undefined && isSameLine(line, lines[at])).length
  }
  return { right, known }
}

function agrees(fields: readonly Field[], name: string, value: FieldValue | null): boolean {
  const found = fields.find((field) => field.name === name)
  if (value === null || found === undefined) return value === null && found === undefined
  return keyOf(found.value) === keyOf(value)
}

const isSameLine = (one: DecidedLine, other: DecidedLine): boolean =>
  one.amount?.minor === other.amount?.minor &&
  Number(one.quantity) === Number(other.quantity) &&
  Number(one.unitPrice) === Number(other.unitPrice) &&
  sameText(one.description ?? '-', other.description ?? '-')
