import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { issueCertificate, memorySigner } from '@countersign/pdf/pki'
import { testTrust } from '@countersign/pdf/sign/testing'
import { certificateTroubles, sealTroubles } from './health.ts'

const revocation = {
  own: async () => null,
  get: () => Promise.reject(new Error('not asked')),
  post: () => Promise.reject(new Error('not asked')),
}

describe('the health of the seal', () => {
  it('is fine with a valid certificate and an authority that answers', async () => {
    const { trust, signer } = await testTrust()
    const keys = { signer: () => signer() }
    assert.deepEqual(await sealTroubles({ keys, trust: { ...trust, revocation } }), [])
    const silent = { name: 'clock.example', ask: () => Promise.reject(new Error('no answer')) }
    const [trouble] = await sealTroubles({ keys, trust: { ...trust, timestamps: [silent], revocation } })
    assert.match(trouble ?? '', /clock\.example gave none: .*no answer/)
  })

  it('warns a month before the certificate ends, when it has ended, and when it is for something else', async () => {
    const { issuer, signer } = await testTrust()
    const { certificate } = await signer()
    assert.match(certificateTroubles(certificate, new Date('2029-02-10T00:00:00Z')).join(), /ends in 19 days/)
    assert.match(
      certificateTroubles(certificate, new Date('2029-04-01T00:00:00Z')).join(),
      /ended on 2029-03-01/,
    )
    assert.match(
      certificateTroubles(certificate, new Date('2020-01-01T00:00:00Z')).join(),
      /not valid before/,
    )
    const now = new Date('2026-03-01T12:00:00Z')
    const other = await issueCertificate(issuer, { kind: 'responder', commonName: 'Other', now, years: 1 })
    assert.match(certificateTroubles(memorySigner(other).certificate, now).join(), /not meant for documents/)
  })
})
