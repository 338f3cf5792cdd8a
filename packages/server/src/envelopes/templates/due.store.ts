// Over all accounts: which lists of people are due.
import { sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import type { BatchRow } from './batches.store.ts'

/** Nobody else takes it before `lockedUntil`. */
export async function claimBatch(
  tx: Tx,
  { now, lockedUntil }: { now: Date; lockedUntil: Date },
): Promise<BatchRow | undefined> {
  const due = tx
    .selectFrom('envelopeBatches')
    .select('id')
    .where('nextAt', '<=', now)
    .where((of) => of.or([of('lockedUntil', 'is', null), of('lockedUntil', '<=', now)]))
    .orderBy('nextAt')
    .limit(1)
    .forUpdate()
    .skipLocked()
  return tx
    .updateTable('envelopeBatches')
    .set({ lockedUntil: sql<Date>`${lockedUntil}` })
    .where('id', 'in', due)
    .returningAll()
    .executeTakeFirst()
}
