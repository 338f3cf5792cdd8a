import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, describe, it, type TestContext } from 'node:test'
import { appended } from '@countersign/fixtures/attacks/increment'
import { makePaper } from '@countersign/fixtures/attacks/paper'
import { signPdf } from '@countersign/pdf/sign/sign'
import { PDF } from '@libpdf/core'
import { type LocalEngine, localEngine } from '../adapters/engine/local.ts'
import { testServer } from '../http/testing.ts'
import { createLog } from '../platform/log.ts'
import { ensureSealKey, rootCertificate, sealSigner } from '../sign/signer.ts'
import { createTurns } from './turns.ts'
import { verifyRoutes } from './verify.routes.ts'

async function installation(t: TestContext, engine: LocalEngine) {
  const { http, ports, as } = await testServer(t)
  await ensureSealKey({ ...ports, organisation: 'Acme GmbH' })
  await verifyRoutes(http, {
    engine,
    trusted: async () => [new X509Certificate(await rootCertificate(ports.db)).raw],
    clock: ports.clock,
    limits: { maxFileBytes: 1_000_000, idleMs: 5000 },
    turns: createTurns({ atOnce: 1, waiting: 4 }),
  })
  const headers = { ...(await as(['documents:read'])), 'content-type': 'application/pdf' }
  const signer = await sealSigner(ports)()
  const sealed = await signPdf(makePaper(), {
    signer: { ...signer, chain: [...signer.chain] },
    at: ports.clock(),
  })
  const ask = async (bytes: Uint8Array, more: Record<string, string> = {}) =>
    http.inject({
      method: 'POST',
      url: '/v1/verify',
      headers: { ...headers, ...more },
      payload: Buffer.from(bytes),
    })
  return { ask, sealed: sealed.bytes, http }
}

async function locked(): Promise<Uint8Array> {
  const pdf = PDF.create()
  pdf.addPage({ size: 'a4' })
  pdf.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
  return pdf.save()
}

describe('POST /v1/verify', () => {
  let engine: LocalEngine
  before(() => {
    engine = localEngine({
      ...{ children: 1, memoryMb: 1024, pageSeconds: 60, maxPages: 10, maxPageMegapixels: 10 },
      log: createLog({ level: 'silent', role: 'test' }),
    })
  })
  after(() => engine.close())

  it('knows the seals of this installation, and says what was done to them afterwards', async (t) => {
    const { ask, sealed } = await installation(t, engine)
    const good = (await ask(sealed)).json()
    assert.equal(good.verdict, 'passed')
    assert.equal(good.signatures[0].indication, 'TOTAL_PASSED')
    assert.equal(good.signatures[0].coverage, 'file')
    const bad = (await ask(appended(sealed, { free: [5] }))).json()
    assert.equal(bad.verdict, 'failed')
    assert.equal(bad.signatures[0].subIndication, 'FORMAT_FAILURE')
    assert.equal(bad.signatures[0].intact, true)
    const unsigned = await ask(makePaper())
    assert.equal(unsigned.statusCode, 200)
    assert.equal(unsigned.json().verdict, 'unsigned')
  })

  it('opens an encrypted file with its password only', async (t) => {
    const { ask } = await installation(t, engine)
    const pdf = await locked()
    assert.equal((await ask(pdf)).json().code, 'read.encrypted')
    assert.equal((await ask(pdf, { 'countersign-password': 'wrong' })).json().code, 'read.encrypted')
    assert.equal((await ask(pdf, { 'countersign-password': 'sesame' })).json().verdict, 'unsigned')
  })

  it('refuses what is no PDF, nothing at all, and too much', async (t) => {
    const { ask } = await installation(t, engine)
    for (const [bytes, code] of [
      [Buffer.from('Dear Sir or Madam'), 'document.unsupported_type'],
      [Buffer.alloc(0), 'document.empty'],
      [Buffer.alloc(1_000_001), 'document.too_large'],
      [Buffer.from('%PDF-1.7 and nothing else'), 'read.damaged'],
    ] as const)
      assert.equal((await ask(bytes)).json().code, code)
  })
})
