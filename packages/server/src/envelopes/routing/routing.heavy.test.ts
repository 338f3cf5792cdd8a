import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from '@countersign/contract/document'
import type { Envelope } from '@countersign/contract/envelope'
import type { Extraction } from '@countersign/contract/extraction'
import type { ReviewTask } from '@countersign/contract/review'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { verifyPdf } from '@countersign/pdf/verify'
import { withAccount } from '../../db/sql.ts'
import { place } from '../../events/testing.ts'
import { sendEnvelope } from '../../pipeline/sending.ts'
import { linkIn, type SigningHouse, signAs, signingHouse, workOff } from '../testing.ts'

const ann = { name: 'Ann', email: 'ann@example.com' }
const boss = { name: 'Boss', email: 'boss@example.com', role: 'approver', step: 2 }
const bill = (seed: number) => makeTextPdf(makeInvoice({ seed, language: 'en', layout: 0, wording: 'usual' }))

type Scene = SigningHouse & {
  save(name: string, envelope: object): Promise<void>
  look(id: string): Promise<Document>
  envelopesOf(id: string): Promise<Envelope[]>
}

async function scene(t: Parameters<typeof signingHouse>[0]): Promise<Scene> {
  const house = await signingHouse(t)
  const { call } = house
  return {
    ...house,
    async save(name, envelope) {
      const body = {
        ...{ name, read: { languages: [], searchable: true }, understand: { classes: ['invoice'] } },
        ...{ validate: { required: { invoice: [] } }, publish: [] },
        // Whatever the reader doubts, only what this test is about holds it.
        review: { risk: [] },
        sign: { seal: { level: 'B-B' }, envelope },
      }
      const answer = await call('POST', '/v1/workflows?activate=true', { body })
      assert.equal(answer.statusCode, 201, answer.body)
    },
    look: async (id) => (await call('GET', `/v1/documents/${id}`)).json(),
    envelopesOf: async (id) => (await call('GET', `/v1/envelopes?document=${id}`)).json().items,
  }
}

async function sent(
  house: Scene,
  [workflow, seed]: [string, number],
  more = '',
): Promise<[string, Envelope]> {
  const id = await house.upload(await bill(seed), `workflow=${workflow}${more}`)
  const { state } = await house.look(id)
  assert.equal(
    state,
    'signing',
    JSON.stringify(await (await house.call('GET', `/v1/documents/${id}/extraction`)).json()),
  )
  const [envelope, ...others] = await house.envelopesOf(id)
  assert.ok(envelope)
  assert.deepEqual(others, [])
  return [id, envelope]
}

test('workflows that ask people to sign', async (t) => {
  const house = await scene(t)
  const { call, look, drive, mails, submit, envelopesOf } = house

  await t.test('what was approved is sent, waits, and is sealed with what people signed', async () => {
    await house.save('signed-bills', {
      title: 'A bill',
      recipients: [ann, { ...boss, when: 'fields.total.minor > 0' }, { ...boss, name: 'No', when: 'false' }],
    })
    const [id, envelope] = await sent(house, ['signed-bills', 7])
    assert.deepEqual(
      envelope.recipients.map(({ name, number }) => [name, number]),
      [
        ['Ann', 1],
        ['Boss', 2],
      ],
    )
    await drive(envelope.id)
    await signAs(house, ann.email)
    await drive(envelope.id)
    assert.equal(await workOff(house, id), 0, 'nobody looks while people are asked')
    await signAs(house, boss.email)
    await drive(envelope.id)
    assert.equal(await workOff(house, id), 1)
    const done = await look(id)
    assert.equal(done.state, 'completed')
    const file = await call('GET', `/v1/documents/${id}/artifacts/sealed`)
    const report = await verifyPdf(new Uint8Array(file.rawPayload), { trusted: [], at: new Date() })
    assert.equal(report.signatures.length, 2)
    await place(house.app.archive.db)
    const log = (await call('GET', `/v1/documents/${id}/events`)).json() as { items: { type: string }[] }
    assert.deepEqual(
      log.items.slice(-5).map(({ type }) => type.replace('document.', '')),
      ['validated', 'approved', 'sent', 'sealed', 'completed'],
    )
    assert.equal((await envelopesOf(id)).length, 1)
  })

  await t.test('where the conditions leave nobody, it is sealed at once', async () => {
    await house.save('large-bills', { title: 'A bill', when: 'fields.total.minor < 0', recipients: [ann] })
    const id = await house.upload(await bill(8), 'workflow=large-bills')
    assert.equal((await look(id)).state, 'completed')
    assert.deepEqual(await envelopesOf(id), [])
  })

  await t.test('what people refuse is rejected, and can be read and sent again', async () => {
    const [id, envelope] = await sent(house, ['signed-bills', 9])
    await drive(envelope.id)
    const again = await call('POST', `/v1/documents/${id}/reopen`, { body: {} })
    assert.equal(again.statusCode, 409, 'not while people are asked')
    await submit(`${linkIn(mails, ann.email)}/decline`, { reason: 'Not ours' })
    await workOff(house, id)
    assert.equal((await look(id)).state, 'rejected')
    assert.equal((await call('POST', `/v1/documents/${id}/reopen`, { body: {} })).statusCode, 202)
    await workOff(house, id, 2)
    const [second, ...rest] = await envelopesOf(id)
    assert.deepEqual([second?.id === envelope.id, rest.length], [false, 1], 'two workers send it once')
    assert.equal((await look(id)).state, 'signing')
    const body = { reason: 'Enough' }
    assert.equal((await call('POST', `/v1/envelopes/${second?.id}/void`, { body })).statusCode, 200)
    await workOff(house, id)
    assert.equal((await look(id)).state, 'rejected')
  })

  await t.test('whose address nobody knows is asked for before anybody approves', async () => {
    const source = (name: string) => ({ field: name, given: name })
    const recipients = [{ name: source('signerName'), email: source('signerEmail') }]
    await house.save('their-bills', { title: 'A bill', recipients })
    const id = await house.upload(await bill(10), 'workflow=their-bills')
    const held = await look(id)
    assert.equal(held.state, 'in_review')
    const { findings } = (await call('GET', `/v1/documents/${id}/extraction`)).json() as Extraction
    const asked = findings.filter(({ rule }) => rule === 'envelope.recipient_missing').map((one) => one.field)
    assert.deepEqual(asked, ['signerName', 'signerEmail'])
    const { items } = (await call('GET', '/v1/tasks?state=open')).json() as { items: ReviewTask[] }
    for (const task of items.filter((one) => one.documentId === id)) {
      const value = task.field === 'signerEmail' ? 'new@example.com' : 'Ned'
      const body = { decision: 'correct', value }
      const answer = await call('POST', `/v1/tasks/${task.id}/decision`, { body })
      assert.equal(answer.statusCode, 200, answer.body)
    }
    await workOff(house, id)
    const [envelope] = await envelopesOf(id)
    assert.equal(envelope?.recipients[0]?.email, 'new@example.com')
    const given = encodeURIComponent(JSON.stringify({ signerName: 'Gus', signerEmail: 'gus@example.com' }))
    const [, other] = await sent(house, ['their-bills', 11], `&metadata=${given}`)
    assert.equal(other.recipients[0]?.email, 'gus@example.com')
  })

  await t.test('nothing is sent of what nobody has approved, by whatever way', async () => {
    await house.save('nobodys-bills', {
      title: 'A bill',
      recipients: [{ name: 'Ned', email: { field: 'signerEmail' } }],
    })
    const id = await house.upload(await bill(12), 'workflow=nobodys-bills')
    assert.equal((await look(id)).state, 'in_review')
    const body = { title: 'A bill', documents: [{ documentId: id }], recipients: [ann] }
    const answer = await call('POST', '/v1/envelopes', { body })
    assert.deepEqual([answer.statusCode, answer.json().code], [409, 'document.not_ready'])
    const { app, accountId } = house
    const wanted = { title: 'X', message: null, recipients: [], skipped: [], fields: [] }
    await assert.rejects(
      withAccount(app.archive.db, accountId, (tx) =>
        sendEnvelope(tx, accountId, {
          ...{ archive: app.archive, recorder: app.recorder, id: app.newId('env'), documentId: id },
          ...{ toSend: { wanted, level: 'B-B' }, traceparent: null },
        }),
      ),
      /in_review, not being signed/,
    )
    assert.deepEqual(await envelopesOf(id), [])
  })

  await t.test('of several, one signs for all, and the others are told by their link', async () => {
    const others = [
      { name: 'Bo', email: 'bo@example.com' },
      { name: 'Cy', email: 'cy@example.com' },
    ]
    await house.save('shared-bills', {
      title: 'A bill',
      recipients: [
        { ...ann, others },
        { ...boss, step: 2 },
      ],
    })
    const [id, envelope] = await sent(house, ['shared-bills', 13])
    await drive(envelope.id)
    const [late, cy] = [linkIn(mails, ann.email), linkIn(mails, 'cy@example.com')]
    const consent = /name="consent" value="([0-9a-f]{64})"/.exec((await house.open(late)).body)?.[1] ?? ''
    await submit(`${late}/consent`, { consent })
    const bo = linkIn(mails, 'bo@example.com')
    for (const link of [bo, cy]) await submit(`${link}/consent`, { consent })
    await Promise.all([submit(`${bo}/sign`, { typed: 'Bo' }), submit(`${cy}/sign`, { typed: 'Cy' })])
    await submit(`${late}/sign`, { typed: 'Ann' })
    await drive(envelope.id)
    const pages = await Promise.all([late, cy, bo].map(async (link) => (await house.open(link)).body))
    assert.equal(pages.filter((page) => /nothing left for you to do/.test(page)).length, 2)
    await signAs(house, boss.email)
    await drive(envelope.id)
    const [after] = await envelopesOf(id)
    assert.deepEqual(
      [after?.state, after?.recipients.map(({ state }) => state).sort()],
      ['completed', ['approved', 'released', 'released', 'signed']],
    )
    assert.deepEqual(
      after?.documents[0]?.revisions.map(({ kind }) => kind),
      ['certified', 'signed'],
    )
  })
})
