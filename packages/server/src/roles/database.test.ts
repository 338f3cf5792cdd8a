import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import pg from 'pg'
import { withDatabase } from '../db/testing.ts'
import { createLog } from '../platform/log.ts'
import { prepareDatabase, refuseOwner } from './database.ts'

type TestContext = { after(hook: () => Promise<void>): void }

async function wanted(t: TestContext, databaseUrl: string) {
  const data = await mkdtemp(join(tmpdir(), 'countersign-test-data-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  return { data, databaseUrl, log: createLog({ level: 'silent', role: 'test' }), say: () => {} }
}

const roleOf = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ role: string }>('select current_user as role')
  await client.end()
  return rows[0]?.role ?? ''
}

async function setServicePassword(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  await client.query(`alter role countersign_service password ${client.escapeLiteral(password)}`)
  await client.end()
}

describe('a database of your own', () => {
  test("an owner's address migrates, and the service goes on as a role that row-level security binds", async (t) => {
    const { superuserUrl, url } = await withDatabase(t)
    const order = await wanted(t, superuserUrl)
    const { password } = new URL(url)
    try {
      const ready = await prepareDatabase(order)
      assert.equal(await roleOf(ready.serviceUrl), 'countersign_service')
      assert.equal((await stat(join(order.data, 'database-password'))).mode & 0o077, 0)
      await refuseOwner(ready.serviceUrl)
    } finally {
      // The role is the whole cluster's: the other tests need its password as it was.
      await setServicePassword(superuserUrl, decodeURIComponent(password))
    }
  })

  test("the service's own address is used as it is", async (t) => {
    const { url } = await withDatabase(t)
    assert.equal((await prepareDatabase(await wanted(t, url))).serviceUrl, url)
  })

  test('serving as superuser is refused, because nothing would keep accounts apart', async (t) => {
    const { superuserUrl } = await withDatabase(t)
    await assert.rejects(refuseOwner(superuserUrl), {
      code: 'config.invalid',
      message: /countersign_service/,
    })
    await assert.rejects(prepareDatabase({ ...(await wanted(t, superuserUrl)), migrates: false }), {
      code: 'config.invalid',
    })
  })

  test('an address where nothing answers is named as the mistake', async (t) => {
    const order = await wanted(t, 'postgres://nobody:x@127.0.0.1:1/none')
    await assert.rejects(prepareDatabase(order), { code: 'config.invalid', message: /DATABASE_URL/ })
  })
})
