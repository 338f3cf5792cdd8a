// Gives every finished event a dense position: the one order that webhooks, feeds and proofs share.
//
// Sequence numbers become visible out of order, so a cursor on them loses events. An event is placed only once no
// transaction as old as its own is still running; from then on nothing can appear before it in (xid, seq) order.
import { sql } from 'kysely'
import type { Listen } from '../db/listen.ts'
import { type Db, ringEveryMs, type Tx, withSystem } from '../db/sql.ts'
import { lockFor } from '../platform/advisory-locks.ts'
import { monotonicMs } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { loop } from '../platform/loop.ts'
import { appendedChannel } from './append.ts'

const sequencerLock = lockFor('giving events their positions')
/** Rung by the sequencer when events have positions. */
export const eventsChannel = 'countersign_events'

/** Two subqueries, because the index on (xid, seq) is not used for a comparison with a row of another table. */
const behindTail = sql`(e.xid, e.seq) > ((select xid from log_tail), (select seq from log_tail))`

/** The statistics of a log that only grows are old by nature: the planner would rather read all of it each time. */
const byIndex = sql`set_config('enable_seqscan', 'off', true)`

/**
 * Positions need not wait for the disk: events are on it before they can be seen, and a position is nothing but the
 * rank of its event by (xid, seq). What a crash takes is given again, the same. Whoever writes something that rests on a
 * position waits for the disk, and the positions are there before it.
 */
const withoutWaiting = sql`set_config('synchronous_commit', 'off', true)`

const someWait = async (tx: Tx): Promise<boolean> => {
  const { rows } = await sql`
    select e.seq from events e where ${behindTail} order by e.xid, e.seq limit 1`.execute(tx)
  return rows.length > 0
}

export type Placement = {
  placed: number
  /** Some wait for a place: while a transaction as old as theirs still runs, or beyond the limit. */
  waiting: boolean
}

/** Places up to `limit` events; null where another process holds the lock. */
export const sequence = (db: Db, limit = 1000): Promise<Placement | null> =>
  withSystem(db, async (tx) => {
    const lock = await sql<{
      held: boolean
    }>`select pg_try_advisory_xact_lock(${sequencerLock}) as held, ${byIndex}, ${withoutWaiting}`.execute(tx)
    if (!lock.rows[0]?.held) return null
    const { rows } = await sql<{ placed: number; position: number; xid: string; seq: number }>`
      with ready as materialized (
        select e.seq, e.xid, e.account_id,
          (select position from log_tail) + row_number() over (order by e.xid, e.seq) as position
        from events e
        where ${behindTail} and e.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by e.xid, e.seq limit ${limit}),
      placed as (
        insert into log_positions (position, seq, account_id)
        select position, seq, account_id from ready order by position
        returning position)
      select (select count(*) from placed) as placed, position, xid, seq
      from ready order by position desc limit 1`.execute(tx)
    const [last] = rows
    if (!last) return { placed: 0, waiting: await someWait(tx) }
    await tx.updateTable('logTail').set({ position: last.position, xid: last.xid, seq: last.seq }).execute()
    await sql`select pg_notify(${eventsChannel}, ${String(last.position)})`.execute(tx)
    return { placed: last.placed, waiting: await someWait(tx) }
  })

/** Seconds the oldest event without a position has waited; 0 when there is none. */
export const sequencerLag = (db: Db): Promise<number> =>
  withSystem(db, async (tx) => {
    await sql`select ${byIndex}`.execute(tx)
    const { rows } = await sql<{ seconds: number }>`
      select extract(epoch from now() - e.at)::float8 as seconds
      from events e where ${behindTail} order by e.xid, e.seq limit 1`.execute(tx)
    return Math.max(0, rows[0]?.seconds ?? 0)
  })

type SequencerOptions = {
  db: Db
  log: Log
  /** Rings when an event is appended; without it the log is only looked at every `pollMs`. */
  listen: Listen
  pollMs?: number
  /** Least time between two looks: events that come in it get their positions together. */
  gatherMs?: number
}

const limit = 1000

/**
 * Looks at once when an event is appended after a rest, and every `gatherMs` while they keep coming: each look is a
 * transaction that events share. Rings are as rare (`ringEveryMs`), so it goes on looking for longer than that after the
 * last news. It also looks now and then in case it did not hear. A failing database is waited for.
 */
export function startSequencer({ db, log, listen, pollMs = 1000, gatherMs = 20 }: SequencerOptions) {
  let timer: NodeJS.Timeout | undefined
  let beganMs = Number.NEGATIVE_INFINITY
  let newsMs = Number.NEGATIVE_INFINITY
  const placing = loop({
    pauseMs: pollMs,
    log,
    failure: 'events could not be given their positions; trying again',
    work: async () => {
      beganMs = monotonicMs()
      const placement = await sequence(db, limit)
      if (placement?.placed) newsMs = monotonicMs()
      // Who holds the lock, if anybody, looks for what waits.
      if (placement?.waiting || monotonicMs() - newsMs < ringEveryMs + 2 * gatherMs)
        soon(placement?.placed === limit ? 0 : gatherMs)
    },
  })
  function soon(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(placing.now, ms)
  }
  const bell = listen(appendedChannel, () => {
    newsMs = monotonicMs()
    const restedMs = newsMs - beganMs
    if (restedMs >= gatherMs) placing.now()
    else soon(gatherMs - restedMs)
  })
  placing.now()
  return {
    async stop() {
      await bell.stop()
      await placing.stop()
      clearTimeout(timer)
    },
  }
}
