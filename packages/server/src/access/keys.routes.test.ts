import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { NewApiKey } from '@countersign/contract/access'
import { type TestServer, testServer } from '../http/testing.ts'
import { systemClock } from '../platform/clock.ts'
import { createKey, revokeKey } from './accounts.ts'
import { keyRoutes } from './keys.routes.ts'

async function server(t: TestContext, options: Parameters<typeof testServer>[1] = {}): Promise<TestServer> {
  const given = await testServer(t, options)
  keyRoutes(given.http, given.ports)
  return given
}

const later = (minutes: number) => new Date(systemClock().getTime() + minutes * 60_000)

test('keys are made, listed and revoked over HTTP', async (t) => {
  const { http, as } = await server(t)
  const headers = await as(['admin'])
  const payload: NewApiKey = {
    name: 'till 4',
    scopes: ['documents:write'],
    expiresAt: later(60).toISOString(),
  }
  const made = await http.inject({ method: 'POST', url: '/v1/keys', headers, payload })
  assert.equal(made.statusCode, 201)
  assert.equal(made.headers['cache-control'], 'no-store')
  const { id, key } = made.json()
  const own = { authorization: `Bearer ${key}` }
  const me = await http.inject({ url: '/v1/me', headers: own })
  assert.deepEqual(me.json().key, { id, scopes: ['documents:write'] })
  const listed = await http.inject({ url: '/v1/keys', headers })
  assert.equal(listed.json().items.length, 2)
  assert.ok(!listed.body.includes(key))
  assert.ok(listed.json().items[0].lastUsedAt)
  const url = `/v1/keys/${id}`
  assert.equal((await http.inject({ method: 'DELETE', url, headers })).statusCode, 204)
  assert.equal((await http.inject({ method: 'DELETE', url, headers })).statusCode, 204)
  const refused = await http.inject({ url: '/v1/me', headers: own })
  assert.equal(refused.json().code, 'key.revoked')
})

test('a request without a usable key learns which it lacks, and always with 401 and a challenge', async (t) => {
  const { http, ports, accountId, as } = await server(t)
  const { key, id } = await createKey(ports, { accountId, name: 'old', scopes: ['admin'] })
  await revokeKey(ports, { accountId, id })
  const unknown = (await as(['admin'])).authorization.replace('cs_live', 'cs_test')
  const cases: [string | undefined, string][] = [
    [undefined, 'key.missing'],
    ['Basic dXNlcjpwYXNz', 'key.invalid'],
    ['Bearer nonsense', 'key.invalid'],
    [unknown, 'key.invalid'],
    [`Bearer ${key}`, 'key.revoked'],
  ]
  for (const [authorization, code] of cases) {
    const headers = authorization ? { authorization } : {}
    const answer = await http.inject({ url: '/v1/me', headers })
    assert.deepEqual([answer.statusCode, answer.json().code], [401, code])
    assert.match(String(answer.headers['www-authenticate']), /^Bearer realm=/)
  }
})

test('a key is refused from the moment it expires', async (t) => {
  let now = systemClock()
  const { http, as } = await server(t, { clock: () => now, rememberMs: 60_000 })
  const headers = await as(['admin'], { expiresAt: new Date(now.getTime() + 1000) })
  assert.equal((await http.inject({ url: '/v1/me', headers })).statusCode, 200)
  now = new Date(now.getTime() + 1000)
  assert.equal((await http.inject({ url: '/v1/me', headers })).json().code, 'key.expired')
})

test('a scope that lacks is named; admin stands for all but speaking for others', async (t) => {
  const { http, as } = await server(t)
  const weak = await http.inject({ url: '/v1/keys', headers: await as(['documents:read', 'review:write']) })
  assert.equal(weak.statusCode, 403)
  assert.equal(weak.json().code, 'key.scope_missing')
  assert.match(weak.json().detail, /admin/)
  const person = { 'countersign-on-behalf-of': 'jo@example.com' }
  const admin = await http.inject({ url: '/v1/me', headers: { ...(await as(['admin'])), ...person } })
  assert.equal(admin.json().code, 'actor.not_allowed')
  const trusted = await as(['actors:assert'])
  const named = await http.inject({ url: '/v1/me', headers: { ...trusted, ...person } })
  assert.equal(named.json().onBehalfOf, 'jo@example.com')
  for (const bad of ['', ' ', 'x'.repeat(255), 'jo\u00e9']) {
    const answer = await http.inject({
      url: '/v1/me',
      headers: { ...trusted, 'countersign-on-behalf-of': bad },
    })
    assert.equal(answer.json().code, 'request.invalid', JSON.stringify(bad))
  }
})

test('what a new key may be is checked, and every fault is named', async (t) => {
  const { http, as } = await server(t)
  const headers = await as(['admin'])
  const cases: [object, string][] = [
    [{ name: 'x' }, '/scopes'],
    [{ name: 'x', scopes: ['root'] }, '/scopes/0'],
    [{ name: 'x', scopes: [] }, '/scopes'],
    [{ name: 5, scopes: ['admin'] }, '/name'],
    [{ name: 'x', scopes: ['admin'], accountId: 'acc_other' }, '/accountId'],
    [{ name: 'x', scopes: ['admin'], expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ name: 'x', scopes: ['admin'], expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
  ]
  for (const [payload, path] of cases) {
    const answer = await http.inject({ method: 'POST', url: '/v1/keys', headers, payload })
    assert.equal(answer.statusCode, 400)
    assert.equal(answer.json().code, 'request.invalid')
    assert.equal(answer.json().errors[0].path, path)
  }
})

test('when a key was used last is written at most once a minute', async (t) => {
  let now = systemClock()
  const { http, ports, as } = await server(t, { clock: () => now })
  const headers = await as(['admin'])
  const used = async () => {
    const answer = await http.inject({ url: '/v1/keys', headers })
    return answer.json().items[0].lastUsedAt
  }
  const first = await used()
  now = new Date(now.getTime() + 59_000)
  assert.equal(await used(), first)
  now = new Date(now.getTime() + 1000)
  assert.equal(await used(), ports.clock().toISOString())
})

test('a key that was used a moment ago is refused soon after it is revoked', async (t) => {
  const { http, ports, accountId } = await server(t, { rememberMs: 20 })
  const { key, id } = await createKey(ports, { accountId, name: 'leaked', scopes: ['documents:read'] })
  const ask = () => http.inject({ url: '/v1/me', headers: { authorization: `Bearer ${key}` } })
  assert.equal((await ask()).statusCode, 200)
  await revokeKey(ports, { accountId, id })
  let answer = await ask()
  while (answer.statusCode === 200) answer = await ask()
  assert.equal(answer.json().code, 'key.revoked')
})
