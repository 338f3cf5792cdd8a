import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { detachedCades } from './cades.ts'
import { buffer, oid } from './cms.ts'
import { createAuthority, issueSealCertificate, memorySigner } from './pki.ts'

describe('a detached seal', () => {
  it('signs the exact bytes, names its time and its certificate, and carries no content', async () => {
    const now = new Date('2026-03-01T12:00:00Z')
    const authority = await createAuthority({ organisation: 'Acme', now })
    const signer = memorySigner(
      await issueSealCertificate(authority, { commonName: 'Acme Seal', now, years: 5 }),
    )
    const bytes = Buffer.from('the original, as it is')
    const der = await detachedCades(bytes, signer, { at: now })
    const info = new pkijs.ContentInfo({ schema: asn1js.fromBER(buffer(der)).result })
    const signed = new pkijs.SignedData({ schema: info.content })
    const attributes = signed.signerInfos[0]?.signedAttrs?.attributes ?? []
    const digest = attributes.find(({ type }) => type === oid.messageDigest)?.values[0]
    assert.ok(digest instanceof asn1js.OctetString)
    assert.deepEqual(Buffer.from(digest.valueBlock.valueHexView), createHash('sha256').update(bytes).digest())
    assert.ok(attributes.some(({ type }) => type === oid.signingTime))
    assert.ok(attributes.some(({ type }) => type === oid.signingCertificateV2))
    assert.equal(signed.encapContentInfo.eContent, undefined)
  })
})
