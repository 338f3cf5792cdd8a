// A key for the test server of signature services: made now, signs digests without knowing of what they are.
import { constants, createPrivateKey, privateEncrypt } from 'node:crypto'
import { issueCertificate } from '@countersign/pdf/pki'
import { testTrust } from '@countersign/pdf/sign/testing'
import type { CscKey } from './csc-server.ts'

/** DigestInfo for SHA-256 up to the digest (RFC 8017 §9.2, note 1). */
const sha256Info = Buffer.from('3031300d060960864801650304020105000420', 'hex')

type Authorities = Pick<Awaited<ReturnType<typeof testTrust>>, 'issuer' | 'root'>

/** An RSA key of 2048 bits that a test authority certified. `root` is that authority's certificate (DER). */
export async function makeCscKey(
  now: Date,
  authorities?: Authorities,
): Promise<{ key: CscKey; root: Uint8Array }> {
  const { issuer, root } = authorities ?? (await testTrust({ now }))
  const { certificate, chain, privateKey } = await issueCertificate(issuer, {
    ...{ kind: 'seal', commonName: 'Acme elsewhere', now, years: 3, keys: 'rsa2048' },
  })
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  return {
    root: root.certificate,
    key: {
      id: 'SEAL-1',
      chain: [certificate, ...chain],
      algo: ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.11'],
      bits: 2048,
      signHash: (hash) =>
        privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([sha256Info, hash])),
    },
  }
}
