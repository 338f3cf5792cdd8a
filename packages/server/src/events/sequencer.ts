// Gives every finished event a dense position: the one order that webhooks, feeds and proofs share.
//
// Sequence numbers become visible out of order, so a cursor on them loses events. An event is placed only once no
// transaction as old as its own is still running; from then on nothing can appear before it in (xid, seq) order.
import { sql } from 'kysely'
import type { Listen } from '../db/listen.ts'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import { lockFor } from '../platform/advisory-locks.ts'
import type { Log } from '../platform/log.ts'
import { loop } from '../platform/loop.ts'

const sequencerLock = lockFor('giving events their positions')
/** Rung by a trigger when events are appended (migration 0001), and by the sequencer when they have positions. */
const appendedChannel = 'countersign_appended'
export const eventsChannel = 'countersign_events'

/** Two subqueries, because the index on (xid, seq) is not used for a comparison with a row of another table. */
const behindTail = sql`(e.xid, e.seq) > ((select xid from log_tail), (select seq from log_tail))`

/** The statistics of a log that only grows are old by nature: the planner would rather read all of it each time. */
const byIndex = sql`set_config('enable_seqscan', 'off', true)`

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
    }>`select pg_try_advisory_xact_lock(${sequencerLock}) as held, ${byIndex}`.execute(tx)
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
  retryMs?: number
}

/** Works when an event is appended; looks now and then in case it did not hear. A failing database is waited for. */
export function startSequencer({ db, log, listen, pollMs = 1000, retryMs = 20 }: SequencerOptions) {
  let retry: NodeJS.Timeout | undefined
  const placing = loop({
    pauseMs: pollMs,
    log,
    failure: 'events could not be given their positions; trying again',
    work: async () => {
      clearTimeout(retry)
      const placement = await sequence(db)
      // Who holds the lock, if anybody, looks for what waits.
      if (placement?.waiting) retry = setTimeout(placing.now, placement.placed > 0 ? 0 : retryMs)
    },
  })
  const bell = listen(appendedChannel, placing.now)
  placing.now()
  return {
    async stop() {
      await bell.stop()
      await placing.stop()
      clearTimeout(retry)
    },
  }
}
