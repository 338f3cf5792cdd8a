// Over all accounts: which envelopes are due, and who is at them.
import { sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'

export type Due = { id: string; accountId: string }
type Claim = { now: Date; lockedUntil: Date; free: number }

/** Nobody else takes them before `lockedUntil`. */
export async function claimEnvelopes(tx: Tx, { now, lockedUntil, free }: Claim): Promise<Due[]> {
  const { rows } = await sql<Due>`
    update envelopes e set locked_until = ${lockedUntil}
    from (
      select id from envelopes
      where next_at <= ${now} and (locked_until is null or locked_until <= ${now})
      order by next_at
      limit ${free}
      for update skip locked) due
    where e.id = due.id
    returning e.id, e.account_id`.execute(tx)
  return rows
}

/** What is under way stays ours for longer. */
export async function holdEnvelopes(
  tx: Tx,
  { ids, lockedUntil }: { ids: readonly string[]; lockedUntil: Date },
): Promise<void> {
  if (ids.length === 0) return
  await tx.updateTable('envelopes').set({ lockedUntil }).where('id', 'in', ids).execute()
}

/** Somebody else may take it, now. */
export const releaseEnvelope = async (tx: Tx, id: string): Promise<void> => {
  await tx.updateTable('envelopes').set({ lockedUntil: null }).where('id', '=', id).execute()
}

type Rest = { id: string; seen: { version: number; nextAt: Date | null }; until: Date | null }

/** False where something came up since it was looked at. */
export async function restEnvelope(tx: Tx, { id, seen, until }: Rest): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('envelopes')
    .set({ nextAt: until, lockedUntil: null })
    .where('id', '=', id)
    .where('version', '=', seen.version)
    .where((eb) => (seen.nextAt ? eb('nextAt', '=', seen.nextAt) : eb('nextAt', 'is', null)))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A step that could not be done now; it is tried again at `nextAt`. */
export async function putOff(
  tx: Tx,
  { id, ...set }: { id: string; waitingFor: string | null; attempts: number; nextAt: Date | null },
): Promise<void> {
  await tx
    .updateTable('envelopes')
    .set({ ...set, lockedUntil: null })
    .where('id', '=', id)
    .execute()
}
