// Answers of OCSP responders (RFC 6960).
import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { buffer } from '../cms.ts'
import { isSignedBy, schemeOf } from './algorithms.ts'
import {
  type Certificate,
  encodedName,
  isIssuedBy,
  isValidAt,
  purpose,
  readCertificate,
} from './certificates.ts'
import { type RevocationAnswer, unusable } from './revocation.ts'

type Of = { certificate: Certificate; issuer: Certificate }

const sha1 = '1.3.14.3.2.26'
const sha256 = '2.16.840.1.101.3.4.2.1'
const basicResponse = '1.3.6.1.5.5.7.48.1.1'
const nonceOid = '1.3.6.1.5.5.7.48.1.2'

/** The request (DER) for one certificate. The hash only names it: SHA-1 is what every responder knows (RFC 5019 §2.1.1). */
export function ocspRequest(of: Of): Uint8Array {
  const request = new pkijs.OCSPRequest({
    tbsRequest: new pkijs.TBSRequest({ requestList: [new pkijs.Request({ reqCert: certificateId(of) })] }),
  })
  return new Uint8Array(request.toSchema(true).toBER(false))
}

/** How OCSP names a certificate. */
export function certificateId({ certificate, issuer }: Of): pkijs.CertID {
  const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: buffer(bytes) })
  return new pkijs.CertID({
    hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: sha1, algorithmParams: new asn1js.Null() }),
    issuerNameHash: octets(nameHash(issuer, 'sha1')),
    issuerKeyHash: octets(keyHash(issuer, 'sha1')),
    serialNumber: certificate.parsed.serialNumber,
  })
}

const nameHash = ({ parsed }: Certificate, hash: string) =>
  createHash(hash).update(encodedName(parsed.subject)).digest()
const keyHash = ({ parsed }: Certificate, hash: string) =>
  createHash(hash).update(parsed.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView).digest()

/** Whether a CertID names this certificate of this issuer. */
export function namesCertificate(id: pkijs.CertID, { certificate, issuer }: Of): boolean {
  const hash = { [sha1]: 'sha1', [sha256]: 'sha256' }[id.hashAlgorithm.algorithmId]
  return (
    hash !== undefined &&
    id.serialNumber.isEqual(certificate.parsed.serialNumber) &&
    nameHash(issuer, hash).equals(id.issuerNameHash.valueBlock.valueHexView) &&
    keyHash(issuer, hash).equals(id.issuerKeyHash.valueBlock.valueHexView)
  )
}

/** What an answer (DER) says of a certificate. Signed by its issuer, or by whom the issuer allowed to (§4.2.2.2). */
export function checkOcsp(der: Uint8Array, of: Of): RevocationAnswer {
  try {
    return checked(der, of)
  } catch {
    return unusable('the OCSP answer cannot be read')
  }
}

function checked(der: Uint8Array, of: Of): RevocationAnswer {
  const { responseStatus, responseBytes } = new pkijs.OCSPResponse({
    schema: asn1js.fromBER(buffer(der)).result,
  })
  const status = responseStatus.valueBlock.valueDec
  if (status !== 0 || responseBytes?.responseType !== basicResponse)
    return unusable(`the OCSP responder refused with status ${status}`)
  const basic = new pkijs.BasicOCSPResponse({
    schema: asn1js.fromBER(buffer(responseBytes.response.valueBlock.valueHexView)).result,
  })
  const data = basic.tbsResponseData
  const single = data.responses.find(({ certID }) => namesCertificate(certID, of))
  if (!single) return unusable('the OCSP answer is about another certificate')
  if (!isFromResponder(basic, of.issuer)) return unusable('the OCSP answer is not signed by whom it may be')
  const times = { thisUpdate: single.thisUpdate, nextUpdate: single.nextUpdate ?? null }
  const tag = single.certStatus.idBlock.tagNumber
  if (tag === 0) return { status: 'good', ...times }
  if (tag !== 1) return unusable('the OCSP responder does not know the certificate')
  const [time] = single.certStatus.valueBlock.value
  return { status: 'revoked', ...times, revokedAt: time.toDate() }
}

function isFromResponder(basic: pkijs.BasicOCSPResponse, issuer: Certificate): boolean {
  const scheme = schemeOf(basic.signatureAlgorithm)
  const { tbsView, producedAt } = basic.tbsResponseData
  const signature = basic.signature.valueBlock.valueHexView
  return (
    scheme !== undefined &&
    [issuer, ...delegates(basic, issuer, producedAt)].some(({ x509 }) =>
      isSignedBy({ publicKey: x509.publicKey, scheme, data: tbsView, signature }),
    )
  )
}

/** Certificates of responders that came along and that the issuer made for this purpose. */
function delegates(basic: pkijs.BasicOCSPResponse, issuer: Certificate, at: Date): Certificate[] {
  return (basic.certs ?? [])
    .map((certificate) => readCertificate(new Uint8Array(certificate.toSchema().toBER(false))))
    .filter(
      (certificate) =>
        certificate.purposes?.includes(purpose.ocspSigning) &&
        isValidAt(certificate, at) &&
        isIssuedBy(certificate, issuer),
    )
}

/** The certificates that an answer brings along, for archives that must hold them too. */
export function certificatesIn(der: Uint8Array): Uint8Array[] {
  const { responseBytes } = new pkijs.OCSPResponse({ schema: asn1js.fromBER(buffer(der)).result })
  if (!responseBytes) return []
  const response = buffer(responseBytes.response.valueBlock.valueHexView)
  const basic = new pkijs.BasicOCSPResponse({ schema: asn1js.fromBER(response).result })
  return (basic.certs ?? []).map((certificate) => new Uint8Array(certificate.toSchema().toBER(false)))
}

/** Object identifiers of the response and of its nonce. */
export const ocspOids = { basicResponse, nonce: nonceOid, sha1 } as const
