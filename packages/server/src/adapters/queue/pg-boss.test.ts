import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { executorOf, withAccount } from '../../db/sql.ts'
import { withDatabase } from '../../db/testing.ts'
import { createLog } from '../../platform/log.ts'
import { type JobQueueUnderTest, jobQueueContract } from '../../ports/job-queue.contract.ts'
import type { JobQueue } from '../../ports/job-queue.ts'
import { pgBossQueue } from './pg-boss.ts'
import { prepareQueue } from './prepare.ts'

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
  await prepareQueue({ ownerUrl: superuserUrl, log })
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
