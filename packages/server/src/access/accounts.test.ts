import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { memoryKms } from '../adapters/key/memory.ts'
import { withAccount, withSystem } from '../db/sql.ts'
import { withDatabase } from '../db/testing.ts'
import { accountKey } from '../documents/keys.ts'
import { systemClock } from '../platform/clock.ts'
import { idsWith } from '../platform/ids.ts'
import { insertAccount, insertKey } from './access.store.ts'
import { type AccessPorts, createKey, ensureFirstAccount, listKeys, revokeKey } from './accounts.ts'
import { hashKey } from './keys.ts'

async function ports(t: TestContext): Promise<AccessPorts> {
  const { db } = await withDatabase(t)
  return { db, kms: memoryKms(), clock: systemClock, newId: idsWith(systemClock) }
}

async function otherAccount(given: AccessPorts): Promise<string> {
  const id = given.newId('acc')
  const account = { id, name: 'Other', kind: 'live', region: 'local', sandboxOf: null } as const
  const secret = { wrappedKey: Buffer.alloc(32), kekId: 'none', createdAt: given.clock() }
  await withSystem(given.db, (tx) => insertAccount(tx, { ...account, ...secret }))
  return id
}

test('the first account is made once, also when two processes start at the same time', async (t) => {
  const given = await ports(t)
  const made = await Promise.all([1, 2, 3].map(() => ensureFirstAccount(given)))
  assert.equal(new Set(made.map(({ accountId }) => accountId)).size, 1)
  assert.equal(made.filter(({ created }) => created).length, 1)
  assert.equal((await ensureFirstAccount(given)).created, false)
})

test('an account has a key of its own that its master key opens', async (t) => {
  const given = await ports(t)
  const { accountId } = await ensureFirstAccount(given)
  const key = await withAccount(given.db, accountId, (tx) => accountKey(tx, accountId, given.kms))
  assert.equal(key.length, 32)
})

test('a key is shown once; only its hash is stored', async (t) => {
  const given = await ports(t)
  const { accountId } = await ensureFirstAccount(given)
  const { key, ...made } = await createKey(given, { accountId, name: 'till', scopes: ['documents:write'] })
  const [listed] = await listKeys(given.db, accountId)
  assert.deepEqual(listed, made)
  const row = await withAccount(given.db, accountId, (tx) =>
    tx.selectFrom('apiKeys').selectAll().where('accountId', '=', accountId).executeTakeFirstOrThrow(),
  )
  assert.deepEqual(row.hash, hashKey(key))
  assert.ok(!JSON.stringify(row).includes(key))
})

test('test keys belong to a sandbox that the live account administers', async (t) => {
  const given = await ports(t)
  const { accountId } = await ensureFirstAccount(given)
  const live = await createKey(given, { accountId, name: 'live', scopes: ['admin'] })
  const trial = await createKey(given, { accountId, name: 'trial', scopes: ['admin'], kind: 'test' })
  await createKey(given, { accountId, name: 'second trial', scopes: ['admin'], kind: 'test' })
  assert.match(live.key, /^cs_live_/)
  assert.match(trial.key, /^cs_test_/)
  const accounts = await withSystem(given.db, (tx) =>
    tx.selectFrom('accounts').selectAll().orderBy('id').execute(),
  )
  assert.deepEqual(
    accounts.map(({ kind, sandboxOf }) => [kind, sandboxOf]),
    [
      ['live', null],
      ['sandbox', accountId],
    ],
  )
  const names = (await listKeys(given.db, accountId)).map(({ name }) => name)
  assert.deepEqual(names, ['live', 'second trial', 'trial'])
  await revokeKey(given, { accountId, id: trial.id })
  const sandboxId = accounts[1]?.id ?? ''
  const inSandbox = await listKeys(given.db, sandboxId)
  assert.deepEqual(
    inSandbox.map(({ revokedAt }) => revokedAt === null),
    [true, false],
  )
  await assert.rejects(
    createKey(given, { accountId: sandboxId, name: 'up', scopes: ['admin'], kind: 'live' }),
    {
      code: 'key.kind_refused',
    },
  )
  await assert.rejects(revokeKey(given, { accountId: sandboxId, id: live.id }), { code: 'key.not_found' })
})

test('an expiry in the past is refused', async (t) => {
  const given = await ports(t)
  const { accountId } = await ensureFirstAccount(given)
  const expiresAt = new Date(given.clock().getTime() - 1000)
  await assert.rejects(createKey(given, { accountId, name: 'late', scopes: ['admin'], expiresAt }), {
    code: 'request.invalid',
  })
})

test('a revoked key stays in the list with the time it was revoked first', async (t) => {
  const given = await ports(t)
  const { accountId } = await ensureFirstAccount(given)
  const { id } = await createKey(given, { accountId, name: 'lost', scopes: ['documents:read'] })
  await revokeKey(given, { accountId, id })
  const first = (await listKeys(given.db, accountId))[0]?.revokedAt
  await revokeKey(given, { accountId, id })
  assert.ok(first)
  assert.equal((await listKeys(given.db, accountId))[0]?.revokedAt, first)
})

test('an account cannot see, revoke or write the keys of another, even where a query forgets to say whose', async (t) => {
  const given = await ports(t)
  const { accountId } = await ensureFirstAccount(given)
  const other = await otherAccount(given)
  const mine = await createKey(given, { accountId, name: 'mine', scopes: ['admin'] })
  const theirs = await createKey(given, { accountId: other, name: 'theirs', scopes: ['admin'] })
  const seen = await withAccount(given.db, accountId, (tx) => tx.selectFrom('apiKeys').select('id').execute())
  assert.deepEqual(seen, [{ id: mine.id }])
  await assert.rejects(revokeKey(given, { accountId, id: theirs.id }), { code: 'key.not_found' })
  const changed = await withAccount(given.db, accountId, (tx) =>
    tx
      .updateTable('apiKeys')
      .set({ revokedAt: given.clock() })
      .where('name', '=', 'theirs')
      .executeTakeFirst(),
  )
  assert.equal(changed.numUpdatedRows, 0n)
  const forged = {
    ...{
      id: given.newId('key'),
      name: 'forged',
      prefix: 'cs_live_0000',
      scopes: [],
      hash: hashKey('forged'),
    },
    ...{ accountId: other, createdAt: given.clock(), expiresAt: null, revokedAt: null, lastUsedAt: null },
  }
  await assert.rejects(
    withAccount(given.db, accountId, (tx) => insertKey(tx, other, forged)),
    /row-level security/,
  )
})
