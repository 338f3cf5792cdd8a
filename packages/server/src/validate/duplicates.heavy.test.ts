import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { buildRunner } from '../app.ts'
import { lookAt } from '../pipeline/runner.ts'
import { withInstallation } from '../pipeline/testing.ts'
import { ensureSealKey } from '../sign/signer.ts'

const { signal } = new AbortController()

async function house(t: { after(hook: () => Promise<void>): void }) {
  const installation = await withInstallation(t)
  const { app, http, headers, accountId } = installation
  const { kms, clock, newId } = app
  await ensureSealKey({ db: app.archive.db, kms, clock, newId, organisation: 'Test' })
  const runner = buildRunner(app)
  t.after(() => runner.close())
  /** What the record says of a document once it went as far as it goes by itself. */
  const process = async (payload: Uint8Array) => {
    const sent = await http.inject({
      ...{ method: 'POST', url: '/v1/documents?workflow=invoice', payload: Buffer.from(payload) },
      headers: { ...headers, 'content-type': 'application/pdf' },
    })
    const { id } = sent.json()
    await lookAt(
      runner,
      {
        ...{ id: 'test', accountId, documentId: id, state: 'received', run: 1, version: 1 },
        ...{ tier: 'standard', traceparent: null, attempt: 1, lastAttempt: false, enqueuedAt: new Date(0) },
      },
      signal,
    )
    const get = async (url: string) => (await http.inject({ url, headers })).json()
    const { findings } = await get(`/v1/documents/${id}/extraction`)
    const record = findings.filter(({ rule }: { rule: string }) => /^(duplicate|seller|iban)\./.test(rule))
    const { state } = await get(`/v1/documents/${id}`)
    return { id, state, record, rules: record.map(({ rule }: { rule: string }) => rule) }
  }
  return { ...installation, process }
}

const paper = (seed: number, change: Partial<Parameters<typeof makeInvoice>[0]> = {}) =>
  makeTextPdf(makeInvoice({ seed, language: 'de', layout: 0, wording: 'usual', ...change }))

describe('an invoice that an account had before', () => {
  test('warns as the same file, holds as another one, and is new to another account or once erased', async (t) => {
    const { process, http, headers } = await house(t)
    const first = await process(await paper(7))
    assert.deepEqual([first.state, first.rules], ['completed', []])
    const same = await process(await paper(7))
    assert.deepEqual([same.state, same.rules], ['completed', ['duplicate.file']])
    assert.match(same.record[0].message, new RegExp(first.id))
    // The same facts on other paper.
    const other = await process(await paper(7, { layout: 3 }))
    assert.equal(other.state, 'in_review')
    assert.ok(other.rules.includes('duplicate.document'), other.rules.join())
    assert.match(other.record[0].message, /reject this one/)
    const different = await process(await paper(8))
    assert.deepEqual([different.state, different.rules], ['completed', []])
    for (const { id } of [first, same, other])
      assert.equal(
        (await http.inject({ method: 'DELETE', url: `/v1/documents/${id}`, headers })).statusCode,
        204,
      )
    assert.deepEqual((await process(await paper(7, { layout: 3 }))).rules, [])
  })
})

describe('an invoice of a seller', () => {
  test('that is not on the list, or with another account, is held', async (t) => {
    const { process, http, headers } = await house(t)
    const { fields } = makeInvoice({ seed: 7, language: 'de', layout: 0, wording: 'usual' }).truth
    const list = (suppliers: object[]) =>
      http.inject({ method: 'PUT', url: '/v1/suppliers', headers, payload: { suppliers } })
    await list([{ name: 'Somebody else Ltd' }])
    const unknown = await process(await paper(7))
    assert.deepEqual([unknown.state, unknown.rules], ['in_review', ['seller.unknown']])
    await list([{ name: fields.seller, vatId: fields.vatId, ibans: ['DE89370400440532013000'] }])
    const changed = await process(await paper(7))
    assert.deepEqual([changed.state, changed.rules.sort()], ['in_review', ['duplicate.file', 'iban.changed']])
    await list([{ name: fields.seller, ibans: [fields.iban] }])
    const known = await process(await paper(7, { layout: 0 }))
    assert.ok(!known.rules.includes('seller.unknown') && !known.rules.includes('iban.changed'))
  })
})
