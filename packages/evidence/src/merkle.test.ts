import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { emptyRoot, growingTree, leafHash } from './merkle.ts'
import { consistencyProof, includedRoot, inclusionProof, isConsistent, rootOf } from './proofs.ts'
import { entriesUpTo, memoryLog, newSigner } from './testing.ts'
import { edgeTiles, formatTilePath, growTiles, parseTilePath, tilesFor, widthIn } from './tiles.ts'

const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString('hex')

/** Leaves and roots that implementations of Certificate Transparency test themselves with. */
const knownLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const knownRoots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

describe('the tree of the log', () => {
  it('has the roots that other logs of RFC 6962 have', () => {
    const tree = growingTree()
    assert.equal(hex(tree.root()), hex(emptyRoot()))
    for (const [at, leaf] of knownLeaves.entries()) {
      tree.add(leafHash(Buffer.from(leaf, 'hex')))
      assert.equal(hex(tree.root()), knownRoots[at])
    }
  })

  it('has the same root from tiles as from leaves, whatever the batches', () => {
    const entries = entriesUpTo(1000)
    const signer = newSigner('example.com/log')
    for (const batch of [1, 255, 256, 257, 1000]) {
      const { hashAt } = memoryLog(entries, signer, batch)
      const tree = growingTree()
      for (const [at, entry] of entries.entries()) {
        if (at % 37 === 0 || at === 256 || at === 512) assert.equal(hex(rootOf(hashAt, at)), hex(tree.root()))
        tree.add(leafHash(entry))
      }
      assert.equal(hex(rootOf(hashAt, 1000)), hex(tree.root()))
    }
  })

  it('proves of each leaf that it is in, and of nothing else', () => {
    const entries = entriesUpTo(34)
    const { hashAt } = memoryLog(entries, newSigner('example.com/log'))
    for (let size = 1; size <= 34; size += 1) {
      const root = hex(rootOf(hashAt, size))
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(hashAt, index, size)
        const of = (entry: number) => ({ leaf: leafHash(entries[entry] ?? ''), index, size, proof })
        assert.equal(hex(includedRoot(of(index))), root)
        assert.notEqual(hex(includedRoot(of((index + 1) % 34))), root)
        assert.equal(includedRoot({ ...of(index), proof: [...proof, Buffer.alloc(32)] }), null)
        if (proof.length > 0)
          assert.notEqual(hex(includedRoot({ ...of(index), proof: proof.slice(1) })), root)
      }
    }
  })

  it('proves of each earlier tree that it is the beginning of a later one, and of no other', () => {
    const signer = newSigner('example.com/log')
    const { hashAt } = memoryLog(entriesUpTo(40), signer)
    const other = memoryLog(['x', ...entriesUpTo(40).slice(1)], signer).hashAt
    for (let to = 1; to <= 40; to += 1)
      for (let from = 1; from <= to; from += 1) {
        const proof = consistencyProof(hashAt, from, to)
        const after = { size: to, root: rootOf(hashAt, to) }
        assert.ok(isConsistent({ size: from, root: rootOf(hashAt, from) }, after, proof), `${from} to ${to}`)
        assert.ok(!isConsistent({ size: from, root: rootOf(other, from) }, after, proof), `${from} to ${to}`)
        assert.ok(
          !isConsistent({ size: from, root: rootOf(hashAt, from) }, after, [...proof, Buffer.alloc(32)]),
        )
      }
  })

  it('knows beforehand which tiles a proof needs', () => {
    const { hashAt, tiles } = memoryLog(entriesUpTo(70_000), newSigner('example.com/log'), 5000)
    assert.deepEqual(edgeTiles(70_000), [
      { level: 0, number: 273 },
      { level: 1, number: 1 },
      { level: 2, number: 0 },
    ])
    assert.equal(tiles.get('1/1')?.hashes.length, 17 * 32)
    assert.equal(widthIn({ level: 0, number: 273 }, 70_000), 112)
    assert.equal(widthIn({ level: 0, number: 274 }, 70_000), 0)
    const needed = tilesFor((reader) => inclusionProof(reader, 12_345, 70_000))
    assert.ok(needed.length <= 6, JSON.stringify(needed))
    assert.ok(
      includedRoot({
        leaf: leafHash(entriesUpTo(12_346)[12_345] ?? ''),
        index: 12_345,
        size: 70_000,
        proof: inclusionProof(hashAt, 12_345, 70_000),
      }),
    )
  })

  it('is not grown from tiles that belong to another size', () => {
    assert.throws(() => growTiles(5, [], Buffer.alloc(32)), /does not belong/)
  })

  it('has one path for each tile', () => {
    assert.equal(formatTilePath({ level: 0, number: 1_234_067 }), '0/x001/x234/067')
    assert.equal(formatTilePath({ level: 3, number: 7 }, 5), '3/007.p/5')
    assert.deepEqual(parseTilePath('0/x001/x234/067'), { level: 0, number: 1_234_067, width: 256 })
    assert.deepEqual(parseTilePath('3/007.p/5'), { level: 3, number: 7, width: 5 })
    for (const text of [
      '',
      '0/7',
      '00/007',
      '0/x000/007',
      '0/007.p/0',
      '0/007.p/256',
      '0/007.p/05',
      '64/007',
      '0/../7',
      '0/001/002',
    ])
      assert.equal(parseTilePath(text), null, text)
  })
})
