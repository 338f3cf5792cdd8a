import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { withAccount, withSystem } from '../db/sql.ts'
import { bySystem } from './append.ts'
import { accountsAfter, readEvents } from './events.store.ts'
import { eventServer } from './testing.ts'

test('an event of a rare type is found however far away it is, a stretch of the log at a time', async (t) => {
  const { ports, accountId, read } = await eventServer(t)
  const { db } = ports
  const last = 45_000
  const body = JSON.stringify({
    ...{
      v: 1,
      id: 'evt_x',
      account: accountId,
      type: 'document.erased',
      subject: 'doc_1',
      run: 1,
      version: last,
    },
    ...{ at: ports.clock().toISOString(), ...bySystem(null), data: {} },
  })
  await withSystem(db, async (tx) => {
    await sql`
      insert into events (id, account_id, subject, type, run, version, at, body)
      select 'evt_' || n, ${accountId}, 'doc_1', case n when ${last} then 'document.erased' else 'document.read' end,
        1, n, now(), ${body}
      from generate_series(1, ${last}::int) n`.execute(tx)
    await sql`insert into log_positions (position, seq, account_id) select seq, seq, account_id from events`.execute(
      tx,
    )
    await sql`update log_tail set position = ${last}`.execute(tx)
  })
  const filter = { after: 0, limit: 10, types: ['document.erased'] }
  const slice = await withAccount(db, accountId, (tx) => readEvents(tx, accountId, filter))
  assert.deepEqual(slice, { items: [], reached: 20_001, more: true })
  const found = await read('/events?types=document.erased')
  assert.deepEqual([found.body.items.length, found.body.nextCursor], [1, `p${last}`])
  assert.deepEqual(await accountsAfter(db, last - 1), { accountIds: [accountId], position: last })
  assert.deepEqual(await accountsAfter(db, 0), { accountIds: null, position: last })
})
