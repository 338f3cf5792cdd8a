import type { Extraction } from '@countersign/contract/extraction'
import type { Tx } from '../db/sql.ts'
import { sealJson } from '../platform/cipher.ts'
import type { NewId } from '../platform/ids.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Correction } from './corrections.ts'

export type CorrectionsOf = {
  documentId: string
  run: number
  eventId: string
  key: DataKey
  at: Date
  newId: NewId
  who: string
  before: Extraction
  corrections: readonly Correction[]
}

/** Before, after, who and why of each field, under the document's key: labels to learn from, erasable with the document. */
export async function insertCorrections(tx: Tx, accountId: string, of: CorrectionsOf): Promise<void> {
  const { documentId, run, eventId, key, at, newId, who, before, corrections } = of
  for (const { field, value, reason } of corrections) {
    const id = newId('crt')
    const earlier = before.fields.find(({ name }) => name === field) ?? null
    const body = sealJson(key, { field, before: earlier, after: value, who, why: reason ?? null }, id)
    await tx.insertInto('corrections').values({ id, documentId, accountId, run, eventId, body, at }).execute()
  }
}
