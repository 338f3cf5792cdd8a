// What people decided and corrected: before, after, who and why, under the document's key; erased with the document.
import type { Correction } from '@countersign/contract/extraction'
import type { Tx } from '../db/sql.ts'
import { sealJson, unsealJson } from '../platform/cipher.ts'
import type { NewId } from '../platform/ids.ts'
import type { DataKey } from '../ports/blob-store.ts'

type Of = { documentId: string; run: number; key: DataKey }
type Body = Omit<Correction, 'eventId' | 'at'>

export async function insertCorrections(
  tx: Tx,
  accountId: string,
  { eventId, at, newId, bodies, ...of }: Of & { eventId: string; at: Date; newId: NewId; bodies: Body[] },
): Promise<void> {
  const { documentId, run, key } = of
  const rows = bodies.map((body) => {
    const id = newId('crt')
    return { id, documentId, accountId, run, eventId, at, body: sealJson(key, body, id) }
  })
  await tx.insertInto('corrections').values(rows).execute()
}

/** Of one run, oldest first. */
export async function listCorrections(tx: Tx, accountId: string, of: Of): Promise<Correction[]> {
  const rows = await tx
    .selectFrom('corrections')
    .select(['id', 'eventId', 'at', 'body'])
    .where('accountId', '=', accountId)
    .where('documentId', '=', of.documentId)
    .where('run', '=', of.run)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(({ id, eventId, at, body }) => ({
    eventId,
    at: at.toISOString(),
    ...unsealJson<Body>(of.key, body, id),
  }))
}
