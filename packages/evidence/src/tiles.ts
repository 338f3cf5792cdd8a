// The tree as tiles of 256 hashes, each a subtree of eight levels (c2sp.org/tlog-tiles): how it is stored and served.
import { completeRoot, hashBytes } from './merkle.ts'
import type { HashAt } from './proofs.ts'

/** Hashes in a full tile. */
export const tileWidth = 256
const tileHeight = 8

/** Tile `number` of `level`: hashes of nodes that each stand for 256^level leaves. */
export type TileId = { level: number; number: number }
export type Tile = TileId & {
  /** 32 bytes for each hash, at most 256 of them. */
  hashes: Uint8Array
}

/** Hashes that a tree of `size` leaves has on a level of tiles. */
const countAt = (size: number, level: number): number => Math.floor(size / tileWidth ** level)

/** The tiles that the next leaf may change: the last one of each level that is not full. */
export function edgeTiles(size: number): TileId[] {
  const edge: TileId[] = []
  for (let level = 0; countAt(size, level) > 0; level += 1) {
    const count = countAt(size, level)
    if (count % tileWidth !== 0) edge.push({ level, number: Math.floor(count / tileWidth) })
  }
  return edge
}

/**
 * Adds leaves: the tiles that are new or longer than before.
 *
 * @param edge the tiles that `edgeTiles(size)` names
 * @param leaves hashes of leaves, one after the other
 */
export function growTiles(size: number, edge: readonly Tile[], leaves: Uint8Array): Tile[] {
  const grown: Tile[] = []
  let added = leaves
  for (let level = 0; added.length > 0; level += 1) {
    const count = countAt(size, level)
    const first = Math.floor(count / tileWidth)
    const begun = edge.find((tile) => tile.level === level && tile.number === first)?.hashes
    if ((begun?.length ?? 0) !== (count % tileWidth) * hashBytes)
      throw new Error(`Tile ${first} of level ${level} does not belong to a tree of ${size} leaves.`)
    const all = begun ? Buffer.concat([begun, added]) : added
    const above: Buffer[] = []
    for (let at = 0; at < all.length; at += tileWidth * hashBytes) {
      const hashes = all.subarray(at, at + tileWidth * hashBytes)
      grown.push({ level, number: first + at / (tileWidth * hashBytes), hashes })
      if (hashes.length === tileWidth * hashBytes) above.push(completeRoot(hashes))
    }
    added = Buffer.concat(above)
  }
  return grown
}

/** Where the hash of a complete subtree is found: so many neighbours of a tile, hashed together. */
function placeOf(level: number, index: number): TileId & { at: number; count: number } {
  const tileLevel = Math.floor(level / tileHeight)
  const count = 2 ** (level % tileHeight)
  const first = index * count
  return { level: tileLevel, number: Math.floor(first / tileWidth), at: first % tileWidth, count }
}

/** Reads hashes of subtrees from tiles; throws where one is missing or too short. */
export function hashesIn(tiles: readonly Tile[]): HashAt {
  const known = new Map(tiles.map(({ level, number, hashes }) => [`${level}/${number}`, hashes]))
  return (level, index) => {
    const { at, count, ...id } = placeOf(level, index)
    const hashes = known.get(`${id.level}/${id.number}`)
    const own = hashes?.subarray(at * hashBytes, (at + count) * hashBytes)
    if (own?.length !== count * hashBytes)
      throw new Error(`Tile ${id.number} of level ${id.level} lacks hashes that it should have.`)
    return completeRoot(own)
  }
}

/** The tiles that some work reads, so that they can be fetched at once. The work sees zeros instead of hashes. */
export function tilesFor(work: (hashAt: HashAt) => unknown): TileId[] {
  const needed = new Map<string, TileId>()
  const zeros = new Uint8Array(hashBytes)
  work((level, index) => {
    const { level: tileLevel, number } = placeOf(level, index)
    needed.set(`${tileLevel}/${number}`, { level: tileLevel, number })
    return zeros
  })
  return [...needed.values()]
}

/** `<L>/<N>` and, for a partial tile, `.p/<W>`; N in groups of three digits, all but the last after an x. */
export function formatTilePath({ level, number }: TileId, width = tileWidth): string {
  const digits = String(number)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/.{3}/g) ?? []
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`
}

/** The opposite; null where the text names no tile in the one way it may be written. */
export function parseTilePath(text: string): (TileId & { width: number }) | null {
  const [, level = '', groups = '', width = '256'] =
    /^(\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(text) ?? []
  const id = {
    level: Number(level),
    number: Number(groups.replace(/[x/]/g, '')),
    width: Number(width),
  }
  const inRange = id.level < 64 && id.width > 0 && id.width <= tileWidth
  return groups !== '' && inRange && formatTilePath(id, id.width) === text ? id : null
}

/** How many hashes the tile has in a tree of `size` leaves; 0 where it is not in it. */
export const widthIn = ({ level, number }: TileId, size: number): number =>
  Math.max(0, Math.min(tileWidth, countAt(size, level) - number * tileWidth))
