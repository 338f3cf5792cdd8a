// Judgements as a report: indications of ETSI EN 319 102-1, and sentences.

import type {
  Indication,
  ReportedCertificate,
  SignatureReport,
  SubIndication,
  VerifyReport,
} from '@countersign/contract/verification'
import { type Certificate, subjectOf } from '../trust/certificates.ts'
import type { Judgement } from './judge.ts'

const failures = new Set<SubIndication>(['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE'])

/** Findings that end the question come first; then the order in which the rules of the standard ask. */
function worstOf({ findings }: Judgement): { indication: Indication; subIndication: SubIndication | null } {
  const [first] = findings
  const failed = findings.find(({ subIndication }) => failures.has(subIndication))
  if (failed) return { indication: 'TOTAL_FAILED', subIndication: failed.subIndication }
  return first
    ? { indication: 'INDETERMINATE', subIndication: first.subIndication }
    : { indication: 'TOTAL_PASSED', subIndication: null }
}

/** The report on one signature of a file of `bytes` bytes. */
export function reported(judgement: Judgement, bytes: number): SignatureReport {
  const { candidate, kind, checked, path, findings, intact, provenAt, level } = judgement
  const { found, covered, changes } = candidate
  const signer = checked?.signer ?? null
  const { claimedAt } = found
  const timestamp = kind === 'timestamp' || provenAt !== null
  const coverage = 'end' in covered ? (covered.end === bytes ? 'file' : 'revision') : 'unclear'
  const report = {
    field: found.field,
    kind,
    format: found.format,
    ...worstOf(judgement),
    problems: findings.map(({ message }) => message),
    warnings: warningsOf(judgement),
    intact,
    coverage,
    byteRange: found.byteRange.map((value) => (Number.isFinite(value) ? value : -1)),
    changes: { verdict: verdictOn(changes), ...changes },
    certification: found.level,
    level,
    signedAt: timestamp ? (provenAt?.toISOString() ?? null) : claimedAt,
    timeSource: timestamp ? (provenAt ? 'timestamp' : null) : claimedAt ? 'claimed' : null,
    signer: signer && describe(signer),
    chain: path?.chain.map(subjectOf) ?? [],
    trusted: path?.anchored ?? false,
    revocation: path?.revocation ?? 'unknown',
    algorithms: checked?.algorithms ?? null,
  } as const
  return { ...report, summary: sentence(report) }
}

const verdictOn = ({ allowed, forbidden }: { allowed: string[]; forbidden: string[] }) =>
  forbidden.length > 0 ? 'forbidden' : allowed.length > 0 ? 'allowed' : 'none'

function warningsOf({ warnings, kind, path, provenAt }: Judgement): string[] {
  const own = [...warnings]
  if (path?.anchored && path.revocation === 'unknown' && path.chain.length > 1)
    own.push('Whether the certificate was revoked is not known: the file brings no current answer.')
  if (kind === 'signature' && path && !provenAt)
    own.push('The time of signing is only claimed: no trusted timestamp proves it.')
  return own
}

const describe = (certificate: Certificate): ReportedCertificate => ({
  subject: subjectOf(certificate),
  issuer: certificate.x509.issuer.replaceAll('\n', ', '),
  serialNumber: certificate.x509.serialNumber.toLowerCase(),
  fingerprint: certificate.x509.fingerprint256.replaceAll(':', '').toLowerCase(),
  notBefore: certificate.notBefore.toISOString(),
  notAfter: certificate.notAfter.toISOString(),
})

/** Control characters of a stranger's name must not reach a terminal. */
const plain = (text: string) => text.replace(/\p{Cc}|\p{Cf}/gu, ' ')

function sentence(report: Omit<SignatureReport, 'summary'>): string {
  const { kind, field, signer, indication, problems, coverage, changes } = report
  const what = kind === 'timestamp' ? 'Timestamp' : 'Signature'
  const who = `${what} "${plain(field)}"${signer ? ` by ${plain(signer.subject)}` : ''}`
  if (indication !== 'TOTAL_PASSED') {
    const word =
      indication === 'TOTAL_FAILED'
        ? 'is not valid'
        : report.intact
          ? 'is intact, but cannot be relied on'
          : 'cannot be judged'
    return `${who} ${word}. ${plain(problems[0] ?? '')}`
  }
  if (coverage === 'file') return `${who} is valid and covers the whole file.`
  return changes.verdict === 'allowed'
    ? `${who} is valid. What was added afterwards is allowed: ${plain(changes.allowed.join('; '))}.`
    : `${who} is valid. Nothing that anybody sees was changed afterwards.`
}

/** No verdict: clearing a signature is allowed where nothing is certified, and usage rights of old look the same. */
const takenOut =
  'The file is not signed, but its bytes hold a signature that nothing shows: it may have been taken out.'

type File = { at: Date; bytes: number; sha256: string; problems: string[]; traces: boolean }

/** The report on the whole file. */
export function fileReport(signatures: SignatureReport[], { at, traces, ...file }: File): VerifyReport {
  const counted = signatures.filter(({ kind }) => kind === 'signature')
  const judged = counted.length > 0 ? counted : signatures
  const failed = signatures.find(({ indication }) => indication === 'TOTAL_FAILED')
  const doubtful = judged.find(({ indication }) => indication === 'INDETERMINATE')
  const verdict =
    failed || file.problems.length > 0
      ? 'failed'
      : doubtful
        ? 'indeterminate'
        : judged.length > 0
          ? 'passed'
          : 'unsigned'
  const summary =
    file.problems[0] ??
    failed?.summary ??
    doubtful?.summary ??
    (judged.length > 0 ? passedSentence(judged) : traces ? takenOut : 'The file is not signed.')
  return { verdict, summary, at: at.toISOString(), ...file, signatures }
}

const passedSentence = (judged: readonly SignatureReport[]): string =>
  judged.length === 1 ? (judged[0]?.summary ?? '') : `All ${judged.length} signatures are valid.`
