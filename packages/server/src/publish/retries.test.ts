import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { withAccount, withSystem } from '../db/sql.ts'
import { accountKey } from '../documents/keys.ts'
import { formatSecret } from '../platform/signed-message.ts'
import { redeliver } from './deliveries.store.ts'
import { bringForward } from './outbox.store.ts'
import {
  attemptsOf,
  deliveries,
  eventually,
  inState,
  publisherFor,
  scene,
  webhookReceiver,
} from './testing.ts'
import { changeEndpoint, deleteEndpoint, findEndpoint, rotateSecret, sealSecret } from './webhooks.store.ts'

test('a message that is not taken comes again with the same id and the same bytes, later each time', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: receiver.received.length < 3 ? 500 : 200 }))
  const { secret } = await house.endpoint(receiver.url)
  const publisher = publisherFor(t, { db, ...house })
  const id = await house.document()
  await house.happen(id, ['document.received'])
  await eventually(() => receiver.received.length === 1)
  // What is understood meanwhile does not change what was rendered.
  await house.extraction(id, { fields: [], findings: [] })
  for (const minutes of [1, 2]) {
    await eventually(async () => (await deliveries(db))[0]?.attempts === minutes)
    house.forward(minutes * 60_000)
    publisher.signal()
    await eventually(() => receiver.received.length === minutes + 1)
  }
  const [delivery] = await inState(db, 'delivered')
  const [first, ...others] = receiver.received
  for (const other of others) {
    assert.equal(other.body, first?.body)
    assert.equal(other.headers['webhook-id'], first?.headers['webhook-id'])
  }
  const hook = new Webhook(secret)
  assert.equal(
    first?.headers['webhook-signature'],
    hook.sign(
      delivery?.id ?? '',
      new Date(Number(first?.headers['webhook-timestamp']) * 1000),
      first?.body ?? '',
    ),
  )
  const history = await attemptsOf(db, house.accountId, delivery?.id ?? '')
  assert.deepEqual(
    history.map(({ number, status }) => [number, status]),
    [
      [1, 500],
      [2, 500],
      [3, 200],
    ],
  )
})

test('410 Gone disables the endpoint; what waits for it waits until it is enabled again', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: receiver.received.length === 1 ? 410 : 200 }))
  const { id: endpointId } = await house.endpoint(receiver.url)
  const publisher = publisherFor(t, { db, ...house }, { perEndpoint: 1 })
  await house.happen(await house.document(), ['document.received', 'document.read'])
  await inState(db, 'failed')
  const { accountId } = house
  const endpoint = await withAccount(db, accountId, (tx) => findEndpoint(tx, accountId, endpointId))
  assert.equal(endpoint.state, 'disabled')
  assert.match(endpoint.disabledReason ?? '', /410/)
  publisher.signal()
  await pause(60)
  assert.equal((await deliveries(db)).filter((row) => row.state === 'pending').length, 1)
  const set = { state: 'enabled', disabledReason: null } as const
  await withAccount(db, accountId, (tx) => changeEndpoint(tx, accountId, { id: endpointId, set }))
  await inState(db, 'delivered')
})

test('deleting an endpoint cancels what waits for it', async (t) => {
  const { db, ...house } = await scene(t)
  const { id } = await house.endpoint('http://127.0.0.1:1/')
  publisherFor(t, { db, ...house })
  await house.happen(await house.document(), ['document.received'])
  await eventually(async () => (await deliveries(db))[0]?.attempts === 1)
  await withAccount(db, house.accountId, (tx) =>
    deleteEndpoint(tx, house.accountId, { id, now: house.clock() }),
  )
  const [delivery] = await inState(db, 'cancelled')
  assert.equal(delivery?.body, null)
})

test('a redirect is not followed, and a refused address is named in the attempt', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, ({ path }) =>
    path === '/moved' ? { status: 302, headers: { location: '/elsewhere' } } : { status: 200 },
  )
  await house.endpoint(`${receiver.url}/moved`)
  const open = publisherFor(t, { db, ...house })
  await house.happen(await house.document(), ['document.received'])
  const [delivery] = await eventually(async () => {
    const rows = await deliveries(db)
    return rows[0]?.attempts === 1 && rows
  })
  assert.deepEqual(
    receiver.received.map(({ path }) => path),
    ['/moved'],
  )
  await open.stop()
  house.forward(60_000)
  publisherFor(t, { db, ...house }, { outbound: { allowPrivate: false } })
  const history = await eventually(async () => {
    const all = await attemptsOf(db, house.accountId, delivery?.id ?? '')
    return all.length === 2 && all
  })
  assert.deepEqual(
    history.map(({ status, error }) => [status, error]),
    [
      [302, null],
      [null, 'webhook.address_refused'],
    ],
  )
  assert.equal(receiver.received.length, 1)
})

test('for a day after a change of secret both secrets verify, then only the new one', async (t) => {
  const { db, ...house } = await scene(t)
  const { accountId, kms } = house
  const receiver = await webhookReceiver(t, () => ({ status: 200 }))
  const { id, secret } = await house.endpoint(receiver.url)
  const fresh = formatSecret(new Uint8Array(32).fill(7))
  await withAccount(db, accountId, async (tx) => {
    const sealed = sealSecret(await accountKey(tx, accountId, kms), id, fresh)
    await rotateSecret(tx, accountId, { id, secret: sealed, now: house.clock() })
  })
  const publisher = publisherFor(t, { db, ...house })
  const document = await house.document()
  await house.happen(document, ['document.received'])
  await eventually(() => receiver.received.length === 1)
  const verifies = (message: (typeof receiver.received)[number] | undefined, by: string) => {
    const headers = message?.headers as Record<string, string>
    const at = new Date(Number(headers['webhook-timestamp']) * 1000)
    const expected = new Webhook(by).sign(headers['webhook-id'] ?? '', at, message?.body ?? '')
    return (headers['webhook-signature'] ?? '').split(' ').includes(expected)
  }
  assert.ok(verifies(receiver.received[0], secret))
  assert.ok(verifies(receiver.received[0], fresh))
  house.forward(25 * 60 * 60 * 1000)
  await house.happen(document, ['document.read'], 2)
  publisher.signal()
  await eventually(() => receiver.received.length === 2)
  assert.ok(!verifies(receiver.received[1], secret))
  assert.ok(verifies(receiver.received[1], fresh))
})

test('the message of a document that was erased meanwhile is not sent', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: receiver.received.length === 1 ? 500 : 200 }))
  await house.endpoint(receiver.url, { events: ['document.received', 'document.erased'] })
  const publisher = publisherFor(t, { db, ...house })
  const id = await house.document()
  await house.happen(id, ['document.received'])
  await eventually(async () => (await deliveries(db))[0]?.attempts === 1)
  const { accountId } = house
  const erase = { state: 'erased', wrappedKey: null, kekId: null } as const
  await withAccount(db, accountId, (tx) =>
    tx.updateTable('documents').set(erase).where('accountId', '=', accountId).where('id', '=', id).execute(),
  )
  house.forward(60_000)
  publisher.signal()
  const [cancelled] = await inState(db, 'cancelled')
  assert.equal(cancelled?.body, null)
  await house.happen(id, ['document.erased'], 2)
  publisher.signal()
  await inState(db, 'delivered')
  assert.deepEqual(
    receiver.received.map(({ body }) => JSON.parse(body).type),
    ['document.received', 'document.erased'],
  )
})

test('a message that was given up can be sent again, with all its retries ahead', async (t) => {
  const { db, ...house } = await scene(t)
  const { accountId } = house
  const receiver = await webhookReceiver(t, () => ({ status: receiver.received.length <= 12 ? 503 : 200 }))
  await house.endpoint(receiver.url)
  const publisher = publisherFor(t, { db, ...house })
  await house.happen(await house.document(), ['document.received'])
  for (let attempt = 1; attempt <= 11; attempt += 1) {
    await eventually(async () => (await deliveries(db))[0]?.attempts === attempt)
    house.forward(29 * 60 * 60 * 1000)
    publisher.signal()
  }
  const [failed] = await inState(db, 'failed')
  assert.equal(failed?.attempts, 12)
  const id = failed?.id ?? ''
  await withAccount(db, accountId, (tx) => redeliver(tx, accountId, { id, now: house.clock() }))
  publisher.signal()
  await inState(db, 'delivered')
  assert.equal(new Set(receiver.received.map(({ body }) => body)).size, 1)
})

test('a message from before the clock was set back by hours does not wait for those hours', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: receiver.received.length < 2 ? 500 : 200 }))
  await house.endpoint(receiver.url)
  const publisher = publisherFor(t, { db, ...house })
  const id = await house.document()
  house.forward(3 * 3_600_000)
  await house.happen(id, ['document.received'])
  await eventually(async () => (await deliveries(db))[0]?.attempts === 1)
  house.forward(-3 * 3_600_000)
  await withSystem(db, (tx) => bringForward(tx, house.clock()))
  publisher.signal()
  await inState(db, 'delivered')
  assert.equal(receiver.received.length, 2)
})
