// Gives every finished event a dense position: the one order that webhooks, feeds and proofs share.
//
// Sequence numbers become visible out of order, so a cursor on them loses events. An event is placed only once no
// transaction as old as its own is still running; from then on nothing can appear before it in (xid, seq) order.
import { sql } from 'kysely'
import { type Db, withSystem } from '../db/sql.ts'
import type { Log } from '../platform/log.ts'

const sequencerLock = 7_305_116
export const eventsChannel = 'countersign_events'

/** Places up to `limit` events; how many it placed, or null where another process holds the lock. */
export const sequence = (db: Db, limit = 1000): Promise<number | null> =>
  withSystem(db, async (tx) => {
    const lock = await sql<{
      held: boolean
    }>`select pg_try_advisory_xact_lock(${sequencerLock}) as held`.execute(tx)
    if (!lock.rows[0]?.held) return null
    const placed = await sql<{ position: number; xid: string; seq: number }>`
      with tail as (select position, xid, seq from log_tail for update),
      ready as (
        select e.seq, e.xid, e.account_id, tail.position + row_number() over (order by e.xid, e.seq) as position
        from events e, tail
        where (e.xid, e.seq) > (tail.xid, tail.seq) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by e.xid, e.seq limit ${limit})
      insert into log_positions (position, seq, account_id)
      select position, seq, account_id from ready order by position
      returning position, seq, (select xid from ready r where r.seq = log_positions.seq) as xid`.execute(tx)
    const last = placed.rows.reduce<(typeof placed.rows)[number] | undefined>(
      (newest, row) => (newest === undefined || row.position > newest.position ? row : newest),
      undefined,
    )
    if (!last) return 0
    await tx.updateTable('logTail').set({ position: last.position, xid: last.xid, seq: last.seq }).execute()
    await sql`select pg_notify(${eventsChannel}, ${String(last.position)})`.execute(tx)
    return placed.rows.length
  })

/** Seconds the oldest event without a position has waited; 0 when there is none. */
export const sequencerLag = (db: Db): Promise<number> =>
  withSystem(db, async (tx) => {
    const { rows } = await sql<{ seconds: number }>`
      select coalesce(extract(epoch from now() - min(e.at)), 0)::float8 as seconds
      from events e, log_tail t where (e.xid, e.seq) > (t.xid, t.seq)`.execute(tx)
    return Math.max(0, rows[0]?.seconds ?? 0)
  })

/** Runs until `stop`: often while events come, less often while none do. A failing database is waited for. */
export function startSequencer({
  db,
  log,
  pauseMs = 25,
  idleMs = 200,
}: {
  db: Db
  log: Log
  pauseMs?: number
  idleMs?: number
}) {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let wake: (() => void) | undefined
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      wake = resolve
      timer = setTimeout(resolve, milliseconds)
    })
  const running = (async () => {
    let quiet = 0
    while (!stopped) {
      try {
        const placed = await sequence(db)
        quiet = placed ? 0 : quiet + 1
      } catch (error) {
        quiet = 1000
        log.warn({ err: error }, 'the sequencer could not reach the database; it tries again')
      }
      if (!stopped) await sleep(quiet < 40 ? pauseMs : idleMs)
    }
  })()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      wake?.()
      await running
    },
  }
}
