// A worker process for tests: takes jobs, says so, and never finishes one.
import { createLog } from '../../platform/log.ts'
import { pgBossQueue } from './pg-boss.ts'

const queue = await pgBossQueue({
  url: process.argv[2] ?? '',
  accountJobs: 8,
  log: createLog({ level: 'silent', role: 'test' }),
})
await queue.work(
  async (job) => {
    process.stdout.write(`${job.documentId}\n`)
    await new Promise(() => {})
  },
  { concurrency: 1 },
)
