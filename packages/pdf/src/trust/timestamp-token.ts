// Timestamps (RFC 3161): what is asked for, and whether the answer may go into a document.
import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { buffer } from '../cms.ts'
import { failure } from '../failure.ts'
import { type DigestName, digestIdentifier, digestOf } from './algorithms.ts'
import { type Certificate, isValidAt, purpose } from './certificates.ts'
import { contentOf, readSignedMessage, signatureProblem, signerOf } from './signed-data.ts'

/** A token that was checked: when, by whom, under which policy; `certificates` are all that it carries. */
export type Timestamp = {
  token: Uint8Array
  at: Date
  certificate: Certificate
  certificates: Certificate[]
  policy: string
}

/** What a token must be about. `nonce` and `policy` only where they were asked for. */
export type Expected = { digest: Uint8Array; algorithm: DigestName; nonce?: Uint8Array; policy?: string }

export const tstInfoOid = '1.2.840.113549.1.9.16.1.4'

/** The request (DER) that asks for a timestamp, with the authority's certificates in it (RFC 3161 §2.4.1). */
export function timestampRequest({ digest, algorithm, nonce, policy }: Expected): Uint8Array {
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: digestIdentifier(algorithm),
      hashedMessage: new asn1js.OctetString({ valueHex: buffer(digest) }),
    }),
    certReq: true,
    ...(nonce && { nonce: new asn1js.Integer({ valueHex: buffer(nonce) }) }),
    ...(policy !== undefined && { reqPolicy: policy }),
  })
  return new Uint8Array(request.toSchema().toBER(false))
}

const rejected = (why: string, cause?: unknown) =>
  failure(
    'timestamp.rejected',
    `The timestamp authority's answer cannot be used: ${why}. Ask another authority, or its operator.`,
    cause,
  )

/** The token out of a response (DER). Throws `timestamp.rejected` where the authority refused. */
export function tokenOf(response: Uint8Array): Uint8Array {
  try {
    const parsed = new pkijs.TimeStampResp({ schema: asn1js.fromBER(buffer(response)).result })
    const { status, statusStrings } = parsed.status
    const words = statusStrings?.map(({ valueBlock }) => valueBlock.value).join(' ') ?? ''
    if (status > 1 || !parsed.timeStampToken)
      throw rejected(`it refused with status ${status}${words && ` (${words.slice(0, 200)})`}`)
    return new Uint8Array(parsed.timeStampToken.toSchema().toBER(false))
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error
    throw rejected('it is no timestamp response', error)
  }
}

/**
 * Checks a token (RFC 3161 §2.4.2): imprint, nonce, policy, signature, its binding to the certificate, and that this
 * is for timestamps alone and was valid. Throws `timestamp.rejected` with the reason.
 */
export function checkTimestamp(token: Uint8Array, expected: Expected): Timestamp {
  try {
    return checked(token, expected)
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error
    throw rejected('it is no timestamp', error)
  }
}

function checked(token: Uint8Array, expected: Expected): Timestamp {
  const message = readSignedMessage(token)
  const content = contentOf(message)
  if (message.signed.encapContentInfo.eContentType !== tstInfoOid || !content)
    throw rejected('it is another kind of message')
  const info = pkijs.TSTInfo.fromBER(buffer(content))
  const { hashAlgorithm, hashedMessage } = info.messageImprint
  if (
    digestOf(hashAlgorithm.algorithmId) !== expected.algorithm ||
    Buffer.compare(hashedMessage.valueBlock.valueHexView, expected.digest) !== 0
  )
    throw rejected('it is about another document')
  const nonce = expected.nonce && new asn1js.Integer({ valueHex: buffer(expected.nonce) })
  if (nonce && !info.nonce?.isEqual(nonce)) throw rejected('it answers another request (the nonce differs)')
  if (expected.policy !== undefined && info.policy !== expected.policy)
    throw rejected(`it was made under the policy ${info.policy} instead of ${expected.policy}`)
  const certificate = signerOf(message)
  if (!certificate) throw rejected('it does not bring its certificate')
  const problem = signatureProblem(message, { content, certificate }) ?? unfit(certificate, info.genTime)
  if (problem) throw rejected(problem)
  return { token, at: info.genTime, certificate, certificates: message.certificates, policy: info.policy }
}

/** RFC 3161 §2.3: one purpose, and critical. */
function unfit(certificate: Certificate, at: Date): string | null {
  const { purposes, purposesAreCritical } = certificate
  if (purposes?.length !== 1 || purposes[0] !== purpose.timeStamping || !purposesAreCritical)
    return 'its certificate is not one for timestamps alone'
  return isValidAt(certificate, at) ? null : 'its certificate was not valid at that time'
}

/** The imprint of `data` for a request. */
export const imprintOf = (data: Uint8Array, algorithm: DigestName): Uint8Array =>
  createHash(algorithm).update(data).digest()
