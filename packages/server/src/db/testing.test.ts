import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { cloneDatabase, withDatabase } from './testing.ts'

const names = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>('select datname as name from pg_database')
  await client.end()
  return rows.map((row) => row.name)
}

test('a test gets a migrated database of its own, as the service role', async (t) => {
  const { pool } = await withDatabase(t)
  const { rows } = await pool.query(
    'select current_user as who, (select count(*) from migrations) as migrations',
  )
  assert.equal(rows[0].who, 'countersign_service')
  assert.ok(rows[0].migrations > 0)
})

test('two databases share nothing, and a dropped one is gone', async (t) => {
  const { superuserUrl } = await withDatabase(t)
  const other = await cloneDatabase()
  const pathOf = (url: string) => new URL(url).pathname.slice(1)
  assert.notEqual(pathOf(superuserUrl), pathOf(other.superuserUrl))
  await other.drop()
  const left = await names(superuserUrl)
  assert.ok(left.includes(pathOf(superuserUrl)))
  assert.ok(!left.includes(pathOf(other.superuserUrl)))
})
