import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { EvidenceFile } from '@countersign/contract/evidence'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { sql } from 'kysely'
import { buildRunner } from '../../app.ts'
import { runEvidence } from '../../cli/evidence/evidence.ts'
import { withSystem } from '../../db/sql.ts'
import { place } from '../../events/testing.ts'
import { lookAt } from '../../pipeline/runner.ts'
import { type Installation, withInstallation } from '../../pipeline/testing.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { logSignerOf } from '../../roles/trust.ts'
import { ensureSealKey } from '../../sign/signer.ts'
import { signCheckpoint } from '../checkpoints.ts'
import { temporaryFolder } from '../testing.ts'
import { growTree } from '../tree.ts'

type TestContext = { after(hook: () => Promise<void>): void }

const { signal } = new AbortController()

async function get({ http, headers }: Installation, url: string) {
  const answer = await http.inject({ url, headers })
  assert.equal(answer.statusCode, 200, `${url}: ${answer.body.slice(0, 300)}`)
  return answer
}

async function completed(t: TestContext): Promise<Installation & { id: string }> {
  const installation = await withInstallation(t)
  const { app, http, headers } = installation
  const { kms, clock, newId } = app
  await ensureSealKey({ db: app.archive.db, kms, clock, newId, organisation: 'Test' })
  const runner = buildRunner(app)
  t.after(() => runner.close())
  const invoice = makeInvoice({ seed: 7, language: 'en', layout: 0, wording: 'usual' })
  const sent = await http.inject({
    method: 'POST',
    url: '/v1/documents?workflow=invoice',
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: Buffer.from(await makeTextPdf(invoice)),
  })
  const { id } = sent.json()
  const { rows } = await withSystem(app.archive.db, (tx) =>
    sql<{ data: NewJob }>`select data from pgboss.job_common where data->>'documentId' = ${id}`.execute(tx),
  )
  const [row] = rows
  assert.ok(row)
  const job = { ...row.data, id: 'test', attempt: 1, lastAttempt: false, enqueuedAt: new Date() }
  await lookAt(runner, job, signal)
  const document = (await get(installation, `/v1/documents/${id}`)).json()
  if (document.state === 'in_review') {
    await http.inject({
      method: 'POST',
      url: `/v1/documents/${id}/review`,
      headers: { ...headers, 'if-match': `"v${document.version}"` },
      payload: { decision: 'approve' },
    })
    await lookAt(runner, job, signal)
  }
  return { ...installation, id }
}

async function checkpointed({ app }: Installation): Promise<void> {
  const { db } = app.archive
  await place(db)
  while ((await growTree(db))?.lag !== 0);
  const signed = await signCheckpoint({ db, clock: app.clock, signer: await logSignerOf(app) }, 0)
  assert.equal(signed.outcome, 'signed')
}

test('the certificate of completion proves, without a server, what was done with a document', async (t) => {
  const scene = await completed(t)
  const { id, http, headers } = scene
  const early = await http.inject({ url: `/v1/documents/${id}/evidence`, headers })
  assert.equal(early.json().code, 'event.not_proven')
  await checkpointed(scene)
  const file = (await get(scene, `/v1/documents/${id}/evidence`)).json() as EvidenceFile
  const pdf = (await get(scene, `/v1/documents/${id}/certificate`)).rawPayload
  const again = (await get(scene, `/v1/documents/${id}/certificate`)).rawPayload
  assert.equal(Buffer.compare(pdf, again), 0, 'made once')
  const folder = await temporaryFolder(t)
  const at = (name: string) => join(folder, name)
  await writeFile(at('certificate.pdf'), pdf)
  await writeFile(at('sealed.pdf'), (await get(scene, `/v1/documents/${id}/artifacts/sealed`)).rawPayload)
  await writeFile(at('root.pem'), (await get(scene, '/v1/certificates/root')).body)
  const check = async (path: string, lists: Record<string, string[]> = {}) => {
    const lines: string[] = []
    const given: Record<string, string[]> = { 'log-key': [file.logKey], trust: [at('root.pem')], ...lists }
    const order = { action: 'verify', path: at(path), list: (name: string) => given[name] ?? [], json: false }
    const status = await runEvidence({ ...order, print: (line) => lines.push(line) })
    return { status, text: lines.join('\n') }
  }
  const whole = await check('certificate.pdf', { file: [at('sealed.pdf')] })
  assert.equal(whole.status, 0, whole.text)
  assert.match(whole.text, /sealed\.pdf is the sealed file, byte by byte/)
  assert.match(whole.text, /The log names this statement/)

  await t.test('and shows it where anything was changed', async () => {
    const changed = async (name: string, change: (copy: EvidenceFile) => void) => {
      const copy = structuredClone(file)
      change(copy)
      await writeFile(at(name), JSON.stringify(copy))
      return check(name)
    }
    assert.equal((await changed('same.json', () => undefined)).status, 0)
    const statement = await changed('statement.json', (copy) => {
      copy.statement = copy.statement.replace('"invoice"', '"receipt"')
    })
    assert.match(statement.text, /NOT +The statement is not the one/)
    const both = await changed('both.json', (copy) => {
      copy.statement = copy.statement.replace('"invoice"', '"receipt"')
      copy.statementSha256 = 'a'.repeat(64)
    })
    assert.equal(both.status, 2)
    const event = await changed('event.json', (copy) => {
      const [first] = copy.proofs
      if (first) first.entry = first.entry.replace('document.received', 'document.rejected')
    })
    assert.match(event.text, /NOT +The event is not the one/)
    const fewer = await changed('fewer.json', (copy) => {
      copy.proofs.pop()
    })
    assert.equal(fewer.status, 2)
    await writeFile(at('other.pdf'), Buffer.concat([pdf, Buffer.from('\n')]))
    assert.match((await check('same.json', { file: [at('other.pdf')] })).text, /none of the files/)
    const cut = Buffer.from(pdf)
    cut[300] = (cut[300] ?? 0) ^ 1
    await writeFile(at('cut.pdf'), cut)
    assert.notEqual((await check('cut.pdf').catch(() => ({ status: 1 }))).status, 0)
  })
})
