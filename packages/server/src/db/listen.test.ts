import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { listenAt } from './listen.ts'
import { withDatabase } from './testing.ts'

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !condition(); tries += 1) await pause(10)
  assert.ok(condition(), String(condition))
}

test('a notification is heard, also after the connection was lost', async (t) => {
  const { pool, url, superuserUrl } = await withDatabase(t)
  let heard = 0
  const listener = listenAt(url)('news', () => {
    heard += 1
  })
  t.after(() => listener.stop())
  await until(() => heard === 1) // connected
  await pool.query("select pg_notify('news', '')")
  await until(() => heard === 2)
  const superuser = new pg.Client({ connectionString: superuserUrl })
  await superuser.connect()
  await superuser.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'countersign listen'",
  )
  await superuser.end()
  await until(() => heard === 3) // connected again
  await pool.query("select pg_notify('news', '')")
  await until(() => heard === 4)
  await listener.stop()
  await pool.query("select pg_notify('news', '')")
  await pause(20)
  assert.equal(heard, 4)
})

test('a listener that never finds its database can be stopped', async () => {
  const listener = listenAt('postgres://nobody@127.0.0.1:1/none')('news', () => undefined)
  await pause(20)
  await listener.stop()
})
