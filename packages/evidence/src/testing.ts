// A log in memory, for tests.
import { generateKeyPairSync } from 'node:crypto'
import { formatCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle.ts'
import { type Signer, signNote } from './note.ts'
import { type HashAt, rootOf } from './proofs.ts'
import { edgeTiles, growTiles, hashesIn, type Tile } from './tiles.ts'

export const newSigner = (name: string): Signer => ({
  name,
  privateKey: generateKeyPairSync('ed25519').privateKey,
})

export type MemoryLog = {
  tiles: Map<string, Tile>
  size: number
  hashAt: HashAt
  signed(size?: number): string
}

/** `batch` leaves are added at a time. */
export function memoryLog(entries: readonly string[], signer: Signer, batch = 7): MemoryLog {
  const tiles = new Map<string, Tile>()
  let size = 0
  while (size < entries.length) {
    const leaves = entries.slice(size, size + batch).map((entry) => leafHash(entry))
    const edge = edgeTiles(size).flatMap(({ level, number }) => tiles.get(`${level}/${number}`) ?? [])
    for (const tile of growTiles(size, edge, Buffer.concat(leaves)))
      tiles.set(`${tile.level}/${tile.number}`, tile)
    size += leaves.length
  }
  const hashAt = hashesIn([...tiles.values()])
  const signed = (upTo = size) =>
    signNote(formatCheckpoint({ origin: signer.name, size: upTo, root: rootOf(hashAt, upTo) }), signer)
  return { tiles, size, hashAt, signed }
}

export const entriesUpTo = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `{"id":"evt_${at}"}`)
