import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { inspectSignatures } from '@countersign/pdf/inspect'
import { verifySeal } from '@countersign/pdf/verify'
import { buildRunner } from '../app.ts'
import { withSystem } from '../db/sql.ts'
import { type DocumentEvent, replay } from '../domain/document.ts'
import { sequence } from '../events/sequencer.ts'
import { isOutage } from '../platform/outage.ts'
import type { Job } from '../ports/job-queue.ts'
import { ensureSealKey, rootCertificate } from '../sign/signer.ts'
import { lookAt } from './runner.ts'
import { type Installation, withInstallation } from './testing.ts'

const { signal } = new AbortController()

async function prepared(t: { after(hook: () => Promise<void>): void }) {
  const installation = await withInstallation(t)
  const { app } = installation
  await ensureSealKey({
    db: app.archive.db,
    kms: app.kms,
    clock: app.clock,
    newId: app.newId,
    organisation: 'Test',
  })
  const runner = buildRunner(app)
  t.after(() => runner.close())
  return { ...installation, runner }
}

async function upload({ http, headers }: Installation, payload: Uint8Array, query: string): Promise<string> {
  const response = await http.inject({
    method: 'POST',
    url: `/v1/documents?${query}`,
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: Buffer.from(payload),
  })
  assert.equal(response.statusCode, 202, response.body)
  return response.json().id
}

const jobFor = ({ accountId }: Installation, documentId: string, run = 1): Job => ({
  id: 'test',
  accountId,
  documentId,
  state: 'received',
  run,
  version: 1,
  tier: 'standard',
  traceparent: null,
  attempt: 1,
  lastAttempt: false,
  enqueuedAt: new Date(),
})

/** Approves what was held; false where nothing was. */
async function approved(prepare: Installation, id: string): Promise<boolean> {
  const document = (await get(prepare, `/v1/documents/${id}`)).json()
  if (document.state !== 'in_review') return false
  const answer = await prepare.http.inject({
    method: 'POST',
    url: `/v1/documents/${id}/review`,
    headers: { ...prepare.headers, 'if-match': `"v${document.version}"` },
    payload: { decision: 'approve' },
  })
  assert.equal(answer.statusCode, 200, answer.body)
  return true
}

const get = async ({ http, headers }: Installation, url: string) => {
  const response = await http.inject({ url, headers })
  assert.equal(response.statusCode, 200, `${url}: ${response.body.slice(0, 300)}`)
  return response
}

async function standingByLog({ app }: Installation, id: string) {
  const rows = await withSystem(app.archive.db, (tx) =>
    tx.selectFrom('events').select('type').where('subject', '=', id).orderBy('version').execute(),
  )
  return replay(rows.map((row) => row.type as DocumentEvent))
}

const englishInvoice = () =>
  makeTextPdf(makeInvoice({ seed: 7, language: 'en', layout: 0, wording: 'usual' }))

/** What is read is there in the formats of others. */
async function exported(prepare: Installation, id: string): Promise<void> {
  const as = async (format: string) => {
    const { headers, body } = await get(prepare, `/v1/documents/${id}/layout/${format}`)
    return [headers['content-type'], body] as const
  }
  const [textType, text] = await as('text')
  assert.equal(textType, 'text/plain; charset=utf-8')
  assert.match(text, /Invoice/i)
  assert.match((await as('markdown'))[1], /Invoice/i)
  assert.match((await as('hocr'))[1], /^<\?xml[\s\S]*class="ocr_page"[\s\S]*<\/html>\n$/)
  assert.match((await as('alto'))[1], /<Page ID="page_1"[\s\S]*<\/alto>\n$/)
}

describe('the way of a document', () => {
  test('an invoice delivered twice at once is read, understood, sealed and completed once', async (t) => {
    const prepare = await prepared(t)
    const id = await upload(prepare, await englishInvoice(), 'workflow=invoice')
    const job = jobFor(prepare, id)
    await Promise.all([lookAt(prepare.runner, job, signal), lookAt(prepare.runner, job, signal)])
    await lookAt(prepare.runner, job, signal)
    if (await approved(prepare, id)) await lookAt(prepare.runner, job, signal)
    const document = (await get(prepare, `/v1/documents/${id}`)).json()
    assert.equal(document.state, 'completed')
    assert.deepEqual(await standingByLog(prepare, id), {
      state: document.state,
      run: document.run,
      version: document.version,
    })
    assert.deepEqual(
      Object.keys(document.links.artifacts).sort(),
      ['evidence', 'original', 'sealed']
        .concat(document.links.artifacts.searchable ? ['searchable'] : [])
        .sort(),
    )

    const sealed = (await get(prepare, `/v1/documents/${id}/artifacts/sealed`)).rawPayload
    const root = await rootCertificate(prepare.app.archive.db)
    const der = Buffer.from(root.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    const report = await verifySeal(sealed, { trusted: [der] })
    assert.deepEqual([report.valid, report.problems], [true, []])

    const evidence = (await get(prepare, `/v1/documents/${id}/artifacts/evidence`)).json()
    assert.equal(evidence.document.id, id)
    assert.equal(evidence.events.at(-1).body.type, 'document.sealed')
    const page = (await get(prepare, `/v1/documents/${id}/pages/1`)).json()
    assert.equal(page.source, 'text')
    await exported(prepare, id)
    assert.deepEqual(
      [...(await get(prepare, `/v1/documents/${id}/pages/1/image`)).rawPayload.subarray(0, 2)],
      [0xff, 0xd8],
    )
  })

  test('a seal that asks for timestamps waits while nobody gives one, and is made when somebody does', async (t) => {
    const prepare = await prepared(t)
    const { runner } = prepare
    const id = await upload(prepare, await englishInvoice(), 'workflow=invoice-lta')
    const away = { name: 'clock.example', ask: () => Promise.reject(new Error('nobody answers')) }
    const sealTrust = { ...runner.ports.sealTrust, timestamps: [away] }
    const alone = { ...runner, ports: { ...runner.ports, sealTrust } }
    const job = { ...jobFor(prepare, id), lastAttempt: true }
    const sealing = async () => {
      await lookAt(alone, job, signal)
      if (await approved(prepare, id)) await lookAt(alone, job, signal)
    }
    await assert.rejects(
      sealing(),
      (error) =>
        isOutage(error) && error instanceof Error && /clock\.example: nobody answers/.test(error.message),
    )
    assert.equal((await get(prepare, `/v1/documents/${id}`)).json().state, 'approved')
    await lookAt(runner, job, signal)
    assert.equal((await get(prepare, `/v1/documents/${id}`)).json().state, 'completed')
    const evidence = (await get(prepare, `/v1/documents/${id}/artifacts/evidence`)).json()
    assert.equal(evidence.events.at(-1).body.data.level, 'B-LTA')
    const sealed = (await get(prepare, `/v1/documents/${id}/artifacts/sealed`)).rawPayload
    assert.deepEqual((await inspectSignatures(sealed)).fields, [
      'Countersign_Seal_1',
      'Countersign_Timestamp_1',
    ])
  })

  test('a job of an earlier run changes nothing', async (t) => {
    const prepare = await prepared(t)
    const id = await upload(prepare, await englishInvoice(), 'workflow=archive')
    await lookAt(prepare.runner, jobFor(prepare, id, 2), signal)
    assert.equal((await get(prepare, `/v1/documents/${id}`)).json().state, 'received')
    const { http, headers } = prepare
    const early = await http.inject({ url: `/v1/documents/${id}/layout/text`, headers })
    assert.deepEqual([early.statusCode, early.json().code], [404, 'artifact.not_found'])
  })

  test('a damaged file ends as failed with a code, and reopening reads it as a new run', async (t) => {
    const prepare = await prepared(t)
    const id = await upload(prepare, Buffer.from('%PDF-1.7\nnothing of a document'), 'workflow=archive')
    await lookAt(prepare.runner, jobFor(prepare, id), signal)
    const failed = (await get(prepare, `/v1/documents/${id}`)).json()
    assert.equal(failed.state, 'failed')
    assert.match(failed.failure.code, /^read\./)
    const reopened = await prepare.http.inject({
      method: 'POST',
      url: `/v1/documents/${id}/reopen`,
      headers: prepare.headers,
    })
    assert.equal(reopened.statusCode, 202, reopened.body)
    assert.deepEqual(
      [reopened.json().state, reopened.json().run, reopened.json().failure],
      ['received', 2, null],
    )
    await lookAt(prepare.runner, jobFor(prepare, id, 2), signal)
    assert.deepEqual(await standingByLog(prepare, id), { state: 'failed', run: 2, version: 4 })
  })

  test('two reviewers cannot overwrite each other, and a correction is kept with who and why', async (t) => {
    const prepare = await prepared(t)
    const german = makeInvoice({ seed: 3, language: 'de', layout: 1, wording: 'usual' })
    const id = await upload(prepare, await makeTextPdf(german), 'workflow=invoice')
    await withSystem(prepare.app.archive.db, (tx) =>
      tx.updateTable('documents').set({ workflow: 'invoice' }).where('id', '=', id).execute(),
    )
    await lookAt(prepare.runner, jobFor(prepare, id), signal)
    const document = (await get(prepare, `/v1/documents/${id}`)).json()
    if (document.state !== 'in_review') return assert.equal(document.state, 'completed')
    const review = (etag: string, payload: object) =>
      prepare.http.inject({
        method: 'POST',
        url: `/v1/documents/${id}/review`,
        headers: { ...prepare.headers, 'if-match': etag },
        payload,
      })
    assert.equal((await review('"v1"', { decision: 'approve' })).json().code, 'document.changed')
    const answers = await Promise.all(
      [1, 2].map(() =>
        review(`"v${document.version}"`, {
          decision: 'approve',
          corrections: [{ field: 'number', value: 'R-1', reason: 'misread' }],
        }),
      ),
    )
    assert.deepEqual(answers.map((answer) => answer.statusCode).sort(), [200, 412])
    const extraction = (await get(prepare, `/v1/documents/${id}/extraction`)).json()
    assert.deepEqual(
      extraction.fields
        .filter((field: { name: string }) => field.name === 'number')
        .map((field: { value: string; origin: string }) => [field.value, field.origin]),
      [['R-1', 'person']],
    )
  })

  test('an erased document is gone from every answer, and its log says only that', async (t) => {
    const prepare = await prepared(t)
    const id = await upload(prepare, await englishInvoice(), 'workflow=archive')
    await lookAt(prepare.runner, jobFor(prepare, id), signal)
    assert.equal(
      (await prepare.http.inject({ method: 'DELETE', url: `/v1/documents/${id}`, headers: prepare.headers }))
        .statusCode,
      204,
    )
    for (const rest of [
      '/pages/1',
      '/layout/text',
      '/artifacts/original',
      '/artifacts/evidence',
      '/extraction',
    ])
      assert.equal(
        (await prepare.http.inject({ url: `/v1/documents/${id}${rest}`, headers: prepare.headers })).json()
          .code,
        'document.erased',
      )
    assert.deepEqual(await Array.fromAsync(prepare.app.archive.blobs.list()), [])
    assert.equal((await standingByLog(prepare, id)).state, 'erased')
    while ((await sequence(prepare.app.archive.db))?.waiting);
    assert.equal((await get(prepare, `/v1/events?subject=${id}`)).json().items.at(-1).type, 'document.erased')
  })
})
