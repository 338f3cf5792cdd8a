// Personal values live in rows of their own under the document's key; the log names them by salted SHA-256.
import { randomBytes } from 'node:crypto'
import type { Tx } from '../db/sql.ts'
import { sealJson, sha256, unsealJson } from '../platform/cipher.ts'
import type { NewId } from '../platform/ids.ts'
import type { DataKey } from '../ports/blob-store.ts'

export type PrivateValue = {
  documentId: string
  eventId: string
  key: DataKey
  newId: NewId
  /** Where the log names it: `actor.onBehalfOf`, `data.reason`. */
  name: string
  value: string
}

/** Stores the value and gives back what the log may say instead: the salted hash, hex. */
export async function insertPrivateValue(tx: Tx, accountId: string, given: PrivateValue): Promise<string> {
  const { documentId, eventId, key, newId, name, value } = given
  const id = newId('prv')
  const salt = randomBytes(16).toString('hex')
  await tx
    .insertInto('privateValues')
    .values({ id, accountId, documentId, eventId, name, value: sealJson(key, { salt, value }, id) })
    .execute()
  return sha256(`${salt}:${value}`).toString('hex')
}

/** The value itself, for those who may read the document; null where there is none. */
export async function findPrivateValue(
  tx: Tx,
  accountId: string,
  { eventId, key, name }: Pick<PrivateValue, 'eventId' | 'key' | 'name'>,
): Promise<string | null> {
  const row = await tx
    .selectFrom('privateValues')
    .select(['id', 'value'])
    .where('accountId', '=', accountId)
    .where('eventId', '=', eventId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row ? unsealJson<{ value: string }>(key, row.value, row.id).value : null
}
