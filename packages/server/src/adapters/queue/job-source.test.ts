import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { connect, executorOf, withAccount } from '../../db/sql.ts'
import { withDatabase } from '../../db/testing.ts'
import { createLog } from '../../platform/log.ts'
import { newJob } from '../../ports/job-queue-harness.contract.ts'
import { createBoss } from './boss.ts'
import { jobSource } from './job-source.ts'
import { pgBossQueue } from './pg-boss.ts'

const log = createLog({ level: 'silent', role: 'test' })
const room = { free: 1, freeForBatch: 1 }

/** A job that one worker took, was silent about for too long, and that was given to another. */
async function takenTwice(t: TestContext) {
  const { db, url, superuserUrl } = await withDatabase(t)
  const queue = await pgBossQueue({ url, accountJobs: 8, log })
  const boss = createBoss({ url, log, service: { checkSeconds: 1 } })
  await boss.start()
  const owner = connect(superuserUrl, { max: 1 })
  t.after(async () => {
    await owner.close()
    await boss.stop({ graceful: false })
    await queue.close()
  })
  await withAccount(db, 'acc_1', (tx) => queue.enqueue(executorOf(tx), newJob('acc_1', 'doc_1')))
  const [slow, quick] = [jobSource(boss, 8), jobSource(boss, 8)]
  const [first] = await slow.take(room)
  await owner.pool.query(`update pgboss.job set heartbeat_on = now() - interval '1 hour'`)
  await boss.supervise()
  await owner.pool.query(`update pgboss.job set start_after = now()`)
  const [second] = await quick.take(room)
  assert.ok(first && second)
  const state = async () => {
    const { rows } = await owner.pool.query(
      `select state, retry_count from pgboss.job where name = 'documents'`,
    )
    return rows
  }
  return { slow, quick, first, second, state }
}

describe('a worker that was only slow', () => {
  it('can neither finish nor fail a job that another has taken over, nor keep it', async (t) => {
    const { slow, quick, first, second, state } = await takenTwice(t)
    assert.deepEqual([first.attempt.id, first.job.attempt], [second.attempt.id, 1])
    assert.equal(second.job.attempt, 2)
    await slow.done(first.attempt)
    await slow.failed(first.attempt, new Error('too late'))
    assert.deepEqual([...(await slow.touch([first.attempt]))], [])
    assert.deepEqual(await state(), [{ state: 'active', retry_count: 1 }])
    assert.deepEqual([...(await quick.touch([second.attempt]))], [second.attempt.id])
    await quick.done(second.attempt)
    assert.deepEqual(await state(), [])
  })
})
