// A scan that nowhere says in which currency its amounts are: a person corrects it over the API, and it goes on.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Document } from '@countersign/contract/document'
import type { FieldValue } from '@countersign/contract/extraction'
import type { ProblemBody } from '@countersign/contract/problem'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeScannedPdf } from '@countersign/fixtures/scan'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, type House, openHouse } from './house.ts'
import { acceptSealed } from './judges.ts'

describe('review over the API', () => {
  let house: House
  let api: Api
  const german = makeInvoice({ seed: 1, wording: 'usual', language: 'de', layout: 1 })
  let held: Document
  let etag = ''
  before(async () => {
    house = await openHouse()
    api = house.api
    for (const run of german.sheets.flatMap(({ runs }) => runs))
      run.text = run.text.replace(/\s*(€|EUR|Euro)/g, '')
    const scan = await makeScannedPdf(german, { seed: 2 })
    held = await api.settled((await api.upload(scan, { languages: 'de' })).id)
  })
  after(() => house.stop())

  type Decision = { headers?: Record<string, string>; body: object; key?: string }
  const review = ({ headers, body, key }: Decision) =>
    api.ask<Document & ProblemBody>(`/v1/documents/${held.id}/review`, {
      method: 'POST',
      headers: headers ?? { 'if-match': etag },
      body,
      ...(key ? { key } : {}),
    })

  test('the document waits, and its ETag is what a reviewer must send back', async () => {
    assert.equal(held.state, 'in_review')
    const answer = await api.ask(`/v1/documents/${held.id}`)
    etag = answer.headers.get('etag') ?? ''
    assert.match(etag, /^"v\d+"$/)
    const missing = await review({ headers: {}, body: { decision: 'approve' } })
    assert.deepEqual([missing.status, missing.body.code], [428, 'document.precondition_missing'])
  })

  test('values that still contradict each other are not approved', async () => {
    const { status, body } = await review({ body: { decision: 'approve' } })
    assert.deepEqual([status, body.code], [422, 'review.unresolved'])
    assert.ok((body.errors ?? []).some(({ message }) => message.startsWith('currency.missing')))
    assert.equal((await api.document(held.id)).state, 'in_review')
  })

  test('only a key that may name people names the person it acts for', async () => {
    const made = await api.ask<{ key: string }>('/v1/keys', {
      method: 'POST',
      body: { name: 'reviewer', scopes: ['documents:read', 'review:write'] },
    })
    const answer = await review({
      headers: { 'if-match': etag, 'countersign-on-behalf-of': 'maria@example.org' },
      body: { decision: 'approve' },
      key: made.body.key,
    })
    assert.deepEqual([answer.status, answer.body.code], [403, 'actor.not_allowed'])
  })

  test('with the currency and every doubtful value corrected it is approved, sealed and completed', async () => {
    const wanted = Object.entries(german.truth.fields) as [string, FieldValue][]
    const answer = await review({
      headers: { 'if-match': etag, 'countersign-on-behalf-of': 'maria@example.org' },
      body: {
        decision: 'approve',
        corrections: wanted.map(([field, value]) => ({ field, value, reason: 'as printed' })),
      },
    })
    assert.equal(answer.status, 200, answer.bytes.toString())
    const done = await api.settled(held.id)
    assert.equal(done.state, 'completed')
    const { fields } = await api.extraction(held.id)
    const corrected = fields.filter(({ name }) => wanted.some(([field]) => field === name))
    assert.deepEqual(
      Object.fromEntries(corrected.map(({ name, value }) => [name, value])),
      Object.fromEntries(wanted),
    )
    assert.ok(corrected.every(({ origin, confidence }) => origin === 'person' && confidence === 1))
  })

  test('a second reviewer who saw the older version is told so', async () => {
    const { status, body } = await review({ body: { decision: 'reject', reason: 'too late' } })
    assert.deepEqual([status, body.code], [412, 'document.changed'])
  })

  test('the log says that a person decided and what was corrected, but neither who nor the values', async () => {
    const history = await api.history(held.id)
    const decided = history.find(({ type }) => type === 'document.validated')
    assert.equal(decided?.data.by, 'review')
    assert.ok((decided?.data.corrected as string[] | undefined)?.includes('currency'))
    assert.match(decided?.actor.onBehalfOf ?? '', /^[0-9a-f]{64}$/)
    const text = JSON.stringify(history)
    for (const secret of ['maria@example.org', String(german.truth.fields.iban)])
      assert.ok(!text.includes(secret), secret)
  })

  test('what is sealed is the searchable scan, and foreign tools accept the seal', async (t) => {
    const folder = await makeFolder()
    t.after(() => removeFolder(folder))
    const file = join(folder, 'sealed.pdf')
    await writeFile(file, (await api.ask(`/v1/documents/${held.id}/artifacts/sealed`)).bytes)
    const root = await api.ask('/v1/certificates/root')
    await acceptSealed(file, root.bytes.toString('utf8'))
  })
})
