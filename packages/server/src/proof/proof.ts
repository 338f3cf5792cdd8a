// Proofs as they are handed out; each is checked before it leaves.
import type { ConsistencyProof, EventProof } from '@countersign/contract/evidence'
import { readCheckpoint } from '@countersign/evidence/checkpoint'
import { formatInclusion } from '@countersign/evidence/inclusion'
import { leafHash, sameHash } from '@countersign/evidence/merkle'
import { consistencyProof, includedRoot, inclusionProof } from '@countersign/evidence/proofs'
import type { Tx } from '../db/sql.ts'
import { Problem } from '../platform/problem.ts'
import { type CheckpointRow, checkpointWith, newestCheckpoint, timestampOf } from './checkpoints.store.ts'
import { cosignedNote } from './checkpoints.ts'
import type { LoggedEvent } from './proof.store.ts'
import { overTiles } from './tree.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

type Place = { origin: string; position: number; event: LoggedEvent }

export async function proveEvent(tx: Tx, { origin, position, event }: Place): Promise<EventProof> {
  const checkpoint = await checkpointWith(tx, origin, position)
  if (!checkpoint)
    throw new Problem(
      'event.not_proven',
      'The event is in the log, but no signed checkpoint reaches it yet. Ask again in some seconds.',
    )
  const token = (await timestampOf(tx, checkpoint))?.token
  return proofAgainst(tx, checkpoint, { position, event, token })
}

/** For an event that the checkpoint holds. */
export async function proofAgainst(
  tx: Tx,
  checkpoint: CheckpointRow,
  { position, event, token }: Omit<Place, 'origin'> & { token: Uint8Array | undefined },
): Promise<EventProof> {
  const { size, root } = readCheckpoint(checkpoint.note)
  const index = position - 1
  const leaf = leafHash(event.body)
  const proof = await overTiles(tx, (hashAt) => inclusionProof(hashAt, index, size))
  const reached = includedRoot({ leaf, index, size, proof })
  if (!reached || !sameHash(reached, root))
    throw new Error(
      `The event at position ${position} is not the one that was signed: run countersign log verify.`,
    )
  const note = await cosignedNote(tx, checkpoint)
  return {
    position,
    entry: event.body,
    leaf: base64(leaf),
    proof: formatInclusion({ index, proof, checkpoint: note }),
    timestamp: token ? base64(token) : null,
  }
}

export const noCheckpoint = () =>
  new Problem(
    'checkpoint.not_found',
    'No checkpoint has been signed yet. The first one comes seconds after the first event.',
  )

export async function proveConsistency(tx: Tx, origin: string, from: number): Promise<ConsistencyProof> {
  const checkpoint = await newestCheckpoint(tx, origin)
  if (!checkpoint) throw noCheckpoint()
  const { size } = checkpoint
  if (from > size)
    throw new Problem(
      'checkpoint.ahead',
      `The newest checkpoint has ${size} events. If you hold a signed one with ${from}, the log was cut off, or went on under another name after a restore: ask who runs it.`,
    )
  const hashes = await overTiles(tx, (hashAt) => consistencyProof(hashAt, from, size))
  return { from, to: size, hashes: hashes.map(base64), checkpoint: await cosignedNote(tx, checkpoint) }
}
