// Who gets to see a signed checkpoint: witnesses, a folder, and from time to time an authority that says when.
import { readCheckpoint } from '@countersign/evidence/checkpoint'
import { consistencyProof, isConsistent } from '@countersign/evidence/proofs'
import { isAwayForNow } from '@countersign/pdf/sign/timestamper'
import { type Db, withSystem } from '../db/sql.ts'
import { sha256 } from '../platform/cipher.ts'
import type { Clock } from '../platform/clock.ts'
import type { Outbound } from '../platform/outbound.ts'
import { isProblem } from '../platform/problem.ts'
import { type CheckpointRow, cosignaturesOf, insertTimestamp, lastTimestamp } from './checkpoints.store.ts'
import { cosignedNote } from './checkpoints.ts'
import { newestIn, putLasting, putNewest } from './folder.ts'
import { overTiles } from './tree.ts'
import { showTo, type Witness } from './witnesses.ts'

/** An RFC 3161 token over this SHA-256, checked, and the time that it says. */
export type Timestamp = (digest: Uint8Array) => Promise<{ token: Uint8Array; at: Date }>

export type Showing = {
  db: Db
  clock: Clock
  outbound: Outbound
  witnesses: readonly Witness[]
  /** Empty: none. */
  folder: string
  timestamp: Timestamp | null
  /** 0: never. */
  timestampEveryMs: number
}

/** Somebody who did not take it. */
export type NotShown = { by: string; outcome: 'refused' | 'unreachable'; why: string }

export async function showCheckpoint(showing: Showing, checkpoint: CheckpointRow): Promise<NotShown[]> {
  const missed = await showToWitnesses(showing, checkpoint)
  if (showing.folder !== '') missed.push(...(await keepInFolder(showing, checkpoint)))
  missed.push(...(await stampIfDue(showing, checkpoint)))
  return missed
}

async function showToWitnesses(showing: Showing, checkpoint: CheckpointRow): Promise<NotShown[]> {
  const rows = await withSystem(showing.db, (tx) => cosignaturesOf(tx, checkpoint))
  const done = new Set(rows.map(({ witness }) => witness))
  const waiting = showing.witnesses.filter(({ key }) => !done.has(key.name))
  const shown = await Promise.all(waiting.map((witness) => showTo(showing, witness, checkpoint)))
  return shown.flatMap((one) =>
    one.outcome === 'cosigned'
      ? []
      : [{ by: 'witness', outcome: one.outcome, why: `${one.witness}: ${one.why}` }],
  )
}

const inFolder = (outcome: NotShown['outcome'], why: string): NotShown[] => [{ by: 'folder', outcome, why }]

/** What the folder holds is never replaced by what does not go on from it. */
async function keepInFolder({ db, folder }: Showing, checkpoint: CheckpointRow): Promise<NotShown[]> {
  try {
    const held = await newestIn(folder, checkpoint.origin)
    const ours = readCheckpoint(checkpoint.note)
    if (held !== null) {
      const before = readCheckpoint(held)
      if (before.size > ours.size)
        return inFolder(
          'refused',
          `the folder holds one of ${before.size} events, and the log has ${ours.size}`,
        )
      const proof = await withSystem(db, (tx) =>
        overTiles(tx, (hashAt) => consistencyProof(hashAt, before.size, ours.size)),
      )
      if (!isConsistent(before, ours, proof))
        return inFolder(
          'refused',
          `the folder holds one of ${before.size} events that are not those of the log`,
        )
    }
    const note = await withSystem(db, (tx) => cosignedNote(tx, checkpoint))
    if (note !== held) await putNewest(folder, checkpoint, note)
    return []
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return inFolder('unreachable', error.message)
  }
}

async function stampIfDue(showing: Showing, checkpoint: CheckpointRow): Promise<NotShown[]> {
  const { db, clock, timestamp, timestampEveryMs, folder } = showing
  if (!timestamp || timestampEveryMs === 0) return []
  const last = await withSystem(db, (tx) => lastTimestamp(tx, checkpoint.origin))
  const rests = last !== undefined && clock().getTime() - last.at.getTime() < timestampEveryMs
  if (last?.size === checkpoint.size || rests) return []
  try {
    const { token, at } = await timestamp(sha256(checkpoint.note))
    const { origin, size } = checkpoint
    await withSystem(db, (tx) => insertTimestamp(tx, { origin, size, at, token: Buffer.from(token) }))
    if (folder !== '') await putLasting(folder, checkpoint, token)
    return []
  } catch (error) {
    if (!(error instanceof Error) || !(isProblem(error) || isAwayForNow(error))) throw error
    return [{ by: 'timestamp authority', outcome: 'unreachable', why: error.message }]
  }
}
