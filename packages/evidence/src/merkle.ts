// The Merkle tree of RFC 6962 §2.1: what its hashes are, and the tree as it grows leaf by leaf.
import { hash } from 'node:crypto'

/** Bytes of a hash (SHA-256). */
export const hashBytes = 32

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

/** Hash of the tree without leaves (RFC 6962 §2.1). */
export const emptyRoot = (): Buffer => sha256(new Uint8Array())

/** Hash of a leaf: SHA-256 over 0x00 and the entry's bytes; text is taken as UTF-8. */
export function leafHash(entry: Uint8Array | string): Buffer {
  const bytes = Buffer.from(entry)
  const prefixed = Buffer.allocUnsafe(bytes.length + 1)
  prefixed[0] = 0
  prefixed.set(bytes, 1)
  return sha256(prefixed)
}

/** Hash of an inner node: SHA-256 over 0x01 and both children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const prefixed = Buffer.allocUnsafe(1 + 2 * hashBytes)
  prefixed[0] = 1
  prefixed.set(left, 1)
  prefixed.set(right, 1 + hashBytes)
  return sha256(prefixed)
}

/** True where both are the same bytes. */
export const sameHash = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

/** Root of a complete subtree whose leaves, or nodes of one level, lie one after the other; their number is a power of two. */
export function completeRoot(hashes: Uint8Array): Buffer {
  const level = Buffer.from(hashes)
  for (let count = level.length / hashBytes; count > 1; count /= 2)
    for (let at = 0; at < count / 2; at += 1) {
      const from = 2 * at * hashBytes
      const left = level.subarray(from, from + hashBytes)
      const right = level.subarray(from + hashBytes, from + 2 * hashBytes)
      level.set(nodeHash(left, right), at * hashBytes)
    }
  return Buffer.from(level.subarray(0, hashBytes))
}

/** A tree that takes leaves and knows its root at any moment, and nothing else: its size in memory is logarithmic. */
export type GrowingTree = {
  readonly size: number
  /** Takes the hash of the next leaf. */
  add(leaf: Uint8Array): void
  root(): Buffer
}

export function growingTree(): GrowingTree {
  /** Roots of the complete subtrees, largest first, as the ones in the binary form of the size. */
  const peaks: { level: number; hash: Uint8Array }[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    add(leaf) {
      let grown = { level: 0, hash: leaf }
      for (let last = peaks.at(-1); last?.level === grown.level; last = peaks.at(-1)) {
        peaks.pop()
        grown = { level: grown.level + 1, hash: nodeHash(last.hash, grown.hash) }
      }
      peaks.push(grown)
      size += 1
    },
    root() {
      const [last, ...larger] = peaks.map(({ hash }) => hash).reverse()
      if (!last) return emptyRoot()
      return Buffer.from(larger.reduce((right, left) => nodeHash(left, right), last))
    },
  }
}
