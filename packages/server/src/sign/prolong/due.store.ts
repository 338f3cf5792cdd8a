import type { Selectable } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { Tables } from '../../db/tables.ts'

export type DueSeal = Pick<Selectable<Tables['documents']>, 'id' | 'accountId' | 'run' | 'version' | 'kekId'>

/** Over all accounts: sealed documents whose timestamp must be looked at. */
export const listSealsDue = (tx: Tx, now: Date, limit: number): Promise<DueSeal[]> =>
  tx
    .selectFrom('documents')
    .select(['id', 'accountId', 'run', 'version', 'kekId'])
    .where('prolongAt', '<=', now)
    .where('state', 'in', ['sealed', 'completed'])
    .orderBy('prolongAt')
    .limit(limit)
    .execute()

/** One that has moved on meanwhile keeps the time that it has. */
export async function lookAtSeal(
  tx: Tx,
  { id, version }: Pick<DueSeal, 'id' | 'version'>,
  next: Date | null,
): Promise<void> {
  await tx
    .updateTable('documents')
    .set({ prolongAt: next })
    .where('id', '=', id)
    .where('version', '=', version)
    .execute()
}
