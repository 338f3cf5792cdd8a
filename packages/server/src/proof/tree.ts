// Grows the Merkle tree behind the log, and reads proofs from it.
import { hashBytes } from '@countersign/evidence/merkle'
import type { HashAt } from '@countersign/evidence/proofs'
import { edgeTiles, growTiles, hashesIn, tilesFor } from '@countersign/evidence/tiles'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import {
  lockTree,
  nextLeaves,
  putTiles,
  putTreeSize,
  readTiles,
  tailPosition,
  treeSize,
} from './tree.store.ts'

export type Growth = {
  added: number
  size: number
  /** Events with a position that are not in the tree yet. */
  lag: number
}

/**
 * One batch; null while another process does it. All reading and hashing comes before the first write: from then on the
 * transaction has an id, and while it runs the sequencer places nothing newer.
 */
export const growTree = (db: Db, limit = 8192): Promise<Growth | null> =>
  withSystem(db, async (tx) => {
    if (!(await lockTree(tx))) return null
    const before = await treeSize(tx)
    const { leaves, last } = await nextLeaves(tx, before, limit)
    const added = leaves.length / hashBytes
    if (before + added !== last)
      throw new Error(
        `Events between ${before} and ${last} are missing from the log: the tree does not grow.`,
      )
    const tail = await tailPosition(tx)
    if (added === 0) return { added, size: before, lag: Math.max(0, tail - before) }
    const tiles = growTiles(before, await readTiles(tx, edgeTiles(before)), leaves)
    await putTiles(tx, tiles)
    await putTreeSize(tx, last)
    return { added, size: last, lag: Math.max(0, tail - last) }
  })

/** Runs `work` over stored tiles, fetching those that it needs, at once. */
export async function overTiles<T>(tx: Tx, work: (hashAt: HashAt) => T): Promise<T> {
  return work(hashesIn(await readTiles(tx, tilesFor(work))))
}
