import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cosignedAt, isSignedBy, readCheckpoint } from './checkpoint.ts'
import { formatVerifierKey, parseNote, parseVerifierKey, verifierKey } from './note.ts'
import { consistencyProof } from './proofs.ts'
import { entriesUpTo, memoryLog, newSigner } from './testing.ts'
import { considerSubmission, formatSubmission, type Seen } from './witness.ts'

const signer = newSigner('example.com/log')
const witness = newSigner('witness.example/w1')
const key = verifierKey(signer, 1)
const witnessKey = verifierKey(witness, 4)
const log = memoryLog(entriesUpTo(300), signer)
const rewritten = memoryLog(entriesUpTo(300).with(3, 'another'), signer)

const seenAt = (size: number, of = log): Seen => {
  const { root } = readCheckpoint(of.signed(size))
  return { size, root }
}

type Case = { from?: number; to: number; seen?: Seen | null; of?: typeof log; logs?: (typeof key)[] }

const consider = ({ from = 0, to, seen = null, of = log, logs = [key] }: Case) =>
  considerSubmission(
    formatSubmission({ old: from, proof: consistencyProof(of.hashAt, from, to), checkpoint: of.signed(to) }),
    { witness, logs, seen: () => seen, now: 1_700_000_000 },
  )

describe('a witness', () => {
  it('cosigns what goes on from what it saw, and its line is good for the checkpoint', () => {
    const first = consider({ to: 100 })
    assert.equal(first.status, 200)
    const next = consider({ from: 100, to: 300, seen: seenAt(100) })
    assert.ok(next.status === 200)
    assert.equal(next.seen.size, 300)
    const note = parseNote(log.signed(300) + next.line)
    assert.equal(cosignedAt(note, witnessKey), 1_700_000_000)
    assert.equal(cosignedAt(note, verifierKey(newSigner('witness.example/w1'), 4)), null)
    assert.equal(cosignedAt(parseNote(log.signed(299) + next.line), witnessKey), null)
  })

  it('cosigns the same checkpoint again', () => {
    assert.equal(consider({ from: 100, to: 100, seen: seenAt(100) }).status, 200)
  })

  it('refuses a rewritten, a shorter and a foreign log', () => {
    assert.equal(consider({ from: 100, to: 300, seen: seenAt(100), of: rewritten }).status, 422)
    assert.equal(consider({ from: 100, to: 100, seen: seenAt(100), of: rewritten }).status, 409)
    const shorter = consider({ from: 50, to: 80, seen: seenAt(100) })
    assert.ok(shorter.status === 409 && shorter.size === 100)
    assert.equal(consider({ to: 100, logs: [verifierKey(newSigner('other.example'), 1)] }).status, 404)
    assert.equal(consider({ to: 100, logs: [verifierKey(newSigner('example.com/log'), 1)] }).status, 403)
  })

  it('refuses what is no submission', () => {
    const knowledge = { witness, logs: [key], seen: () => null, now: 0 }
    for (const text of [
      '',
      'old 0\n\n',
      'old 01\n\nx',
      `old 0\nAA==\n\n${log.signed(5)}`,
      `old 9\n\n${log.signed(5)}`,
    ])
      assert.equal(considerSubmission(text, knowledge).status, 400, text)
  })
})

describe('a signed checkpoint', () => {
  it('is good under its own key only, and not with one character changed', () => {
    const text = log.signed(256)
    assert.ok(isSignedBy(readCheckpoint(text), key))
    assert.ok(!isSignedBy(readCheckpoint(text), verifierKey(newSigner('example.com/log'), 1)))
    assert.ok(!isSignedBy(readCheckpoint(text.replace('256', '255')), key))
  })

  it('is refused where it is malformed', () => {
    for (const text of [
      '',
      'a\n1\nb\n',
      log.signed(5).replace('\n5\n', '\n05\n'),
      `${log.signed(5)}x`,
      log.signed(5).replace('\u2014 ', ''),
    ])
      assert.throws(() => readCheckpoint(text), /no signed note|no checkpoint|malformed/, text)
  })

  it('names its key so that a damaged one is noticed', () => {
    const text = formatVerifierKey(key)
    assert.deepEqual(formatVerifierKey(parseVerifierKey(text)), text)
    assert.throws(() => parseVerifierKey(text.replace('example.com', 'example.org')), /damaged/)
    assert.throws(() => parseVerifierKey('x'), /no key/)
  })
})
