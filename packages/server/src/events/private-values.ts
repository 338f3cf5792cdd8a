// Personal values live in rows of their own under the document's key; the log names them by salted SHA-256.
import { randomBytes } from 'node:crypto'
import type { Tx } from '../db/sql.ts'
import { sealJson, sha256 } from '../platform/cipher.ts'
import type { NewId } from '../platform/ids.ts'
import type { DataKey } from '../ports/blob-store.ts'

export type PersonOf = { documentId: string; eventId: string; key: DataKey; newId: NewId; person: string }

/** Stores the person and gives back what the log may say: the salted hash, hex. */
export async function insertPerson(
  tx: Tx,
  accountId: string,
  { documentId, eventId, key, newId, person }: PersonOf,
): Promise<string> {
  const id = newId('prv')
  const salt = randomBytes(16).toString('hex')
  await tx
    .insertInto('privateValues')
    .values({
      id,
      accountId,
      documentId,
      eventId,
      name: 'actor.onBehalfOf',
      value: sealJson(key, { salt, value: person }, id),
    })
    .execute()
  return sha256(`${salt}:${person}`).toString('hex')
}
