// Shows signed checkpoints to those who keep them where we cannot reach: witnesses by HTTP, and a folder.
import { cosignedAt, parseCheckpoint, readCheckpoint } from '@countersign/evidence/checkpoint'
import {
  parseNote,
  parseVerifierKey,
  signatureLine,
  signaturesOf,
  type VerifierKey,
} from '@countersign/evidence/note'
import { consistencyProof } from '@countersign/evidence/proofs'
import { formatSubmission } from '@countersign/evidence/witness'
import { type Db, withSystem } from '../db/sql.ts'
import type { Outbound } from '../platform/outbound.ts'
import { Problem } from '../platform/problem.ts'
import { type CheckpointRow, insertCosignature, lastCosigned } from './checkpoints.store.ts'
import { overTiles } from './tree.ts'

export type Witness = { key: VerifierKey; url: string }

/** `KEY URL, KEY URL`: names, ids and keys of witnesses as they print them, and where they answer. */
export function parseWitnesses(text: string): Witness[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [key = '', url = '', ...more] = one.split(/\s+/)
      if (!URL.canParse(url) || more.length > 0)
        throw new Problem(
          'config.invalid',
          `COUNTERSIGN_LOG_WITNESSES: "${one}" should be a key, a space and an address.`,
        )
      try {
        const parsed = parseVerifierKey(key)
        if (parsed.type === 4) return { key: parsed, url: url.replace(/\/+$/, '') }
      } catch (cause) {
        throw new Problem('config.invalid', `COUNTERSIGN_LOG_WITNESSES: the key of ${url} is damaged.`, {
          cause,
        })
      }
      throw new Problem(
        'config.invalid',
        `COUNTERSIGN_LOG_WITNESSES: the key of ${url} is not that of a witness.`,
      )
    })
}

export type WitnessPorts = { db: Db; outbound: Outbound }

export type Shown =
  | { outcome: 'cosigned'; witness: string; size: number }
  /** It saw something else, or more: what it says is in `why`. */
  | { outcome: 'refused'; witness: string; why: string }
  | { outcome: 'unreachable'; witness: string; why: string }

type Answer = { status: number; body: string }

async function submit(
  { db, outbound }: WitnessPorts,
  { url }: Witness,
  { checkpoint, old }: { checkpoint: CheckpointRow; old: number },
): Promise<Answer> {
  const proof = await withSystem(db, (tx) =>
    overTiles(tx, (hashAt) => consistencyProof(hashAt, old, checkpoint.size)),
  )
  const body = formatSubmission({ old, proof, checkpoint: checkpoint.note })
  const answer = await outbound.post(`${url}/add-checkpoint`, {
    headers: { 'content-type': 'text/plain' },
    body,
  })
  return { status: answer.status, body: Buffer.from(answer.body).toString('utf8') }
}

/** Shows it to one witness; its line is kept where it is good. */
export async function showTo(
  ports: WitnessPorts,
  witness: Witness,
  checkpoint: CheckpointRow,
): Promise<Shown> {
  const { name } = witness.key
  const known = (await withSystem(ports.db, (tx) => lastCosigned(tx, checkpoint.origin))).get(name) ?? 0
  try {
    let answer = await submit(ports, witness, { checkpoint, old: Math.min(known, checkpoint.size) })
    const seen = Number(/^(\d{1,15})\n?$/.exec(answer.body)?.[1] ?? Number.NaN)
    // It was shown one that we know nothing of, as after a crash of ours, or it lost what it knew.
    if (answer.status === 409 && seen <= checkpoint.size && seen !== known)
      answer = await submit(ports, witness, { checkpoint, old: seen })
    else if (answer.status === 409 && seen > checkpoint.size)
      return {
        outcome: 'refused',
        witness: name,
        why: `it saw ${seen} events, and the log has ${checkpoint.size}`,
      }
    return await keepAnswer(ports.db, { witness, checkpoint, answer })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { outcome: 'unreachable', witness: name, why: error.message }
  }
}

type Answered = { witness: Witness; checkpoint: CheckpointRow; answer: Answer }

async function keepAnswer(db: Db, { witness: { key }, checkpoint, answer }: Answered): Promise<Shown> {
  const witness = key.name
  if ([403, 404, 409, 422].includes(answer.status))
    return {
      outcome: 'refused',
      witness,
      why: `it answers ${answer.status}: ${answer.body.slice(0, 200).trim()}`,
    }
  if (answer.status !== 200) return { outcome: 'unreachable', witness, why: `it answers ${answer.status}` }
  const line = goodLine(checkpoint.note, answer.body, key)
  if (!line) return { outcome: 'refused', witness, why: 'its signature is not good' }
  const { origin, size } = checkpoint
  await withSystem(db, (tx) => insertCosignature(tx, { origin, size, witness, ...line }))
  return { outcome: 'cosigned', witness, size }
}

/** Only its own line, and only where it is good for this checkpoint. */
function goodLine(note: string, lines: string, key: VerifierKey): { line: string; at: Date } | null {
  try {
    const parsed = parseNote(note + lines)
    const seconds = cosignedAt(parsed, key)
    const [own] = signaturesOf(parsed, key)
    return seconds === null || !own ? null : { line: signatureLine(own), at: new Date(seconds * 1000) }
  } catch {
    return null
  }
}

/** The checkpoint that a file in the folder holds, or null where there is none or something else. */
export function heldCheckpoint(note: string | null) {
  try {
    return note === null ? null : parseCheckpoint(readCheckpoint(note).note.text)
  } catch {
    return null
  }
}
