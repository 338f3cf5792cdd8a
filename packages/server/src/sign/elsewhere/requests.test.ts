import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueCertificate, memorySigner } from '@countersign/pdf/pki'
import { testTrust } from '@countersign/pdf/sign/testing'
import { withAccount, withSystem } from '../../db/sql.ts'
import { documentKey } from '../../documents/keys.ts'
import { createLog } from '../../platform/log.ts'
import { isProblem } from '../../platform/problem.ts'
import type { SignatureAnswer, SignatureService } from '../../ports/signature-service.ts'
import { retentionHouse } from '../../retention/testing.ts'
import { type DeskPorts, lookAfterRequests, signatureDesk, takeCallback } from './requests.ts'

type TestContext = Parameters<typeof retentionHouse>[0]

const day = 24 * 60 * 60 * 1000

/** A desk over a service that says what it is told to say. */
async function desk(t: TestContext) {
  const house = await retentionHouse(t)
  const { app, accountId } = house
  const { issuer } = await testTrust()
  const now = new Date('2026-03-01T12:00:00Z')
  const signer = memorySigner(
    await issueCertificate(issuer, { kind: 'seal', commonName: 'Elsewhere', now, years: 3 }),
  )
  const says = { next: { state: 'waiting', reference: 'r' } as SignatureAnswer, asked: 0, callback: '' }
  const answer = async () => {
    says.asked += 1
    return says.next
  }
  const service: SignatureService = {
    name: 'sign.example',
    identity: async () => signer,
    ask: answer,
    poll: answer,
    readCallback: () => ({ id: says.callback, answer: says.next }),
    close: async () => undefined,
  }
  const recorder = { ...app.recorder, clock: house.clock }
  const ports: DeskPorts = { archive: app.archive, recorder, service, keepMs: 7 * day }
  const id = await house.upload()
  const dataKey = await withAccount(app.archive.db, accountId, (tx) =>
    documentKey(tx, accountId, { documentId: id, kms: app.kms }),
  )
  const of = { documentId: id, run: 1, dataKey }
  const data = new Uint8Array(Buffer.from('the signed attributes'))
  const prepared = {
    ...{ kind: 'embedded' as const, pdf: new Uint8Array([37, 80, 68, 70]), field: 'Seal', data },
    byteRange: [0, 1, 2, 2] as [number, number, number, number],
  }
  const wanted = { prepared, signer, at: now, level: 'B-B' as const, description: 'a seal' }
  const rowOf = () =>
    withSystem(app.archive.db, (tx) =>
      tx.selectFrom('signatureRequests').selectAll().where('documentId', '=', id).executeTakeFirstOrThrow(),
    )
  const log = createLog({ level: 'silent', role: 'test' })
  const look = () => lookAfterRequests({ ...ports, log })
  return { house, ports, says, signer, of, wanted, data, rowOf, look, desk: signatureDesk(ports) }
}

test('two workers that seal one document ask for one signature', async (t) => {
  const { desk: one, of, wanted, says, rowOf } = await desk(t)
  const both = await Promise.all([one.request(of, wanted), one.request(of, wanted)])
  assert.deepEqual(both, [{ state: 'waiting' }, { state: 'waiting' }])
  assert.equal(says.asked, 1)
  assert.equal((await rowOf()).state, 'waiting')
})

test('a callback is taken once, only about its own request, and only with a signature that holds', async (t) => {
  const { desk: one, of, wanted, says, rowOf, ports, signer, data } = await desk(t)
  await one.request(of, wanted)
  const { id } = await rowOf()
  const call = () => takeCallback(ports, { id, headers: {}, body: new Uint8Array() })
  const refused = (code: string) => (error: unknown) => isProblem(error) && error.code === code
  says.callback = 'sgr_another'
  await assert.rejects(call(), refused('signature.callback_refused'))
  says.callback = id
  says.next = { state: 'signed', signature: await signer.sign(Buffer.from('something else')) }
  await assert.rejects(call(), refused('signature.invalid'))
  assert.equal((await rowOf()).state, 'waiting')
  says.next = { state: 'signed', signature: await signer.sign(data) }
  await call()
  const first = await rowOf()
  await call()
  assert.deepEqual(await rowOf(), first, 'the second time changes nothing')
  const found = await one.find(of)
  assert.ok(found?.state === 'signed')
  assert.deepEqual(found.prepared, wanted.prepared)
})

test('a signature that does not come in time is given up, and the document hears of it', async (t) => {
  const { house, desk: one, of, wanted, rowOf, look } = await desk(t)
  await one.request(of, wanted)
  house.forward(6)
  await look()
  assert.equal((await rowOf()).state, 'waiting')
  house.forward(2)
  await look()
  const found = await one.find(of)
  assert.ok(found?.state === 'declined')
  assert.match(found.why, /did not sign within 7 days/)
})
