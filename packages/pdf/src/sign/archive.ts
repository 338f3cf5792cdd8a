// Gathers what validators of later years need: every chain up to its root, and fresh proof that nothing in it was
// revoked (ETSI EN 319 142-1 §5.4). What fails its check never goes in.
import * as asn1js from 'asn1js'
import { oid } from '../cms.ts'
import { failure } from '../failure.ts'
import { type Certificate, chainOf, isRoot, readCertificate, subjectOf } from '../trust/certificates.ts'
import { checkCrl } from '../trust/crl.ts'
import { certificatesIn, checkOcsp, ocspRequest } from '../trust/ocsp.ts'
import { isCurrent, type RevocationAnswer } from '../trust/revocation.ts'
import { attributeValue, readSignedMessage, signerOf } from '../trust/signed-data.ts'
import type { ArchiveData } from './archive-objects.ts'

/**
 * Where answers come from. `get` and `post` reach the addresses that certificates name; without them only `own` is
 * asked: it gives the revocation list of an issuer whose lists one makes oneself, or null. `certificates` are known
 * beside those in the signatures.
 */
export type RevocationSource = {
  get?(url: string): Promise<Uint8Array>
  post?(url: string, body: Uint8Array, contentType: string): Promise<Uint8Array>
  own?(issuer: Uint8Array): Promise<Uint8Array | null>
  certificates?: readonly Uint8Array[]
}

type Gathering = {
  source: RevocationSource
  at: Date
  known: Certificate[]
  certificates: Map<string, Uint8Array>
  crls: Map<string, Uint8Array>
  ocsps: Map<string, Uint8Array>
}

/**
 * All that the signatures (CMS, DER) and their timestamps need. Throws `revocation.revoked` where a certificate was
 * revoked, and `revocation.unavailable` where nobody could say, or where a chain does not reach its root.
 */
export async function gatherArchive(
  messages: readonly Uint8Array[],
  { source, at }: { source: RevocationSource; at: Date },
): Promise<ArchiveData> {
  const signed = messages.flatMap(withTimestamp).map((der) => {
    const message = readSignedMessage(der)
    return { message, signer: signerOf(message) }
  })
  const known = [
    ...signed.flatMap(({ message }) => message.certificates),
    ...(source.certificates ?? []).map(readCertificate),
  ]
  const gathering: Gathering = {
    ...{ source, at, known },
    ...{ certificates: new Map(), crls: new Map(), ocsps: new Map() },
  }
  for (const { signer } of signed) {
    if (!signer) throw unavailable('a signature does not bring its certificate')
    await gatherChain(signer, gathering)
  }
  const { certificates, crls, ocsps } = gathering
  return {
    certificates: [...certificates.values()],
    crls: [...crls.values()],
    ocsps: [...ocsps.values()],
  }
}

/** The message, and the timestamp over its signature. */
function withTimestamp(der: Uint8Array): Uint8Array[] {
  const { info } = readSignedMessage(der)
  const token = attributeValue(info.unsignedAttrs, oid.timestampToken)
  return token instanceof asn1js.Sequence ? [der, new Uint8Array(token.toBER(false))] : [der]
}

async function gatherChain(certificate: Certificate, gathering: Gathering): Promise<void> {
  const chain = await wholeChain(certificate, gathering)
  for (const [index, member] of chain.entries()) {
    const done = gathering.certificates.has(member.x509.fingerprint256)
    gathering.certificates.set(member.x509.fingerprint256, member.der)
    const issuer = chain[index + 1]
    if (issuer && !done) await gatherStatus({ certificate: member, issuer }, gathering)
  }
}

const longestChain = 10

async function wholeChain(certificate: Certificate, gathering: Gathering): Promise<Certificate[]> {
  for (let round = 0; round < longestChain; round += 1) {
    const chain = chainOf(certificate, gathering.known)
    const last = chain.at(-1) ?? certificate
    if (isRoot(last)) return chain
    const issuer = await fetchIssuer(last, gathering.source)
    if (!issuer) throw unavailable(`the issuer of ${subjectOf(last)} is not known`)
    gathering.known.push(issuer)
  }
  throw unavailable(`the chain of ${subjectOf(certificate)} does not end`)
}

async function fetchIssuer(
  { issuerUrls }: Certificate,
  { get }: RevocationSource,
): Promise<Certificate | null> {
  for (const url of get ? issuerUrls : []) {
    const found = await get?.(url).then(readCertificate, () => null)
    if (found) return found
  }
  return null
}

type Of = { certificate: Certificate; issuer: Certificate }
type Attempt = { kind: 'crls' | 'ocsps'; from: string; fetch(): Promise<Uint8Array | null> }

async function gatherStatus(of: Of, gathering: Gathering): Promise<void> {
  const reasons: string[] = []
  for (const { kind, from, fetch } of attempts(of, gathering.source)) {
    const answer = await fetch().catch((error: unknown) => {
      reasons.push(`${from}: ${error instanceof Error ? error.message : String(error)}`)
      return null
    })
    if (!answer) continue
    const status = kind === 'crls' ? checkCrl(answer, of) : checkOcsp(answer, of)
    const why = objection(status, { of, at: gathering.at })
    if (why) reasons.push(`${from}: ${why}`)
    else {
      gathering[kind].set(Buffer.from(answer).toString('base64'), answer)
      if (kind === 'ocsps')
        for (const der of certificatesIn(answer))
          gathering.certificates.set(readCertificate(der).x509.fingerprint256, der)
      return
    }
  }
  const why = reasons.length > 0 ? reasons.join(' ') : 'its certificate names no address to ask.'
  throw unavailable(`nobody could say whether ${subjectOf(of.certificate)} was revoked: ${why}`)
}

function attempts(of: Of, { own, get, post }: RevocationSource): Attempt[] {
  const { certificate, issuer } = of
  const request = ocspRequest(of)
  return [
    ...(own ? [{ kind: 'crls' as const, from: 'own list', fetch: () => own(issuer.der) }] : []),
    ...(post ? certificate.ocspUrls : []).map((url) => ({
      ...{ kind: 'ocsps' as const, from: url },
      fetch: async () => (await post?.(url, request, 'application/ocsp-request')) ?? null,
    })),
    ...(get ? certificate.crlUrls : []).map((url) => ({
      ...{ kind: 'crls' as const, from: url },
      fetch: async () => (await get?.(url)) ?? null,
    })),
  ]
}

/** Why an answer may not go in; a revoked certificate ends all of it. */
function objection(answer: RevocationAnswer, { of, at }: { of: Of; at: Date }): string | null {
  if (answer.status === 'unusable') return `${answer.why}.`
  if (!isCurrent(answer, at)) return 'the answer is not of today.'
  if (answer.status === 'good') return null
  throw failure(
    'revocation.revoked',
    `The certificate ${subjectOf(of.certificate)} was revoked on ${answer.revokedAt.toISOString()}. Sign with another key.`,
  )
}

const unavailable = (why: string) =>
  failure(
    'revocation.unavailable',
    `The proof for long validation is incomplete: ${why} The level is not lowered for that: try again later, or ask for level B-T.`,
  )
