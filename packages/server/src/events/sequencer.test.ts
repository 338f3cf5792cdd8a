import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { connect, type Db, type Tx, withAccount, withSystem } from '../db/sql.ts'
import { withInstallation } from '../pipeline/testing.ts'
import { systemClock } from '../platform/clock.ts'
import { idsWith } from '../platform/ids.ts'
import { appendEvent, bySystem } from './append.ts'
import { sequence, sequencerLag } from './sequencer.ts'

const newId = idsWith(systemClock)

const append = (db: Db, accountId: string, { type, held }: { type: string; held?: Promise<void> }) =>
  withAccount(db, accountId, async (tx) => {
    await sql`select pg_current_xact_id()`.execute(tx)
    await held
    const event = {
      id: newId('evt'),
      type,
      subject: newId('doc'),
      run: 1,
      version: 1,
      data: {},
      clock: systemClock,
    }
    await appendEvent(tx, accountId, { ...event, ...bySystem(null) })
  })

const placed = (db: Db) =>
  withSystem(db, async (tx) => {
    const rows = await tx
      .selectFrom('logPositions')
      .innerJoin('events', 'events.seq', 'logPositions.seq')
      .select(['position', 'type'])
      .orderBy('position')
      .execute()
    return rows.map(({ position, type }) => [position, type])
  })

describe('the one order of events', () => {
  test('an event is placed only when nothing older can still appear, and positions have no gaps', async (t) => {
    const { app, accountId } = await withInstallation(t)
    const { db } = app.archive
    const release = Promise.withResolvers<void>()
    const slow = append(db, accountId, { type: 'test.slow', held: release.promise })
    // The slow one has its transaction id before the quick one is begun.
    await eventually(async () => (await runningTransactions(db)) > 0)
    await append(db, accountId, { type: 'test.quick' })
    assert.deepEqual(await sequence(db), { placed: 0, waiting: true })
    release.resolve()
    await slow
    assert.deepEqual(await sequence(db), { placed: 2, waiting: false })
    assert.deepEqual(await placed(db), [
      [1, 'test.slow'],
      [2, 'test.quick'],
    ])
  })

  test('what has its position already is not read again, however long the log is', async (t) => {
    const { app, accountId } = await withInstallation(t)
    // On one connection, so that what it counted can be asked for.
    const { db, close } = connect(app.databaseUrl, { max: 1 })
    t.after(close)
    const scans = async () => {
      await sql`select pg_stat_force_next_flush()`.execute(db)
      const { rows } = await sql<{
        scans: number
      }>`select seq_scan as scans from pg_stat_user_tables where relname = 'events'`.execute(db)
      return rows[0]?.scans
    }
    const before = await scans()
    for (const type of ['test.one', 'test.two']) {
      await append(db, accountId, { type })
      assert.deepEqual(await sequence(db), { placed: 1, waiting: false })
      assert.deepEqual(await sequence(db), { placed: 0, waiting: false })
      assert.equal(await sequencerLag(db), 0)
    }
    assert.equal(await scans(), before)
  })

  test('two sequencers at once place every event once', async (t) => {
    const { app, accountId } = await withInstallation(t)
    const { db } = app.archive
    for (let n = 0; n < 20; n += 1) await append(db, accountId, { type: `test.n${n}` })
    await Promise.all([sequence(db, 7), sequence(db, 7), sequence(db, 7)])
    while ((await sequence(db, 7))?.waiting);
    const order = await placed(db)
    assert.deepEqual(
      order.map(([position]) => position),
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
    assert.deepEqual(
      order.map(([, type]) => type),
      Array.from({ length: 20 }, (_, index) => `test.n${index}`),
    )
  })

  test('the log cannot be rewritten, by neither role of the service', async (t) => {
    const { app, accountId } = await withInstallation(t)
    const { db } = app.archive
    await append(db, accountId, { type: 'test.kept' })
    const change = (tx: Tx): Promise<unknown> => tx.updateTable('events').set({ body: '{}' }).execute()
    const remove = (tx: Tx): Promise<unknown> => tx.deleteFrom('events').execute()
    for (const work of [change, remove]) {
      await assert.rejects(withAccount(db, accountId, work), /permission denied/)
      await assert.rejects(withSystem(db, work), /permission denied/)
    }
  })
})

async function runningTransactions(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()`.execute(db)
  return rows[0]?.count ?? 0
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    assert.ok(tries < 1000, 'it never came to be')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
