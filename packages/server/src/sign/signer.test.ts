import assert from 'node:assert/strict'
import { createHash, createPrivateKey, verify, X509Certificate } from 'node:crypto'
import { describe, it, type TestContext } from 'node:test'
import { readCertificate } from '@countersign/pdf/trust/certificates'
import { checkCrl } from '@countersign/pdf/trust/crl'
import { checkOcsp, ocspRequest } from '@countersign/pdf/trust/ocsp'
import { memoryKms } from '../adapters/key/memory.ts'
import { withSystem } from '../db/sql.ts'
import { withDatabase } from '../db/testing.ts'
import { testServer } from '../http/testing.ts'
import { fixedClock } from '../platform/clock.ts'
import { idsWith } from '../platform/ids.ts'
import { isProblem } from '../platform/problem.ts'
import { certificateRoutes } from './certificates.routes.ts'
import { ownList } from './revocation.ts'
import { findSigningKey, putRevoked } from './signer.store.ts'
import { ensureSealKey, rootCertificate, sealSigner } from './signer.ts'

async function installation(
  t: TestContext,
  { at = '2026-03-01T12:00:00Z', organisation = 'Acme GmbH' } = {},
) {
  const { db } = await withDatabase(t)
  const clock = fixedClock(at)
  return { db, kms: memoryKms(), clock, newId: idsWith(clock), organisation }
}

describe('the seal key of an installation', () => {
  it('is made once, also by processes that start together, and signs for its certificate', async (t) => {
    const ports = await installation(t)
    await Promise.all([1, 2, 3].map(() => ensureSealKey(ports)))
    const signer = await sealSigner(ports)()
    await ensureSealKey(ports)
    const again = await sealSigner(ports)()
    assert.deepEqual(again.certificate, signer.certificate)
    const data = Buffer.from('to be sealed')
    const { publicKey, subject } = new X509Certificate(signer.certificate)
    assert.ok(verify('sha256', data, publicKey, await signer.sign(data)))
    assert.match(subject, /Acme GmbH Seal/)
  })

  it('is issued by the root that receivers are given', async (t) => {
    const ports = await installation(t)
    await ensureSealKey(ports)
    const root = new X509Certificate(await rootCertificate(ports.db))
    const { certificate, chain } = await sealSigner(ports)()
    const [issuer, top] = chain.map((der) => new X509Certificate(der))
    assert.ok(issuer && top && chain.length === 2)
    assert.deepEqual(top.raw, root.raw)
    assert.ok(new X509Certificate(certificate).verify(issuer.publicKey))
    assert.ok(issuer.verify(root.publicKey))
  })

  it('is not in the database in a form that anybody could use without the master key', async (t) => {
    const ports = await installation(t)
    await ensureSealKey(ports)
    const row = await withSystem(ports.db, (tx) => findSigningKey(tx, 'seal'))
    assert.ok(row)
    assert.throws(() => createPrivateKey({ key: row.privateKey, format: 'der', type: 'pkcs8' }))
    const stranger = sealSigner({ db: ports.db, kms: memoryKms() })
    await assert.rejects(stranger(), (error) => isProblem(error) && error.code === 'kms.key_missing')
  })

  it('is renewed under the same root when its certificate ends within 30 days', async (t) => {
    const ports = await installation(t)
    await ensureSealKey(ports)
    const root = await rootCertificate(ports.db)
    const at = async (iso: string) => {
      await ensureSealKey({ ...ports, clock: fixedClock(iso) })
      return new X509Certificate((await sealSigner(ports)()).certificate)
    }
    const first = await at('2029-01-29T12:00:00Z')
    const second = await at('2029-01-31T12:00:00Z')
    assert.ok(second.validToDate > first.validToDate)
    assert.equal(await rootCertificate(ports.db), root)
  })

  it('takes a name as long as the setting allows', async (t) => {
    const ports = await installation(t, { organisation: 'Österreichische '.padEnd(60, 'x') })
    await ensureSealKey(ports)
    const { subject } = new X509Certificate((await sealSigner(ports)()).certificate)
    assert.match(subject, /Österreichische x+ Seal/)
  })

  it('tells everybody which of its certificates it took back', async (t) => {
    const { http, ports } = await testServer(t)
    certificateRoutes(http, ports)
    await ensureSealKey({ ...ports, organisation: 'Acme GmbH' })
    const { certificate: der, chain } = await sealSigner(ports)()
    const [certificate, issuer] = [der, chain[0] ?? der].map(readCertificate)
    assert.ok(certificate && issuer)
    const of = { certificate, issuer }
    const askOcsp = async () => {
      const headers = { host: 'localhost', 'content-type': 'application/ocsp-request' }
      const payload = Buffer.from(ocspRequest(of))
      const answer = await http.inject({ method: 'POST', url: '/v1/certificates/ocsp', headers, payload })
      return checkOcsp(answer.rawPayload, of).status
    }
    const { rawPayload } = await http.inject({
      url: '/v1/certificates/issuer.crl',
      headers: { host: 'localhost' },
    })
    assert.deepEqual([checkCrl(rawPayload, of).status, await askOcsp()], ['good', 'good'])
    await withSystem(ports.db, (tx) =>
      putRevoked(tx, {
        serialNumber: certificate.x509.serialNumber,
        issuer: createHash('sha256').update(issuer.der).digest('hex'),
        revokedAt: ports.clock(),
      }),
    )
    assert.equal(checkCrl(await ownList(ports, 'issuer'), of).status, 'revoked')
    assert.equal(await askOcsp(), 'revoked')
  })

  it('has its root at an address of its own', async (t) => {
    const { http, ports, as } = await testServer(t)
    certificateRoutes(http, ports)
    const headers = await as(['documents:read'])
    const get = () => http.inject({ url: '/v1/certificates/root', headers })
    assert.equal((await get()).json().code, 'service.unavailable')
    await ensureSealKey({ ...ports, organisation: 'Acme GmbH' })
    const answer = await get()
    assert.equal(answer.headers['content-type'], 'application/x-pem-file')
    assert.ok(new X509Certificate(answer.body).ca)
  })
})
