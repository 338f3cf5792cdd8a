import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PDF } from '@libpdf/core'
import { isFailure } from '../failure.ts'
import { memorySigner, revocationList } from '../pki.ts'
import { signPdf } from '../sign/sign.ts'
import { testTime, testTrust } from '../sign/testing.ts'
import { rawPdf, shown } from '../testing.ts'
import { readCertificate } from '../trust/certificates.ts'
import { verifyPdf } from '../verify.ts'
import { judgePath } from './path.ts'

const paper = rawPdf([{ content: shown('Contract', [30, 150, 20]) }])
const later = new Date('2030-01-01T00:00:00Z')
const failure = (code: string) => (error: unknown) => isFailure(error) && error.code === code

describe('verifying a PDF', () => {
  it('passes whom one trusts, and proves nothing of others', async () => {
    const { root, trust, signer } = await testTrust()
    const { bytes } = await signPdf(paper, { ...trust, signer: await signer('rsa2048'), at: testTime })
    const trusted = [root.certificate]
    const own = await verifyPdf(bytes, { trusted, at: testTime })
    assert.equal(own.verdict, 'passed')
    assert.deepEqual(own.signatures[0]?.algorithms, { digest: 'sha256', signature: 'RSA with sha256' })
    const strange = await verifyPdf(bytes, { trusted: [], at: testTime })
    assert.equal(strange.verdict, 'indeterminate')
    assert.equal(strange.signatures[0]?.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND')
    assert.equal(strange.signatures[0]?.intact, true)
  })

  it('believes a signature longer than its certificate only where a timestamp proves its age', async () => {
    const { root, trust, signer } = await testTrust()
    const options = { ...trust, signer: await signer(), at: testTime }
    const trusted = [root.certificate]
    const plain = await verifyPdf((await signPdf(paper, options)).bytes, { trusted, at: later })
    assert.equal(plain.signatures[0]?.subIndication, 'OUT_OF_BOUNDS_NO_POE')
    assert.equal(plain.signatures[0]?.timeSource, 'claimed')
    const kept = await signPdf(paper, { ...options, level: 'B-LTA' })
    const proven = await verifyPdf(kept.bytes, { trusted, at: later })
    assert.equal(proven.verdict, 'passed', proven.summary)
    const [signature] = proven.signatures
    assert.equal(signature?.level, 'B-LTA')
    assert.equal(signature?.timeSource, 'timestamp')
    assert.equal(signature?.signedAt, testTime.toISOString())
    assert.equal(signature?.revocation, 'good')
  })

  it('knows RSA-PSS, both curves and Ed25519', async () => {
    const { root, trust, signer } = await testTrust()
    for (const one of [
      await signer('rsa2048', { pss: true }),
      await signer('p384'),
      await signer('ed25519'),
    ]) {
      const { bytes } = await signPdf(paper, { ...trust, signer: one, at: testTime })
      const report = await verifyPdf(bytes, { trusted: [root.certificate], at: testTime })
      assert.equal(report.verdict, 'passed', report.summary)
    }
  })

  it('does not pass a certificate that was revoked', async () => {
    const { root, issuer, signer } = await testTrust()
    const certificate = readCertificate((await signer()).certificate)
    const serialNumber = certificate.x509.serialNumber.toLowerCase()
    const list = (at: Date) =>
      revocationList(issuer, { revoked: [{ serialNumber, at }], now: testTime, days: 7, number: 1 })
    const pathWith = async (at: Date) =>
      judgePath(
        certificate,
        {
          anchors: [readCertificate(root.certificate)],
          pool: [readCertificate(issuer.certificate)],
          crls: [await list(at)],
          ocsps: [],
        },
        { at: testTime, use: 'documents' },
      )
    const revoked = await pathWith(new Date(testTime.getTime() - 1000))
    assert.equal(revoked.revocation, 'revoked')
    assert.deepEqual(
      revoked.findings.map(({ subIndication }) => subIndication),
      ['REVOKED_NO_POE'],
    )
    assert.deepEqual((await pathWith(later)).findings, [])
  })

  it('does not take a certificate for timestamps as one for documents', async () => {
    const { root, tsa, trust } = await testTrust()
    const { bytes } = await signPdf(paper, { ...trust, signer: memorySigner(tsa), at: testTime })
    const report = await verifyPdf(bytes, { trusted: [root.certificate], at: testTime })
    assert.equal(report.signatures[0]?.subIndication, 'CHAIN_CONSTRAINTS_FAILURE')
  })

  it('says of a file without signatures that it has none, and refuses what it cannot read', async () => {
    assert.equal((await verifyPdf(paper, { trusted: [] })).verdict, 'unsigned')
    await assert.rejects(verifyPdf(Buffer.from('Dear Sir'), { trusted: [] }), failure('pdf.not_pdf'))
    await assert.rejects(verifyPdf(Buffer.from('%PDF-1.7'), { trusted: [] }), failure('pdf.damaged'))
    const pdf = PDF.create()
    pdf.addPage({ size: 'a4' })
    pdf.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
    const locked = await pdf.save()
    await assert.rejects(verifyPdf(locked, { trusted: [] }), failure('pdf.encrypted'))
    await assert.rejects(verifyPdf(locked, { trusted: [], password: 'x' }), failure('pdf.password_wrong'))
    assert.equal((await verifyPdf(locked, { trusted: [], password: 'sesame' })).verdict, 'unsigned')
  })
})
