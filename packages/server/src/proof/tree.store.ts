// The tree of the log in the database: its leaves as the log tells them, and its tiles.
import type { Tile, TileId } from '@countersign/evidence/tiles'
import { sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import { lockFor } from '../platform/advisory-locks.ts'

const growingLock = lockFor('growing the tree of the log')
const follower = 'tree'

/** The statistics of a log that only grows are old by nature: the planner would rather read all of it each time. */
const byIndex = sql`set_config('enable_seqscan', 'off', true)`

/** False where another process grows the tree now. */
export async function lockTree(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    held: boolean
  }>`select pg_try_advisory_xact_lock(${growingLock}) as held, ${byIndex}`.execute(tx)
  return rows[0]?.held === true
}

export async function treeSize(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('followers')
    .select('position')
    .where('name', '=', follower)
    .executeTakeFirst()
  return row?.position ?? 0
}

export async function tailPosition(tx: Tx): Promise<number> {
  return (await tx.selectFrom('logTail').select('position').executeTakeFirstOrThrow()).position
}

/** Hashes of the next leaves, made where the events are: one value comes back instead of thousands of rows. */
export async function nextLeaves(
  tx: Tx,
  after: number,
  limit: number,
): Promise<{ leaves: Buffer; last: number }> {
  const { rows } = await sql<{ leaves: Buffer | null; last: number | null }>`
    select string_agg(sha256('\\x00'::bytea || convert_to(e.body, 'UTF8')), ''::bytea order by p.position) as leaves,
      max(p.position) as last
    from (select position, seq from log_positions where position > ${after} order by position limit ${limit}) p
    join events e on e.seq = p.seq`.execute(tx)
  return { leaves: rows[0]?.leaves ?? Buffer.alloc(0), last: rows[0]?.last ?? after }
}

export async function readTiles(tx: Tx, ids: readonly TileId[]): Promise<Tile[]> {
  if (ids.length === 0) return []
  return await tx
    .selectFrom('logTiles')
    .selectAll()
    .where(
      sql<boolean>`(level, number) in (${sql.join(ids.map(({ level, number }) => sql`(${level}::int, ${number}::bigint)`))})`,
    )
    .execute()
}

export async function putTiles(tx: Tx, tiles: readonly Tile[]): Promise<void> {
  await tx
    .insertInto('logTiles')
    .values(tiles.map(({ hashes, ...id }) => ({ ...id, hashes: Buffer.from(hashes) })))
    .onConflict((conflict) =>
      conflict.columns(['level', 'number']).doUpdateSet((eb) => ({ hashes: eb.ref('excluded.hashes') })),
    )
    .execute()
}

export async function putTreeSize(tx: Tx, size: number): Promise<void> {
  await tx
    .insertInto('followers')
    .values({ name: follower, position: size })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ position: size }))
    .execute()
}
