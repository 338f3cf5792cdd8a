// The keys of accounts and documents, unwrapped by the master key only when needed.
import type { Tx } from '../db/sql.ts'
import { Problem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'

/** The key of an account's own secrets. Works in an account's and in a system transaction. */
export async function accountKey(tx: Tx, accountId: string, kms: Kms): Promise<DataKey> {
  const row = await tx
    .selectFrom('accounts')
    .select(['wrappedKey', 'kekId'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  return kms.unwrap({ kekId: row.kekId, wrapped: row.wrappedKey }, accountId)
}

/** The key of a document whose row is at hand. */
export function keyOfRow(
  row: { id: string; wrappedKey: Buffer | null; kekId: string | null },
  kms: Kms,
): Promise<DataKey> {
  if (row.wrappedKey && row.kekId) return kms.unwrap({ kekId: row.kekId, wrapped: row.wrappedKey }, row.id)
  throw new Problem('document.erased', `Document ${row.id} has been erased; its content is gone.`)
}

/** The key of everything that belongs to one document; gone once it is erased. */
export async function documentKey(
  tx: Tx,
  accountId: string,
  { documentId, kms }: { documentId: string; kms: Kms },
): Promise<DataKey> {
  const row = await tx
    .selectFrom('documents')
    .select(['id', 'wrappedKey', 'kekId'])
    .where('accountId', '=', accountId)
    .where('id', '=', documentId)
    .executeTakeFirst()
  if (!row) throw new Problem('document.not_found', `There is no document ${documentId}.`)
  return keyOfRow(row, kms)
}
