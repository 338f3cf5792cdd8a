// Documents whose decisions are to be learned from: the log says which, and workers take them one by one.
import type { EventBody } from '@countersign/contract/event'
import { sql } from 'kysely'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import { lockFor } from '../platform/advisory-locks.ts'
import { noteNovelty } from './novelty/novelty.store.ts'

const followLock = lockFor('following the log for learning')
const follower = 'learning'
const batch = 500
/** Of a worker that died another takes over after so long. */
const leaseMs = 5 * 60_000

/** The first tells how novel a document is; after the others, the values of a document are what somebody, or nobody, objected to. */
const telling = ['document.understood', 'document.validated', 'document.entered', 'document.rejected']

export type Due = { documentId: string; accountId: string; run: number; attempts: number }

/** False where there is no more, or another process does it. What happened before learning was there is left alone. */
export const followForLearning = (db: Db, at: Date): Promise<boolean> =>
  withSystem(db, async (tx) => {
    const lock = await sql<{
      held: boolean
    }>`select pg_try_advisory_xact_lock(${followLock}) as held`.execute(tx)
    if (!lock.rows[0]?.held) return false
    const known = await tx
      .selectFrom('followers')
      .select('position')
      .where('name', '=', follower)
      .executeTakeFirst()
    const { position: tail } = await tx.selectFrom('logTail').select('position').executeTakeFirstOrThrow()
    if (!known) await tx.insertInto('followers').values({ name: follower, position: tail }).execute()
    const after = known?.position ?? tail
    const events = await readTelling(tx, after)
    const last = events.length === batch ? (events.at(-1)?.position ?? tail) : tail
    if (last === after) return false
    for (const { body } of events) {
      const event = JSON.parse(body) as EventBody
      if (event.type === 'document.understood') await noteNovelty(tx, event.account, event)
      else await makeDue(tx, event, at)
    }
    await tx.updateTable('followers').set({ position: last }).where('name', '=', follower).execute()
    return events.length === batch
  })

const readTelling = (tx: Tx, after: number) =>
  tx
    .selectFrom('logPositions')
    .innerJoin('events', 'events.seq', 'logPositions.seq')
    .select(['logPositions.position', 'events.body'])
    .where('logPositions.position', '>', after)
    .where('events.type', 'in', telling)
    .orderBy('logPositions.position')
    .limit(batch)
    .execute()

async function makeDue(tx: Tx, { account, subject: documentId, run }: EventBody, at: Date): Promise<void> {
  await tx
    .insertInto('learningDue')
    .columns(['documentId', 'accountId', 'run', 'dueAt', 'attempts'])
    .expression((eb) =>
      eb
        .selectFrom('documents')
        .select([
          'id',
          'accountId',
          sql<number>`${run}::integer`.as('run'),
          sql<Date>`${at}::timestamptz`.as('dueAt'),
          sql<number>`0`.as('attempts'),
        ])
        .where('id', '=', documentId)
        .where('accountId', '=', account)
        .where('wrappedKey', 'is not', null),
    )
    .onConflict((conflict) => conflict.column('documentId').doUpdateSet({ run, dueAt: at, attempts: 0 }))
    .execute()
}

/** Of a document that somebody marked: to be learned from at once. */
export async function markDue(
  tx: Tx,
  accountId: string,
  { documentId, run, at }: { documentId: string; run: number; at: Date },
): Promise<void> {
  await tx
    .insertInto('learningDue')
    .values({ documentId, accountId, run, dueAt: at, attempts: 0 })
    .onConflict((conflict) => conflict.column('documentId').doUpdateSet({ run, dueAt: at, attempts: 0 }))
    .execute()
}

/** The next one, for this worker alone until its lease is over; null where there is none. */
export const claimDueLesson = (db: Db, at: Date): Promise<Due | null> =>
  withSystem(db, async (tx) => {
    const row = await tx
      .updateTable('learningDue')
      .set((eb) => ({ dueAt: new Date(at.getTime() + leaseMs), attempts: eb('attempts', '+', 1) }))
      .where('documentId', '=', (eb) =>
        eb
          .selectFrom('learningDue')
          .select('documentId')
          .where('dueAt', '<=', at)
          .orderBy('dueAt')
          .orderBy('documentId')
          .limit(1)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['documentId', 'accountId', 'run', 'attempts'])
      .executeTakeFirst()
    return row ?? null
  })

/** It stays due where it became so again meanwhile. */
export async function settleDue(
  tx: Tx,
  accountId: string,
  { documentId, run, attempts }: Omit<Due, 'accountId'>,
): Promise<void> {
  await tx
    .deleteFrom('learningDue')
    .where('accountId', '=', accountId)
    .where('documentId', '=', documentId)
    .where('run', '=', run)
    .where('attempts', '=', attempts)
    .execute()
}
