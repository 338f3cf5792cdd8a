import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import type { Envelope } from '@countersign/contract/envelope'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { verifyPdf } from '@countersign/pdf/verify'
import { Problem } from '../platform/problem.ts'
import { rootCertificate } from '../sign/signer.ts'
import { linkIn, type SigningHouse, signAs, signingHouse } from './testing.ts'

const lease = () =>
  rawPdf([
    {
      content: [
        shown('Lease of a flat', [30, 180, 12]),
        shown('{{sign:1}}', [20, 130, 6]),
        shown('{{text:1:City}}', [20, 110, 6]),
        shown('{{check:1:I have read the rules}}', [20, 90, 6]),
        shown('{{date:2}}', [20, 70, 6]),
        shown('{{sign:2}}', [20, 20, 6]),
      ].join('\n'),
    },
  ])

const people = [
  { name: 'Ann Tenant', email: 'ann@example.com' },
  { name: 'Bob Owner', email: 'bob@example.com', step: 2 },
  { name: 'Eve Agent', email: 'eve@example.com', role: 'approver', step: 2 },
  { name: 'Cid Copy', email: 'cid@example.com', role: 'copy' },
]

async function send(house: SigningHouse, more: object = {}): Promise<Envelope> {
  const documentId = await house.upload(lease())
  const body = { title: 'Lease 7', documents: [{ documentId }], recipients: people, ...more }
  const answer = await house.call('POST', '/v1/envelopes', { body, more: { 'idempotency-key': documentId } })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json() as Envelope
}

const look = async (house: SigningHouse, id: string) =>
  (await house.call('GET', `/v1/envelopes/${id}`)).json() as Envelope

test('an envelope goes from sending to sealed, step by step, and every signature holds', async (t) => {
  let inLog = false
  const house = await signingHouse(t, {
    evidence: async ({ facts }) => {
      assert.equal(facts.state, 'completed')
      if (!inLog) throw new Problem('event.not_proven', 'The log has not signed it yet.')
      return { pdf: Buffer.from('certificate'), json: Buffer.from('{}') }
    },
  })
  const { id } = await send(house)
  await house.drive(id)
  assert.deepEqual(
    house.mails.letters.map(({ to }) => to.address),
    ['ann@example.com'],
  )
  const ann = linkIn(house.mails, 'ann@example.com')
  assert.equal((await house.open(`${ann}/documents/1/pages/1`)).headers['content-type'], 'image/jpeg')
  const early = await house.submit(`${ann}/sign`, { typed: 'Ann' })
  assert.match(String(early.headers.location), /said=incomplete/)
  const [document] = (await look(house, id)).documents
  assert.ok(document)
  const values = { '1:text_1_1': 'Łódź', '1:check_1_2': 'yes' }
  await signAs(house, 'ann@example.com', values)
  await house.submit(`${ann}/sign`, { typed: 'Ann once more', ...values })
  await house.drive(id)
  await Promise.all([signAs(house, 'bob@example.com'), signAs(house, 'eve@example.com')])
  await Promise.all([house.drive(id), house.drive(id)])
  const done = await look(house, id)
  assert.equal(done.state, 'completed')
  assert.deepEqual(
    done.documents[0]?.revisions.map(({ kind }) => kind),
    ['certified', 'signed', 'signed', 'sealed'],
  )
  const file = await house.call('GET', `/v1/envelopes/${id}/files/1`)
  const trusted = [new X509Certificate(await rootCertificate(house.app.archive.db)).raw]
  const report = await verifyPdf(new Uint8Array(file.rawPayload), { trusted, at: new Date() })
  assert.deepEqual(
    report.signatures.map(({ indication }) => indication),
    Array(4).fill('TOTAL_PASSED'),
    JSON.stringify(report.signatures.map(({ indication, subIndication }) => [indication, subIndication])),
  )
  const completed = house.mails.letters.filter(({ subject }) => subject.startsWith('Completed'))
  assert.deepEqual(completed.map(({ to }) => to.address).sort(), people.map(({ email }) => email).sort())
  assert.equal((await house.call('GET', `/v1/envelopes/${id}/certificate`)).statusCode, 409)
  inLog = true
  await house.drive(id)
  assert.equal((await house.call('GET', `/v1/envelopes/${id}/certificate`)).body, 'certificate')
  const facts = (await house.call('GET', `/v1/envelopes/${id}/facts`)).json() as EnvelopeFacts
  const first = facts.recipients.find(({ name }) => name === 'Ann Tenant')
  assert.equal(first?.values[0]?.value, 'Łódź')
  assert.ok(first?.consent && first.viewedAt && first.sentAt && first.ip && first.shown.length === 1)
  assert.equal(facts.events.filter(({ type }) => type === 'recipient.signed').length, 2)
})

test('a machine too busy to look at a file in time costs an envelope time, not its life', async (t) => {
  const house = await signingHouse(t)
  const { engine } = house.driving
  let slow = 3
  house.driving.engine = {
    ...engine,
    async survey(request) {
      slow -= 1
      if (slow >= 0) throw new Problem('read.too_slow', 'Looking at it took too long, twice.')
      return engine.survey(request)
    },
  }
  const { id } = await send(house)
  for (const left of [2, 1, 0]) {
    await house.drive(id)
    assert.equal(slow, left)
    assert.equal((await look(house, id)).state, 'created')
  }
  await house.drive(id)
  assert.equal((await look(house, id)).state, 'sent')

  slow = 4
  const other = await send(house)
  for (let tries = 0; tries < 4; tries += 1) await house.drive(other.id)
  assert.equal((await look(house, other.id)).state, 'failed')
})
