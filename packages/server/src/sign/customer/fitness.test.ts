import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { type CertificateKind, certify, createAuthority, issuerOf } from '@countersign/pdf/pki'
import { readCertificate } from '@countersign/pdf/trust/certificates'
import { unfitness } from './fitness.ts'

const now = new Date('2026-03-01T12:00:00Z')
const spki = (key: ReturnType<typeof generateKeyPairSync>['publicKey']) =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' }))
const p256 = () => spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)

async function faultsOf({
  kind = 'seal' as CertificateKind,
  publicKey = p256(),
  at = now,
  years = 1,
  chained = true,
} = {}) {
  const authority = await createAuthority({
    organisation: 'Acme GmbH',
    now: new Date('2020-01-01T00:00:00Z'),
  })
  const made = await certify(issuerOf(authority), {
    kind,
    commonName: 'Acme Seal',
    now: at,
    years,
    publicKey,
  })
  const chain = chained ? made.chain.map(readCertificate) : []
  return unfitness(readCertificate(made.certificate), { chain, now })
}

describe('a certificate to seal with', () => {
  it('is taken where its key, its purpose, its time and its chain are good', async () => {
    assert.deepEqual(await faultsOf(), [])
    for (const curve of ['P-384']) {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
      assert.deepEqual(await faultsOf({ publicKey: spki(publicKey) }), [])
    }
  })

  it('is refused when it ended or has not begun', async () => {
    const [ended] = await faultsOf({ at: new Date('2024-01-01T00:00:00Z') })
    assert.match(String(ended), /ended on 2025-01-01/)
    const [early] = await faultsOf({ at: new Date('2026-04-01T00:00:00Z') })
    assert.match(String(early), /not valid before/)
  })

  it('is refused when it is for something else', async () => {
    assert.match(String(await faultsOf({ kind: 'timestamp' })), /not for documents/)
    assert.match(String(await faultsOf({ kind: 'issuer' })), /authority.*key usage/s)
  })

  it('is refused with a weak key, or one of a kind that validators do not know', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
    assert.match(String(await faultsOf({ publicKey: spki(weak) })), /RSA with 1024 bits/)
    const odd = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey
    assert.match(String(await faultsOf({ publicKey: spki(odd) })), /cannot sign documents/)
  })

  it('is refused without the chain to its root', async () => {
    const faults = await faultsOf({ chained: false })
    assert.equal(faults.length, 1)
    assert.match(String(faults), /chain is not complete.*Acme GmbH/)
  })
})
