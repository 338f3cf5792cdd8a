// What a certificate says (RFC 5280), and whether another issued it.
import { X509Certificate } from 'node:crypto'
import type * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { buffer } from '../cms.ts'

/** A certificate as read once: `parsed` by pkijs, `x509` by OpenSSL. Extended key usages are identifiers. */
export type Certificate = {
  der: Uint8Array
  x509: X509Certificate
  parsed: pkijs.Certificate
  notBefore: Date
  notAfter: Date
  isAuthority: boolean
  /** Null where the certificate does not restrict its use. */
  purposes: string[] | null
  purposesAreCritical: boolean
  crlUrls: string[]
  ocspUrls: string[]
  issuerUrls: string[]
  /** RFC 6960 §4.2.2.2.1: a responder's certificate that needs no revocation check. */
  needsNoCheck: boolean
}

/** Extended key usages that matter to signatures. */
export const purpose = {
  documentSigning: '1.3.6.1.5.5.7.3.36', // RFC 9336
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const

/** Reads a certificate (DER). Throws where it is none. */
export function readCertificate(der: Uint8Array): Certificate {
  const x509 = new X509Certificate(der)
  const parsed = pkijs.Certificate.fromBER(buffer(x509.raw))
  const extension = (id: string) => parsed.extensions?.find(({ extnID }) => extnID === id)
  const extended = extension('2.5.29.37')
  const usage = extended?.parsedValue
  const access = extension('1.3.6.1.5.5.7.1.1')?.parsedValue
  return {
    der: new Uint8Array(x509.raw),
    x509,
    parsed,
    notBefore: parsed.notBefore.value,
    notAfter: parsed.notAfter.value,
    isAuthority: x509.ca,
    purposes: usage instanceof pkijs.ExtKeyUsage ? usage.keyPurposes : null,
    purposesAreCritical: extended?.critical ?? false,
    crlUrls: crlUrls(extension('2.5.29.31')?.parsedValue),
    ocspUrls: accessUrls(access, '1.3.6.1.5.5.7.48.1'),
    issuerUrls: accessUrls(access, '1.3.6.1.5.5.7.48.2'),
    needsNoCheck: extension('1.3.6.1.5.5.7.48.1.5') !== undefined,
  }
}

const uri = 6
const urlsIn = (names: readonly pkijs.GeneralName[]): string[] =>
  names.flatMap(({ type, value }) => (type === uri && /^https?:/.test(String(value)) ? [String(value)] : []))

function crlUrls(value: unknown): string[] {
  if (!(value instanceof pkijs.CRLDistributionPoints)) return []
  return value.distributionPoints.flatMap(({ distributionPoint }) =>
    Array.isArray(distributionPoint) ? urlsIn(distributionPoint) : [],
  )
}

function accessUrls(value: unknown, method: string): string[] {
  if (!(value instanceof pkijs.InfoAccess)) return []
  return value.accessDescriptions.flatMap(({ accessMethod, accessLocation }) =>
    accessMethod === method ? urlsIn([accessLocation]) : [],
  )
}

/** Whether `issuer` issued `certificate`: names, key identifiers and the signature. */
export const isIssuedBy = (certificate: Certificate, issuer: Certificate): boolean =>
  issuer.isAuthority && certificate.x509.checkIssued(issuer.x509) && signedBy(certificate, issuer)

function signedBy(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return certificate.x509.verify(issuer.x509.publicKey)
  } catch {
    return false
  }
}

/** Whether it is its own issuer: a root. */
export const isRoot = (certificate: Certificate): boolean => isIssuedBy(certificate, certificate)

/** Whether it is valid at a time. */
export const isValidAt = ({ notBefore, notAfter }: Certificate, at: Date): boolean =>
  notBefore <= at && at <= notAfter

const longestChain = 10

/** From the certificate to its root, as far as `known` reaches; the first is the certificate itself. */
export function chainOf(certificate: Certificate, known: readonly Certificate[]): Certificate[] {
  const chain = [certificate]
  for (let last = certificate; !isRoot(last) && chain.length < longestChain; ) {
    const issuer = known.find((candidate) => !chain.includes(candidate) && isIssuedBy(last, candidate))
    if (!issuer) break
    chain.push(issuer)
    last = issuer
  }
  return chain
}

/** The subject for a person: one line. */
export const subjectOf = ({ x509 }: Certificate): string => x509.subject.replaceAll('\n', ', ')

/** The name as it is encoded, to be compared byte by byte. */
export const encodedName = (name: pkijs.RelativeDistinguishedNames): Buffer =>
  Buffer.from(name.toSchema().toBER(false))

/** The serial number in hex, as CRLs and OCSP answers name it. */
export const serialOf = (serial: asn1js.Integer): string =>
  Buffer.from(serial.valueBlock.valueHexView).toString('hex')
