// From a certificate to one that is trusted (RFC 5280 §6), at a given time, with what the file says of revocation.

import type { SubIndication } from '@countersign/contract/verification'
import * as pkijs from 'pkijs'
import { type Certificate, isIssuedBy, isValidAt, purpose, subjectOf } from '../trust/certificates.ts'
import { checkCrl } from '../trust/crl.ts'
import { checkOcsp } from '../trust/ocsp.ts'
import { isCurrent, type RevocationAnswer } from '../trust/revocation.ts'
import { digestName, signatureAlgorithm } from './algorithms.ts'
import type { Finding } from './report.ts'

/** `pool` may help to build a chain; only `anchors` end one. */
export type Trust = {
  anchors: readonly Certificate[]
  pool: readonly Certificate[]
  crls: readonly Uint8Array[]
  ocsps: readonly Uint8Array[]
}

/** `chain` goes from the certificate as far as it leads; `hasAnswers` says that revocation can be checked offline. */
export type Path = {
  chain: Certificate[]
  anchored: boolean
  findings: Finding[]
  revocation: 'good' | 'revoked' | 'unknown'
  hasAnswers: boolean
}

export type Use = 'documents' | 'timestamps'

const finding = (subIndication: SubIndication, message: string): Finding => ({ subIndication, message })

/** Finds the best path for a certificate and judges it `at` the time when it must have been valid. */
export function judgePath(certificate: Certificate, trust: Trust, { at, use }: { at: Date; use: Use }): Path {
  const paths = pathsFrom(certificate, trust)
  const judged = paths.map((chain) => judgeChain(chain, trust, { at, use }))
  const best = judged.find(({ findings }) => findings.length === 0) ?? judged.find(({ anchored }) => anchored)
  return best ?? judged[0] ?? judgeChain([certificate], trust, { at, use })
}

const closest = 4

/** A trusted certificate with a few bytes changed: no two are made so alike, so somebody changed the file. */
export function damagedCopies(certificates: readonly Certificate[], { anchors }: Trust): Finding[] {
  const isCopy = (one: Uint8Array, other: Uint8Array) => {
    const distance = one.reduce((sum, byte, at) => sum + (byte === other[at] ? 0 : 1), 0)
    return one.length === other.length && distance > 0 && distance <= closest
  }
  return certificates.some(({ der }) => anchors.some((anchor) => isCopy(der, anchor.der)))
    ? [finding('FORMAT_FAILURE', 'A certificate that the signature brings is damaged.')]
    : []
}

const same = (one: Certificate, other: Certificate) => one.x509.fingerprint256 === other.x509.fingerprint256
const [longestChain, mostPaths] = [8, 20]

/** Chains that end at an anchor first; then the longest without. */
function pathsFrom(certificate: Certificate, { anchors, pool }: Trust): Certificate[][] {
  const anchored: Certificate[][] = []
  let longest: Certificate[] = [certificate]
  let steps = 0
  const walk = (chain: Certificate[]) => {
    const last = chain.at(-1)
    steps += 1
    if (!last || steps > 500 || anchored.length >= mostPaths) return
    if (chain.length > longest.length) longest = chain
    if (anchors.some((anchor) => same(anchor, last))) return void anchored.push(chain)
    if (chain.length >= longestChain) return
    for (const issuer of [...anchors, ...pool])
      if (!chain.some((known) => same(known, issuer)) && isIssuedBy(last, issuer)) walk([...chain, issuer])
  }
  walk([certificate])
  return anchored.length > 0 ? anchored : [longest]
}

type Question = { at: Date; use: Use }

function judgeChain(chain: Certificate[], trust: Trust, { at, use }: Question): Path {
  const last = chain.at(-1)
  const anchored = last !== undefined && trust.anchors.some((anchor) => same(anchor, last))
  const answers = chain
    .slice(0, anchored || isSelfIssued(last) ? -1 : undefined)
    .map((certificate, index) => {
      const issuer = chain[index + 1]
      return issuer ? answerFor({ certificate, issuer }, trust, at) : null
    })
  const revoked = answers.some((answer) => answer?.status === 'revoked')
  const known = answers.every((answer) => answer?.status === 'good')
  const findings = [
    ...(anchored ? [] : [notTrusted(chain)]),
    ...(revoked ? [finding('REVOKED_NO_POE', 'The certificate, or one above it, was revoked.')] : []),
    ...constraintProblems(chain, use),
    ...timeProblems(chain, at),
  ]
  return {
    chain,
    anchored,
    findings,
    revocation: revoked ? 'revoked' : known ? 'good' : 'unknown',
    hasAnswers: chain.length > 1 && known && answers.length > 0,
  }
}

const isSelfIssued = (certificate: Certificate | undefined) =>
  certificate !== undefined && isIssuedBy(certificate, certificate)

const notTrusted = (chain: readonly Certificate[]) =>
  finding(
    'NO_CERTIFICATE_CHAIN_FOUND',
    `The certificate does not lead to one that is trusted here${chain.length > 1 ? `, but to ${nameOf(chain.at(-1))}` : ''}.`,
  )

const nameOf = (certificate: Certificate | undefined) => (certificate ? subjectOf(certificate) : 'nobody')

type Of = { certificate: Certificate; issuer: Certificate }

/** The worst that current answers say; null where none can be used. Later ones count too: they know more. */
function answerFor(of: Of, { crls, ocsps }: Trust, at: Date): RevocationAnswer | null {
  const answers = [...ocsps.map((der) => checkOcsp(der, of)), ...crls.map((der) => checkCrl(der, of))]
  const usable = answers.filter((answer) => answer.status !== 'unusable')
  const revoked = usable.find((answer) => answer.status === 'revoked' && answer.revokedAt <= at)
  if (revoked) return revoked
  const good = usable.find((answer) => isCurrent(answer, at) || answer.thisUpdate >= at)
  return good ? { ...good, status: 'good' } : of.certificate.needsNoCheck ? noCheck(at) : null
}

const noCheck = (at: Date): RevocationAnswer => ({ status: 'good', thisUpdate: at, nextUpdate: null })

function timeProblems(chain: readonly Certificate[], at: Date): Finding[] {
  return chain
    .filter((certificate) => !isValidAt(certificate, at))
    .slice(0, 1)
    .map((certificate) =>
      certificate.notBefore > at
        ? finding(
            'NOT_YET_VALID',
            `The certificate of ${subjectOf(certificate)} is not valid now: it begins later.`,
          )
        : finding(
            'OUT_OF_BOUNDS_NO_POE',
            `The certificate of ${subjectOf(certificate)} is not valid now: it has ended, and no trusted timestamp proves that the signature is older.`,
          ),
    )
}

const keyCertSign = 0x04
const documentUses = new Set<string>([
  purpose.documentSigning,
  purpose.emailProtection,
  '2.5.29.37.0', // any
  '1.3.6.1.5.5.7.3.2', // client authentication: older personal certificates name nothing else
  '1.3.6.1.4.1.311.10.3.12', // Microsoft document signing
  '1.2.840.113583.1.1.5', // Adobe authentic documents
])

function constraintProblems(chain: readonly Certificate[], use: Use): Finding[] {
  const [leaf, ...authorities] = chain
  if (!leaf) return []
  const problems: Finding[] = []
  if (!mayBeUsed(leaf, use))
    problems.push(finding('CHAIN_CONSTRAINTS_FAILURE', `The certificate is not one for ${use}.`))
  for (const [below, authority] of authorities.entries()) {
    const { pathLength, usage } = limitsOf(authority)
    if ((usage !== null && (usage & keyCertSign) === 0) || (pathLength !== null && pathLength < below))
      problems.push(
        finding('CHAIN_CONSTRAINTS_FAILURE', `${subjectOf(authority)} may not have issued this certificate.`),
      )
  }
  for (const certificate of chain.slice(0, -1))
    if (isWeaklySigned(certificate)) problems.push(weakChain(certificate))
  if (chain.some(hasUnknownLimits))
    problems.push(
      finding('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'A certificate sets limits that are not known here.'),
    )
  return problems
}

const weakChain = (certificate: Certificate) =>
  finding(
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    `The certificate of ${subjectOf(certificate)} is signed in a way that can be forged today.`,
  )

function isWeaklySigned({ parsed }: Certificate): boolean {
  try {
    const hash = signatureAlgorithm(parsed.signatureAlgorithm, 'sha256')?.hash
    return hash === 'md5' || hash === 'sha1'
  } catch {
    return digestName(parsed.signatureAlgorithm.algorithmId) === undefined
  }
}

function mayBeUsed(leaf: Certificate, use: Use): boolean {
  const { usage } = limitsOf(leaf)
  const signs = usage === null || (usage & 0xc0) !== 0
  if (use === 'timestamps')
    return signs && leaf.purposes?.length === 1 && leaf.purposes[0] === purpose.timeStamping // RFC 3161 §2.3
  return signs && (leaf.purposes === null || leaf.purposes.some((one) => documentUses.has(one)))
}

function limitsOf({ parsed }: Certificate): { pathLength: number | null; usage: number | null } {
  const extensionOf = (id: string): unknown =>
    parsed.extensions?.find(({ extnID }) => extnID === id)?.parsedValue
  const basic = extensionOf('2.5.29.19')
  const usage = extensionOf('2.5.29.15')
  const length = basic instanceof pkijs.BasicConstraints ? basic.pathLenConstraint : undefined
  const bits = Object(usage).valueBlock?.valueHexView
  return {
    pathLength: typeof length === 'number' ? length : null,
    usage: bits instanceof Uint8Array ? (bits[0] ?? 0) : null,
  }
}

const knownExtensions = new Set(
  ['14', '15', '17', '18', '19', '31', '32', '35', '37', '54', '36'].map((n) => `2.5.29.${n}`),
)

/** RFC 5280 §4.2: a critical extension that is not understood ends the path; limits on names are not understood. */
const hasUnknownLimits = ({ parsed }: Certificate): boolean =>
  parsed.extensions?.some(({ critical, extnID }) => critical && !knownExtensions.has(extnID)) ?? false
