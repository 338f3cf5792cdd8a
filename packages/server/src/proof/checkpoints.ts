// Signs what the log holds, but only where it goes on from what was signed before.
import { formatCheckpoint, parseCheckpoint } from '@countersign/evidence/checkpoint'
import { consistencyProof, isConsistent, rootOf } from '@countersign/evidence/proofs'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import type { Clock } from '../platform/clock.ts'
import type { LogSigner } from '../ports/log-signer.ts'
import {
  type CheckpointRow,
  cosignaturesOf,
  insertCheckpoint,
  lockSigning,
  newestCheckpoint,
} from './checkpoints.store.ts'
import { treeSize } from './tree.store.ts'
import { overTiles } from './tree.ts'

export type SigningPorts = { db: Db; signer: LogSigner; clock: Clock }

export type Signed =
  | { outcome: 'signed'; checkpoint: CheckpointRow }
  /** Nothing new, too soon, or another process signs. */
  | { outcome: 'rested' }
  /** What the database holds is not what was signed. Nothing is signed until a person has looked. */
  | { outcome: 'refused'; why: string }

const rested: Signed = { outcome: 'rested' }

/** What the tree of the database says of itself, with what it takes to compare it with an earlier one. */
async function lookBack(
  tx: Tx,
  text: string | null,
): Promise<{ size: number; root: Uint8Array; fault: string | null }> {
  const size = await treeSize(tx)
  const before = text === null ? null : parseCheckpoint(text)
  if (before && before.size > size) {
    const why = `${before.size} events were signed, and the log has ${size}: it was cut off, or an older copy of the database was brought back.`
    return { size, root: new Uint8Array(), fault: why }
  }
  return await overTiles(tx, (hashAt) => {
    const root = rootOf(hashAt, size)
    const holds = !before || isConsistent(before, { size, root }, consistencyProof(hashAt, before.size, size))
    const fault = holds
      ? null
      : `The ${before.size} events that were signed are not those that the tree holds now.`
    return { size, root, fault }
  })
}

/** Signs a checkpoint where the log has grown and the last one is older than `restMs`. */
export async function signCheckpoint({ db, signer, clock }: SigningPorts, restMs: number): Promise<Signed> {
  const origin = signer.key.name
  const signed = await withSystem(db, async (tx): Promise<Signed> => {
    if (!(await lockSigning(tx))) return rested
    const newest = await newestCheckpoint(tx, origin)
    const at = clock()
    if (newest && at.getTime() - newest.at.getTime() < restMs && at >= newest.at) return rested
    const { size, root, fault } = await lookBack(tx, await signer.last())
    if (fault !== null) return { outcome: 'refused', why: fault }
    if (size === 0 || size === newest?.size) return rested
    const checkpoint = { origin, size, at, note: signer.sign(formatCheckpoint({ origin, size, root })) }
    // Remembered outside before anybody can see it: after a crash between, the next one still goes on from it.
    await signer.keep(checkpoint.note)
    await insertCheckpoint(tx, checkpoint)
    return { outcome: 'signed', checkpoint }
  })
  return signed
}

/** The note as it is handed out: with the lines of the witnesses. */
export async function cosignedNote(tx: Tx, checkpoint: CheckpointRow): Promise<string> {
  const cosignatures = await cosignaturesOf(tx, checkpoint)
  return checkpoint.note + cosignatures.map(({ line }) => line).join('')
}
