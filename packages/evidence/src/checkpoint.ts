// Checkpoints: what a log says it holds (c2sp.org/tlog-checkpoint), and what witnesses add (c2sp.org/tlog-cosignature).
import { sign } from 'node:crypto'
import { hashBytes } from './merkle.ts'
import {
  isSignature,
  type Note,
  parseNote,
  type Signer,
  signatureLine,
  signaturesOf,
  type VerifierKey,
  verifierKey,
} from './note.ts'
import type { TreeHead } from './proofs.ts'

export type Checkpoint = TreeHead & {
  /** Names the log; no two logs share it. */
  origin: string
}

/** The text that is signed. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`

/** Throws where the text is none. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', encoded = '', ...more] = text.split('\n')
  const root = Buffer.from(encoded, 'base64')
  const written = /^(0|[1-9]\d{0,15})$/.test(size) && root.toString('base64') === encoded
  // Extension lines may follow; the text ends with a line feed.
  if (origin === '' || !written || root.length !== hashBytes || more.at(-1) !== '')
    throw new Error('This is no checkpoint of a log.')
  return { origin, size: Number(size), root }
}

export type OpenedCheckpoint = Checkpoint & { note: Note }

/** Reads a note without asking who signed it. */
export function readCheckpoint(text: string): OpenedCheckpoint {
  const note = parseNote(text)
  return { ...parseCheckpoint(note.text), note }
}

/** True where the log whose key it is signed the note. A wrong signature beside a right one is one too many. */
export function isSignedBy({ note, origin }: OpenedCheckpoint, key: VerifierKey): boolean {
  const own = signaturesOf(note, key)
  const signed = own.every(({ signature }) => isSignature(key, note.text, signature))
  return key.type === 1 && key.name === origin && own.length > 0 && signed
}

const cosigned = (text: string, seconds: number | bigint): string =>
  `cosignature/v1\ntime ${seconds}\n${text}`

/**
 * The line of a witness: as of that time it knows no larger tree of this log, and all it knew before are in this one.
 *
 * @param seconds since 1970
 */
export function cosign(text: string, witness: Signer, seconds: number): string {
  const { name, id } = verifierKey(witness, 4)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  const own = sign(null, Buffer.from(cosigned(text, seconds)), witness.privateKey)
  return signatureLine({ name, id, signature: Buffer.concat([time, own]) })
}

/** When the witness cosigned the note, in seconds since 1970; null where it did not. */
export function cosignedAt(note: Note, witness: VerifierKey): number | null {
  if (witness.type !== 4) return null
  for (const { signature } of signaturesOf(note, witness)) {
    if (signature.length !== 72) continue
    const seconds = Buffer.from(signature).readBigUInt64BE()
    if (seconds < 2n ** 53n && isSignature(witness, cosigned(note.text, seconds), signature.subarray(8)))
      return Number(seconds)
  }
  return null
}
