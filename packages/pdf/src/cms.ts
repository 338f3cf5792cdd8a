// CMS signatures over detached content (RFC 5652), with the signed attributes that CAdES and PAdES ask for.
import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'

/**
 * Something that signs: a key in memory, a smart card, a key service. `sign` is given the data (not its digest)
 * and answers with the signature: DER for ECDSA, PKCS#1 v1.5 for RSA. `chain` goes from the issuer to the root.
 */
export type Signer = {
  certificate: Uint8Array
  chain: Uint8Array[]
  algorithm: 'ecdsa-sha256' | 'rsa-sha256'
  sign(data: Uint8Array): Promise<Uint8Array>
}

export const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  algorithmProtection: '1.2.840.113549.1.9.52',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const

/**
 * A CMS SignedData (DER) without content, for content whose SHA-256 is `digest`.
 * `signingTime` is for CAdES (EN 319 122-1 §6.3 requires it); PAdES forbids it (EN 319 142-1 §6.3): there the
 * time is /M of the signature dictionary.
 */
export async function signDetached(
  digest: Uint8Array,
  signer: Signer,
  options: { signingTime?: Date } = {},
): Promise<Uint8Array> {
  const { parsed: certificate, publicKey } = parse(signer.certificate)
  const attributes = signedAttributes(digest, signer, options.signingTime)
  const encoded = encode(new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }))
  // What is signed is the SET OF itself, not its [0] tag (RFC 5652 §5.4).
  const toSign = Uint8Array.from(encoded)
  toSign[0] = 0x31
  const signature = await signer.sign(toSign)
  if (!verify('sha256', toSign, publicKey, signature))
    throw new Error(
      'The signing key does not belong to its certificate. Check which key and certificate are configured.',
    )
  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes })
  signedAttrs.encodedValue = buffer(encoded)
  const signerInfo = new pkijs.SignerInfo({
    version: 1,
    sid: new pkijs.IssuerAndSerialNumber({
      issuer: certificate.issuer,
      serialNumber: certificate.serialNumber,
    }),
    digestAlgorithm: sha256(),
    signatureAlgorithm: signatureAlgorithm(signer),
    signedAttrs,
    signature: octets(signature),
  })
  const content = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: oid.data }),
    digestAlgorithms: [sha256()],
    signerInfos: [signerInfo],
    certificates: [certificate, ...signer.chain.map((der) => parse(der).parsed)],
  }).toSchema(true)
  return encode(new pkijs.ContentInfo({ contentType: oid.signedData, content }))
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

function signedAttributes(digest: Uint8Array, signer: Signer, time: Date | undefined): pkijs.Attribute[] {
  const attributes = [
    attribute(oid.contentType, new asn1js.ObjectIdentifier({ value: oid.data })),
    attribute(oid.messageDigest, octets(digest)),
    attribute(oid.signingCertificateV2, signingCertificate(signer.certificate)),
    attribute(oid.algorithmProtection, algorithmProtection(signer)),
  ]
  // RFC 5652 §11.3: UTCTime until 2049.
  if (time) attributes.push(attribute(oid.signingTime, new asn1js.UTCTime({ valueDate: time })))
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
function algorithmProtection(signer: Signer): asn1js.Sequence {
  const signature = signatureAlgorithm(signer).toSchema() as asn1js.Sequence
  const tagged = new asn1js.Constructed({
    idBlock: { tagClass: 3, tagNumber: 1 },
    value: signature.valueBlock.value,
  })
  return new asn1js.Sequence({ value: [sha256().toSchema(), tagged] })
}

const sha256 = () => new pkijs.AlgorithmIdentifier({ algorithmId: oid.sha256 })

function signatureAlgorithm({ algorithm }: Signer): pkijs.AlgorithmIdentifier {
  return algorithm === 'ecdsa-sha256'
    ? new pkijs.AlgorithmIdentifier({ algorithmId: oid.ecdsaWithSha256 })
    : new pkijs.AlgorithmIdentifier({ algorithmId: oid.sha256WithRsa, algorithmParams: new asn1js.Null() })
}

const attribute = (type: string, value: asn1js.BaseBlock) => new pkijs.Attribute({ type, values: [value] })
const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: buffer(bytes) })

type Encodable = { toSchema(): { toBER(sizeOnly?: boolean): ArrayBuffer } }
const encode = (value: Encodable) => new Uint8Array(value.toSchema().toBER(false))

/** A copy that owns its memory: asn1js takes whole ArrayBuffers. */
export function buffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
