import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { verifyPdf } from '@countersign/pdf/verify'
import { sql } from 'kysely'
import { makeCscKey } from '../../../../../e2e/src/csc-key.ts'
import { type CscOptions, openCscServer } from '../../../../../e2e/src/csc-server.ts'
import { buildRunner } from '../../app.ts'
import { withSystem } from '../../db/sql.ts'
import { lookAt } from '../../pipeline/runner.ts'
import { type Installation, withInstallation } from '../../pipeline/testing.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { ensureSealKey } from '../signer.ts'
import { lookAfterRequests } from './requests.ts'

type TestContext = { after(hook: () => Promise<void>): void }
type Request = { id: string; state: string; words: string | null }

const { signal } = new AbortController()

async function open(t: TestContext, options: Partial<CscOptions>, settings: Record<string, unknown>) {
  const { key, root } = await makeCscKey(new Date())
  const server = await openCscServer({ key, ...options })
  const installation = await withInstallation(t, {
    ...{ cscUrl: server.url, signatureServiceAllowPrivate: true },
    ...settings,
  })
  const { app } = installation
  const { kms, clock, newId } = app
  await ensureSealKey({ db: app.archive.db, kms, clock, newId, organisation: 'Test' })
  const runner = buildRunner(app)
  t.after(async () => {
    await runner.close()
    await server.close()
  })
  return { ...installation, server, runner, root }
}
type Scene = Awaited<ReturnType<typeof open>>

async function call<T>({ http, headers }: Installation, url: string, payload?: object): Promise<T> {
  const asked = payload ? { method: 'POST' as const, payload } : { method: 'GET' as const }
  const answer = await http.inject({ url, headers, ...asked })
  assert.ok(answer.statusCode < 300, `${url}: ${answer.body.slice(0, 300)}`)
  return answer.json() as T
}

async function upload({ http, headers }: Installation): Promise<string> {
  const invoice = makeInvoice({ seed: 7, language: 'en', layout: 0, wording: 'usual' })
  const answer = await http.inject({
    method: 'POST',
    url: '/v1/documents?workflow=invoice',
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: Buffer.from(await makeTextPdf(invoice)),
  })
  assert.equal(answer.statusCode, 202, answer.body)
  return answer.json().id
}

/** Runs the jobs that wait for the document, as a worker would; how many there were. */
async function work({ app, runner }: Scene, id: string): Promise<number> {
  const { rows } = await withSystem(app.archive.db, (tx) =>
    sql<{ id: string; data: NewJob }>`delete from pgboss.job_common where data->>'documentId' = ${id}
      returning id, data`.execute(tx),
  )
  for (const row of rows) {
    const job = { ...row.data, id: row.id, attempt: 1, lastAttempt: false, enqueuedAt: new Date() }
    await lookAt(runner, job, signal)
  }
  return rows.length
}

const stateOf = async (scene: Scene, id: string) =>
  (await call<{ state: string }>(scene, `/v1/documents/${id}`)).state

const requestsOf = async (scene: Scene) =>
  (await call<{ items: Request[] }>(scene, '/v1/signature-requests')).items

async function approved(scene: Scene, id: string): Promise<void> {
  await work(scene, id)
  const { state, version } = await call<{ state: string; version: number }>(scene, `/v1/documents/${id}`)
  if (state !== 'in_review') return
  await scene.http.inject({
    method: 'POST',
    url: `/v1/documents/${id}/review`,
    headers: { ...scene.headers, 'if-match': `"v${version}"` },
    payload: { decision: 'approve' },
  })
  await work(scene, id)
}

const makeDue = ({ app }: Scene) =>
  withSystem(app.archive.db, (tx) =>
    sql`update signature_requests set due_at = now() - interval '1 hour'`.execute(tx),
  )

async function assertSealed(scene: Scene, id: string): Promise<void> {
  const { http, headers, root } = scene
  const { rawPayload } = await http.inject({ url: `/v1/documents/${id}/artifacts/sealed`, headers })
  const report = await verifyPdf(new Uint8Array(rawPayload), { trusted: [root] })
  assert.equal(report.verdict, 'passed', report.summary)
  assert.match(report.signatures[0]?.signer?.subject ?? '', /Acme elsewhere/)
}

describe('a seal by a service elsewhere', () => {
  test('waits while the service takes its time, and is made once when it has signed', async (t) => {
    const scene = await open(t, { notYet: { sign: 2 } }, { cscAsynchronous: true })
    const { runner, app, server } = scene
    assert.ok(runner.desk)
    const desk = { ...runner.desk, log: app.log }
    const id = await upload(scene)
    await approved(scene, id)
    assert.equal(await stateOf(scene, id), 'approved')
    assert.equal((await requestsOf(scene))[0]?.state, 'waiting')
    assert.equal(await work(scene, id), 0, 'no job sleeps while it waits')
    for (let round = 0; round < 3; round += 1) {
      await makeDue(scene)
      await lookAfterRequests(desk)
    }
    assert.equal((await requestsOf(scene))[0]?.state, 'signed')
    assert.equal(await work(scene, id), 1, 'the answer wakes the document')
    assert.equal(await stateOf(scene, id), 'completed')
    assert.equal(server.signed(), 1)
    await assertSealed(scene, id)
    await lookAfterRequests(desk)
    const left = await withSystem(app.archive.db, (tx) =>
      tx.selectFrom('blobs').select('id').where('role', '=', 'prepared').execute(),
    )
    assert.deepEqual(left, [], 'the prepared file is gone')
  })

  test('is made when a person gives the code that the service sent', async (t) => {
    const scene = await open(t, { otp: () => '123456', sendsCodes: true }, {})
    const id = await upload(scene)
    await approved(scene, id)
    const [request] = await requestsOf(scene)
    assert.equal(request?.state, 'needs_code')
    const give = (code: string) =>
      call<Request>(scene, `/v1/signature-requests/${request?.id}/code`, { code })
    assert.equal((await give('999999')).state, 'needs_code')
    assert.equal((await give('123456')).state, 'signed')
    assert.equal(await work(scene, id), 1)
    assert.equal(await stateOf(scene, id), 'completed')
    await assertSealed(scene, id)
  })

  test('waits for its owner to agree in a browser, and goes on when that browser is back', async (t) => {
    const client = { id: 'countersign', secret: 'hush' }
    const scene = await open(
      ...([
        t,
        { client, consents: true },
        { cscClientId: client.id, cscClientSecret: client.secret, publicUrl: 'http://localhost' },
      ] as const),
    )
    const id = await upload(scene)
    await approved(scene, id)
    const [request] = await requestsOf(scene)
    assert.equal(request?.state, 'needs_code')
    const answer = await fetch(/https?:\S+$/.exec(request?.words ?? '')?.[0] ?? '', { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    const visit = (path: string) => scene.http.inject({ url: path, headers: { host: 'localhost' } })
    assert.equal((await visit(`${back.pathname}?code=x&state=y`)).statusCode, 401)
    for (const _ of ['back', 'loaded again'])
      assert.match((await visit(back.pathname + back.search)).body, /^Thank you/)
    assert.equal((await requestsOf(scene))[0]?.state, 'signed')
    await work(scene, id)
    assert.equal(await stateOf(scene, id), 'completed')
    assert.equal(scene.server.signed(), 1)
  })
})
