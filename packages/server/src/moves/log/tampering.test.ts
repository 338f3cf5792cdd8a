// Whoever owns the database changes the log; what others hold tells.
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { consistencyProof } from '@countersign/evidence/proofs'
import { newSigner } from '@countersign/evidence/testing'
import { considerSubmission, formatSubmission } from '@countersign/evidence/witness'
import { withSystem } from '../../db/sql.ts'
import { newestCheckpoint } from '../../proof/checkpoints.store.ts'
import { signCheckpoint } from '../../proof/checkpoints.ts'
import { type TestLog, withLog } from '../../proof/testing.ts'
import { overTiles } from '../../proof/tree.ts'
import { gatherFromDatabase } from './gather.ts'
import { verifyLog } from './verify-log.ts'

type Kept = { note: string; from: string }

const verify = async ({ owner, signer }: TestLog, kept: readonly Kept[] = []) =>
  verifyLog({
    log: await gatherFromDatabase(owner),
    kept,
    logs: [signer.key],
    witnesses: [],
    checkToken: null,
  })

const codes = ({ findings }: Awaited<ReturnType<typeof verify>>) =>
  [...new Set(findings.map(({ code }) => code))].sort()

/** 300 events with three signed checkpoints; the one in the middle was kept by somebody. */
async function scene(t: TestContext) {
  const log = await withLog(t)
  for (const count of [110, 110, 80]) {
    await log.happen(count)
    assert.equal((await log.sign()).outcome, 'signed')
  }
  const rows = await log.owner.query<{ note: string }>('select note from log_checkpoints where size = 220')
  return { log, kept: [{ note: rows.rows[0]?.note ?? '', from: 'the safe' }] }
}

/** As a superuser may: nothing is checked, no trigger runs. */
const forge = async ({ owner }: TestLog, ...statements: string[]) => {
  await owner.query('set session_replication_role = replica')
  for (const statement of statements) await owner.query(statement)
  await owner.query('set session_replication_role = default')
}

/** Makes the database agree with itself again: tree and checkpoints as if nothing else had ever been. */
async function coverUp(log: TestLog): Promise<void> {
  await forge(
    log,
    'delete from log_tiles',
    'delete from log_checkpoints',
    "delete from followers where name = 'tree'",
    'update log_tail set position = (select max(position) from log_positions)',
  )
  await log.grow()
}

const bodyAt = (position: number) =>
  `update events set body = replace(body, '"version":', '"version": ') where seq = (select seq from log_positions where position = ${position})`

describe('the log in the hands of the database’s owner', () => {
  it('is found whole where nobody touched it', async (t) => {
    const { log, kept } = await scene(t)
    const found = await verify(log, kept)
    assert.deepEqual(codes(found), [])
    assert.deepEqual([found.size, found.agreed, found.newest], [300, 4, 300])
  })

  it('edited in place: the event is named', async (t) => {
    const { log } = await scene(t)
    await forge(log, bodyAt(150))
    const { findings } = await verify(log)
    assert.ok(
      findings.some(({ code, position }) => code === 'event.changed' && position === 150),
      JSON.stringify(findings),
    )
  })

  it('edited in place, with a new tree: any checkpoint that is left, or was kept, tells', async (t) => {
    const { log, kept } = await scene(t)
    await forge(log, bodyAt(150))
    await coverUp(log)
    assert.deepEqual(codes(await verify(log)), [], 'by itself the database looks whole')
    const { findings } = await verify(log, kept)
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['checkpoint.mismatch'],
    )
  })

  it('reordered: both places are named', async (t) => {
    const { log } = await scene(t)
    const swap = (one: number, other: number) =>
      `update log_positions set position = ${other} where position = ${one}`
    await forge(log, swap(10, 100_000), swap(200, 10), swap(100_000, 200))
    const { findings } = await verify(log)
    const moved = findings.filter(({ code }) => code === 'event.moved').map(({ position }) => position)
    assert.deepEqual(moved, [10, 200])
  })

  it('cut off: checkpoints speak of more, and one that was kept even where the tree was cut off as well', async (t) => {
    const { log, kept } = await scene(t)
    await forge(
      log,
      'delete from events where seq in (select seq from log_positions where position > 190)',
      'delete from log_positions where position > 190',
    )
    assert.deepEqual(codes(await verify(log)), ['log.truncated', 'tree.longer'])
    await coverUp(log)
    assert.deepEqual(codes(await verify(log)), [])
    assert.deepEqual(codes(await verify(log, kept)), ['log.truncated'])
  })

  it('with one taken out: the hole is named', async (t) => {
    const { log } = await scene(t)
    await forge(log, 'delete from log_positions where position = 7')
    assert.deepEqual(codes(await verify(log)), ['event.missing', 'event.unlogged'])
  })

  it('with an event put beside it, or shown to another account: the columns tell', async (t) => {
    const { log } = await scene(t)
    await forge(
      log,
      "update events set type = 'test.other' where seq = (select seq from log_positions where position = 3)",
    )
    assert.deepEqual(codes(await verify(log)), ['event.contradicts'])
    await forge(
      log,
      "update events set type = 'test.happened'",
      "update log_positions set account_id = 'acc_other' where position = 4",
    )
    assert.deepEqual(codes(await verify(log)), ['event.contradicts'])
  })

  it('with a document whose events are none of ours: it is named, and the rest is looked at', async (t) => {
    const { log } = await scene(t)
    await forge(
      log,
      `insert into documents (id, account_id, state, run, version, workflow, workflow_version, tier, languages, created_at, updated_at)
       select subject, account_id, 'received', 1, 1, 'archive', 1, 'standard', '{}', now(), now() from events limit 1`,
      "update events set type = 'document.recalled' where subject = (select id from documents)",
    )
    assert.deepEqual(codes(await verify(log)), ['document.contradicts', 'event.contradicts'])
  })

  it('written anew as a whole: the service signs nothing more, a witness refuses, a kept checkpoint tells', async (t) => {
    const { log, kept } = await scene(t)
    const witness = newSigner('witness.example/w1')
    const knowledge = { witness, logs: [log.signer.key], now: 1_700_000_000 }
    const seen = considerSubmission(
      formatSubmission({ old: 0, proof: [], checkpoint: kept[0]?.note ?? '' }),
      { ...knowledge, seen: () => null },
    )
    assert.ok(seen.status === 200)
    await forge(log, ...[5, 50, 155].map(bodyAt))
    await coverUp(log)
    await log.happen(10)
    const signed = await log.sign()
    assert.ok(signed.outcome === 'refused' && /300 events that were signed are not those/.test(signed.why))
    assert.deepEqual(codes(await verify(log, kept)), ['checkpoint.mismatch'])
    // With the key, and without the file that remembers, even the signer can be made to sign it.
    const forgetful = { ...log.signer, last: async () => null }
    assert.equal((await signCheckpoint({ ...log.ports, signer: forgetful }, 0)).outcome, 'signed')
    const newest = await withSystem(log.db, (tx) => newestCheckpoint(tx, log.signer.key.name))
    const proof = await withSystem(log.db, (tx) => overTiles(tx, (at) => consistencyProof(at, 220, 310)))
    const again = considerSubmission(formatSubmission({ old: 220, proof, checkpoint: newest?.note ?? '' }), {
      ...knowledge,
      seen: () => seen.seen,
    })
    assert.equal(again.status, 422)
    assert.deepEqual(codes(await verify(log, kept)), ['checkpoint.mismatch'])
  })

  it('brought back from an older copy: the service signs nothing under the old name, and goes on under the next', async (t) => {
    const { log, kept } = await scene(t)
    await forge(
      log,
      'delete from events where seq in (select seq from log_positions where position > 260)',
      'delete from log_positions where position > 260',
    )
    await coverUp(log)
    const signed = await log.sign()
    assert.ok(signed.outcome === 'refused' && /300 events were signed, and the log has 260/.test(signed.why))
    const signer = await log.renewed()
    assert.equal((await signCheckpoint({ ...log.ports, signer }, 0)).outcome, 'signed')
    // The checkpoint of 220 events under the old name is still the beginning of it.
    assert.deepEqual(codes(await verify({ ...log, signer }, kept)), [])
  })
})
