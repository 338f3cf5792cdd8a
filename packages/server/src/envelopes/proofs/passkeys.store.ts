import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'

export type PasskeyRow = Selectable<Tables['recipientPasskeys']>
type Whose = { emailHash: Buffer; rpId: string }

export const listPasskeys = (tx: Tx, accountId: string, { emailHash, rpId }: Whose): Promise<PasskeyRow[]> =>
  tx
    .selectFrom('recipientPasskeys')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('emailHash', '=', emailHash)
    .where('rpId', '=', rpId)
    .orderBy('id')
    .execute()

export async function insertPasskey(
  tx: Tx,
  accountId: string,
  row: Omit<Insertable<Tables['recipientPasskeys']>, 'accountId'>,
): Promise<void> {
  await tx
    .insertInto('recipientPasskeys')
    .values({ ...row, accountId })
    .execute()
}

export async function updatePasskey(
  tx: Tx,
  accountId: string,
  { id, set }: { id: string; set: Updateable<Tables['recipientPasskeys']> },
): Promise<void> {
  await tx
    .updateTable('recipientPasskeys')
    .set(set)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute()
}

/** Gives how many there were, for all domains. */
export async function deletePasskeys(
  tx: Tx,
  accountId: string,
  { emailHash }: Pick<Whose, 'emailHash'>,
): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('recipientPasskeys')
    .where('accountId', '=', accountId)
    .where('emailHash', '=', emailHash)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
