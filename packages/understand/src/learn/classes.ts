// The class of papers whose layout people have named before.
import type { DocumentClass } from '@countersign/contract/extraction'
import type { Sheet } from '../page/sheet.ts'
import type { Learned } from './apply.ts'
import type { Lesson } from './lesson.ts'
import { likeness, wordsOf } from './words.ts'

/** From which share of words in common a decided paper speaks, and how many must agree. */
export type ClassRule = { least: number; votes: number }
export type ClassFit = { body: ClassRule; figures: Record<string, number>; better: boolean }
type Named = Pick<Lesson, 'class' | 'words'>

const nearest = 5
const steps = { least: [0.4, 0.5, 0.6, 0.7], votes: [1, 2, 3] }
/** Fewer documents tell nothing. */
const leastLessons = 10

/** What decided papers that look the same are; null where too few do, or they do not agree. */
export function learnedClass(
  sheet: Sheet,
  { lessons, classes }: Learned,
): { class: DocumentClass; votes: number; share: number } | null {
  return classes ? vote(wordsOf(sheet), { lessons, rule: classes }) : null
}

function vote(words: readonly string[], { lessons, rule }: { lessons: readonly Named[]; rule: ClassRule }) {
  const near = lessons
    .map((lesson) => ({ lesson, share: likeness(lesson.words, words) }))
    .filter(({ share }) => share >= rule.least)
    .sort((a, b) => b.share - a.share)
    .slice(0, nearest)
  const [first] = near
  if (first === undefined) return null
  const votes = near.filter(({ lesson }) => lesson.class === first.lesson.class).length
  return votes >= rule.votes && votes === near.length
    ? { class: first.lesson.class, votes, share: first.share }
    : null
}

/** Each decided document is named by the others: only a rule that is right oftener than what counts now is better. */
export function fitClasses(lessons: readonly Lesson[], live: ClassRule | null): ClassFit {
  const rules = steps.least.flatMap((least) => steps.votes.map((votes) => ({ least, votes })))
  const before = rightBy(lessons, live)
  let best = { rule: live ?? { least: 0.6, votes: 2 }, right: before }
  for (const rule of rules) {
    const right = rightBy(lessons, rule)
    if (right > best.right) best = { rule, right }
  }
  return {
    body: best.rule,
    figures: { documents: lessons.length, rightBefore: before, right: best.right },
    better: lessons.length >= leastLessons && best.right > before,
  }
}

function rightBy(lessons: readonly Lesson[], rule: ClassRule | null): number {
  return lessons.filter((lesson) => {
    const others = lessons.filter((one) => one !== lesson)
    const named = rule && vote(lesson.words, { lessons: others, rule })
    return (named?.class ?? lesson.classAsRead) === lesson.class
  }).length
}
