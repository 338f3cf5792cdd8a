// From what was found to a verdict on each signature: the latest first, since a document timestamp proves that all
// before it is older (ETSI EN 319 102-1 §5.6).

import type { PadesLevel as Level } from '@countersign/contract/verification'
import { digestOver } from './algorithms.ts'
import { answersOf, timestampsOf } from './archived.ts'
import type { Changes } from './changes.ts'
import type { Covered } from './coverage.ts'
import type { Found } from './found.ts'
import { damagedCopies, judgePath, type Path, type Trust } from './path.ts'
import type { Finding } from './report.ts'
import type { CheckedSignature } from './signature.ts'
import { checkSignature } from './signature.ts'
import { checkToken } from './timestamp.ts'

/** A signature, taken out of the file and with what changed after it. */
export type Candidate = {
  found: Found
  covered: Covered | Finding
  changes: Changes
  /** The revision it covers has proofs of revocation in its security store. */
  hasStore: boolean
}

export type Proof = { at: Date; proven: boolean; covers: number; hasStore: boolean; intact: boolean }

/** What is known of one signature; `findings` in the order in which they count. */
export type Judgement = {
  candidate: Candidate
  kind: 'signature' | 'timestamp'
  checked: CheckedSignature | null
  path: Path | null
  findings: Finding[]
  warnings: string[]
  intact: boolean
  provenAt: Date | null
  level: Level | null
}

/** Judges all of them; `at` is now. */
export function judgeAll(candidates: readonly Candidate[], trust: Trust, at: Date): Judgement[] {
  const end = ({ covered }: Candidate) => ('end' in covered ? covered.end : 0)
  const latestFirst = [...candidates].sort((a, b) => end(b) - end(a))
  const proofs: Proof[] = []
  const judged = new Map<Candidate, Judgement>()
  for (const candidate of latestFirst) {
    const judgement = judgeOne(candidate, { trust, at, proofs })
    judged.set(candidate, judgement)
    if (judgement.kind === 'timestamp' && judgement.provenAt && judgement.intact)
      proofs.push({
        at: judgement.provenAt,
        proven: judgement.findings.length === 0,
        covers: end(candidate),
        hasStore: candidate.hasStore,
        intact: judgement.intact,
      })
  }
  return candidates.flatMap((candidate) => judged.get(candidate) ?? [])
}

type Circumstances = { trust: Trust; at: Date; proofs: readonly Proof[] }

function judgeOne(candidate: Candidate, circumstances: Circumstances): Judgement {
  const { found, covered } = candidate
  const kind = found.format === 'ETSI.RFC3161' ? 'timestamp' : 'signature'
  if (!('end' in covered)) return { ...blank(candidate, kind), findings: [covered] }
  const proofs = circumstances.proofs.filter(({ covers }) => covers > covered.end)
  const inside = { ...circumstances, proofs }
  return kind === 'timestamp'
    ? judgeTimestamp(candidate, covered, inside)
    : judgeSignature(candidate, covered, inside)
}

const blank = (candidate: Candidate, kind: Judgement['kind']): Judgement => ({
  candidate,
  kind,
  checked: null,
  path: null,
  findings: [],
  warnings: [],
  intact: false,
  provenAt: null,
  level: null,
})

/** The earliest time by which what `proofs` cover is known to have been there; now, if nothing proves it. */
const earliest = (proofs: readonly Proof[], at: Date): Date =>
  proofs.filter(({ proven }) => proven).reduce((first, proof) => (proof.at < first ? proof.at : first), at)

function changeFindings({ changes }: Candidate): Finding[] {
  if (changes.forbidden.length === 0) return []
  const what = changes.forbidden.slice(0, 3).join('; ')
  return [
    {
      subIndication: 'FORMAT_FAILURE',
      message: `The file was changed after this signature in a way that is not allowed: ${what}.`,
    },
  ]
}

const weakFinding = (weak: string | null): Finding[] =>
  weak === null
    ? []
    : [
        {
          subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
          message: `The signature proves little: ${weak}.`,
        },
      ]

function judgeTimestamp(
  candidate: Candidate,
  covered: Covered,
  { trust, at, proofs }: Circumstances,
): Judgement {
  const checked = checkToken(covered.der, covered.parts, trust.pool)
  const controlled = earliest(proofs, at)
  const own = withProofsOf(trust, checked)
  const path = checked.signer && judgePath(checked.signer, own, { at: controlled, use: 'timestamps' })
  const findings = [
    ...checked.findings,
    ...damagedCopies(checked.message?.certificates ?? [], trust),
    ...changeFindings(candidate),
    ...(path?.findings ?? []),
    ...weakFinding(checked.weak),
  ]
  return {
    ...blank(candidate, 'timestamp'),
    checked,
    path,
    findings,
    warnings: checked.warnings,
    intact: checked.findings.length === 0,
    provenAt: checked.at,
  }
}

/** Certificates and answers that the message brings may help; they are believed no more than any other. */
function withProofsOf(trust: Trust, { message }: CheckedSignature): Trust {
  if (!message) return trust
  const { crls, ocsps } = answersOf(message)
  return {
    ...trust,
    pool: [...message.certificates.slice(0, 50), ...trust.pool],
    crls: [...crls, ...trust.crls],
    ocsps: [...ocsps, ...trust.ocsps],
  }
}

function judgeSignature(candidate: Candidate, covered: Covered, circumstances: Circumstances): Judgement {
  const { trust, at, proofs } = circumstances
  const { found } = candidate
  const subject = subjectOf(found, covered)
  const checked = subject
    ? checkSignature(covered.der, subject, trust.pool)
    : {
        message: null,
        signer: null,
        algorithms: null,
        weak: null,
        warnings: [],
        findings: [unknownKind(found)],
      }
  const own = withProofsOf(trust, checked)
  const stamps = stampsOf(checked, own, earliest(proofs, at))
  const all = [...proofs, ...stamps.map((stamp) => stamp.proof)]
  const signedBefore = earliest(all, at)
  const path = checked.signer && judgePath(checked.signer, own, { at: signedBefore, use: 'documents' })
  const proven = all.some((proof) => proof.proven)
  const findings = [
    ...checked.findings,
    ...damagedCopies(checked.message?.certificates ?? [], trust),
    ...changeFindings(candidate),
    ...(path?.findings ?? []),
    ...weakFinding(checked.weak),
    ...stamps.flatMap(({ damage }) => damage),
  ]
  return {
    ...blank(candidate, 'signature'),
    checked,
    path,
    findings,
    warnings: [...checked.warnings, ...stamps.flatMap(({ warning }) => warning ?? [])],
    intact: checked.findings.length === 0,
    provenAt: proven ? signedBefore : null,
    level: checked.findings.length > 0 ? null : levelOf(candidate, { path, stamps, proofs }),
  }
}

const unknownKind = ({ format }: Found): Finding => ({
  subIndication: 'FORMAT_FAILURE',
  message: `The signature is of a kind that is not known here (${format ?? 'none named'}).`,
})

function subjectOf({ format }: Found, { parts, der }: Covered) {
  if (format === 'ETSI.CAdES.detached') return { parts, encapsulated: false, pades: true }
  if (format === 'adbe.pkcs7.detached') return { parts, encapsulated: false, pades: false }
  // ISO 32000-1 §12.8.3.3.1: the content of the message is the SHA-1 digest of the file.
  if (format !== 'adbe.pkcs7.sha1') return null
  const digest = digestOver('sha1', parts)
  return Buffer.from(der).includes(digest)
    ? { parts: [], encapsulated: true, pades: false, weak: true }
    : { parts, encapsulated: false, pades: false }
}

/** `damage`: the token does not hold, whoever made it; nobody signs with one like that. */
type Stamp = { proof: Proof; path: Path | null; warning: string | null; damage: Finding[] }

function stampsOf({ message }: CheckedSignature, trust: Trust, at: Date): Stamp[] {
  if (!message) return []
  const signature = message.info.signature.valueBlock.valueHexView
  return timestampsOf(message).map((token) => {
    const checked = checkToken(token, [signature], trust.pool)
    const own = withProofsOf(trust, checked)
    const path = checked.signer && judgePath(checked.signer, own, { at, use: 'timestamps' })
    const findings = [...checked.findings, ...(path?.findings ?? []), ...weakFinding(checked.weak)]
    const [first] = findings
    return {
      proof: {
        at: checked.at ?? at,
        proven: findings.length === 0 && checked.at !== null,
        covers: 0,
        hasStore: false,
        intact: checked.findings.length === 0,
      },
      path,
      damage: [...checked.findings, ...damagedCopies(checked.message?.certificates ?? [], trust)]
        .slice(0, 1)
        .map(({ message }) => ({
          subIndication: 'SIG_CONSTRAINTS_FAILURE',
          message: `The timestamp in the signature is damaged: ${message}`,
        })),
      warning: first ? `The time of the signature is not proven by its timestamp: ${first.message}` : null,
    }
  })
}

type Evidence = { path: Path | null; stamps: readonly Stamp[]; proofs: readonly Proof[] }

/** ETSI EN 319 142-1 §6: what the file holds, whoever trusts it. */
function levelOf({ found }: Candidate, { path, stamps, proofs }: Evidence): Level | null {
  if (found.format !== 'ETSI.CAdES.detached') return null
  const stamped = [...stamps.map(({ proof }) => proof), ...proofs].some(({ intact }) => intact)
  if (!stamped) return 'B-B'
  if (!path?.hasAnswers || stamps.some((stamp) => stamp.path && !isProvable(stamp.path))) return 'B-T'
  return proofs.some(({ intact, hasStore }) => intact && hasStore) ? 'B-LTA' : 'B-LT'
}

/** A root alone needs no proof. */
const isProvable = ({ hasAnswers, chain }: Path): boolean => hasAnswers || chain.length === 1
