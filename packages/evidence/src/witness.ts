// What a witness decides (c2sp.org/tlog-witness): it cosigns a checkpoint only where all it saw before is still in it.
import { type Checkpoint, cosign, isSignedBy, type OpenedCheckpoint, readCheckpoint } from './checkpoint.ts'
import { hashBytes, sameHash } from './merkle.ts'
import type { Signer, VerifierKey } from './note.ts'
import { isConsistent } from './proofs.ts'

export type Submission = {
  /** Size of the tree that the log believes the witness saw last; 0 for none. */
  old: number
  proof: readonly Uint8Array[]
  /** The signed note. */
  checkpoint: string
}

const mostHashes = 63
/** More than any submission can have. */
export const longestSubmission = 80 * 1024

/** The body of `POST …/add-checkpoint`. */
export const formatSubmission = ({ old, proof, checkpoint }: Submission): string =>
  [`old ${old}`, ...proof.map((one) => Buffer.from(one).toString('base64')), '', checkpoint].join('\n')

/** Throws where the text is none. */
export function parseSubmission(text: string): Submission {
  const end = text.indexOf('\n\n')
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\n')
  const [, old] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? []
  const proof = lines.map((line) => Buffer.from(line, 'base64'))
  const written = proof.every((one, at) => one.length === hashBytes && one.toString('base64') === lines[at])
  if (old === undefined || !written || proof.length > mostHashes)
    throw new Error('This is no submission to a witness.')
  return { old: Number(old), proof, checkpoint: text.slice(end + 2) }
}

/** Newest checkpoint that a witness cosigned for one log. */
export type Seen = Pick<Checkpoint, 'size' | 'root'>

export type Verdict =
  /** `seen` must be on disk before `line` leaves the house. */
  | { status: 200; line: string; origin: string; seen: Seen }
  /** The size it saw last, where the submission did not go on from there. */
  | { status: 409; size: number; why: string }
  | { status: 400 | 403 | 404 | 422; why: string }

export type WitnessKnowledge = {
  witness: Signer
  /** Keys of the logs it watches. */
  logs: readonly VerifierKey[]
  seen(origin: string): Seen | null
  /** Seconds since 1970. */
  now: number
}

function opened(text: string): { old: number; proof: readonly Uint8Array[]; head: OpenedCheckpoint } | null {
  try {
    const { old, proof, checkpoint } = parseSubmission(text)
    return { old, proof, head: readCheckpoint(checkpoint) }
  } catch {
    return null
  }
}

/** Decides about one submission. Whoever calls it sees to it that no two of one log are decided at once. */
export function considerSubmission(text: string, knowledge: WitnessKnowledge): Verdict {
  const submission = opened(text)
  if (!submission) return { status: 400, why: 'The body is no submission of a checkpoint.' }
  const { old, proof, head } = submission
  const keys = knowledge.logs.filter(({ name }) => name === head.origin)
  if (keys.length === 0) return { status: 404, why: `This witness does not watch ${head.origin}.` }
  if (!keys.some((key) => isSignedBy(head, key)))
    return { status: 403, why: 'The checkpoint is not signed by the log.' }
  if (old > head.size) return { status: 400, why: 'The old size is larger than the new one.' }
  const before = knowledge.seen(head.origin)
  if (old !== (before?.size ?? 0))
    return { status: 409, size: before?.size ?? 0, why: `This witness saw ${before?.size ?? 0} leaves.` }
  if (before && before.size === head.size && !sameHash(before.root, head.root))
    return { status: 409, size: before.size, why: 'A tree of this size with another root was seen before.' }
  if (before ? !isConsistent(before, head, proof) : proof.length > 0)
    return { status: 422, why: 'The proof does not show that the old tree is in the new one.' }
  const line = cosign(head.note.text, knowledge.witness, knowledge.now)
  return { status: 200, line, origin: head.origin, seen: { size: head.size, root: head.root } }
}
