// The signature itself (RFC 5652, with the attributes of CAdES): what it is over, by which key, and what is wrong.

import type { KeyObject } from 'node:crypto'
import type { SubIndication } from '@countersign/contract/verification'
import * as asn1js from 'asn1js'
import { oid } from '../cms.ts'
import { type Certificate, readCertificate } from '../trust/certificates.ts'
import {
  attributeValue,
  contentOf,
  readSignedMessage,
  type SignedMessage,
  signerOf,
} from '../trust/signed-data.ts'
import {
  digestName,
  digestOver,
  holds,
  type SignatureAlgorithm,
  signatureAlgorithm,
  weakness,
} from './algorithms.ts'
import type { Finding } from './report.ts'
import { isOpenEnded, type Parts, partsOf } from './strict.ts'

/** What was read; `findings` are empty where the signature holds. `signer` is bound to it by its attributes. */
export type CheckedSignature = {
  message: SignedMessage | null
  signer: Certificate | null
  algorithms: { digest: string; signature: string } | null
  /** Kinds of failure of the signature itself, the first being the worst. */
  findings: Finding[]
  weak: string | null
  warnings: string[]
}

/** What must be signed: the bytes around the signature, or the content of the message itself (a timestamp). */
export type Subject = { parts: readonly Uint8Array[]; encapsulated: boolean; pades: boolean }

const nothing = { message: null, signer: null, algorithms: null, weak: null, warnings: [] }
const finding = (subIndication: SubIndication, message: string): Finding => ({ subIndication, message })

/** Checks a SignedData over `subject`; `others` are certificates that may be the signer's besides its own. */
export function checkSignature(
  der: Uint8Array,
  subject: Subject,
  others: readonly Certificate[],
): CheckedSignature {
  const message = read(der)
  const parts = isOpenEnded(der) ? null : partsOf(der)
  if (!message || (!parts && !isOpenEnded(der)))
    return {
      ...nothing,
      findings: [
        finding('FORMAT_FAILURE', 'The signature cannot be read: it is no CMS message of one signer.'),
      ],
    }
  if (parts) message.certificates = asTheyAre(parts.certificates)
  const { info } = message
  const digest = digestName(info.digestAlgorithm.algorithmId)
  const algorithm = digest && signatureAlgorithm(info.signatureAlgorithm, digest)
  if (!digest || !algorithm)
    return {
      ...nothing,
      message,
      findings: [finding('FORMAT_FAILURE', 'The signature uses an algorithm that is not known here.')],
    }
  const algorithms = { digest, signature: algorithm.name }
  const signer = signerOf(message, others) ?? null
  const digestFindings = wrongDigest(message, subject, digest)
  if (!signer)
    return {
      ...nothing,
      message,
      algorithms,
      findings: [
        ...digestFindings,
        finding('NO_SIGNING_CERTIFICATE_FOUND', 'The certificate of the signer is not in the file.'),
      ],
    }
  const bound = binding(message, signer, subject.pades)
  const findings = [
    ...digestFindings,
    ...damaged(message, parts),
    ...wrongSignature(message, subject, { algorithm, signer }),
    ...bound.findings,
  ]
  const weak = weakness(digest, algorithm, signer.x509.publicKey)
  return { message, signer, algorithms, findings, weak, warnings: bound.warnings }
}

function read(der: Uint8Array): SignedMessage | null {
  try {
    return readSignedMessage(der)
  } catch {
    return null
  }
}

/** The bytes as they came: parsed and written anew, a change in them would be gone. */
const asTheyAre = (ders: readonly Uint8Array[]): Certificate[] =>
  ders.slice(0, maxCertificates).flatMap((der) => {
    try {
      return [readCertificate(der)]
    } catch {
      return []
    }
  })

const maxCertificates = 50

/** A certificate that says it is by one of the others must be; nobody can have changed it on its way. */
function damaged(message: SignedMessage, parts: Parts | null): Finding[] {
  const { certificates } = message
  const unreadable =
    parts !== null && certificates.length < Math.min(parts.certificates.length, maxCertificates)
  const broken = certificates.some((certificate) => {
    const issuers = certificates.filter(({ x509 }) => certificate.x509.checkIssued(x509))
    return issuers.length > 0 && !issuers.some(({ x509 }) => signedWith(certificate, x509.publicKey))
  })
  return unreadable || broken
    ? [finding('FORMAT_FAILURE', 'A certificate that the signature brings is damaged.')]
    : []
}

function signedWith({ x509 }: Certificate, key: KeyObject): boolean {
  try {
    return x509.verify(key)
  } catch {
    return false
  }
}

const changed = finding('HASH_FAILURE', 'What was signed was changed afterwards.')

function wrongDigest(message: SignedMessage, subject: Subject, digest: string): Finding[] {
  const content = contentOf(message)
  if (subject.encapsulated !== (content !== undefined))
    return [finding('FORMAT_FAILURE', 'The signature is not over the file, but over content of its own.')]
  const { signedAttrs } = message.info
  // Without attributes the signature is over the content itself, and a changed file shows as a wrong signature.
  if (!signedAttrs) return []
  const type = attributeValue(signedAttrs, oid.contentType)
  const named = type instanceof asn1js.ObjectIdentifier ? type.valueBlock.toString() : undefined
  const value = attributeValue(signedAttrs, oid.messageDigest)
  const parts = content ? [content] : subject.parts
  const right =
    value instanceof asn1js.OctetString && digestOver(digest, parts).equals(value.valueBlock.valueHexView)
  if (!right) return [changed]
  return named === message.signed.encapContentInfo.eContentType
    ? []
    : [finding('FORMAT_FAILURE', 'The signature does not say what kind of content it is over.')]
}

function wrongSignature(
  message: SignedMessage,
  subject: Subject,
  { algorithm, signer }: { algorithm: SignatureAlgorithm; signer: Certificate },
): Finding[] {
  const { signedAttrs, signature } = message.info
  const attributes = signedAttrs && Buffer.from(signedAttrs.encodedValue)
  if (attributes) attributes[0] = 0x31 // RFC 5652 §5.4: signed is the SET OF itself.
  const data = attributes ?? contentOf(message) ?? Buffer.concat(subject.parts)
  const { publicKey } = signer.x509
  if (holds(algorithm, { publicKey, data, signature: signature.valueBlock.valueHexView })) return []
  return attributes
    ? [finding('SIG_CRYPTO_FAILURE', 'The signature was not made with the key of its certificate.')]
    : [changed]
}

const signingCertificate = '1.2.840.113549.1.9.16.2.12'

/** ESS attributes (RFC 2634 §5.4, RFC 5035 §3) tie the signature to one certificate; PAdES asks for them. */
function binding(
  { info }: SignedMessage,
  signer: Certificate,
  pades: boolean,
): { findings: Finding[]; warnings: string[] } {
  const second = attributeValue(info.signedAttrs, oid.signingCertificateV2)
  const first = attributeValue(info.signedAttrs, signingCertificate)
  const [id] = inner(inner(second ?? first)[0])
  if (!id) {
    const message = 'The signature does not name its certificate.'
    return pades
      ? { findings: [finding('SIG_CONSTRAINTS_FAILURE', message)], warnings: [] }
      : { findings: [], warnings: [message] }
  }
  const [left, right] = inner(id)
  const named = left instanceof asn1js.Sequence ? inner(left)[0] : undefined
  const hash = left instanceof asn1js.OctetString ? left : right
  const chosen = named instanceof asn1js.ObjectIdentifier ? digestName(named.valueBlock.toString()) : 'sha256'
  const name = second ? chosen : 'sha1'
  const same =
    name !== undefined &&
    hash instanceof asn1js.OctetString &&
    digestOver(name, [signer.der]).equals(hash.valueBlock.valueHexView)
  return same
    ? { findings: [], warnings: [] }
    : {
        findings: [
          finding(
            'NO_SIGNING_CERTIFICATE_FOUND',
            'The signature names another certificate than the one it brings.',
          ),
        ],
        warnings: [],
      }
}

const inner = (block: asn1js.BaseBlock | undefined): asn1js.BaseBlock[] =>
  block instanceof asn1js.Sequence ? block.valueBlock.value : []
