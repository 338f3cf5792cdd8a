// Checks an evidence file with nothing but what it is given: no server, no network, no clock.
import { createHash } from 'node:crypto'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { EventBody } from '@countersign/contract/event'
import type { EvidenceFile } from '@countersign/contract/evidence'
import { readCheckpoint } from '@countersign/evidence/checkpoint'
import { verifyInclusion } from '@countersign/evidence/inclusion'
import { sameHash } from '@countersign/evidence/merkle'
import type { VerifierKey } from '@countersign/evidence/note'
import { examineToken } from '@countersign/pdf/verify/token'
import { checkDocument, type DocumentStatement, namedInDocument } from './check-document.ts'
import { checkEnvelope, namedInEnvelope } from './check-envelope.ts'

/** `ok` null: a remark, which proves or disproves nothing. */
export type Checked = { ok: boolean | null; words: string }
export type Named = { sha256: string; words: string }

export type CheckOptions = {
  logs: readonly VerifierKey[]
  witnesses: readonly VerifierKey[]
  /** Roots (DER) that timestamps may lead to; none: their authorities are named and not judged. */
  trusted: readonly Uint8Array[]
}

export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

export function checkEvidence(file: EvidenceFile, options: CheckOptions): Checked[] {
  const proven = checkProofs(file, options)
  const statementHolds = sha256(file.statement) === file.statementSha256
  const events = file.proofs.map(({ entry }) => JSON.parse(entry) as EventBody)
  const checks: Checked[] = [
    ...proven,
    ...checkStamp(file, options),
    statementHolds
      ? { ok: true, words: 'The statement is the one that the file names.' }
      : { ok: false, words: 'The statement is not the one that the file names by its hash.' },
  ]
  const strangers = events.filter(({ subject }) => subject !== file.subject)
  if (strangers.length > 0)
    checks.push({ ok: false, words: `${strangers.length} of the events are not about ${file.subject}.` })
  const about = file.kind === 'envelope' ? checkEnvelope : checkDocument
  return [...checks, ...about(file, events)]
}

function checkProofs({ proofs }: EvidenceFile, { logs, witnesses }: CheckOptions): Checked[] {
  const checks: Checked[] = []
  const cosigned = new Map<string, number>()
  let origin = ''
  for (const { entry, proof, position } of proofs) {
    const verdict = verifyInclusion(entry, proof, { logs, witnesses })
    origin = `${verdict.checkpoint.origin}, which had ${verdict.checkpoint.size} events`
    if (!verdict.holds) checks.push({ ok: false, words: verdict.words })
    else if (!verdict.words.includes(`position ${position} `))
      checks.push({ ok: false, words: `An event says position ${position}, and its proof another one.` })
    for (const [name, at] of verdict.cosigned) cosigned.set(name, at)
  }
  if (proofs.length === 0) return [{ ok: false, words: 'The file has no event.' }]
  if (checks.length === 0)
    checks.push({ ok: true, words: `All ${proofs.length} events stand in the log ${origin}, as it signed.` })
  for (const { name } of witnesses) {
    const at = cosigned.get(name)
    checks.push(
      at === undefined
        ? { ok: false, words: `The witness ${name} did not sign that checkpoint.` }
        : { ok: true, words: `The witness ${name} saw that log at ${new Date(at * 1000).toISOString()}.` },
    )
  }
  return checks
}

function checkStamp({ stamped, proofs }: EvidenceFile, { trusted }: CheckOptions): Checked[] {
  if (!stamped) return [{ ok: null, words: 'No timestamp was taken of that checkpoint.' }]
  const proof = proofs[0]?.proof ?? ''
  const [said, proven] = [
    readCheckpoint(stamped.note),
    readCheckpoint(proof.slice(proof.indexOf('\n\n') + 2)),
  ]
  if (said.origin !== proven.origin || said.size !== proven.size || !sameHash(said.root, proven.root))
    return [{ ok: false, words: 'The timestamp is over another checkpoint.' }]
  try {
    const token = Buffer.from(stamped.token, 'base64')
    const { at, by, problems } = examineToken(token, { data: Buffer.from(stamped.note), trusted })
    const when = `The checkpoint existed at ${at.toISOString()}, says ${by}`
    if (trusted.length === 0)
      return [{ ok: null, words: `${when}; whether to trust that is yours to say (--trust).` }]
    return problems.length === 0
      ? [{ ok: true, words: `${when}, whose certificate leads to a root that you trust.` }]
      : [{ ok: false, words: `${when}, who is not to be trusted: ${problems.join(' ')}` }]
  } catch (error) {
    return [
      { ok: false, words: `The timestamp is not good: ${error instanceof Error ? error.message : error}` },
    ]
  }
}

/** The files that the statement names by their hashes. */
export const namedFiles = ({ kind, statement, proofs }: EvidenceFile): Named[] =>
  kind === 'envelope'
    ? namedInEnvelope(JSON.parse(statement) as EnvelopeFacts)
    : namedInDocument(
        JSON.parse(statement) as DocumentStatement,
        proofs.map(({ entry }) => JSON.parse(entry) as EventBody),
      )
