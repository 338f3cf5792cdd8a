// One of everything that an account can own, for tests of who may see it.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { modern } from '@countersign/pdf/sign/pkcs12.fixture'
import { sql } from 'kysely'
import { buildRunner } from '../app.ts'
import { withSystem } from '../db/sql.ts'
import { driveEnvelope } from '../envelopes/driving/driver.ts'
import { mailBox } from '../envelopes/testing.ts'
import { place } from '../events/testing.ts'
import { learnDue } from '../learning/learner.ts'
import { lookAt } from '../pipeline/runner.ts'
import type { Installation } from '../pipeline/testing.ts'
import { ensureSealKey } from '../sign/signer.ts'

type Headers = Record<string, string>
type Ids = Record<string, string>

export const packet = 'parcel-of-account-one'
const secretWorkflow = {
  name: 'how-account-one-treats-its-bills',
  read: { languages: [], searchable: false },
  publish: [],
}

export const portsOf = ({ app }: Installation) => ({
  db: app.archive.db,
  kms: app.kms,
  clock: app.clock,
  newId: app.newId,
})

type Finished = { document: string; runner: ReturnType<typeof buildRunner> }

async function finished(t: TestContext, installation: Installation, headers: Headers): Promise<Finished> {
  const { app, http } = installation
  await ensureSealKey({ ...portsOf(installation), organisation: 'Test' })
  const payload = await makeTextPdf(makeInvoice({ seed: 7, language: 'en', layout: 0, wording: 'usual' }))
  const sent = await http.inject({
    method: 'POST',
    url: `/v1/documents?workflow=invoice&packet=${packet}`,
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: Buffer.from(payload),
  })
  assert.equal(sent.statusCode, 202, sent.body)
  const { id } = sent.json()
  const runner = buildRunner(app)
  t.after(() => runner.close())
  const [job] = await jobsOf(installation, id)
  assert.ok(job, 'an upload leaves a job')
  await lookAt(
    runner,
    { ...job.data, id: job.id, attempt: 1, lastAttempt: false, enqueuedAt: new Date() },
    new AbortController().signal,
  )
  return { document: id, runner }
}

/** A field of its own, marked on the document, and what that taught. */
async function taughtBy({ app, http, headers }: Installation, document: string): Promise<Ids> {
  const ask = async (method: 'POST' | 'PUT' | 'GET', url: string, payload?: object) => {
    const answer = await http.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    assert.ok(answer.statusCode < 300, answer.body)
    return answer.json()
  }
  const { class: name, fields } = await ask('GET', `/v1/documents/${document}/extraction`)
  const number = fields.find((field: { name: string }) => field.name === 'number')
  const field = await ask('POST', '/v1/taught-fields', { class: name, name: 'filedUnder', type: 'text' })
  await ask('PUT', `/v1/documents/${document}/marks/filedUnder`, { value: number.value })
  const { archive, clock, newId, log } = app
  await learnDue({ archive, clock, newId, log })
  const { items } = await ask('GET', '/v1/lessons')
  return { 'taught-fields': field.id, marks: 'filedUnder', lessons: items[0].id, models: 'layouts' }
}

/** Sent to somebody, prepared, and waiting for an answer. */
async function envelopeOf(
  { app, http, accountId }: Installation,
  { document, runner }: Finished,
  headers: Headers,
) {
  const payload = {
    title: 'A lease',
    documents: [{ documentId: document }],
    recipients: [{ name: 'Ann', email: 'ann@example.com' }],
  }
  const sent = await http.inject({ method: 'POST', url: '/v1/envelopes', headers, payload })
  assert.equal(sent.statusCode, 201, sent.body)
  const { id, recipients } = sent.json()
  const { engine, sealSigner, sealTrust } = runner.ports
  const driving = {
    archive: app.archive,
    scribe: app.recorder,
    engine,
    sealSigner,
    sealTrust,
    mailer: mailBox(),
  }
  const due = { id, accountId }
  await driveEnvelope({ ...driving, base: '', log: app.log }, due, new AbortController().signal)
  return { envelopes: id, recipients: recipients[0].id, files: '1' }
}

type JobRow = { id: string; data: Parameters<Installation['app']['queue']['enqueue']>[1] }

const jobsOf = async ({ app }: Installation, documentId: string): Promise<JobRow[]> => {
  const found = await withSystem(app.archive.db, (tx) =>
    sql<JobRow>`select id, data from pgboss.job_common where data->>'documentId' = ${documentId}`.execute(tx),
  )
  return found.rows
}

async function deadJobOf({ app, accountId }: Installation, document: string): Promise<string> {
  const dead = await withSystem(app.archive.db, (tx) =>
    sql<{
      id: string
    }>`insert into pgboss.job (name, source_name, data, group_id) values ('documents-dead', 'documents',
      ${JSON.stringify({ accountId, documentId: document, state: 'completed', run: 1 })}, ${accountId})
      returning id`.execute(tx),
  )
  return dead.rows[0]?.id ?? ''
}

async function taskOf({ app, accountId }: Installation, document: string): Promise<string> {
  const task = app.newId('tsk')
  await withSystem(app.archive.db, (tx) =>
    sql`insert into review_tasks (id, account_id, document_id, run, kind, rules, class, state, created_at)
      values (${task}, ${accountId}, ${document}, 1, 'field', '{}', 'invoice', 'open', now())`.execute(tx),
  )
  return task
}

async function requestOf({ app, accountId }: Installation, document: string): Promise<string> {
  const request = app.newId('sgr')
  await withSystem(app.archive.db, (tx) =>
    sql`insert into signature_requests (id, account_id, document_id, run, state, service, description, level, claimed_at,
      certificate, chain, algorithm, data, kind, digest, expires_at, created_at, updated_at)
      values (${request}, ${accountId}, ${document}, 1, 'needs_code', 'sign.example', 'a seal', 'B-B', now(),
      '', '{}', 'ecdsa-sha256', '', 'detached', '', now(), now(), now())`.execute(tx),
  )
  return request
}

async function uploadOf({ http }: Installation, headers: Headers): Promise<string> {
  const upload = await http.inject({
    method: 'POST',
    url: '/v1/uploads',
    headers: { ...headers, 'tus-resumable': '1.0.0', 'upload-length': '10' },
  })
  return upload.headers.location?.toString().split('/').at(-1) ?? ''
}

async function reviewerOf({ http }: Installation, headers: Headers): Promise<string> {
  const payload = { name: 'Reviewer of account one', skills: [] }
  const put = await http.inject({ method: 'PUT', url: '/v1/reviewers', headers, payload })
  assert.equal(put.statusCode, 200, put.body)
  return put.json().id
}

/** A template, and a list of people who get what it says. */
async function lettersOf(
  documentId: string,
  post: (url: string, payload: object) => Promise<{ id: string }>,
): Promise<Ids> {
  const name = 'letters-of-account-one'
  await post('/v1/envelope-templates', {
    name,
    envelope: { title: 'A lease', recipients: [{ as: 'tenant' }] },
  })
  const people = { tenant: { name: 'Ann', email: 'ann@example.com' } }
  const list = { rows: [{ documents: [{ documentId }], people }] }
  const batch = await post(`/v1/envelope-templates/${name}/batches`, list)
  return { 'envelope-templates': name, 'envelope-batches': batch.id }
}

async function holdOn({ http }: Installation, document: string, headers: Headers): Promise<void> {
  const url = `/v1/documents/${document}/legal-hold`
  const held = await http.inject({ method: 'PUT', url, headers, payload: { reason: 'a lawsuit' } })
  assert.equal(held.statusCode, 200, held.body)
}

const keyFile = { pkcs12: modern.toString('base64'), password: 'gehéim' }

/** One of everything that an address can be about. Add a row for a new kind of thing. */
export async function belongings(t: TestContext, installation: Installation, headers: Headers): Promise<Ids> {
  const { app, http } = installation
  const made = await finished(t, installation, headers)
  const { document } = made
  const envelope = await envelopeOf(installation, made, headers)
  await place(app.archive.db)
  const post = async (url: string, payload?: object) => {
    const answer = await http.inject({ method: 'POST', url, headers, ...(payload ? { payload } : {}) })
    assert.ok(answer.statusCode < 300, answer.body)
    return answer.json() as { id: string }
  }
  const endpoint = await post('/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hook' })
  const delivery = await post(`/v1/webhook-endpoints/${endpoint.id}/test`)
  const key = await post('/v1/keys', { name: 'some key', scopes: ['documents:read'] })
  await post('/v1/workflows?activate=true', secretWorkflow)
  const supplier = await post('/v1/suppliers', { name: 'Supplier of account one' })
  const certificate = await post('/v1/certificates', keyFile)
  await holdOn(installation, document, headers)
  const request = await requestOf(installation, document)
  return {
    ...envelope,
    ...(await lettersOf(document, post)),
    'signature-requests': request,
    'signature-callbacks': request,
    documents: document,
    events: '1',
    pages: '1',
    artifacts: 'original',
    layout: 'text',
    'webhook-endpoints': endpoint.id,
    deliveries: delivery.id,
    keys: key.id,
    dead: await deadJobOf(installation, document),
    suppliers: supplier.id,
    certificates: certificate.id,
    reviewers: await reviewerOf(installation, headers),
    ...(await taughtBy(installation, document)),
    workflows: secretWorkflow.name,
    versions: '1',
    tasks: await taskOf(installation, document),
    uploads: await uploadOf(installation, headers),
  }
}
