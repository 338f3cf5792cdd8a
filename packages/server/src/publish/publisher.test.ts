import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { WebhookMessage } from '@countersign/contract/webhook'
import { Webhook } from 'standardwebhooks'
import { listenAt } from '../db/listen.ts'
import { withAccount, withSystem } from '../db/sql.ts'
import { appendEvent, bySystem } from '../events/append.ts'
import { sequence, startSequencer } from '../events/sequencer.ts'
import { createLog } from '../platform/log.ts'
import { claimDue } from './outbox.store.ts'
import { attemptsOf, eventually, inState, publisherFor, scene, webhookReceiver } from './testing.ts'

test('what happens to documents of a workflow that publishes nothing is announced nowhere', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: 204 }))
  await house.endpoint(receiver.url)
  const quiet = await house.document()
  const loud = await house.document()
  publisherFor(t, { db, ...house }, { announces: async (_tx, { id }) => id !== quiet })
  await house.happen(quiet, ['document.received', 'document.read'])
  await house.happen(loud, ['document.received'])
  await inState(db, 'delivered')
  const about = receiver.received.map(({ body }) => (JSON.parse(body) as WebhookMessage).data.document?.id)
  assert.deepEqual(about, [loud])
})

test('an event reaches the endpoints that want it, signed, with the fields of the document', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: 204 }))
  const { secret } = await house.endpoint(receiver.url, { events: ['document.understood'] })
  await house.endpoint(receiver.url, { events: ['document.sealed'] })
  const seen: [number, string][] = []
  publisherFor(
    t,
    { db, ...house },
    {
      observe: {
        deliveryLatency: (s) => seen.push([s, '']),
        attempt: (how) => seen.push([0, how]),
        lag() {},
      },
    },
  )
  const id = await house.document({ class: 'invoice', pageCount: 2 })
  const total = { minor: 11_900, currency: 'EUR' }
  await house.extraction(id, {
    fields: [
      {
        name: 'total',
        type: 'money',
        value: total,
        raw: '119,00',
        confidence: 1,
        evidence: [],
        origin: 'document',
      },
    ],
    findings: [{ rule: 'field.missing', severity: 'error', message: 'secret 119,00', field: 'number' }],
  })
  await house.happen(id, ['document.received', 'document.read', 'document.understood'])
  const [delivery] = await inState(db, 'delivered')
  assert.equal(receiver.received.length, 1)
  const [received] = receiver.received
  const headers = received?.headers as Record<string, string>
  const message = new Webhook(secret).verify(received?.body ?? '', headers) as WebhookMessage
  assert.equal(headers['webhook-id'], delivery?.id)
  assert.equal(message.type, 'document.understood')
  const { document, event, ...rest } = message.data
  assert.deepEqual(rest, { run: 1, version: 3, position: 3 })
  assert.equal(event?.position, 3)
  assert.deepEqual(document, {
    ...{ id, state: 'understood', run: 1, version: 3, class: 'invoice', workflow: 'invoice', pageCount: 2 },
    fields: { total },
    findings: { errors: 1, warnings: 0, rules: ['field.missing'] },
    links: {
      self: `/v1/documents/${id}`,
      extraction: `/v1/documents/${id}/extraction`,
      events: `/v1/documents/${id}/events`,
    },
  })
  assert.deepEqual(
    seen.map(([, how]) => how),
    ['delivered', ''],
  )
  const [attempt] = await attemptsOf(db, house.accountId, delivery?.id ?? '')
  assert.equal(attempt?.status, 204)
})

test('from event to receiver takes no polling interval when the database notifies', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: 200 }))
  await house.endpoint(receiver.url)
  const log = createLog({ level: 'silent', role: 'test' })
  const sequencer = startSequencer({ db, log, listen: listenAt(house.databaseUrl), pollMs: 3_600_000 })
  t.after(() => sequencer.stop())
  publisherFor(t, { db, ...house }, { listen: listenAt(house.databaseUrl), pollMs: 3_600_000 })
  const id = await house.document()
  for (const [index, type] of ['document.received', 'document.read', 'document.completed'].entries()) {
    await house.record(id, [type], index + 1)
    await eventually(() => receiver.received.length > index)
  }
})

test('two publishers at once send every message once', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: 200, afterMs: 5 }))
  await house.endpoint(receiver.url)
  await house.endpoint(`${receiver.url}/second`)
  for (let i = 0; i < 2; i += 1) publisherFor(t, { db, ...house })
  const id = await house.document()
  for (let i = 0; i < 10; i += 1)
    await house.happen(id, ['document.read', 'document.reopened', 'document.read'], i * 3 + 1)
  await inState(db, 'delivered', 60)
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  assert.equal(ids.length, 60)
  assert.equal(new Set(ids).size, 60)
})

test('a slow receiver gets few messages at a time and keeps no other waiting', async (t) => {
  const { db, ...house } = await scene(t)
  const slow = await webhookReceiver(t, () => ({ status: 200, afterMs: 60_000 }))
  const quick = await webhookReceiver(t, () => ({ status: 200 }))
  await house.endpoint(slow.url)
  await house.endpoint(quick.url)
  publisherFor(t, { db, ...house }, { concurrency: 6, perEndpoint: 2 })
  const types = Array.from({ length: 20 }, (_, i) => (i % 2 ? 'document.reopened' : 'document.read'))
  await house.happen(await house.document(), types)
  await eventually(() => quick.received.length === 20)
  await eventually(() => slow.received.length === 2)
  assert.ok(slow.most <= 2 && quick.most <= 2)
})

test('an account has only its share of the messages under way', async (t) => {
  const { db, ...house } = await scene(t)
  const slow = await webhookReceiver(t, () => ({ status: 200, afterMs: 100 }))
  await house.endpoint(`${slow.url}/one`)
  await house.endpoint(`${slow.url}/two`)
  publisherFor(t, { db, ...house }, { perAccount: 3, perEndpoint: 2 })
  const types = Array.from({ length: 4 }, (_, i) => (i % 2 ? 'document.reopened' : 'document.read'))
  await house.happen(await house.document(), types)
  await inState(db, 'delivered', 8)
  assert.equal(slow.most, 3)
})

test("the receiver's request belongs to the trace of the client that caused the event", async (t) => {
  const { db, accountId, clock, newId, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: 200 }))
  await house.endpoint(receiver.url)
  publisherFor(t, { db, clock, newId, ...house })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const subject = await house.document()
  const event = { id: newId('evt'), type: 'document.received', subject, run: 1, version: 1, data: {}, clock }
  await withAccount(db, accountId, (tx) => appendEvent(tx, accountId, { ...event, ...bySystem(traceparent) }))
  await eventually(async () => (await sequence(db))?.placed)
  await eventually(() => receiver.received.length === 1)
  assert.match(String(receiver.received[0]?.headers.traceparent), /^00-0af7651916cd43dd8448eb211c80319c-/)
})

test('what a worker had claimed when it died is sent once its claim has run out', async (t) => {
  const { db, ...house } = await scene(t)
  const receiver = await webhookReceiver(t, () => ({ status: 200 }))
  await house.endpoint(receiver.url)
  const first = publisherFor(t, { db, ...house }, { concurrency: 0 })
  await house.happen(await house.document(), ['document.received'])
  await inState(db, 'pending')
  await first.stop()
  const now = house.clock()
  const lockedUntil = new Date(now.getTime() + 40_000)
  const claim = { now, lockedUntil, free: 10, perEndpoint: 10, perAccount: 10, sending: [] }
  assert.equal((await withSystem(db, (tx) => claimDue(tx, claim))).length, 1)
  const publisher = publisherFor(t, { db, ...house })
  publisher.signal()
  await pause(60)
  assert.equal(receiver.received.length, 0)
  house.forward(41_000)
  publisher.signal()
  await inState(db, 'delivered')
  assert.equal(receiver.received.length, 1)
})
