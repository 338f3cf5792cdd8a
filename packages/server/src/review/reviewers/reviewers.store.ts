// The list of reviewers: names under the account's key, found by the mark that tasks know them by.
import type { Reviewer } from '@countersign/contract/review'
import type { Tx } from '../../db/sql.ts'
import { sealJson, unsealJson } from '../../platform/cipher.ts'
import type { DataKey } from '../../ports/blob-store.ts'

export const mostReviewers = 1000
const contextOf = (id: string): string => `reviewer ${id}`

type Row = { id: string; body: Buffer; skills: string[]; keyId: string | null; createdAt: Date }

const shown = (key: DataKey, { id, body, skills, keyId, createdAt }: Row): Reviewer => ({
  ...{ id, skills, keyId },
  name: unsealJson<string>(key, body, contextOf(id)),
  createdAt: createdAt.toISOString(),
})

/** `listed`: whether the account has a list at all. */
export async function findReviewer(tx: Tx, accountId: string, mark: Buffer) {
  const rows = await tx
    .selectFrom('reviewers')
    .select(['person', 'skills', 'keyId'])
    .where('accountId', '=', accountId)
    .orderBy((eb) => eb('person', '=', mark), 'desc')
    .limit(1)
    .execute()
  return { listed: rows.length > 0, found: rows.find(({ person }) => person.equals(mark)) }
}

export async function listReviewers(tx: Tx, accountId: string, key: DataKey): Promise<Reviewer[]> {
  const rows = await tx
    .selectFrom('reviewers')
    .select(['id', 'body', 'skills', 'keyId', 'createdAt'])
    .where('accountId', '=', accountId)
    .orderBy('id')
    .execute()
  return rows.map((row) => shown(key, row))
}

type Given = {
  id: string
  key: DataKey
  mark: Buffer
  name: string
  skills: string[]
  keyId: string | null
  at: Date
}

/** Adds somebody, or changes what stands about them; null where the list is full. */
export async function putReviewer(
  tx: Tx,
  accountId: string,
  { id, key, mark, name, skills, keyId, at }: Given,
): Promise<Reviewer | null> {
  const changed = await tx
    .updateTable('reviewers')
    .set({ skills, keyId })
    .where('accountId', '=', accountId)
    .where('person', '=', mark)
    .returning(['id', 'body', 'skills', 'keyId', 'createdAt'])
    .executeTakeFirst()
  if (changed) return shown(key, changed)
  const { count } = await tx
    .selectFrom('reviewers')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= mostReviewers) return null
  const row = { id, skills, keyId, createdAt: at, body: sealJson(key, name, contextOf(id)) }
  const made = await tx
    .insertInto('reviewers')
    .values({ ...row, accountId, person: mark })
    .onConflict((on) => on.columns(['accountId', 'person']).doNothing())
    .returning('id')
    .executeTakeFirst()
  // Somebody else added the same name at the same moment: what they said is changed.
  return made ? shown(key, row) : putReviewer(tx, accountId, { id, key, mark, name, skills, keyId, at })
}

/** False where there is none. */
export async function deleteReviewer(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('reviewers')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function keyExists(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('apiKeys')
    .select('id')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}
