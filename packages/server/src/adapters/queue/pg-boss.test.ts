import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { connect, executorOf, withAccount } from '../../db/sql.ts'
import { withDatabase } from '../../db/testing.ts'
import { createLog } from '../../platform/log.ts'
import { jobQueueContract } from '../../ports/job-queue.contract.ts'
import type { JobQueue, NewJob } from '../../ports/job-queue.ts'
import { type JobQueueUnderTest, until } from '../../ports/job-queue-harness.contract.ts'
import { pgBossQueue } from './pg-boss.ts'
import { prepareQueue } from './prepare.ts'
import { beginTaking, offersStatement, offersValues } from './take.store.ts'

const log = createLog({ level: 'silent', role: 'test' })
const hangingWorker = fileURLToPath(new URL('./hanging-worker.fixture.ts', import.meta.url))
const accountJobs = 3

async function startHangingWorker(t: TestContext, url: string): Promise<{ killHard(): Promise<void> }> {
  const child = spawn(process.execPath, [hangingWorker, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const killHard = async () => {
    child.kill('SIGKILL')
    await exited
  }
  t.after(killHard)
  await once(child.stdout, 'data')
  return { killHard }
}

async function queueUnderTest(t: TestContext): Promise<JobQueueUnderTest> {
  const open: JobQueue[] = []
  // Runs first of all hooks: the database is dropped by the next.
  t.after(() => Promise.all(open.map((queue) => queue.close())))
  const { db, url, superuserUrl } = await withDatabase(t)
  const change = async (text: string) => {
    const client = new pg.Client({ connectionString: superuserUrl })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  return {
    accountJobs,
    async open() {
      const queue = await pgBossQueue({ url, accountJobs, checkSeconds: 1, log })
      open.push(queue)
      return queue
    },
    transaction: (accountId, work) => withAccount(db, accountId, (tx) => work(executorOf(tx))),
    hurry: () => change(`update pgboss.job set start_after = now() where state = 'retry'`),
    startHangingWorker: () => startHangingWorker(t, url),
    forgetHeartbeats: () =>
      change(
        `update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active' and retry_count = 0`,
      ),
  }
}

jobQueueContract('pg-boss', queueUnderTest)

const newJob = (accountId: string): NewJob => ({
  accountId,
  documentId: 'doc_1',
  state: 'received',
  run: 1,
  version: 1,
  tier: 'standard',
  traceparent: null,
})

describe('the tables of the queue', () => {
  it('can be prepared again, and by two at once, without losing a job', async (t) => {
    const { db, url, superuserUrl } = await withDatabase(t)
    const queue = await pgBossQueue({ url, accountJobs, log })
    await withAccount(db, 'acc_1', (tx) => queue.enqueue(executorOf(tx), newJob('acc_1')))
    await Promise.all([1, 2].map(() => prepareQueue({ ownerUrl: superuserUrl, log })))
    assert.equal((await queue.lag()).standard.waiting, 1)
    await queue.close()
  })

  it('show an account its own jobs only, and let it drop no others', async (t) => {
    const { db, url } = await withDatabase(t)
    const queue = await pgBossQueue({ url, accountJobs, log })
    for (const id of ['acc_1', 'acc_2'])
      await withAccount(db, id, (tx) => queue.enqueue(executorOf(tx), newJob(id)))
    const asAccount = (text: string) => withAccount(db, 'acc_1', (tx) => executorOf(tx).execute(text, []))
    assert.deepEqual((await asAccount('select group_id from pgboss.job_common')).rows, [
      { group_id: 'acc_1' },
    ])
    for (const text of ['update pgboss.job_common set priority = 0', 'select 1 from pgboss.job'])
      await assert.rejects(asAccount(text), /permission denied/)
    await asAccount('delete from pgboss.job_common')
    assert.deepEqual([await queue.waiting('acc_1'), await queue.waiting('acc_2')], [0, 1])
    await queue.close()
  })

  it('are read at a few places only to find the next jobs, however many wait and whatever the statistics say', async (t) => {
    const { superuserUrl } = await withDatabase(t)
    const { pool, close } = connect(superuserUrl, { max: 1 })
    t.after(close)
    const pagesRead = async () => {
      await pool.query('begin')
      await beginTaking({ executeSql: (text, values) => pool.query(text, values) })
      const { rows } = await pool.query(`explain (analyze, buffers, format json) ${offersStatement}`, [
        ...offersValues({ realtime: '', standard: 'acc_2', batch: '' }, 4),
      ])
      await pool.query('rollback')
      const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = rows[0]['QUERY PLAN'][0].Plan
      return Number(hit) + Number(read)
    }
    await pool.query(
      `insert into pgboss.job_common (name, priority, group_id, state)
       select 'documents', at % 3 * 10, 'acc_' || at % 4, case when at < 8 then 'active' else 'created' end::pgboss.job_state
       from generate_series(1, 20000) as at`,
    )
    const unknown = await pagesRead()
    await pool.query('analyze pgboss.job_common')
    const known = await pagesRead()
    assert.ok(unknown < 300 && known < 300, `${unknown} and ${known} pages; the whole backlog has over 500`)
  })

  it('say what to do where they are missing', async (t) => {
    const { url, superuserUrl } = await withDatabase(t)
    const owner = connect(superuserUrl)
    await owner.pool.query('drop schema pgboss cascade')
    await owner.close()
    await assert.rejects(pgBossQueue({ url, accountJobs, log }), /countersign migrate/)
  })
})

describe('the queue when clocks and databases misbehave', () => {
  async function prepared(t: TestContext) {
    const { db, url, superuserUrl } = await withDatabase(t)
    const queue = await pgBossQueue({ url, accountJobs, checkSeconds: 1, log })
    t.after(() => queue.close())
    const system = async (text: string) => {
      const client = new pg.Client({ connectionString: superuserUrl })
      await client.connect()
      return client.query(text).finally(() => client.end())
    }
    const add = (documentId: string) =>
      withAccount(db, 'acc_1', (tx) => queue.enqueue(executorOf(tx), { ...newJob('acc_1'), documentId }))
    return { queue, system, add }
  }

  it('runs jobs at once that were written before the clock was set back by hours', async (t) => {
    const { queue, system, add } = await prepared(t)
    await add('doc_1')
    await system(`update pgboss.job set start_after = now() + interval '3 hours'`)
    const done: string[] = []
    const worker = await queue.work(async ({ documentId }) => void done.push(documentId), { concurrency: 1 })
    await until('it ran', () => done.length === 1)
    await worker.stop()
  })

  it('does not count attempts that failed because the disk or the database was away', async (t) => {
    const { queue, system, add } = await prepared(t)
    await add('doc_1')
    const last: boolean[] = []
    const handler = async ({ lastAttempt }: { lastAttempt: boolean }) => {
      last.push(lastAttempt)
      if (last.length < 9) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    }
    const worker = await queue.work(handler, { concurrency: 1 })
    await until('it ran nine times', async () => {
      await system(`update pgboss.job set start_after = now() where state = 'retry'`)
      return last.length === 9
    })
    await worker.stop()
    assert.deepEqual(await queue.listDead(null, 10), [])
    assert.deepEqual(last.slice(0, 5), [false, false, false, false, false])
  })
})
