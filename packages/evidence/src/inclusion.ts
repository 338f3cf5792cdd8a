// Proof that an entry is in a log, in one file (c2sp.org/tlog-proof), and its check with nothing but that file and a key.
import { type Checkpoint, cosignedAt, isSignedBy, readCheckpoint } from './checkpoint.ts'
import { hashBytes, leafHash, sameHash } from './merkle.ts'
import type { VerifierKey } from './note.ts'
import { includedRoot } from './proofs.ts'

const head = 'c2sp.org/tlog-proof@v1'
const mostHashes = 63

export type InclusionFile = {
  /** Place of the entry, from 0. */
  index: number
  proof: readonly Uint8Array[]
  /** The signed note. */
  checkpoint: string
}

export const formatInclusion = ({ index, proof, checkpoint }: InclusionFile): string =>
  [head, `index ${index}`, ...proof.map((one) => Buffer.from(one).toString('base64')), '', checkpoint].join(
    '\n',
  )

/** Throws where the text is no such file. Extra data is passed over: nothing vouches for it. */
export function parseInclusion(text: string): InclusionFile {
  const end = text.indexOf('\n\n')
  const [first, ...rest] = text.slice(0, Math.max(end, 0)).split('\n')
  const [place = '', ...lines] = rest[0]?.startsWith('extra ') ? rest.slice(1) : rest
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(place) ?? []
  const proof = lines.map((line) => Buffer.from(line, 'base64'))
  const written = proof.every((one, at) => one.length === hashBytes && one.toString('base64') === lines[at])
  if (first !== head || index === undefined || !written || proof.length > mostHashes)
    throw new Error('This is no proof of a log (c2sp.org/tlog-proof).')
  return { index: Number(index), proof, checkpoint: text.slice(end + 2) }
}

export type InclusionVerdict = {
  /** The entry is in the log at its place, and the log signed that. */
  holds: boolean
  /** One sentence for a person. */
  words: string
  checkpoint: Checkpoint
  /** Seconds since 1970, by the name of each witness that was asked for and cosigned. */
  cosigned: Map<string, number>
}

/** Throws where the file cannot be read at all. */
export function verifyInclusion(
  entry: Uint8Array | string,
  file: string,
  keys: { logs: readonly VerifierKey[]; witnesses: readonly VerifierKey[] },
): InclusionVerdict {
  const { index, proof, checkpoint: note } = parseInclusion(file)
  const opened = readCheckpoint(note)
  const { origin, size, root } = opened
  const cosigned = new Map<string, number>()
  for (const witness of keys.witnesses) {
    const at = cosignedAt(opened.note, witness)
    if (at !== null) cosigned.set(witness.name, at)
  }
  const answer = (holds: boolean, words: string) => ({
    holds,
    words,
    checkpoint: { origin, size, root },
    cosigned,
  })
  if (!keys.logs.some((key) => isSignedBy(opened, key)))
    return answer(false, `The checkpoint is not signed with the key of the log ${origin}.`)
  const reached = includedRoot({ leaf: leafHash(entry), index, size, proof })
  if (!reached || !sameHash(reached, root))
    return answer(false, `The event is not the one that the log ${origin} has at position ${index + 1}.`)
  return answer(
    true,
    `The event stands at position ${index + 1} of the ${size} events that the log ${origin} signed.`,
  )
}
