// Lessons under the keys of their documents; they are found by hashes of the seller and of the words of the layout.
import type { Lesson } from '@countersign/understand/learn/lesson'
import { type Selectable, sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { accountKey } from '../documents/keys.ts'
import { keyedHash, sealJson, unsealJson } from '../platform/cipher.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'

type Row = Selectable<Tables['learningLessons']>
export type LessonHead = Pick<Row, 'id' | 'documentId' | 'class' | 'since' | 'createdAt'>
export type StoredLesson = { lesson: Lesson; since: number | null }

/** As many as are looked at for one document: the newest. */
const mostFound = 40

const contextOf = (documentId: string): string => `lesson ${documentId}`
const hashesOf = (key: DataKey, texts: readonly string[]): Buffer[] =>
  texts.map((text) => keyedHash(key, `lesson ${text}`))

export type NewLesson = {
  id: string
  run: number
  lesson: Lesson
  /** What it is found by, in plain text; only hashes are kept. */
  keys: readonly string[]
  key: DataKey
  since: number | null
  kms: Kms
  at: Date
}

/** Takes the place of what the document taught before. */
export async function saveLesson(tx: Tx, accountId: string, given: NewLesson): Promise<void> {
  const { id, run, lesson, keys, key, since, kms, at } = given
  const { documentId, class: name } = lesson
  const values = {
    ...{ documentId, id, accountId, run, class: name, since, createdAt: at },
    keys: hashesOf(await accountKey(tx, accountId, kms), keys),
    body: sealJson(key, lesson, contextOf(documentId)),
  }
  const { id: _, documentId: __, accountId: ___, ...changed } = values
  await tx
    .insertInto('learningLessons')
    .values(values)
    .onConflict((conflict) => conflict.column('documentId').doUpdateSet(changed))
    .execute()
}

type Wanted = { keys: readonly string[]; through: number; besides: string | null; kms: Kms }

/** Lessons of the same seller or of like papers that version `through` knows, the newest first. */
export async function findLessons(tx: Tx, accountId: string, wanted: Wanted): Promise<StoredLesson[]> {
  const { keys, through, besides, kms } = wanted
  const hashes = hashesOf(await accountKey(tx, accountId, kms), keys)
  if (hashes.length === 0) return []
  let query = tx
    .selectFrom('learningLessons')
    .innerJoin('documents', 'documents.id', 'learningLessons.documentId')
    .select(['documentId', 'body', 'since', 'wrappedKey', 'kekId'])
    .where('learningLessons.accountId', '=', accountId)
    .where('since', '<=', through)
    .where(sql<boolean>`keys && ${hashes}::bytea[]`)
  if (besides !== null) query = query.where('documentId', '<>', besides)
  const rows = await query.orderBy('learningLessons.id', 'desc').limit(mostFound).execute()
  const found: StoredLesson[] = []
  for (const { documentId, body, since, wrappedKey, kekId } of rows) {
    if (!wrappedKey || !kekId) continue
    const key = await kms.unwrap({ kekId, wrapped: wrappedKey }, documentId)
    found.push({ lesson: unsealJson<Lesson>(key, body, contextOf(documentId)), since })
  }
  return found
}

/** Class and words of what people decided, for fitting classes: the newest. */
export async function recentLessons(
  tx: Tx,
  accountId: string,
  { limit, kms }: { limit: number; kms: Kms },
): Promise<Lesson[]> {
  const rows = await tx
    .selectFrom('learningLessons')
    .innerJoin('documents', 'documents.id', 'learningLessons.documentId')
    .select(['documentId', 'body', 'wrappedKey', 'kekId'])
    .where('learningLessons.accountId', '=', accountId)
    .orderBy('learningLessons.id', 'desc')
    .limit(limit)
    .execute()
  const found: Lesson[] = []
  for (const { documentId, body, wrappedKey, kekId } of rows) {
    if (!wrappedKey || !kekId) continue
    const key = await kms.unwrap({ kekId, wrapped: wrappedKey }, documentId)
    found.push(unsealJson<Lesson>(key, body, contextOf(documentId)))
  }
  return found
}

export async function listLessons(
  tx: Tx,
  accountId: string,
  { limit, after }: { limit: number; after: string | null },
): Promise<{ items: LessonHead[]; more: boolean }> {
  let query = tx
    .selectFrom('learningLessons')
    .select(['id', 'documentId', 'class', 'since', 'createdAt'])
    .where('accountId', '=', accountId)
  if (after !== null) query = query.where('id', '<', after)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return { items: rows.slice(0, limit), more: rows.length > limit }
}

/** False where there is none. */
export async function deleteLesson(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('learningLessons')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function countLessons(tx: Tx, accountId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('learningLessons')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow()
  return Number(count)
}
