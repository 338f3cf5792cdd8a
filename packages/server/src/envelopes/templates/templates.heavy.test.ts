import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Envelope } from '@countersign/contract/envelope'
import type { BatchRowPage, EnvelopeBatch, EnvelopeTemplate } from '@countersign/contract/envelope-template'
import { rawPdf, shown } from '@countersign/pdf/testing'
import type { Static } from 'typebox'
import { withAccount } from '../../db/sql.ts'
import { createEnvelope } from '../create.ts'
import { waysOf } from '../proofs/ways.ts'
import { type SigningHouse, signAs, signingHouse } from '../testing.ts'
import { workOffBatch } from './batch-worker.ts'
import { askedFrom, getTemplate } from './templates.ts'

const lease = () =>
  rawPdf([{ content: [shown('Lease', [30, 180, 12]), shown('{{sign:1}}', [20, 130, 6])].join('\n') }])

const envelope = {
  title: 'Lease',
  level: 'B-B',
  recipients: [
    { as: 'tenant' },
    { name: 'Our Owner', email: 'owner@example.com', step: 2, role: 'approver' },
  ],
  fields: [
    {
      recipient: 1,
      kind: 'text',
      page: 1,
      box: [0.1, 0.5, 0.3, 0.05],
      label: 'Flat',
      value: { given: 'flat' },
    },
  ],
}

const tenant = (number: number) => ({ name: `Tenant ${number}`, email: `t${number}@example.com` })

async function untilRest({ app }: SigningHouse): Promise<void> {
  const { archive, recorder: scribe, log, config } = app
  while (await workOffBatch({ archive, scribe, ways: waysOf(config), log })) {}
}

test('templates, and lists of people', async (t) => {
  const house = await signingHouse(t)
  const { call, drive } = house
  const documentId = await house.upload(lease())
  const documents = [{ documentId }]
  const save = (body: object) => call('POST', '/v1/envelope-templates', { body })
  const look = async (id: string) => (await call('GET', `/v1/envelopes/${id}`)).json() as Envelope

  await t.test('a change is a new version, and the same again is none', async () => {
    const codes = []
    for (const title of ['Draft', 'Draft', 'Lease'])
      codes.push((await save({ name: 'lease', envelope: { ...envelope, title } })).statusCode)
    assert.deepEqual(codes, [201, 200, 201])
    const newest = (await call('GET', '/v1/envelope-templates/lease')).json() as EnvelopeTemplate
    assert.deepEqual([newest.version, newest.people, newest.values], [2, ['tenant'], ['flat']])
    const first = (await call('GET', '/v1/envelope-templates/lease?version=1')).json() as EnvelopeTemplate
    assert.equal(first.envelope.title, 'Draft')
    const wrong = { ...envelope, recipients: [{ as: 'tenant', when: 'fields.totl.minor > 1' }] }
    const refused = await save({ name: 'wrong', envelope: wrong })
    assert.deepEqual(
      [refused.statusCode, refused.json().errors[0].path],
      [422, '/envelope/recipients/0/when'],
    )
  })

  await t.test('what it leaves open is given, prefilled and signed', async () => {
    const send = (body: object) => call('POST', '/v1/envelope-templates/lease/envelopes', { body })
    const unknown = await send({ documents, people: { tenat: tenant(1) } })
    assert.match(unknown.json().detail, /nobody called "tenat". It has: tenant/)
    assert.match((await send({ documents })).json().detail, /Recipient 1 of the envelope has no name/)
    const sent = await send({ documents, people: { tenant: tenant(1) }, values: { flat: '7 left' } })
    assert.equal(sent.statusCode, 201, sent.body)
    const { id } = sent.json() as Envelope
    await drive(id)
    await signAs(house, 't1@example.com', { '1:text_1_1': '7 right' })
    await drive(id)
    await signAs(house, 'owner@example.com')
    await drive(id)
    assert.equal((await look(id)).state, 'completed')
  })

  await t.test('a list is answered at once, and each row is one envelope, whatever is repeated', async () => {
    const wrong = {
      people: { tenant: tenant(99) },
      documents: [{ documentId: house.app.newId('doc') }],
    }
    const rows = [...[2, 3, 4].map((number) => ({ people: { tenant: tenant(number) } })), wrong]
    const more = { 'idempotency-key': 'list-1' }
    const post = (body: object) => call('POST', '/v1/envelope-templates/lease/batches', { body, more })
    const bare = await post({ rows })
    assert.deepEqual([bare.statusCode, bare.json().errors[0].path], [422, '/rows/0'], bare.body)
    const [first, again] = [await post({ rows, documents }), await post({ rows, documents })]
    assert.deepEqual([first.statusCode, again.json().id], [202, first.json().id])
    assert.equal((await post({ rows: rows.slice(1), documents })).json().code, 'idempotency.mismatch')
    const { id } = first.json() as EnvelopeBatch
    // A worker that died after it had made the envelope of the first row, and before it said so.
    const { app, accountId } = house
    const template = await withAccount(app.archive.db, accountId, (tx) =>
      getTemplate(tx, accountId, { name: 'lease', kms: app.kms }),
    )
    const said = { documents, ...rows[0] }
    const orphan = await createEnvelope(
      { archive: app.archive, scribe: app.recorder, ways: waysOf(app.config) },
      {
        ...{ accountId, said, asked: askedFrom(template, said), requestKey: `row 1 of ${id}` },
        circumstances: { actor: { kind: 'key', id: 'x' }, source: { channel: 'worker' }, traceparent: null },
      },
    )
    await untilRest(house)
    const batch = (await call('GET', `/v1/envelope-batches/${id}`)).json() as EnvelopeBatch
    assert.deepEqual([batch.total, batch.waiting, batch.made, batch.failed], [4, 0, 3, 1])
    assert.ok(batch.settledAt)
    const report = (await call('GET', `/v1/envelope-batches/${id}/rows`)).json() as Static<
      typeof BatchRowPage
    >
    assert.equal(report.items[0]?.envelopeId, orphan.id)
    assert.deepEqual(
      report.items
        .filter(({ state }) => state === 'failed')
        .map(({ number, failure }) => [number, failure?.code]),
      [[4, 'document.not_found']],
    )
    const { items } = (await call('GET', `/v1/envelopes?document=${documentId}`)).json() as {
      items: Envelope[]
    }
    assert.equal(items.length, 4, 'one from before, three of the list')
  })

  await t.test('a CSV file does as well, and other envelopes come in between', async () => {
    const lines = Array.from({ length: 25 }, (_, at) => `T${at},c${at}@example.com`)
    const sent = await house.http.inject({
      method: 'POST',
      url: `/v1/envelope-templates/lease/batches/csv?document=${documentId}`,
      headers: { ...house.headers, 'content-type': 'text/csv' },
      payload: ['tenant.name,tenant.email', ...lines].join('\n'),
    })
    assert.equal(sent.statusCode, 202, sent.body)
    await untilRest(house)
    const batch = (await call('GET', `/v1/envelope-batches/${sent.json().id}`)).json() as EnvelopeBatch
    assert.deepEqual([batch.total, batch.made], [25, 20], 'the rest waits until these are prepared')
  })
})
