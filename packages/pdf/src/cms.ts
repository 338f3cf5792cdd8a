// CMS signatures over detached content (RFC 5652), with the signed attributes that CAdES and PAdES ask for.
import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import {
  algorithmIdentifier,
  type DigestName,
  digestIdentifier,
  isSignedBy,
  type Scheme,
} from './trust/algorithms.ts'

/** How a signer signs. The last part is the digest; Ed25519 hashes by itself (RFC 8032), beside it SHA-512 is used. */
export type SignatureAlgorithm = 'rsa-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256' | 'ecdsa-sha384' | 'ed25519'

/**
 * Something that signs: a key in memory, a smart card, a key service. `sign` is given the data (not its digest)
 * and answers with the signature: DER for ECDSA. `chain` goes from the issuer to the root.
 */
export type Signer = {
  certificate: Uint8Array
  chain: Uint8Array[]
  algorithm: SignatureAlgorithm
  sign(data: Uint8Array): Promise<Uint8Array>
}

const schemes: Record<SignatureAlgorithm, { scheme: Scheme; digest: DigestName }> = {
  'rsa-sha256': { scheme: { kind: 'rsa', hash: 'sha256' }, digest: 'sha256' },
  'rsa-pss-sha256': { scheme: { kind: 'rsa-pss', hash: 'sha256' }, digest: 'sha256' },
  'ecdsa-sha256': { scheme: { kind: 'ecdsa', hash: 'sha256' }, digest: 'sha256' },
  'ecdsa-sha384': { scheme: { kind: 'ecdsa', hash: 'sha384' }, digest: 'sha384' },
  // RFC 8419 §3.1
  ed25519: { scheme: { kind: 'ed25519', hash: null }, digest: 'sha512' },
}

/** The scheme of `node:crypto` behind an algorithm. */
export const schemeNamed = (algorithm: SignatureAlgorithm): Scheme => schemes[algorithm].scheme

/** The digest that a document is signed over with this algorithm. */
export const digestNamed = (algorithm: SignatureAlgorithm): DigestName => schemes[algorithm].digest

export const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  algorithmProtection: '1.2.840.113549.1.9.52',
  timestampToken: '1.2.840.113549.1.9.16.2.14',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const

/**
 * `digest` is over the content, with the digest of the signer's algorithm (`digestNamed`). `content` goes into the message; without it
 * the signature is detached. `signingTime` is for CAdES (EN 319 122-1 §6.3 requires it); PAdES forbids it
 * (EN 319 142-1 §6.3): there the time is /M of the signature dictionary. `timestamp` is given the signature and
 * answers with a token over it (EN 319 122-1 §5.3).
 */
export type MessageOptions = {
  digest: Uint8Array
  type?: string
  content?: Uint8Array
  signingTime?: Date | undefined
  timestamp?: ((signature: Uint8Array) => Promise<Uint8Array>) | undefined
}

/** All of a signer that is known before anything is signed. */
export type SignerIdentity = Pick<Signer, 'certificate' | 'algorithm'>

/**
 * What is signed for a message (RFC 5652 §5.4): the signed attributes, which name the content's digest and the
 * certificate. The same input gives the same bytes, so that a key elsewhere may answer later.
 */
export function dataToSign(signer: SignerIdentity, options: Omit<MessageOptions, 'timestamp'>): Uint8Array {
  const attributes = signedAttributes(signer, options)
  return asSet(encode(new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes })))
}

/** Whether a signature was made over `data` with the key of the certificate. */
export const isSignatureOf = (
  { certificate, algorithm }: SignerIdentity,
  { data, signature }: { data: Uint8Array; signature: Uint8Array },
): boolean =>
  isSignedBy({ publicKey: parse(certificate).publicKey, scheme: schemeNamed(algorithm), data, signature })

/** What is signed is the SET OF itself, not its [0] tag (RFC 5652 §5.4). */
function asSet(encodedAttributes: Uint8Array): Uint8Array {
  const data = Uint8Array.from(encodedAttributes)
  data[0] = 0x31
  return data
}

/** A CMS SignedData (DER) with one signer and its chain. Throws where the key does not belong to the certificate. */
export async function signMessage(signer: Signer, options: MessageOptions): Promise<Uint8Array> {
  const { content, type = oid.data, timestamp } = options
  const { parsed: certificate } = parse(signer.certificate)
  const attributes = signedAttributes(signer, options)
  const encoded = encode(new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }))
  const signature = await signatureOver(encoded, signer)
  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes })
  signedAttrs.encodedValue = buffer(encoded)
  const signerInfo = new pkijs.SignerInfo({
    version: 1,
    sid: new pkijs.IssuerAndSerialNumber({
      issuer: certificate.issuer,
      serialNumber: certificate.serialNumber,
    }),
    digestAlgorithm: digestIdentifier(digestNamed(signer.algorithm)),
    signatureAlgorithm: algorithmIdentifier(schemeNamed(signer.algorithm)),
    signedAttrs,
    signature: octets(signature),
    ...(timestamp && { unsignedAttrs: timestamped(await timestamp(signature)) }),
  })
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({ eContentType: type })
  // Set afterwards: its constructor cuts content into pieces, which is BER; timestamps are DER (RFC 3161 §2.4.2).
  if (content) encapContentInfo.eContent = octets(content)
  const message = new pkijs.SignedData({
    version: type === oid.data ? 1 : 3, // RFC 5652 §5.1
    encapContentInfo,
    digestAlgorithms: [signerInfo.digestAlgorithm],
    signerInfos: [signerInfo],
    certificates: [certificate, ...signer.chain.map((der) => parse(der).parsed)],
  }).toSchema(true)
  return encode(new pkijs.ContentInfo({ contentType: oid.signedData, content: message }))
}

/** A CMS SignedData (DER) without content, for content whose digest is `digest`. */
export function signDetached(
  digest: Uint8Array,
  signer: Signer,
  options: { signingTime?: Date; timestamp?: MessageOptions['timestamp'] } = {},
): Promise<Uint8Array> {
  return signMessage(signer, { digest, ...options })
}

async function signatureOver(encodedAttributes: Uint8Array, signer: Signer): Promise<Uint8Array> {
  const data = asSet(encodedAttributes)
  const signature = await signer.sign(data)
  if (!isSignatureOf(signer, { data, signature }))
    throw new Error(
      'The signing key does not belong to its certificate. Check which key and certificate are configured.',
    )
  return signature
}

function timestamped(token: Uint8Array): pkijs.SignedAndUnsignedAttributes {
  const value = asn1js.fromBER(buffer(token)).result
  return new pkijs.SignedAndUnsignedAttributes({
    type: 1,
    attributes: [attribute(oid.timestampToken, value)],
  })
}

type Parsed = { parsed: pkijs.Certificate; publicKey: KeyObject }
const parsedCertificates = new WeakMap<Uint8Array, Parsed>()

/** A signer gives the same bytes for every signature: they are parsed once. */
function parse(der: Uint8Array): Parsed {
  const known = parsedCertificates.get(der)
  if (known) return known
  const parsed = {
    parsed: pkijs.Certificate.fromBER(buffer(der)),
    publicKey: new X509Certificate(der).publicKey,
  }
  parsedCertificates.set(der, parsed)
  return parsed
}

function signedAttributes(
  signer: SignerIdentity,
  { digest, type = oid.data, signingTime }: MessageOptions,
): pkijs.Attribute[] {
  const attributes = [
    attribute(oid.contentType, new asn1js.ObjectIdentifier({ value: type })),
    attribute(oid.messageDigest, octets(digest)),
    attribute(oid.signingCertificateV2, signingCertificate(signer.certificate)),
    attribute(oid.algorithmProtection, algorithmProtection(signer)),
  ]
  // RFC 5652 §11.3: UTCTime until 2049.
  if (signingTime) attributes.push(attribute(oid.signingTime, new asn1js.UTCTime({ valueDate: signingTime })))
  // DER: the members of a SET OF are sorted by their encoding; validators recompute it.
  return attributes
    .map((value) => ({ value, der: Buffer.from(encode(value)) }))
    .sort((a, b) => Buffer.compare(a.der, b.der))
    .map(({ value }) => value)
}

/** SigningCertificateV2 with one ESSCertIDv2 (RFC 5035 §3): SHA-256, the default, and no issuer, which is optional. */
function signingCertificate(certificate: Uint8Array): asn1js.Sequence {
  const hash = createHash('sha256').update(certificate).digest()
  const id = new asn1js.Sequence({ value: [octets(hash)] })
  return new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [id] })] })
}

/** CMSAlgorithmProtection (RFC 6211 §2): no one can swap the algorithms for weaker ones. */
function algorithmProtection({ algorithm }: SignerIdentity): asn1js.Sequence {
  const signature = algorithmIdentifier(schemeNamed(algorithm)).toSchema() as asn1js.Sequence
  const tagged = new asn1js.Constructed({
    idBlock: { tagClass: 3, tagNumber: 1 },
    value: signature.valueBlock.value,
  })
  return new asn1js.Sequence({ value: [digestIdentifier(digestNamed(algorithm)).toSchema(), tagged] })
}

const attribute = (type: string, value: asn1js.BaseBlock) => new pkijs.Attribute({ type, values: [value] })
const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: buffer(bytes) })

type Encodable = { toSchema(): { toBER(sizeOnly?: boolean): ArrayBuffer } }
const encode = (value: Encodable) => new Uint8Array(value.toSchema().toBER(false))

/** A copy that owns its memory: asn1js takes whole ArrayBuffers. */
export function buffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
