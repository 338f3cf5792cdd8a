// Signed checkpoints with what witnesses and timestamp authorities added. They are only ever added.
import { sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import type { Tables } from '../db/tables.ts'
import { lockFor } from '../platform/advisory-locks.ts'

export type CheckpointRow = Tables['logCheckpoints']
export type CosignatureRow = Tables['logCosignatures']
export type TimestampRow = Tables['logTimestamps']

const signingLock = lockFor('signing checkpoints')

/** False where another process signs now. */
export async function lockSigning(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    held: boolean
  }>`select pg_try_advisory_xact_lock(${signingLock}) as held`.execute(tx)
  return rows[0]?.held === true
}

/** The largest under this name, at least of that size. */
export const newestCheckpoint = (tx: Tx, origin: string): Promise<CheckpointRow | undefined> =>
  tx
    .selectFrom('logCheckpoints')
    .selectAll()
    .where('origin', '=', origin)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()

/** One that holds the event at this position: the newest with a timestamp, else the newest. */
export async function checkpointWith(
  tx: Tx,
  origin: string,
  position: number,
): Promise<CheckpointRow | undefined> {
  return await tx
    .selectFrom('logCheckpoints as c')
    .leftJoin('logTimestamps as t', (join) =>
      join.onRef('t.origin', '=', 'c.origin').onRef('t.size', '=', 'c.size'),
    )
    .selectAll('c')
    .where('c.origin', '=', origin)
    .where('c.size', '>=', position)
    .orderBy(sql`t.size is null`)
    .orderBy('c.size', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertCheckpoint(tx: Tx, row: CheckpointRow): Promise<void> {
  await tx.insertInto('logCheckpoints').values(row).execute()
}

type Of = Pick<CheckpointRow, 'origin' | 'size'>

export const cosignaturesOf = (tx: Tx, { origin, size }: Of): Promise<CosignatureRow[]> =>
  tx
    .selectFrom('logCosignatures')
    .selectAll()
    .where('origin', '=', origin)
    .where('size', '=', size)
    .orderBy('witness')
    .execute()

/** Sizes that the witnesses cosigned last. */
export async function lastCosigned(tx: Tx, origin: string): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('logCosignatures')
    .select((eb) => ['witness', eb.fn.max('size').as('size')])
    .where('origin', '=', origin)
    .groupBy('witness')
    .execute()
  return new Map(rows.map(({ witness, size }) => [witness, size]))
}

export async function insertCosignature(tx: Tx, row: CosignatureRow): Promise<void> {
  await tx
    .insertInto('logCosignatures')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export const lastTimestamp = (
  tx: Tx,
  origin: string,
): Promise<Pick<TimestampRow, 'size' | 'at'> | undefined> =>
  tx
    .selectFrom('logTimestamps')
    .select(['size', 'at'])
    .where('origin', '=', origin)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()

export const timestampOf = (tx: Tx, { origin, size }: Of): Promise<TimestampRow | undefined> =>
  tx
    .selectFrom('logTimestamps')
    .selectAll()
    .where('origin', '=', origin)
    .where('size', '=', size)
    .executeTakeFirst()

export async function insertTimestamp(tx: Tx, row: TimestampRow): Promise<void> {
  await tx
    .insertInto('logTimestamps')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
