// Inclusion and consistency proofs: made from any source of subtree hashes (RFC 6962 §2.1.1, §2.1.2), checked as
// RFC 9162 §2.1.3.2 and §2.1.4.2 say. Sizes are plain numbers, so no bit operators: those end at 2^31.
import { emptyRoot, nodeHash, sameHash } from './merkle.ts'

/** Root of the complete subtree of 2^level leaves that is the index-th of its level. */
export type HashAt = (level: number, index: number) => Uint8Array

const half = (value: number): number => Math.floor(value / 2)
const isOdd = (value: number): boolean => value % 2 === 1

/** The largest power of two below `count`, which is at least 2. */
function splitOf(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** Root of the leaves from `start` to before `end`, where `start` is a multiple of the power of two that covers them. */
function rangeRoot(hashAt: HashAt, start: number, end: number): Uint8Array {
  const count = end - start
  const level = Math.log2(count)
  if (Number.isInteger(level)) return hashAt(level, start / count)
  const split = splitOf(count)
  return nodeHash(rangeRoot(hashAt, start, start + split), rangeRoot(hashAt, start + split, end))
}

/** Root of the first `size` leaves. */
export const rootOf = (hashAt: HashAt, size: number): Uint8Array =>
  size === 0 ? emptyRoot() : rangeRoot(hashAt, 0, size)

/** The path from leaf `index` (from 0) to the root of `size` leaves, its sibling first. */
export function inclusionProof(hashAt: HashAt, index: number, size: number): Uint8Array[] {
  if (index < 0 || index >= size) throw new RangeError(`There is no leaf ${index} in a tree of ${size}.`)
  const path = (start: number, end: number): Uint8Array[] => {
    if (end - start === 1) return []
    const split = start + splitOf(end - start)
    return index < split
      ? [...path(start, split), rangeRoot(hashAt, split, end)]
      : [...path(split, end), rangeRoot(hashAt, start, split)]
  }
  return path(0, size)
}

/** What shows that the tree of `to` leaves begins with the tree of `from` leaves. */
export function consistencyProof(hashAt: HashAt, from: number, to: number): Uint8Array[] {
  if (from < 0 || from > to) throw new RangeError(`A tree of ${to} leaves cannot go on from ${from}.`)
  if (from === 0 || from === to) return []
  const path = (start: number, end: number, known: boolean): Uint8Array[] => {
    if (end === from) return known ? [] : [rangeRoot(hashAt, start, end)]
    const split = start + splitOf(end - start)
    return from <= split
      ? [...path(start, split, known), rangeRoot(hashAt, split, end)]
      : [...path(split, end, false), rangeRoot(hashAt, start, split)]
  }
  return path(0, to, true)
}

export type Inclusion = {
  leaf: Uint8Array
  /** From 0. */
  index: number
  size: number
  proof: readonly Uint8Array[]
}

/** The root that the proof leads to; null where it has the wrong length for its place. */
export function includedRoot({ leaf, index, size, proof }: Inclusion): Uint8Array | null {
  if (index < 0 || index >= size) return null
  let place = index
  let last = size - 1
  let root = leaf
  for (const sibling of proof) {
    if (last === 0) return null
    if (isOdd(place) || place === last) {
      root = nodeHash(sibling, root)
      while (!isOdd(place) && place !== 0) {
        place = half(place)
        last = half(last)
      }
    } else root = nodeHash(root, sibling)
    place = half(place)
    last = half(last)
  }
  return last === 0 ? root : null
}

/** A tree as a checkpoint names it. */
export type TreeHead = { size: number; root: Uint8Array }

/** True where `after` is proven to begin with all leaves of `before`, in their order. */
export function isConsistent(before: TreeHead, after: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (before.size > after.size) return false
  if (before.size === 0) return proof.length === 0 && sameHash(before.root, emptyRoot())
  if (before.size === after.size) return proof.length === 0 && sameHash(before.root, after.root)
  const reached = climb(before, after.size, proof)
  return reached !== null && sameHash(reached.old, before.root) && sameHash(reached.new, after.root)
}

function climb(
  before: TreeHead,
  size: number,
  proof: readonly Uint8Array[],
): { old: Uint8Array; new: Uint8Array } | null {
  let place = before.size - 1
  let last = size - 1
  while (isOdd(place)) {
    place = half(place)
    last = half(last)
  }
  // The old tree is a complete subtree of the new one: its root is known and not in the proof.
  const [first, ...rest] = place === 0 ? [before.root, ...proof] : proof
  if (!first) return null
  const reached = { old: first, new: first }
  for (const sibling of rest) {
    if (last === 0) return null
    if (isOdd(place) || place === last) {
      reached.old = nodeHash(sibling, reached.old)
      reached.new = nodeHash(sibling, reached.new)
      while (!isOdd(place) && place !== 0) {
        place = half(place)
        last = half(last)
      }
    } else reached.new = nodeHash(reached.new, sibling)
    place = half(place)
    last = half(last)
  }
  return last === 0 ? reached : null
}
