// A workflow that asks people to sign, by nothing but requests and letters: uploaded, approved, sent, signed, sealed.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Document } from '@countersign/contract/document'
import type { Envelope } from '@countersign/contract/envelope'
import type { EnvelopeBatch } from '@countersign/contract/envelope-template'
import type { Event } from '@countersign/contract/event'
import type { ReviewTask } from '@countersign/contract/review'
import type { VerifyReport } from '@countersign/contract/verification'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { type House, openHouse } from './house.ts'
import { linkIn, signAt } from './letters.ts'
import { invoice } from './papers.ts'

const patienceMs = 120_000

const signedBills = {
  name: 'signed-bills',
  read: { languages: [], searchable: true },
  understand: { classes: ['invoice'] },
  validate: {},
  approve: [{ by: 'finance' }],
  sign: {
    seal: { level: 'B-B' },
    envelope: {
      title: 'A bill',
      recipients: [
        { name: { field: 'signer', given: 'signer' }, email: { field: 'mail', given: 'mail' } },
        { name: 'Never', email: 'never@example.com', when: 'fields.total.minor < 0' },
      ],
    },
  },
  publish: ['webhook'],
}

describe('a document that people sign', () => {
  let house: House
  before(async () => {
    house = await openHouse()
  })
  after(() => house.stop())

  async function until<T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> {
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(100)) {
      const found = await look()
      if (found) return found
    }
    throw new Error(`waited in vain for ${what}`)
  }

  const post = <T>(path: string, body: object) => house.api.ask<T>(path, { method: 'POST', body })

  const sign = async (address: string) => signAt(await linkIn(house, address, /^Subject:/m), 'Gus')

  async function approve(id: string): Promise<void> {
    const about = async () =>
      (await house.api.get<{ items: ReviewTask[] }>('/v1/tasks?state=open')).items.filter(
        ({ documentId }) => documentId === id,
      )
    const task = await until('an approval', async () =>
      (await about()).find(({ kind }) => kind === 'approval'),
    )
    const { status } = await post(`/v1/tasks/${task.id}/approval`, { decision: 'approve' })
    assert.equal(status, 200)
  }

  test('is sent once it is approved, waits, and is sealed with what they signed', async () => {
    assert.equal((await post('/v1/workflows?activate=true', signedBills)).status, 201)
    const metadata = JSON.stringify({ signer: 'Gus', mail: 'gus@example.com' })
    const { id } = await house.api.upload((await invoice()).bytes, { workflow: 'signed-bills', metadata })
    const look = () => house.api.get<Document>(`/v1/documents/${id}`)
    const envelopes = async () =>
      (await house.api.get<{ items: Envelope[] }>(`/v1/envelopes?document=${id}`)).items
    await until('validation', async () => (await look()).state === 'validated')
    assert.deepEqual(await envelopes(), [], 'nobody is asked before somebody approves')
    await approve(id)
    await sign('gus@example.com')
    assert.equal((await house.api.settled(id)).state, 'completed')
    const [envelope, ...more] = await envelopes()
    assert.deepEqual(
      [envelope?.state, envelope?.recipients.map(({ name, state }) => [name, state]), more],
      ['completed', [['Gus', 'signed']], []],
    )
    const { bytes } = await house.api.ask(`/v1/documents/${id}/artifacts/sealed`)
    const { body: report } = await house.api.ask<VerifyReport>('/v1/verify', {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/pdf' },
    })
    assert.deepEqual(
      report.signatures.map(({ indication }) => indication),
      ['TOTAL_PASSED', 'TOTAL_PASSED'],
    )
    const { items } = await house.api.get<{ items: Event[] }>(`/v1/documents/${id}/events`)
    assert.deepEqual(
      items.slice(-4).map(({ type }) => type),
      ['document.approved', 'document.sent', 'document.sealed', 'document.completed'],
    )
  })

  test('is sent to a list of people by a template, and one row that is wrong stops no other', async () => {
    const { id } = await house.api.upload(rawPdf([{ content: shown('Rules of the house', [30, 150, 12]) }]), {
      workflow: 'archive',
    })
    await house.api.settled(id)
    const recipients = [{ as: 'tenant' }]
    const template = { name: 'rules', envelope: { title: 'Rules', level: 'B-B', recipients } }
    assert.equal((await post('/v1/envelope-templates', template)).status, 201)
    const sent = await house.api.ask<EnvelopeBatch>(
      `/v1/envelope-templates/rules/batches/csv?document=${id}`,
      {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: 'tenant.name,tenant.email\nAnn,ann@example.com\n,nobody@example.com\nBo,bo@example.com\n',
      },
    )
    assert.equal(sent.status, 202, sent.bytes.toString('utf8'))
    const batch = await until('the list', async () => {
      const now = await house.api.get<EnvelopeBatch>(`/v1/envelope-batches/${sent.body.id}`)
      return now.settledAt ? now : null
    })
    assert.deepEqual([batch.made, batch.failed], [2, 1])
    await sign('bo@example.com')
    await until('a completed envelope', async () => {
      const { items } = await house.api.get<{ items: Envelope[] }>(`/v1/envelopes?document=${id}`)
      return items.find(({ state }) => state === 'completed')
    })
  })
})
