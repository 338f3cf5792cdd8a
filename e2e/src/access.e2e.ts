// Who may ask what, what those who run it see, and what an outsider gets: nothing.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type ApiKeyWithSecret, scopes } from '@countersign/contract/access'
import type { ProblemBody } from '@countersign/contract/problem'
import { type Api, type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'

type Operation = { operationId: string; security?: unknown[]; requestBody?: unknown }
type OpenApi = { paths: Record<string, Record<string, Operation>> }
type Route = { method: string; path: string; open: boolean }

/** What those who run it were promised to see. */
const metricNames = [
  'http_request_seconds',
  'acknowledgement_seconds',
  'queue_waiting',
  'queue_wait_seconds',
  'queue_oldest_seconds',
  'stage_seconds',
  'page_confidence',
  'documents_understood_total',
  'documents_held_total',
  'delivery_seconds',
  'sequencer_lag_seconds',
  'failures_total',
]

const examples: Record<string, string> = {
  recipientId: 'rcp_00000000000000000000000000',
  name: 'original',
  number: '1',
  format: 'text',
  position: '1',
}

describe('access', () => {
  let house: House
  let api: Api
  let routes: Route[] = []
  let id = ''
  let webhookId = ''
  before(async () => {
    house = await openHouse({ COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE: 'true' })
    api = house.api
    const { paths } = await api.get<OpenApi>('/openapi.json')
    routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { security = [] }]) => ({
        method: method.toUpperCase(),
        path,
        open: security.length === 0,
      })),
    )
    id = (await api.settled((await api.upload((await invoice(31)).bytes)).id)).id
    const endpoint = await api.ask<{ id: string }>('/v1/webhook-endpoints', {
      method: 'POST',
      body: { url: 'http://127.0.0.1:9/nobody', events: ['webhook.none'] },
    })
    webhookId = endpoint.body.id
  })
  after(() => house.stop())

  /** `{id}` becomes the id of something that exists, in the account of `house`. */
  const filled = (path: string) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name !== 'id') return examples[name] ?? 'x'
      if (path.includes('webhook-endpoints')) return webhookId
      if (path.includes('/envelopes/')) return 'env_00000000000000000000000000'
      if (path.includes('/keys/')) return 'key_00000000000000000000000000'
      if (path.includes('/deliveries/')) return 'msg_00000000000000000000000000'
      return id
    })

  const isProblem = (answer: { headers: Headers; body: ProblemBody; status: number }, route: string) => {
    assert.equal(answer.headers.get('content-type')?.split(';')[0], 'application/problem+json', route)
    const { type, title, status, code, detail } = answer.body
    assert.deepEqual([status, typeof type, typeof title], [answer.status, 'string', 'string'], route)
    assert.match(code, /^[a-z_]+\.[a-z_]+$/, route)
    assert.ok(detail.length > 10, `${route}: ${detail}`)
  }

  test('every route but health, metrics, what uploads can do and proof of certificates asks for a key, and says so as a problem', async () => {
    const open = routes.filter((route) => route.open).map(({ method, path }) => `${method} ${path}`)
    const expected = [
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /v1/certificates/authority.crl',
      'GET /v1/certificates/issuer.crl',
      'OPTIONS /v1/uploads',
      'POST /v1/certificates/ocsp',
      'POST /v1/signature-callbacks/{id}',
    ]
    assert.deepEqual(open.sort(), expected)
    for (const { method, path } of routes.filter((route) => !route.open)) {
      for (const [key, code] of [
        [null, 'key.missing'],
        ['cs_live_nonsense', 'key.invalid'],
      ] as const) {
        const answer = await api.ask<ProblemBody>(filled(path), { method, key })
        assert.equal(answer.status, 401, `${method} ${path}`)
        if (method !== 'HEAD') {
          assert.equal(answer.body.code, code, `${method} ${path}`)
          isProblem(answer, `${method} ${path}`)
        }
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/)
      }
    }
  })

  test("another account's document does not exist, whatever is asked of it", async () => {
    const made = await api.ask<ApiKeyWithSecret>('/v1/keys', {
      method: 'POST',
      body: {
        name: 'sandbox',
        kind: 'test',
        scopes,
      },
    })
    assert.match(made.body.key, /^cs_test_/)
    const about = routes.filter(({ path }) => /\/(documents|webhook-endpoints)\/\{id\}/.test(path))
    assert.ok(about.length > 10)
    for (const { method, path } of about) {
      const review = path.endsWith('/review')
      const hold = path.endsWith('/legal-hold') && method === 'PUT'
      const answer = await api.ask<ProblemBody>(filled(path), {
        method,
        key: made.body.key,
        ...(review ? { headers: { 'if-match': '"v1"' }, body: { decision: 'approve' } } : {}),
        ...(path.endsWith('/entry')
          ? { headers: { 'if-match': '"v1"' }, body: { class: 'invoice', fields: {}, reason: 'not mine' } }
          : {}),
        ...(hold ? { body: { reason: 'not mine to hold' } } : {}),
        ...(method === 'PATCH' ? { body: { includeFields: false } } : {}),
        ...(path.endsWith('/reopen') ? { body: {} } : {}),
        ...(path.includes('/marks/') && method === 'PUT' ? { body: { value: 'not mine to mark' } } : {}),
      })
      assert.equal(answer.status, 404, `${method} ${path} answered ${answer.status}`)
      isProblem(answer, `${method} ${path}`)
    }
    for (const path of ['/v1/documents', '/v1/events', '/v1/webhook-endpoints']) {
      const answer = await api.ask<{ items: unknown[] }>(path, { key: made.body.key })
      assert.deepEqual([answer.status, answer.body.items], [200, []], path)
    }
    assert.equal((await api.document(id)).state, 'completed')
  })

  test('a key does only what its scopes say, and nothing once it is revoked', async () => {
    const { body } = await api.ask<ApiKeyWithSecret>('/v1/keys', {
      method: 'POST',
      body: { name: 'reader', scopes: ['documents:read'] },
    })
    assert.equal((await api.ask(`/v1/documents/${id}`, { key: body.key })).status, 200)
    const refused = await api.ask<ProblemBody>(`/v1/documents/${id}`, { method: 'DELETE', key: body.key })
    assert.deepEqual([refused.status, refused.body.code], [403, 'key.scope_missing'])
    assert.equal((await api.ask(`/v1/keys/${body.id}`, { method: 'DELETE' })).status, 204)
    const deadline = performance.now() + 15_000
    let last = await api.ask<ProblemBody>('/v1/me', { key: body.key })
    while (last.status === 200 && performance.now() < deadline)
      last = await api.ask<ProblemBody>('/v1/me', { key: body.key })
    assert.deepEqual([last.status, last.body.code], [401, 'key.revoked'])
  })

  test('strange requests are answered as problems too', async () => {
    const cases = [
      [await api.ask<ProblemBody>('/v1/no-such-thing'), 404, 'route.not_found'],
      [await api.ask<ProblemBody>('/v1/documents/doc_x'), 400, 'request.invalid'],
      [await api.ask<ProblemBody>('/v1/documents?limit=0'), 400, 'request.invalid'],
      [await api.ask<ProblemBody>('/v1/events?cursor=nonsense'), 400, 'cursor.invalid'],
      [
        await api.ask<ProblemBody>('/v1/keys', {
          method: 'POST',
          body: '{"name":',
          headers: { 'content-type': 'application/json' },
        }),
        400,
        'request.malformed',
      ],
    ] as const
    for (const [answer, status, code] of cases) {
      assert.deepEqual([answer.status, answer.body.code], [status, code])
      isProblem(answer, code)
    }
  })

  test('it says that it lives and is ready', async () => {
    assert.deepEqual((await api.ask('/health/live', { key: null })).status, 200)
    const ready = await api.ask<{ status: string; checks: { ok: boolean }[] }>('/health/ready', { key: null })
    assert.deepEqual([ready.status, ready.body.status], [200, 'ready'])
    assert.ok(ready.body.checks.length > 2 && ready.body.checks.every(({ ok }) => ok))
  })

  test('Prometheus finds every metric, the stages of the other process among them', async () => {
    const text = async () => (await api.ask('/metrics', { key: null })).bytes.toString('utf8')
    const value = (metrics: string, line: RegExp) => Number(line.exec(metrics)?.[1] ?? 0)
    const deadline = performance.now() + 30_000
    let metrics = await text()
    // The working process reports every other second.
    while (!/countersign_stage_seconds_count\{.*stage="read"/.test(metrics) && performance.now() < deadline)
      metrics = await text()
    for (const stage of ['read', 'understand', 'validate', 'seal']) {
      const sum = new RegExp(`^countersign_stage_seconds_sum\\{[^}]*stage="${stage}"[^}]*\\} (\\S+)$`, 'm')
      assert.ok(value(metrics, sum) > 0, `${stage} took no time`)
    }
    assert.ok(value(metrics, /^countersign_queue_wait_seconds_count\{[^}]*\} (\S+)$/m) > 0)
    assert.ok(value(metrics, /^countersign_acknowledgement_seconds_count\{[^}]*\} (\S+)$/m) > 0)
    for (const name of metricNames) assert.ok(metrics.includes(`# TYPE countersign_${name} `), name)
  })
})
