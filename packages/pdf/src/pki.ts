// The certificates behind a seal: an authority of one's own (a root) and the seal certificates it issues.
import 'reflect-metadata'
import { createPrivateKey, randomBytes, sign, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Signer } from './cms.ts'

/** Certificates are DER, keys PKCS#8 DER and not encrypted: whoever stores them, encrypts them. */
export type Authority = { rootCertificate: Uint8Array; rootKey: Uint8Array }

/** `chain` goes from the issuer to the root. */
export type SealCertificate = { certificate: Uint8Array; chain: Uint8Array[]; privateKey: Uint8Array }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const documentSigning = '1.3.6.1.5.5.7.3.36' // RFC 9336
const emailProtection = '1.3.6.1.5.5.7.3.4' // pdfsig and openssl know no other purpose for documents
const rootYears = 20

type Random = (size: number) => Uint8Array

/** Makes a root that is valid for 20 years from `now`. `random` is for serial numbers; keys are always random. */
export async function createAuthority(options: {
  organisation: string
  now: Date
  random?: Random
}): Promise<Authority> {
  const { organisation, now, random = randomBytes } = options
  const keys = await newKeys()
  const name = [
    { CN: [nameValue(`${organisation.slice(0, 52)} Seal Root`)] },
    { O: [nameValue(organisation)] },
  ]
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(random),
    name,
    keys,
    signingAlgorithm: algorithm,
    notBefore: earlier(now),
    notAfter: yearsAfter(now, rootYears),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { rootCertificate: new Uint8Array(root.rawData), rootKey: await exported(keys) }
}

/** Issues a certificate that may sign documents, valid from `now` for `years`, but not longer than its root. */
export async function issueSealCertificate(
  authority: Authority,
  options: { commonName: string; now: Date; years: number; random?: Random },
): Promise<SealCertificate> {
  const { commonName, now, years, random = randomBytes } = options
  const root = new x509.X509Certificate(authority.rootCertificate as Uint8Array<ArrayBuffer>)
  const keys = await newKeys()
  const flags = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation
  const organisation = root.subjectName.getField('O')
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(random),
    subject: [{ CN: [nameValue(commonName)] }, ...organisation.map((value) => ({ O: [value] }))],
    issuer: root.subjectName.toJSON(),
    publicKey: keys.publicKey,
    signingKey: await importedKey(authority.rootKey),
    signingAlgorithm: algorithm,
    notBefore: earlier(now),
    notAfter: new Date(Math.min(yearsAfter(now, years).getTime(), root.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(flags, true),
      new x509.ExtendedKeyUsageExtension([documentSigning, emailProtection]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(root),
    ],
  })
  return {
    certificate: new Uint8Array(certificate.rawData),
    chain: [authority.rootCertificate],
    privateKey: await exported(keys),
  }
}

/** A signer whose key is in memory; EC and RSA keys (PKCS#8 DER). */
export function memorySigner(seal: SealCertificate): Signer {
  const key = createPrivateKey({ key: Buffer.from(seal.privateKey), format: 'der', type: 'pkcs8' })
  return {
    certificate: seal.certificate,
    chain: seal.chain,
    algorithm: key.asymmetricKeyType === 'ec' ? 'ecdsa-sha256' : 'rsa-sha256',
    sign: async (data) => new Uint8Array(sign('sha256', data, key)),
  }
}

function newKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

async function exported(keys: webcrypto.CryptoKeyPair): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
}

function importedKey(pkcs8: Uint8Array): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', pkcs8 as Uint8Array<ArrayBuffer>, algorithm, false, ['sign'])
}

/** RFC 5280 §4.1.2.2: positive, at most 20 octets; CA/Browser Forum: at least 64 random bits. */
function serialNumber(random: Random): string {
  const bytes = Buffer.from(random(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

/** RFC 5280 appendix A: names have 1 to 64 characters. */
function nameValue(value: string): string {
  const name = value.trim()
  if (name === '' || name.length > 64) throw new RangeError('A name in a certificate has 1 to 64 characters.')
  return name
}

/** Clocks differ: a certificate is valid from five minutes before it was made. */
const earlier = (now: Date) => new Date(now.getTime() - 5 * 60_000)

function yearsAfter(now: Date, years: number): Date {
  const date = new Date(now)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date
}
