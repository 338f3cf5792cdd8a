import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { signPdf } from '@countersign/pdf/sign/sign'
import { rawPdf } from '@countersign/pdf/testing'
import type { KeyProvider } from './key-provider.ts'

/** `open` gives a provider whose certificate is valid now. */
export function keyProviderContract(name: string, open: () => Promise<KeyProvider>): void {
  describe(`key provider ${name}`, () => {
    it('signs for the certificate that it gives, again and again', async () => {
      const provider = await open()
      for (const text of ['one', 'two']) {
        const signer = await provider.signer()
        const options = { signer: { ...signer, chain: [...signer.chain] }, at: new Date(), reason: text }
        // signPdf checks each signature against the certificate before it goes in.
        const signed = await signPdf(rawPdf([{ content: '' }]), options)
        const { fingerprint256 } = new X509Certificate(signer.certificate)
        assert.equal(signed.certificate.fingerprint, fingerprint256.replaceAll(':', '').toLowerCase())
      }
    })
  })
}
