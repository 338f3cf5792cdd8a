import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cosign, readCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle.ts'
import { verifierKey } from './note.ts'
import { replayLog } from './replay.ts'
import { entriesUpTo, memoryLog, newSigner } from './testing.ts'

const signer = newSigner('example.com/log')
const witness = newSigner('witness.example/w1')
const keys = { logs: [verifierKey(signer, 1)], witnesses: [verifierKey(witness, 4)] }
const original = entriesUpTo(600)
const log = memoryLog(original, signer)

const leafTilesOf = ({ tiles }: typeof log) =>
  new Map(
    [...tiles.values()].filter(({ level }) => level === 0).map(({ number, hashes }) => [number, hashes]),
  )

const cosigned = (note: string) => note + cosign(readCheckpoint(note).note.text, witness, 1_700_000_000)

type Held = {
  entries: readonly string[]
  tree?: typeof log
  positions?: (at: number) => number
  by?: typeof log
}

/** What is there now, against the checkpoints of `by` that were signed at 100, 400 and 600 events. */
const replay = ({ entries, tree = log, positions = (at) => at + 1, by = log }: Held) =>
  replayLog({
    entries: entries.map((body, at) => ({ position: positions(at), leaf: leafHash(body) })),
    leafTiles: leafTilesOf(tree),
    statements: [100, 400, 600].map((size) => ({
      note: cosigned(by.signed(size)),
      from: 'the witness folder',
    })),
    ...keys,
  })

const codes = ({ findings }: Awaited<ReturnType<typeof replay>>) =>
  findings.map(({ code, position }) => (position === undefined ? code : `${code} ${position}`))

describe('replaying a log', () => {
  it('finds nothing in one that is as it was', async () => {
    const found = await replay({ entries: original })
    assert.deepEqual(codes(found), [])
    assert.deepEqual([found.size, found.agreed], [600, 3])
    assert.deepEqual([...found.cosigned], [['witness.example/w1', { size: 600, at: 1_700_000_000 }]])
  })

  it('finds an event that was edited in place, and which', async () => {
    const found = await replay({ entries: original.with(250, 'edited') })
    assert.deepEqual(codes(found), [
      'checkpoint.mismatch 101',
      'checkpoint.mismatch 101',
      'event.changed 251',
    ])
  })

  it('finds events that changed places', async () => {
    const swapped = original.with(250, original[260] ?? '').with(260, original[250] ?? '')
    assert.deepEqual(codes(await replay({ entries: swapped })).slice(2), [
      'event.moved 251',
      'event.moved 261',
    ])
  })

  it('finds that the end is missing, even where the tree was cut off as well', async () => {
    const short = original.slice(0, 450)
    assert.deepEqual(codes(await replay({ entries: short })), ['log.truncated 451', 'tree.longer 451'])
    const cut = memoryLog(short, signer)
    assert.deepEqual(codes(await replay({ entries: short, tree: cut })), ['log.truncated 451'])
  })

  it('finds a hole', async () => {
    const found = await replay({
      entries: original.toSpliced(9, 1),
      positions: (at) => (at < 9 ? at + 1 : at + 2),
    })
    assert.deepEqual(codes(found), ['event.missing 10'])
  })

  it('finds a log that was written anew with a tree of its own', async () => {
    const forged = original.with(20, 'forged')
    const found = await replay({ entries: forged, tree: memoryLog(forged, signer) })
    assert.deepEqual(codes(found), [
      'checkpoint.mismatch 1',
      'checkpoint.mismatch 1',
      'checkpoint.mismatch 1',
    ])
  })

  it('finds checkpoints that somebody else signed, and signatures that were changed', async () => {
    const foreign = memoryLog(original, newSigner('example.com/log'))
    assert.deepEqual(
      codes(await replay({ entries: original, by: foreign })),
      Array(3).fill('checkpoint.unsigned'),
    )
    const note = cosigned(log.signed(600)).replace('\n600\n', '\n599\n')
    const { findings } = await replayLog({
      entries: [],
      leafTiles: new Map(),
      statements: [
        { note, from: 'x' },
        { note: 'y', from: 'x' },
      ],
      ...keys,
    })
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['checkpoint.unreadable', 'cosignature.invalid', 'checkpoint.unsigned'],
    )
  })
})
