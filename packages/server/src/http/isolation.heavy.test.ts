// Asks every route of the description as somebody who may not: whoever adds a route adds nothing here.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Scope, scopes } from '@countersign/contract/access'
import { sql } from 'kysely'
import { createKey } from '../access/accounts.ts'
import { withSystem } from '../db/sql.ts'
import { otherAccount } from '../events/testing.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'
import { belongings, packet, portsOf } from './belongings.fixture.ts'
import { addressOf, everyRoute, type Route } from './every-route.fixture.ts'
import { describeApi } from './openapi.ts'

type Headers = Record<string, string>

/** Every row of the account, in every table that has accounts. */
async function rowsOf({ app }: Pick<Installation, 'app'>, accountId: string): Promise<string> {
  return withSystem(app.archive.db, async (tx) => {
    const tables = await sql<{ name: string }>`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'account_id' order by 1`.execute(tx)
    assert.ok(tables.rows.length >= 14)
    const read = async (from: ReturnType<typeof sql>) =>
      (await sql<{ row: string }>`select row::text from ${from} order by 1`.execute(tx)).rows.map(
        ({ row }) => row,
      )
    const kept: string[] = []
    for (const { name } of tables.rows)
      kept.push(name, ...(await read(sql`${sql.table(name)} row where account_id = ${accountId}`)))
    kept.push(...(await read(sql`pgboss.job_common row where data->>'accountId' = ${accountId}`)))
    return kept.join('\n')
  })
}

const order = ['OPTIONS', 'HEAD', 'GET', 'PATCH', 'PUT', 'POST', 'DELETE']

async function prepare(t: TestContext) {
  const installation = await withInstallation(t, { webhookAllowPrivate: true, webhookAllowHttp: true })
  const { http, accountId, headers } = installation
  const ids = await belongings(t, installation, headers)
  const api = describeApi(http.declaredRoutes, { version: 'test' })
  const routes = everyRoute(api).sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method))
  const ports = portsOf(installation)
  const as = async (chosen: readonly Scope[], more: { accountId?: string; kind?: 'test' } = {}) => {
    const { key } = await createKey(ports, { accountId, name: 'asking', scopes: chosen, ...more })
    return { authorization: `Bearer ${key}`, host: 'localhost' }
  }
  const ask = (route: Route, url: string, by: Headers) =>
    http.inject({
      method: route.method as 'GET',
      url,
      headers: {
        ...by,
        ...route.headers,
        ...(route.body['content-type'] ? { 'content-type': route.body['content-type'] } : {}),
      },
      ...(route.body.payload === undefined ? {} : { payload: route.body.payload }),
    })
  const stranger = await otherAccount({
    ports,
    as: (some, more) => as(some, { accountId: more?.accountId ?? accountId }),
  })
  return {
    ...installation,
    ...{ ids, routes, as, ask },
    strangers: {
      'another account': await as(scopes, { accountId: stranger.id }),
      'its own sandbox': await as(scopes, { kind: 'test' }),
    },
    nobody: () => ({
      ...ids,
      documents: ports.newId('doc'),
      envelopes: ports.newId('env'),
      recipients: ports.newId('rcp'),
      'webhook-endpoints': ports.newId('whe'),
      deliveries: ports.newId('msg'),
      keys: ports.newId('key'),
      uploads: ports.newId('upl'),
      suppliers: ports.newId('sup'),
      certificates: ports.newId('crt'),
      'taught-fields': ports.newId('fld'),
      lessons: ports.newId('lsn'),
      workflows: 'there-never-was-one',
      tasks: ports.newId('tsk'),
      reviewers: ports.newId('rvw'),
      'envelope-templates': 'there-never-was-one',
      'envelope-batches': ports.newId('bat'),
      'signature-requests': ports.newId('sgr'),
      'signature-callbacks': ports.newId('sgr'),
      dead: '00000000-0000-4000-8000-000000000000',
    }),
  }
}

/** An answer to HEAD has no body. */
const codeOf = ({ body }: { body: string }): string => (body === '' ? '' : JSON.parse(body).code)
const told = ({ method }: Route, code: string) => (method === 'HEAD' ? '' : code)

/** When a key was last used is written for whoever uses it. */
const withoutUse = (rows: string) => rows.replace(/^\(key_.*$/gm, '')

const withoutIds = (text: string) =>
  text.replace(
    /\b(doc|crt|whe|msg|key|req|upl|sup|tsk|rvw|env|rcp|sgr|bat|fld|lsn)_[0-9a-z]{26}|[0-9a-f]{8}-[0-9a-f-]{27}|how-account-one-treats-its-bills|letters-of-account-one|there-never-was-one/g,
    'ID',
  )

test('an account is alone, whatever route is asked', async (t) => {
  const scene = await prepare(t)
  const { routes, ids, ask, as, strangers, nobody, headers, accountId } = scene
  const rows = () => rowsOf(scene, accountId)

  await t.test('no list shows anything of another account, whatever it is asked to filter by', async () => {
    const secret = [...Object.values(ids).filter((id) => id.length > 20), packet, accountId]
    const lists = routes.filter((one) => one.method === 'GET' && !one.path.includes('{') && !one.streams)
    let shown = 0
    for (const route of lists) {
      const mine = await ask(route, route.path, headers)
      shown += secret.filter((id) => mine.body.includes(id)).length
      const filters = ['', ...route.query.flatMap((name) => secret.map((id) => `?${name}=${id}`))]
      for (const by of Object.values(strangers))
        for (const filter of filters) {
          const answer = await ask(route, `${route.path}${filter}`, by)
          const leaked = answer.statusCode < 400 ? secret.filter((id) => answer.body.includes(id)) : []
          assert.deepEqual(leaked, [], `GET ${route.path}${filter}`)
        }
    }
    assert.ok(shown >= 5, `its own account sees hardly anything (${shown})`)
  })

  await t.test('every route wants a key, and the scope that its description names', async () => {
    const keys = new Map<string, Headers>()
    for (const scope of scopes)
      keys.set(scope, await as(scopes.filter((one) => one !== scope && one !== 'admin')))
    const before = withoutUse(await rows())
    for (const route of routes.filter(({ scope }) => scope !== undefined)) {
      const what = `${route.method} ${route.path}`
      const url = addressOf(route, ids)
      const unknown = await ask(route, url, { host: 'localhost' })
      assert.deepEqual([unknown.statusCode, codeOf(unknown)], [401, told(route, 'key.missing')], what)
      const authorization = `Bearer cs_live_${'0'.repeat(32)}`
      const wrong = await ask(route, url, { host: 'localhost', authorization })
      assert.deepEqual([wrong.statusCode, codeOf(wrong)], [401, told(route, 'key.invalid')], what)
      if (!route.scope) continue
      const weak = await ask(route, url, keys.get(route.scope) ?? {})
      assert.deepEqual([weak.statusCode, codeOf(weak)], [403, told(route, 'key.scope_missing')], what)
      assert.match(String(weak.headers['www-authenticate']), new RegExp(route.scope))
    }
    assert.equal(withoutUse(await rows()), before)
    const open = routes.filter(({ scope }) => scope === undefined).map(({ path }) => path)
    // Validators anywhere ask about certificates without a key, as their addresses stand in every seal.
    const proof = ['authority.crl', 'issuer.crl', 'ocsp'].map((name) => `/v1/certificates/${name}`)
    assert.deepEqual(open.sort(), [
      ...['/health/live', '/health/ready', '/metrics', ...proof],
      ...['/v1/signature-callbacks/{id}', '/v1/uploads'],
    ])
  })

  // An open one is for somebody who signs what he sends, whoever's key is shown.
  const about = routes.filter(({ path, scope }) => path.includes('{') && scope !== undefined)

  await t.test('to others, what it has is what never was, and stays as it is', async () => {
    assert.ok(about.length >= 18, `only ${about.length} routes are about something`)
    const before = withoutUse(await rows())
    for (const [who, by] of Object.entries(strangers))
      for (const route of about) {
        const what = `${route.method} ${route.path} by ${who}`
        const answer = await ask(route, addressOf(route, ids), by)
        assert.equal(answer.statusCode, 404, `${what} answered ${answer.statusCode} ${answer.body}`)
        const never = await ask(route, addressOf(route, nobody()), by)
        assert.equal(withoutIds(answer.body), withoutIds(never.body), what)
      }
    assert.equal(withoutUse(await rows()), before)
  })

  await t.test('to itself, every one of these routes answers', async () => {
    for (const route of about) {
      const own = await ask(route, addressOf(route, ids), headers)
      const refused = [401, 403, 404].includes(own.statusCode) || own.statusCode >= 500
      assert.ok(!refused, `${route.method} ${route.path} answered ${own.statusCode} ${own.body}`)
    }
  })
})
