import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Delivery, WebhookEndpointWithSecret } from '@countersign/contract/webhook'
import { sql } from 'kysely'
import { withSystem } from '../db/sql.ts'
import { testServer } from '../http/testing.ts'
import { newKey } from '../platform/cipher.ts'
import { createOutbound } from '../platform/outbound.ts'
import { deliveryRoutes } from './deliveries.routes.ts'
import { eventually, publisherFor, webhookReceiver } from './testing.ts'
import { webhookRoutes } from './webhooks.routes.ts'

type Call = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; url: string; payload?: object }

async function api(t: TestContext, { allowPrivate = true } = {}) {
  const { http, ports, as } = await testServer(t)
  const outbound = createOutbound({ allowPrivate, allowHttp: false, timeoutMs: 2000, maxResponseBytes: 1000 })
  t.after(() => outbound.close())
  webhookRoutes(http, { ...ports, outbound })
  deliveryRoutes(http, ports)
  const headers = await as(['webhooks:manage'])
  const call = async (request: Call, by = headers) => {
    const answer = await http.inject({ ...request, headers: by })
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
  }
  const create = async (url: string, more: object = {}): Promise<WebhookEndpointWithSecret> => {
    const answer = await call({ method: 'POST', url: '/v1/webhook-endpoints', payload: { url, ...more } })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return answer.body
  }
  return { call, create, ports, as }
}

/** A key of another account of the same installation. */
async function stranger({ ports, as }: Pick<Awaited<ReturnType<typeof api>>, 'ports' | 'as'>) {
  const { db, kms, newId, clock } = ports
  const id = newId('acc')
  const { wrapped, kekId } = await kms.wrap(newKey(), id)
  const row = { id, name: 'Other', kind: 'live', region: 'local', createdAt: clock() } as const
  await withSystem(db, (tx) =>
    tx
      .insertInto('accounts')
      .values({ ...row, wrappedKey: Buffer.from(wrapped), kekId })
      .execute(),
  )
  return as(['webhooks:manage'], { accountId: id })
}

test('the secret is shown when it is made and never again', async (t) => {
  const { call, create } = await api(t)
  const { secret, ...made } = await create('https://127.0.0.1/hook', { events: ['document.*'] })
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  const found = await call({ method: 'GET', url: `/v1/webhook-endpoints/${made.id}` })
  assert.deepEqual(found.body, made)
  const rotated = await call({ method: 'POST', url: `/v1/webhook-endpoints/${made.id}/rotate-secret` })
  assert.match(rotated.body.secret, /^whsec_/)
  assert.notEqual(rotated.body.secret, secret)
})

test('an address that is not allowed is refused with the setting that allows it', async (t) => {
  const { call } = await api(t, { allowPrivate: false })
  const create = (url: string) => call({ method: 'POST', url: '/v1/webhook-endpoints', payload: { url } })
  const cases = [
    ['http://127.0.0.1:9000/', /COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE=true/],
    ['https://localhost/', /COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE=true/],
    ['http://93.184.215.14/', /COUNTERSIGN_WEBHOOK_ALLOW_HTTP=true/],
    ['https://user:secret@93.184.215.14/', /user name or password/],
    ['https://169.254.169.254/latest', /not the address of a receiver/],
  ] as const
  for (const [url, detail] of cases) {
    const { status, body } = await create(url)
    assert.deepEqual([status, body.code], [422, 'webhook.address_refused'], url)
    assert.match(body.detail, detail)
  }
  assert.equal((await create('not an address')).body.code, 'webhook.url_invalid')
})

test('endpoints are listed in pages, newest first', async (t) => {
  const { call, create } = await api(t)
  const ids: string[] = []
  for (let i = 0; i < 5; i += 1) ids.push((await create(`https://127.0.0.1/${i}`)).id)
  const seen: string[] = []
  let query = '?limit=2'
  for (let page = 0; page < 3; page += 1) {
    const { body } = await call({ method: 'GET', url: `/v1/webhook-endpoints${query}` })
    seen.push(...body.items.map(({ id }: { id: string }) => id))
    query = `?limit=2&cursor=${body.nextCursor}`
    if (page === 2) assert.equal(body.nextCursor, null)
  }
  assert.deepEqual(seen.sort(), ids.sort())
  const forged = await call({ method: 'GET', url: '/v1/webhook-endpoints?cursor=p12' })
  assert.deepEqual([forged.status, forged.body.code], [400, 'cursor.invalid'])
})

test("another account's endpoints and deliveries are not there", async (t) => {
  const server = await api(t)
  const { id } = await server.create('https://127.0.0.1/hook')
  const sent = await server.call({ method: 'POST', url: `/v1/webhook-endpoints/${id}/test` })
  const other = await stranger(server)
  const base = `/v1/webhook-endpoints/${id}`
  const calls: Call[] = [
    { method: 'GET', url: base },
    { method: 'PATCH', url: base, payload: { events: [] } },
    { method: 'DELETE', url: base },
    ...['rotate-secret', 'disable', 'enable', 'test'].map(
      (name) => ({ method: 'POST', url: `${base}/${name}` }) as const,
    ),
    { method: 'GET', url: `${base}/deliveries` },
    { method: 'GET', url: `/v1/deliveries/${sent.body.id}` },
    { method: 'POST', url: `/v1/deliveries/${sent.body.id}/redeliver` },
  ]
  for (const call of calls)
    assert.equal((await server.call(call, other)).status, 404, `${call.method} ${call.url}`)
  assert.deepEqual((await server.call({ method: 'GET', url: '/v1/webhook-endpoints' }, other)).body.items, [])
  assert.equal((await server.call({ method: 'GET', url: base })).status, 200)
})

test('a key without webhooks:manage may not touch endpoints', async (t) => {
  const { call, as } = await api(t)
  const { status, body } = await call(
    { method: 'GET', url: '/v1/webhook-endpoints' },
    await as(['documents:read']),
  )
  assert.deepEqual([status, body.code], [403, 'key.scope_missing'])
})

test('a test message is sent, listed with its attempt, and can be sent again', async (t) => {
  const { call, create, ports } = await api(t)
  const receiver = await webhookReceiver(t, () => ({ status: 200 }))
  const { id } = await create(receiver.url)
  publisherFor(t, ports)
  const sent = await call({ method: 'POST', url: `/v1/webhook-endpoints/${id}/test` })
  assert.equal(sent.status, 202)
  const url = `/v1/deliveries/${sent.body.id}`
  const delivered = await eventually(async () => {
    const { body } = await call({ method: 'GET', url })
    return body.state === 'delivered' && body
  })
  assert.equal(delivered.history.length, 1)
  assert.equal(JSON.parse(receiver.received[0]?.body ?? '').type, 'webhook.test')
  assert.equal((await call({ method: 'POST', url: `${url}/redeliver` })).status, 202)
  await eventually(() => receiver.received.length === 2)
  assert.equal(receiver.received[1]?.body, receiver.received[0]?.body)
  const list = await call({ method: 'GET', url: `/v1/webhook-endpoints/${id}/deliveries` })
  assert.deepEqual(
    list.body.items.map((each: Delivery) => each.id),
    [sent.body.id],
  )
  const failed = await call({ method: 'GET', url: `/v1/webhook-endpoints/${id}/deliveries?state=failed` })
  assert.deepEqual(failed.body.items, [])
})

test('a disabled endpoint sends no test, says who disabled it, and can be enabled', async (t) => {
  const { call, create } = await api(t)
  const { id } = await create('https://127.0.0.1/hook')
  const base = `/v1/webhook-endpoints/${id}`
  const disabled = await call({ method: 'POST', url: `${base}/disable` })
  assert.deepEqual([disabled.body.state, disabled.body.disabledReason], ['disabled', 'Disabled by request.'])
  const refused = await call({ method: 'POST', url: `${base}/test` })
  assert.deepEqual([refused.status, refused.body.code], [409, 'webhook.disabled'])
  const enabled = await call({ method: 'POST', url: `${base}/enable` })
  assert.deepEqual([enabled.body.state, enabled.body.disabledReason], ['enabled', null])
})

test('an endpoint can be changed and deleted', async (t) => {
  const { call, create } = await api(t)
  const { id } = await create('https://127.0.0.1/hook')
  const url = `/v1/webhook-endpoints/${id}`
  const changed = await call({
    method: 'PATCH',
    url,
    payload: { includeFields: false, events: ['document.sealed'] },
  })
  assert.deepEqual([changed.body.includeFields, changed.body.events], [false, ['document.sealed']])
  const wrong = await call({ method: 'PATCH', url, payload: { events: ['*'] } })
  assert.equal(wrong.body.code, 'request.invalid')
  assert.equal((await call({ method: 'DELETE', url })).status, 204)
  assert.equal((await call({ method: 'GET', url })).body.code, 'webhook.not_found')
})

test('an account has at most 100 endpoints', async (t) => {
  const { call, create, ports } = await api(t)
  const { id } = await create('https://127.0.0.1/hook')
  await withSystem(ports.db, (tx) =>
    sql`insert into webhook_endpoints (id, account_id, url, events, include_fields, state, secret, created_at)
      select 'whe_' || n, account_id, url, events, include_fields, state, secret, created_at
      from webhook_endpoints, generate_series(1, 99) n where id = ${id}`.execute(tx),
  )
  const { status, body } = await call({
    method: 'POST',
    url: '/v1/webhook-endpoints',
    payload: { url: 'https://127.0.0.1/one-more' },
  })
  assert.deepEqual([status, body.code], [409, 'webhook.limit_reached'])
})
