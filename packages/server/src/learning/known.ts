// What an account has taught that may fit a document: lessons found by what is printed on it, and the versions that count.
import type { LearnedUse, ModelKind } from '@countersign/contract/extraction'
import { modelKinds } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { type Clues, cluesOf } from '@countersign/understand/learn/clues'
import { withAccount } from '../db/sql.ts'
import type { Archive } from '../documents/holdings.ts'
import { codeKey, nameKey } from '../domain/seller.ts'
import type { Flags } from '../ports/flags.ts'
import type { Known, Learning } from '../ports/learning.ts'
import { listFields } from './fields.store.ts'
import { findLessons } from './lessons.store.ts'
import { findVersion, type Life, livesOf } from './models.store.ts'

export type LearningParts = Pick<Archive, 'db' | 'kms'> & { flags: Flags }

/** What is printed on a paper, as lessons are found by it: a name may stand in any of its lines. */
export const keysOfClues = ({ vatIds, ibans, names, bands }: Clues): string[] => [
  ...vatIds.map((one) => `vat:${codeKey(one)}`),
  ...ibans.map((one) => `iban:${codeKey(one)}`),
  ...new Set(names.map(nameKey).flatMap((one) => (one.length < 4 ? [] : [`name:${one}`]))),
  ...bands.map((one) => `words:${one}`),
]

type Used = LearnedUse['models'][number]

async function usedVersion(
  { kind, live, trial, share }: Life,
  { flags, accountId, documentId }: { flags: Flags; accountId: string; documentId: string },
): Promise<Used | null> {
  const flag = `learning.${kind}`
  if (trial !== null && (await flags.onTrial({ flag, accountId, documentId, share })))
    return { kind, version: trial, trial: true }
  return live > 0 ? { kind, version: live } : null
}

export const learningOf = ({ db, kms, flags }: LearningParts): Learning => ({
  async known(accountId, { documentId, pages }) {
    const { lives, fields } = await withAccount(db, accountId, async (tx) => ({
      lives: await livesOf(tx, accountId),
      fields: await listFields(tx, accountId),
    }))
    if (lives.length === 0 && fields.length === 0) return null
    const versions: Used[] = []
    for (const kind of modelKinds) {
      const life = lives.find((one) => one.kind === kind)
      const used = life && (await usedVersion(life, { flags, accountId, documentId }))
      if (used) versions.push(used)
    }
    return loaded({ db, kms }, { accountId, documentId, pages, versions, fields })
  },
})

type Loading = {
  accountId: string
  documentId: string
  pages: readonly Page[]
  versions: readonly Used[]
  fields: Awaited<ReturnType<typeof listFields>>
}

function loaded(
  { db, kms }: Pick<Archive, 'db' | 'kms'>,
  { accountId, documentId, pages, versions, fields }: Loading,
): Promise<Known> {
  const numberOf = (kind: ModelKind) => versions.find((one) => one.kind === kind)?.version ?? 0
  const keys = numberOf('layouts') > 0 ? keysOfClues(cluesOf(pages)) : []
  return withAccount(db, accountId, async (tx) => {
    const bodyOf = async (kind: ModelKind) => {
      const version = numberOf(kind)
      return version === 0 ? null : ((await findVersion(tx, accountId, { kind, version }))?.body ?? null)
    }
    const through = numberOf('layouts')
    const found = await findLessons(tx, accountId, { keys, through, besides: documentId, kms })
    const lessons = found.map(({ lesson }) => lesson)
    const own = new Set(fields.map(({ class: of, name }) => `${of}.${name}`))
    return {
      learned: {
        lessons: lessons.map((lesson) => ({ ...lesson, fields: keptFields(lesson, own) })),
        classes: (await bodyOf('classes')) as Known['learned']['classes'],
      },
      models: [...versions],
      thresholds: ((await bodyOf('thresholds')) ?? {}) as Record<string, number>,
      fields: fields.map(({ name, class: of, type, required, threshold }) => ({
        ...{ name, class: of, type, required, threshold },
      })),
    }
  })
}

type Lesson = Known['learned']['lessons'][number]

/** What was marked for a field that the account has given up is read no more. */
function keptFields(lesson: Lesson, own: ReadonlySet<string>): Lesson['fields'] {
  const kept = Object.entries(lesson.fields).filter(
    ([name, { marked }]) => !marked || own.has(`${lesson.class}.${name}`),
  )
  return Object.fromEntries(kept)
}
