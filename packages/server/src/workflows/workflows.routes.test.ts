import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WorkflowVersionInfo } from '@countersign/contract/workflow'
import { withAccount } from '../db/sql.ts'
import { otherAccount } from '../events/testing.ts'
import { testServer } from '../http/testing.ts'
import { workflowRoutes } from './workflows.routes.ts'
import { isAnnounced } from './workflows.ts'

const bills = (more: object = {}) => ({
  name: 'bills',
  read: { languages: [], searchable: false },
  publish: [],
  ...more,
})

async function withRoutes(t: Parameters<typeof testServer>[0]) {
  const server = await testServer(t)
  const { db, clock } = server.ports
  workflowRoutes(server.http, { db, clock, judge: () => [], kms: server.ports.kms })
  const headers = await server.as(['documents:read', 'workflows:manage'])
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object, by = headers) => {
    const answer = await server.http.inject({
      ...{ method, url: `/v1${url}`, headers: by },
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, body: answer.json(), location: answer.headers.location }
  }
  return { ...server, ask }
}

test('a workflow grows by versions, of which one is active, and goes back again', async (t) => {
  const { ask, ports, as } = await withRoutes(t)
  const first = await ask('POST', '/workflows', bills())
  assert.deepEqual([first.status, first.body.version, first.body.active], [201, 1, false])
  assert.equal(first.location, '/v1/workflows/bills/versions/1')
  const same = await ask('POST', '/workflows', bills())
  assert.deepEqual([same.status, same.body.version], [200, 1])
  const second = await ask('POST', '/workflows?activate=true', bills({ description: 'new' }))
  assert.deepEqual([second.status, second.body.version, second.body.active], [201, 2, true])
  assert.equal((await ask('GET', '/workflows/bills')).body.version, 2)

  const back = await ask('POST', '/workflows/bills/activate', { version: 1 })
  assert.deepEqual([back.body.version, back.body.active], [1, true])
  const versions = (await ask('GET', '/workflows/bills/versions')).body.items as WorkflowVersionInfo[]
  assert.deepEqual(
    versions.map(({ version, active }) => [version, active]),
    [
      [2, false],
      [1, true],
    ],
  )
  const { items } = (await ask('GET', '/workflows')).body
  assert.deepEqual(items.at(-1), {
    name: 'bills',
    description: 'new',
    origin: 'account',
    activeVersion: 1,
    latestVersion: 2,
  })
  assert.ok(items.some(({ name }: { name: string }) => name === 'supplier-invoices'))

  const stranger = await otherAccount({ ports, as })
  for (const path of ['/workflows/bills', '/workflows/bills/versions', '/workflows/bills/versions/1'])
    assert.deepEqual((await ask('GET', path, undefined, stranger.headers)).body.code, 'workflow.unknown')
})

test('what ships cannot go back, and says so rather than nothing', async (t) => {
  const { ask } = await withRoutes(t)
  const old = await ask('POST', '/workflows/contract-signing/activate', { version: 1 })
  assert.deepEqual([old.status, old.body.code], [409, 'workflow.reserved'])
  assert.match(old.body.detail, /under a name of your own/)
  const now = await ask('POST', '/workflows/contract-signing/activate', { version: 2 })
  assert.deepEqual([now.status, now.body.active], [200, true])
})

test('what is wrong is refused with every fault named', async (t) => {
  const { ask, as } = await withRoutes(t)
  const faulty = bills({ publish: ['mail'], read: { languages: ['german'], searchable: true } })
  const refused = await ask('POST', '/workflows', faulty)
  assert.deepEqual([refused.status, refused.body.code], [422, 'workflow.invalid'])
  assert.deepEqual(refused.body.errors.map(({ path }: { path: string }) => path).sort(), [
    '/publish/0',
    '/read/languages/0',
  ])
  assert.equal((await ask('POST', '/workflows', bills({ name: 'archive' }))).body.code, 'workflow.reserved')
  assert.equal((await ask('POST', '/workflows/bills/activate', { version: 1 })).body.code, 'workflow.unknown')
  const checked = await ask('POST', '/workflows/check', { source: '{\n  "name": 1\n}' })
  assert.equal(checked.body.valid, false)
  assert.deepEqual(checked.body.faults[0], {
    path: '',
    line: 1,
    column: 1,
    message: 'It lacks "read", "publish".',
  })
  assert.equal((await ask('GET', '/workflow-schema')).body.title, 'Workflow of Countersign')
  const weak = await as(['documents:read'])
  assert.equal((await ask('POST', '/workflows', bills(), weak)).body.code, 'key.scope_missing')
})

test('only documents of a workflow that publishes are announced', async (t) => {
  const { ask, ports, accountId } = await withRoutes(t)
  await ask('POST', '/workflows', bills())
  await ask('POST', '/workflows', bills({ publish: ['webhook'] }))
  const announced = (name: string, version: number) =>
    withAccount(ports.db, accountId, (tx) => isAnnounced(tx, accountId, { name, version }))
  assert.equal(await announced('bills', 1), false)
  assert.equal(await announced('bills', 2), true)
  assert.equal(await announced('archive', 1), true)
  assert.equal(await announced('forgotten', 1), true, 'silence would lose what somebody waits for')
})

test('two who save at once get versions of their own', async (t) => {
  const { ask } = await withRoutes(t)
  const saved = await Promise.all(
    [1, 2, 3, 4].map((number) => ask('POST', '/workflows', bills({ description: `of ${number}` }))),
  )
  assert.deepEqual(saved.map(({ body }) => body.version).sort(), [1, 2, 3, 4])
})
