// The certificates behind a signature: an authority of one's own (a root), who issues in its name, and what they issue.
import 'reflect-metadata'
import { createPrivateKey, randomBytes, sign, webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { digestNamed, type SignatureAlgorithm, type Signer, schemeNamed } from './cms.ts'
import { keyOptions } from './trust/algorithms.ts'
import { purpose } from './trust/certificates.ts'

/** Certificates are DER, keys PKCS#8 DER and not encrypted: whoever stores them, encrypts them. */
export type Authority = { rootCertificate: Uint8Array; rootKey: Uint8Array }

/** A certificate with its key. `chain` goes from the issuer to the root. */
export type Issued = { certificate: Uint8Array; chain: Uint8Array[]; privateKey: Uint8Array }

/** A certificate that may sign documents, with its key. */
export type SealCertificate = Issued

const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const rootYears = 20

type Random = (size: number) => Uint8Array

/** The root as an issuer of others. */
export const issuerOf = ({ rootCertificate, rootKey }: Authority): Issued => ({
  certificate: rootCertificate,
  chain: [],
  privateKey: rootKey,
})

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
    signingAlgorithm: p256,
    notBefore: earlier(now),
    notAfter: yearsAfter(now, rootYears),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { rootCertificate: new Uint8Array(root.rawData), rootKey: await exported(keys) }
}

/** What a certificate is for: to issue others, to sign documents, to make timestamps, to answer OCSP requests. */
export type CertificateKind = 'issuer' | 'seal' | 'timestamp' | 'responder'

/** Keys that certificates are made with here; those of others may be of any kind (`certify`). */
export type KeyKind = 'p256' | 'p384' | 'rsa2048' | 'ed25519'

/** `crlUrl` and `ocspUrl` are where others ask whether it was revoked. Valid from `now`, no longer than its issuer. */
export type CertificateOptions = {
  kind: CertificateKind
  commonName: string
  now: Date
  years: number
  crlUrl?: string | undefined
  ocspUrl?: string | undefined
  random?: Random
}

/** Makes a key and its certificate. */
export async function issueCertificate(
  issuer: Issued,
  options: CertificateOptions & { keys?: KeyKind },
): Promise<Issued> {
  const keys = await newKeys(options.keys)
  const publicKey = new Uint8Array(await webcrypto.subtle.exportKey('spki', keys.publicKey))
  return { ...(await certify(issuer, { ...options, publicKey })), privateKey: await exported(keys) }
}

/** Issues a certificate that may sign documents. */
export const issueSealCertificate = (
  authority: Authority,
  options: Omit<CertificateOptions, 'kind'>,
): Promise<SealCertificate> => issueCertificate(issuerOf(authority), { ...options, kind: 'seal' })

/** A certificate for a key that is somewhere else, such as in a hardware module; `publicKey` is SPKI DER. */
export async function certify(
  issuer: Issued,
  options: CertificateOptions & { publicKey: Uint8Array },
): Promise<Omit<Issued, 'privateKey'>> {
  const { commonName, now, years, random = randomBytes } = options
  const parent = new x509.X509Certificate(owned(issuer.certificate))
  const publicKey = new x509.PublicKey(owned(options.publicKey))
  const organisation = parent.subjectName.getField('O')
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(random),
    subject: [{ CN: [nameValue(commonName)] }, ...organisation.map((value) => ({ O: [value] }))],
    issuer: parent.subjectName.toJSON(),
    publicKey,
    signingKey: await importedKey(issuer.privateKey),
    signingAlgorithm: p256,
    notBefore: earlier(now),
    notAfter: new Date(Math.min(yearsAfter(now, years).getTime(), parent.notAfter.getTime())),
    extensions: [
      ...usage(options.kind),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(parent),
      ...(options.crlUrl ? [new x509.CRLDistributionPointsExtension([options.crlUrl])] : []),
      ...(options.ocspUrl ? [new x509.AuthorityInfoAccessExtension({ ocsp: [options.ocspUrl] })] : []),
    ],
  })
  return { certificate: new Uint8Array(certificate.rawData), chain: [issuer.certificate, ...issuer.chain] }
}

const noRevocationCheck = '1.3.6.1.5.5.7.48.1.5'
const derNull = new Uint8Array([5, 0])

function usage(kind: CertificateKind): x509.Extension[] {
  const { digitalSignature, nonRepudiation, keyCertSign, cRLSign } = x509.KeyUsageFlags
  if (kind === 'issuer')
    return [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
    ]
  const leaf = new x509.BasicConstraintsExtension(false, undefined, true)
  if (kind === 'seal')
    return [
      leaf,
      new x509.KeyUsagesExtension(digitalSignature | nonRepudiation, true),
      // pdfsig and openssl know no purpose for documents but that for e-mail.
      new x509.ExtendedKeyUsageExtension([purpose.documentSigning, purpose.emailProtection]),
    ]
  const only = kind === 'timestamp' ? purpose.timeStamping : purpose.ocspSigning
  return [
    leaf,
    new x509.KeyUsagesExtension(digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([only], true),
    ...(kind === 'responder' ? [new x509.Extension(noRevocationCheck, false, derNull)] : []),
  ]
}

/** A certificate that an issuer takes back, and why; `serialNumber` in hex. */
export type Revoked = { serialNumber: string; at: Date; reason?: 'superseded' | 'keyCompromise' }

/** The revocation list (DER) of an issuer, good for `days`. `number` grows with every list (RFC 5280 §5.2.3). */
export async function revocationList(
  issuer: Issued,
  options: { revoked: readonly Revoked[]; now: Date; days: number; number: number },
): Promise<Uint8Array> {
  const { revoked, now, days, number } = options
  const parent = new x509.X509Certificate(owned(issuer.certificate))
  const list = await x509.X509CrlGenerator.create({
    issuer: parent.subjectName.toJSON(),
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + days * 86_400_000),
    signingAlgorithm: p256,
    signingKey: await importedKey(issuer.privateKey),
    // Without a reason, @peculiar/x509 2.2 writes an empty list of extensions, which is no DER.
    entries: revoked.map(({ serialNumber, at, reason = 'superseded' }) => ({
      ...{ serialNumber, revocationDate: at, reason: x509.X509CrlReason[reason] },
    })),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(parent),
      new x509.Extension('2.5.29.20', false, derInteger(number)),
    ],
  })
  return new Uint8Array(list.rawData)
}

function derInteger(value: number): Uint8Array<ArrayBuffer> {
  const hex = BigInt(value).toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
  return Uint8Array.from([2, positive.length, ...positive])
}

/** A signer whose key is in memory (PKCS#8 DER). RSA keys sign by PKCS#1 v1.5 unless told to use PSS. */
export function memorySigner(seal: Issued, { pss = false }: { pss?: boolean } = {}): Signer {
  const key = createPrivateKey({ key: Buffer.from(seal.privateKey), format: 'der', type: 'pkcs8' })
  const algorithm = algorithmFor(seal.certificate, { pss })
  const options = keyOptions(key, schemeNamed(algorithm))
  const hash = algorithm === 'ed25519' ? null : digestNamed(algorithm)
  return {
    certificate: seal.certificate,
    chain: seal.chain,
    algorithm,
    sign: async (data) => new Uint8Array(sign(hash, data, options)),
  }
}

/** How the key of a certificate signs. Throws for keys that no validator takes. */
export function algorithmFor(certificate: Uint8Array, { pss = false } = {}): SignatureAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails } = new X509Certificate(certificate).publicKey
  if (type === 'rsa') return pss ? 'rsa-pss-sha256' : 'rsa-sha256'
  if (type === 'rsa-pss') return 'rsa-pss-sha256'
  if (type === 'ed25519') return 'ed25519'
  const curve = asymmetricKeyDetails?.namedCurve
  if (type === 'ec' && curve === 'prime256v1') return 'ecdsa-sha256'
  if (type === 'ec' && curve === 'secp384r1') return 'ecdsa-sha384'
  throw new Error(
    `Keys of the kind ${type} ${curve ?? ''} cannot sign documents. Use RSA, P-256, P-384 or Ed25519.`,
  )
}

const keyAlgorithms = {
  p256,
  p384: { name: 'ECDSA', namedCurve: 'P-384' },
  rsa2048: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  ed25519: { name: 'Ed25519' },
} as const

async function newKeys(kind: KeyKind = 'p256'): Promise<webcrypto.CryptoKeyPair> {
  const made = await webcrypto.subtle.generateKey(keyAlgorithms[kind], true, ['sign', 'verify'])
  return made as webcrypto.CryptoKeyPair
}

async function exported(keys: webcrypto.CryptoKeyPair): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
}

const importedKey = (pkcs8: Uint8Array): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', owned(pkcs8), p256, false, ['sign'])

const owned = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>

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

/** Whether an authority may have issuers under it (RFC 5280 §4.2.1.9): the roots of our first release may not. */
export function mayHaveIssuers(certificate: Uint8Array): boolean {
  const constraints = new x509.X509Certificate(owned(certificate)).getExtension(
    x509.BasicConstraintsExtension,
  )
  return constraints?.ca === true && constraints.pathLength !== 0
}
