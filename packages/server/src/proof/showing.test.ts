import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { cosignedAt, readCheckpoint } from '@countersign/evidence/checkpoint'
import { parseNote, parseVerifierKey } from '@countersign/evidence/note'
import { newSigner } from '@countersign/evidence/testing'
import { startWitness } from '@countersign/evidence/witness-server'
import { withSystem } from '../db/sql.ts'
import { createLog } from '../platform/log.ts'
import { createOutbound } from '../platform/outbound.ts'
import { Problem } from '../platform/problem.ts'
import { newestCheckpoint } from './checkpoints.store.ts'
import { cosignedNote } from './checkpoints.ts'
import { startEvidenceLog } from './evidence-log.ts'
import { folderOf } from './folder.ts'
import { type Showing, showCheckpoint } from './showing.ts'
import { type TestLog, temporaryFolder, withLog } from './testing.ts'
import { parseWitnesses } from './witnesses.ts'

async function withWitness(t: TestContext, log: TestLog) {
  const options = { name: 'witness.example/w1', logs: [log.signer.key], host: '127.0.0.1', port: 0 }
  const folder = await temporaryFolder(t)
  const running = await startWitness({ ...options, folder, now: () => 1_700_000_000, say: () => {} })
  t.after(() => running.stop())
  return { ...running, witnesses: parseWitnesses(`${running.key} ${running.url}/`) }
}

function showingOf(t: TestContext, { ports }: TestLog, more: Partial<Showing>): Showing {
  const outbound = createOutbound({
    allowPrivate: true,
    allowHttp: true,
    timeoutMs: 5000,
    maxResponseBytes: 64_000,
  })
  t.after(() => outbound.close())
  const { db, clock } = ports
  return { db, clock, outbound, witnesses: [], folder: '', timestamp: null, timestampEveryMs: 0, ...more }
}

async function signed(log: TestLog, events: number) {
  await log.happen(events)
  const outcome = await log.sign()
  assert.ok(outcome.outcome === 'signed')
  return outcome.checkpoint
}

describe('showing checkpoints around', () => {
  it('gets the signature of a witness, which sees each tree go on from the one before', async (t) => {
    const log = await withLog(t)
    const { witnesses, key } = await withWitness(t, log)
    const showing = showingOf(t, log, { witnesses })
    for (const events of [10, 300]) {
      const checkpoint = await signed(log, events)
      assert.deepEqual(await showCheckpoint(showing, checkpoint), [])
      const note = await withSystem(log.db, (tx) => cosignedNote(tx, checkpoint))
      assert.equal(cosignedAt(parseNote(note), parseVerifierKey(key)), 1_700_000_000)
    }
    // What was lost here is asked for there.
    await log.owner.query('delete from log_cosignatures')
    assert.deepEqual(await showCheckpoint(showing, await signed(log, 5)), [])
  })

  it('hears from a witness that the log was written anew, or is shorter than what it saw', async (t) => {
    const log = await withLog(t)
    const { witnesses } = await withWitness(t, log)
    const showing = showingOf(t, log, { witnesses })
    const before = await signed(log, 10)
    const longest = await signed(log, 10)
    await showCheckpoint(showing, longest)
    const [shorter] = await showCheckpoint(showing, before)
    assert.equal(shorter?.outcome, 'refused')
    assert.match(shorter?.why ?? '', /it saw 20 events, and the log has 10/)
  })

  it('goes on where a witness does not answer, and says why', async (t) => {
    const log = await withLog(t)
    const { witnesses, stop } = await withWitness(t, log)
    await stop()
    const [missed] = await showCheckpoint(showingOf(t, log, { witnesses }), await signed(log, 3))
    assert.equal(missed?.outcome, 'unreachable')
    assert.match(missed?.why ?? '', /witness\.example\/w1: .*could not be reached/)
  })

  it('keeps the newest in a folder, and never replaces one that the log does not go on from', async (t) => {
    const log = await withLog(t)
    const folder = await temporaryFolder(t)
    const showing = showingOf(t, log, { folder })
    const first = await signed(log, 4)
    assert.deepEqual(await showCheckpoint(showing, first), [])
    const path = join(folderOf(folder, 'example.com/log'), 'checkpoint')
    assert.equal(await readFile(path, 'utf8'), first.note)
    const second = await signed(log, 4)
    assert.deepEqual(await showCheckpoint(showing, second), [])
    assert.equal(readCheckpoint(await readFile(path, 'utf8')).size, 8)
    const [refused] = await showCheckpoint(showing, first)
    assert.match(refused?.why ?? '', /one of 8 events, and the log has 4/)
    const elsewhere = await withLog(t)
    await writeFile(path, (await signed(elsewhere, 5)).note)
    const [other] = await showCheckpoint(showing, second)
    assert.match(other?.why ?? '', /not those of the log/)
  })

  it('has a checkpoint timestamped now and then, and the token lies beside it', async (t) => {
    const log = await withLog(t)
    const folder = await temporaryFolder(t)
    let asked = 0
    const timestamp = async (digest: Uint8Array) => {
      asked += 1
      if (asked === 1) throw new Problem('outbound.unreachable', 'nobody there')
      return { token: digest, at: new Date() }
    }
    const showing = showingOf(t, log, { folder, timestamp, timestampEveryMs: 3_600_000 })
    const [missed] = await showCheckpoint(showing, await signed(log, 4))
    assert.deepEqual(missed, { by: 'timestamp authority', outcome: 'unreachable', why: 'nobody there' })
    const checkpoint = await signed(log, 1)
    assert.deepEqual(await showCheckpoint(showing, checkpoint), [])
    await showCheckpoint(showing, await signed(log, 1))
    assert.equal(asked, 2, 'within the hour nobody is asked again')
    const home = folderOf(folder, 'example.com/log')
    assert.equal(await readFile(join(home, 'checkpoint-000000000005'), 'utf8'), checkpoint.note)
    assert.equal((await readFile(join(home, 'checkpoint-000000000005.tsr'))).length, 32)
  })

  it('works by itself while events come in', async (t) => {
    const log = await withLog(t)
    const { witnesses } = await withWitness(t, log)
    const running = startEvidenceLog({
      ...showingOf(t, log, { witnesses }),
      signer: log.signer,
      log: createLog({ level: 'silent', role: 'test' }),
      listen: () => ({ stop: async () => {} }),
      restMs: 0,
      pollMs: 10,
      observe: { lag() {}, refused: (by) => assert.fail(by) },
    })
    await log.happen(3)
    const note = async () => {
      const newest = await withSystem(log.db, (tx) => newestCheckpoint(tx, log.signer.key.name))
      return newest ? await withSystem(log.db, (tx) => cosignedNote(tx, newest)) : ''
    }
    while (!(await note()).includes('witness.example/w1')) await pause(20)
    await running.stop()
    assert.equal(readCheckpoint(await note()).size, 3)
  })
})

it('a wrong list of witnesses is a setting that says so', () => {
  const log = newSigner('example.com/log')
  assert.deepEqual(parseWitnesses(''), [])
  for (const text of ['x', 'x https://example.com', `${log.name} `, 'a+00000000+AAAA https://example.com'])
    assert.throws(() => parseWitnesses(text), /COUNTERSIGN_LOG_WITNESSES/, text)
})
