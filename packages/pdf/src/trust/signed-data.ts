// One signed CMS message, taken apart and checked: timestamps use it, and every other SignedData may.
import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { buffer, oid } from '../cms.ts'
import { digestOf, isSignedBy, schemeOf } from './algorithms.ts'
import { type Certificate, encodedName, readCertificate } from './certificates.ts'

/** A SignedData with exactly one signer, as it is; nothing in it is checked yet. */
export type SignedMessage = {
  signed: pkijs.SignedData
  info: pkijs.SignerInfo
  certificates: Certificate[]
}

/** Reads a SignedData (DER of a ContentInfo). Throws where it is none, or has not exactly one signer. */
export function readSignedMessage(der: Uint8Array): SignedMessage {
  const content = new pkijs.ContentInfo({ schema: asn1js.fromBER(buffer(der)).result })
  if (content.contentType !== oid.signedData) throw new Error('it is no signed message')
  const signed = new pkijs.SignedData({ schema: content.content })
  const [info, ...others] = signed.signerInfos
  if (!info || others.length > 0) throw new Error('it must have exactly one signer')
  const certificates = (signed.certificates ?? []).flatMap((item) =>
    item instanceof pkijs.Certificate ? [readCertificate(encoded(item))] : [],
  )
  return { signed, info, certificates }
}

/** The certificate that the SignerInfo names, out of the message or of `others`. */
export function signerOf(
  { info, certificates }: SignedMessage,
  others: readonly Certificate[] = [],
): Certificate | undefined {
  const { sid } = info
  if (!(sid instanceof pkijs.IssuerAndSerialNumber)) return undefined
  const issuer = encodedName(sid.issuer)
  return [...certificates, ...others].find(
    ({ parsed }) =>
      parsed.serialNumber.isEqual(sid.serialNumber) && encodedName(parsed.issuer).equals(issuer),
  )
}

/** The first value of an attribute that must be there once; undefined where it is not. */
export function attributeValue(
  attributes: pkijs.SignedAndUnsignedAttributes | undefined,
  type: string,
): asn1js.BaseBlock | undefined {
  const found = attributes?.attributes.filter((attribute) => attribute.type === type) ?? []
  return found.length === 1 && found[0]?.values.length === 1 ? found[0].values[0] : undefined
}

/**
 * What is wrong with the signature itself over `content`: digest, content type, binding of the certificate
 * (RFC 5035), signature. Null where all of it holds. Whether the certificate is to be trusted is another matter.
 */
export function signatureProblem(
  { signed, info }: SignedMessage,
  { content, certificate }: { content: Uint8Array; certificate: Certificate },
): string | null {
  const hash = digestOf(info.digestAlgorithm.algorithmId)
  const scheme = schemeOf(info.signatureAlgorithm, hash)
  if (!hash || !scheme || !info.signedAttrs) return 'it uses an algorithm that is unknown or broken'
  const type = attributeValue(info.signedAttrs, oid.contentType)
  const digest = attributeValue(info.signedAttrs, oid.messageDigest)
  if (
    !(type instanceof asn1js.ObjectIdentifier) ||
    type.valueBlock.toString() !== signed.encapContentInfo.eContentType
  )
    return 'its attributes are of another kind of content'
  if (
    !(digest instanceof asn1js.OctetString) ||
    !createHash(hash).update(content).digest().equals(digest.valueBlock.valueHexView)
  )
    return 'its digest is of other content'
  if (!namesCertificate(info.signedAttrs, certificate)) return 'it is not bound to its certificate'
  const data = Buffer.from(info.signedAttrs.encodedValue)
  data[0] = 0x31 // RFC 5652 §5.4: signed is the SET OF itself
  const signature = info.signature.valueBlock.valueHexView
  return isSignedBy({ publicKey: certificate.x509.publicKey, scheme, data, signature })
    ? null
    : 'its signature is wrong'
}

const signingCertificate = '1.2.840.113549.1.9.16.2.12'

/** ESS: the first hash of the certificate list is the signer's (RFC 2634 §5.4 with SHA-1, RFC 5035 §3). */
function namesCertificate(attributes: pkijs.SignedAndUnsignedAttributes, certificate: Certificate): boolean {
  const second = attributeValue(attributes, oid.signingCertificateV2)
  const first = attributeValue(attributes, signingCertificate)
  const id = firstOf(firstOf(second ?? first))
  const parts = valuesOf(id)
  const [named, hashOf] = parts[0] instanceof asn1js.Sequence ? [parts[0], parts[1]] : [undefined, parts[0]]
  const algorithm = firstOf(named)
  const name = second
    ? algorithm instanceof asn1js.ObjectIdentifier
      ? digestOf(algorithm.valueBlock.toString())
      : 'sha256'
    : 'sha1'
  if (!name || !(hashOf instanceof asn1js.OctetString)) return false
  return createHash(name).update(certificate.der).digest().equals(hashOf.valueBlock.valueHexView)
}

const valuesOf = (block: asn1js.BaseBlock | undefined): asn1js.BaseBlock[] =>
  block instanceof asn1js.Sequence ? block.valueBlock.value : []
const firstOf = (block: asn1js.BaseBlock | undefined): asn1js.BaseBlock | undefined => valuesOf(block)[0]

/** The content inside of the message, whether it is in one piece or in several (BER). */
export function contentOf({ signed }: SignedMessage): Uint8Array | undefined {
  const octets = signed.encapContentInfo.eContent
  if (!octets) return undefined
  const parts = octets.valueBlock.value.filter((part) => part instanceof asn1js.OctetString)
  return parts.length > 0
    ? Buffer.concat(parts.map((part) => part.valueBlock.valueHexView))
    : octets.valueBlock.valueHexView
}

const encoded = (certificate: pkijs.Certificate) => new Uint8Array(certificate.toSchema().toBER(false))
