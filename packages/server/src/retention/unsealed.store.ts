// Rows that were written before documents had particulars say them in the clear: this puts them under the key.
import type { Tx } from '../db/sql.ts'
import { accountKey, keyOfRow } from '../documents/keys.ts'
import { openParticulars, packetHash, sealParticulars } from '../documents/particulars.ts'
import { listFiles } from '../documents/results.store.ts'
import type { Kms } from '../ports/kms.ts'

const unsealed = (tx: Tx, accountId: string, limit: number) =>
  tx
    .selectFrom('documents')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('particulars', 'is', null)
    .where('wrappedKey', 'is not', null)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()

/** How many it found; fewer than `limit` means that none is left. */
export async function sealParticularsOf(
  tx: Tx,
  accountId: string,
  { kms, limit }: { kms: Kms; limit: number },
): Promise<number> {
  const rows = await unsealed(tx, accountId, limit)
  if (rows.length === 0) return 0
  const ownKey = await accountKey(tx, accountId, kms)
  for (const row of rows) {
    const key = await keyOfRow(row, kms)
    const files = await listFiles(tx, accountId, row.id)
    const names = files.map(({ name }) => name ?? 'document')
    const particulars = { ...openParticulars(key, row), names }
    await tx
      .updateTable('documents')
      .set({
        particulars: sealParticulars(key, row.id, particulars),
        packetHash: row.packetId === null ? null : packetHash(ownKey, row.packetId),
        ...{ metadata: null, packetId: null, deviceId: null, capturedAt: null },
      })
      .where('accountId', '=', accountId)
      .where('id', '=', row.id)
      .execute()
    await tx
      .updateTable('documentFiles')
      .set({ name: null })
      .where('accountId', '=', accountId)
      .where('documentId', '=', row.id)
      .execute()
  }
  return rows.length
}
