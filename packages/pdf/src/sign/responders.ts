// Answers as a timestamp authority (RFC 3161) and an OCSP responder (RFC 6960) do, with certificates of one's own.
import { createHash, randomBytes } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { buffer, type Signer, schemeNamed, signMessage } from '../cms.ts'
import { algorithmIdentifier, digestOf } from '../trust/algorithms.ts'
import { encodedName, readCertificate, serialOf } from '../trust/certificates.ts'
import { ocspOids } from '../trust/ocsp.ts'
import { tstInfoOid } from '../trust/timestamp-token.ts'
import type { TimestampAuthority } from './timestamper.ts'

/**
 * A timestamp authority in this process. Its time is that of this machine and its key is beside the one that signs:
 * good for development, no evidence for strangers. `policy` names under what rules it works.
 */
export function localTimestampAuthority(input: {
  signer: Signer
  now: () => Date
  policy: string
}): TimestampAuthority {
  return { name: 'the built-in timestamp authority', ask: (request) => answerTimestamp(request, input) }
}

async function answerTimestamp(
  request: Uint8Array,
  { signer, now, policy }: { signer: Signer; now: () => Date; policy: string },
): Promise<Uint8Array> {
  const asked = parseRequest(request)
  if (!asked) return refusal()
  const { messageImprint, nonce } = asked
  const hash = digestOf(messageImprint.hashAlgorithm.algorithmId)
  if (!hash) return refusal()
  const at = now()
  at.setUTCMilliseconds(0)
  const content = encode(
    new pkijs.TSTInfo({
      ...{ version: 1, policy, messageImprint, genTime: at, ordering: false },
      serialNumber: new asn1js.Integer({ valueHex: buffer(positive(randomBytes(16))) }),
      accuracy: new pkijs.Accuracy({ seconds: 1 }),
      ...(nonce && { nonce }),
    }).toSchema(),
  )
  const digest = createHash('sha256').update(content).digest()
  const token = await signMessage(signer, { digest, type: tstInfoOid, content, signingTime: at })
  return encode(
    new pkijs.TimeStampResp({
      status: new pkijs.PKIStatusInfo({ status: 0 }),
      timeStampToken: new pkijs.ContentInfo({ schema: asn1js.fromBER(buffer(token)).result }),
    }).toSchema(),
  )
}

function parseRequest(request: Uint8Array): pkijs.TimeStampReq | null {
  try {
    return new pkijs.TimeStampReq({ schema: asn1js.fromBER(buffer(request)).result })
  } catch {
    return null
  }
}

const refusal = (): Uint8Array =>
  encode(new pkijs.TimeStampResp({ status: new pkijs.PKIStatusInfo({ status: 2 }) }).toSchema())

function positive(bytes: Buffer): Buffer {
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

/** What an issuer knows of a certificate of its own; null for those it never issued. */
export type Standing = 'good' | { revokedAt: Date } | null

const malformed = 1

/**
 * The OCSP response (DER) to a request, signed by the issuer itself. `standing` is asked for each serial number (hex);
 * the answer is good for `days`. What cannot be read gets the answer "malformed".
 */
export async function answerOcsp(
  request: Uint8Array,
  input: { issuer: Signer; standing(serialNumber: string): Promise<Standing>; now: Date; days: number },
): Promise<Uint8Array> {
  const asked = parseOcsp(request)
  if (!asked) return encode(new pkijs.OCSPResponse({ responseStatus: enumerated(malformed) }).toSchema())
  const issuer = readCertificate(input.issuer.certificate)
  const responses = await Promise.all(
    asked.requestList.slice(0, 10).map(({ reqCert }) => singleResponse(reqCert, input)),
  )
  const nonce = asked.requestExtensions?.filter(({ extnID }) => extnID === ocspOids.nonce) ?? []
  const data = new pkijs.ResponseData({
    responderID: issuer.parsed.subject,
    producedAt: input.now,
    responses,
    ...(nonce.length > 0 && { responseExtensions: nonce }),
  })
  const toBeSigned = encode(data.toSchema(true))
  const signature = await input.issuer.sign(toBeSigned)
  data.tbsView = toBeSigned as Uint8Array<ArrayBuffer>
  const basic = new pkijs.BasicOCSPResponse({
    tbsResponseData: data,
    signatureAlgorithm: algorithmIdentifier(schemeNamed(input.issuer.algorithm)),
    signature: new asn1js.BitString({ valueHex: buffer(signature) }),
  })
  const responseBytes = new pkijs.ResponseBytes({
    responseType: ocspOids.basicResponse,
    response: new asn1js.OctetString({ valueHex: buffer(encode(basic.toSchema())) }),
  })
  return encode(new pkijs.OCSPResponse({ responseStatus: enumerated(0), responseBytes }).toSchema())
}

function parseOcsp(request: Uint8Array): pkijs.TBSRequest | null {
  try {
    return new pkijs.OCSPRequest({ schema: asn1js.fromBER(buffer(request)).result }).tbsRequest
  } catch {
    return null
  }
}

type Answering = {
  issuer: Signer
  standing(serialNumber: string): Promise<Standing>
  now: Date
  days: number
}

async function singleResponse(
  certID: pkijs.CertID,
  { issuer, standing, now, days }: Answering,
): Promise<pkijs.SingleResponse> {
  const known = isOurs(certID, issuer) ? await standing(serialOf(certID.serialNumber)) : null
  return new pkijs.SingleResponse({
    certID,
    certStatus: statusBlock(known),
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + days * 86_400_000),
  })
}

function isOurs(certID: pkijs.CertID, { certificate }: Signer): boolean {
  const hash = certID.hashAlgorithm.algorithmId === ocspOids.sha1 ? 'sha1' : 'sha256'
  const name = encodedName(readCertificate(certificate).parsed.subject)
  return createHash(hash).update(name).digest().equals(certID.issuerNameHash.valueBlock.valueHexView)
}

/** CertStatus: [0] good, [1] revoked, [2] unknown. */
function statusBlock(standing: Standing): asn1js.BaseBlock {
  if (standing === 'good') return tagged(0)
  if (!standing) return tagged(2)
  return new asn1js.Constructed({
    idBlock: { tagClass: 3, tagNumber: 1 },
    value: [new asn1js.GeneralizedTime({ valueDate: standing.revokedAt })],
  })
}

const tagged = (tagNumber: number) =>
  new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber }, lenBlock: { length: 0 } })
const enumerated = (value: number) => new asn1js.Enumerated({ value })

type Schema = { toBER(sizeOnly?: boolean): ArrayBuffer }
const encode = (schema: Schema): Uint8Array => new Uint8Array(schema.toBER(false))
