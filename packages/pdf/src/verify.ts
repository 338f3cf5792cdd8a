// Checks the last signature of a PDF, as a seal is: over the whole file, intact, and by whom one trusts.
// It does not compare revisions, so it vouches only for files that nothing was appended to after the seal.
import { createHash, verify, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { buffer, oid } from './cms.ts'
import { isolated } from './isolate.ts'
import type { ByteRange } from './signature-objects.ts'

/** `problems` are sentences for a person; `valid` means that there are none. `signer` is the subject, if known. */
export type SealVerdict = {
  valid: boolean
  problems: string[]
  signer: string | null
  field: string | null
  coversWholeFile: boolean
}

/** `trusted` are roots (DER). `at` is when the certificates must be valid; now, if not given. */
export type VerifyOptions = { trusted: Uint8Array[]; at?: Date }

/** Checks the signature that covers most of the file. Never throws for what the bytes are. */
export async function verifySeal(bytes: Uint8Array, options: VerifyOptions): Promise<SealVerdict> {
  const verdict: SealVerdict = {
    valid: false,
    problems: [],
    signer: null,
    field: null,
    coversWholeFile: false,
  }
  const found = await isolated('findSignature', bytes).catch(() => unreadable)
  if ('problem' in found) return { ...verdict, problems: [found.problem] }
  const { byteRange, field } = found
  const coversWholeFile = byteRange[2] + byteRange[3] === bytes.length
  const gap = contentsOf(bytes, byteRange)
  const problems = coversWholeFile ? [] : ['Something was added to the file after this signature.']
  if (typeof gap === 'string') return { ...verdict, field, coversWholeFile, problems: [...problems, gap] }
  const digest = createHash('sha256')
    .update(bytes.subarray(0, byteRange[1]))
    .update(bytes.subarray(byteRange[2], byteRange[2] + byteRange[3]))
    .digest()
  try {
    const cms = checkCms(gap, digest, options)
    problems.push(...found.problems, ...cms.problems)
    return { valid: problems.length === 0, problems, signer: cms.signer, field, coversWholeFile }
  } catch {
    problems.push('The signature cannot be read: it is no CMS signature of the kind PAdES asks for.')
    return { ...verdict, problems, field, coversWholeFile }
  }
}

const unreadable = { problem: 'The file cannot be read as a PDF.' }

/** The DER in the gap, or what is wrong with the gap: it must hold one hex string and nothing else. */
function contentsOf(bytes: Uint8Array, [start, gapStart, gapEnd, length]: ByteRange): Uint8Array | string {
  if (start !== 0 || gapStart >= gapEnd || gapEnd + length > bytes.length)
    return 'The signed byte range does not fit the file.'
  const text = Buffer.from(bytes.subarray(gapStart, gapEnd)).toString('latin1')
  if (!/^<(?:[0-9a-fA-F]{2})+>$/.test(text))
    return 'The gap in the signed byte range holds more than the signature.'
  const contents = new Uint8Array(Buffer.from(text.slice(1, -1), 'hex'))
  const { offset, result } = asn1js.fromBER(buffer(contents))
  if (offset === -1 || result.error) return 'The signature is not DER.'
  if (contents.subarray(offset).some((byte) => byte !== 0))
    return 'There is something behind the signature in its gap.'
  return contents.subarray(0, offset)
}

type CmsVerdict = { problems: string[]; signer: string | null }

function checkCms(der: Uint8Array, digest: Uint8Array, options: VerifyOptions): CmsVerdict {
  const info = new pkijs.ContentInfo({ schema: asn1js.fromBER(buffer(der)).result })
  const signed = new pkijs.SignedData({ schema: info.content })
  const [signer, ...others] = signed.signerInfos
  const attributes = signer?.signedAttrs
  if (!signer || !attributes || others.length > 0) throw new Error('not one signer with signed attributes')
  const certificates = certificatesOf(signed)
  const own = certificates.find((certificate) => isSigner(certificate, signer))
  if (!own) return { problems: ['The certificate of the signer is not in the signature.'], signer: null }
  const problems = [
    ...attributeProblems(attributes, digest, own),
    ...chainProblems(own, certificates, options),
  ]
  if (signed.encapContentInfo.eContent) problems.push('The signature brings its own content.')
  const algorithm = signer.signatureAlgorithm.algorithmId
  const known = [oid.ecdsaWithSha256, oid.sha256WithRsa, rsaEncryption].includes(algorithm)
  const toVerify = new Uint8Array(attributes.encodedValue)
  toVerify[0] = 0x31
  const signature = new Uint8Array(signer.signature.valueBlock.valueHexView)
  if (!known) problems.push(`The signature algorithm ${algorithm} is not supported.`)
  else if (!verify('sha256', toVerify, own.publicKey, signature))
    problems.push('The signature is not by its certificate.')
  return { problems, signer: own.subject.replaceAll('\n', ', ') }
}

const rsaEncryption = '1.2.840.113549.1.1.1'

function certificatesOf(signed: pkijs.SignedData): X509Certificate[] {
  const embedded = (signed.certificates ?? []).filter((item) => item instanceof pkijs.Certificate)
  return embedded
    .slice(0, 20)
    .map((item) => new X509Certificate(new Uint8Array(item.toSchema(true).toBER(false))))
}

function isSigner(certificate: X509Certificate, { sid }: pkijs.SignerInfo): boolean {
  if (!(sid instanceof pkijs.IssuerAndSerialNumber)) return false
  const parsed = pkijs.Certificate.fromBER(buffer(certificate.raw))
  return parsed.serialNumber.isEqual(sid.serialNumber) && parsed.issuer.isEqual(sid.issuer)
}

function attributeProblems(
  { attributes }: pkijs.SignedAndUnsignedAttributes,
  digest: Uint8Array,
  certificate: X509Certificate,
): string[] {
  const value = (type: string): asn1js.BaseBlock | undefined => {
    const [only, ...more] = attributes.filter((attribute) => attribute.type === type)
    return more.length === 0 && only?.values.length === 1 ? only.values[0] : undefined
  }
  const problems: string[] = []
  const messageDigest = value(oid.messageDigest)
  if (!(messageDigest instanceof asn1js.OctetString) || !same(messageDigest, digest))
    problems.push('The file was changed after it was sealed.')
  const contentType = value(oid.contentType)
  if (!(contentType instanceof asn1js.ObjectIdentifier) || contentType.valueBlock.toString() !== oid.data)
    problems.push('The signature does not say what it is over.')
  const [hash] = certificateHashes(value(oid.signingCertificateV2))
  const expected = createHash('sha256').update(certificate.raw).digest()
  if (!hash || !same(hash, expected)) problems.push('The signature does not name its certificate.')
  return problems
}

/** SigningCertificateV2 → certs → first ESSCertIDv2 → certHash, with the default algorithm SHA-256 (RFC 5035 §3). */
function certificateHashes(attribute: asn1js.BaseBlock | undefined): asn1js.OctetString[] {
  const inner = (block: asn1js.BaseBlock | undefined) =>
    block instanceof asn1js.Sequence ? block.valueBlock.value : []
  const [certificates] = inner(attribute)
  const [first] = inner(certificates)
  return inner(first).filter((part) => part instanceof asn1js.OctetString)
}

const same = (block: asn1js.OctetString, bytes: Uint8Array) =>
  Buffer.compare(new Uint8Array(block.valueBlock.valueHexView), bytes) === 0

const maxChain = 6

function chainProblems(
  own: X509Certificate,
  embedded: readonly X509Certificate[],
  { trusted, at = new Date() }: VerifyOptions,
): string[] {
  const roots = trusted.map((der) => new X509Certificate(der))
  let certificate = own
  for (let length = 0; length < maxChain; length += 1) {
    const { subject, validFromDate, validToDate, fingerprint256 } = certificate
    if (at < validFromDate || at > validToDate)
      return [`The certificate of ${subject.replaceAll('\n', ', ')} is not valid now.`]
    if (roots.some((root) => root.fingerprint256 === fingerprint256)) return []
    const issuer = [...roots, ...embedded].find(
      (candidate) =>
        candidate.ca &&
        candidate.fingerprint256 !== fingerprint256 &&
        certificate.checkIssued(candidate) &&
        certificate.verify(candidate.publicKey),
    )
    if (!issuer) break
    certificate = issuer
  }
  return ['The certificate of the signer does not lead to one that is trusted.']
}
