// npm test [-- FILE…]: the quick suite in one process, then the CPU-heavy one (`*.heavy.test.ts`).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { prepareQueue } from '../packages/server/src/adapters/queue/prepare.ts'
import { type RunningTestCluster, startTestCluster } from '../packages/server/src/db/testing.ts'
import { createLog } from '../packages/server/src/platform/log.ts'

const chosen = process.argv.slice(2)
const all =
  chosen.length > 0
    ? chosen
    : globSync(
        ['packages/*/**/*.test.ts', 'fixtures/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'],
        {
          exclude: ['**/node_modules/**'],
        },
      ).sort()
const suites = [
  all.filter((file) => !file.endsWith('.heavy.test.ts')),
  all.filter((file) => file.endsWith('.heavy.test.ts')),
]
const preload = new URL('./end-with-runner.ts', import.meta.url).href
const usesDatabase = all.some((file) => relative('packages/server', resolve(file)).startsWith('src/'))

let running: ReturnType<typeof runSuite> | undefined
let cutShort = false
// Whatever ends the run early, the tests go first and then their database is stopped.
for (const end of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) {
  process.on(end, () => {
    cutShort = true
    // Ctrl-C reaches the tests by itself, and they say where they were.
    if (end !== 'SIGINT') running?.kill('SIGKILL')
  })
}
process.channel?.unref()

const prepare = (ownerUrl: string) =>
  prepareQueue({ ownerUrl, log: createLog({ level: 'warn', role: 'test' }) })
const cluster = usesDatabase ? await startTestCluster(prepare) : undefined
try {
  process.exitCode = await runSuites(cluster)
} finally {
  await cluster?.stop()
}

async function runSuites(cluster: RunningTestCluster | undefined): Promise<number> {
  for (const files of suites) {
    if (cutShort) return 1
    if (files.length === 0) continue
    running = runSuite(files, cluster)
    const [code] = (await once(running, 'exit')) as [number | null]
    if (code !== 0) return code ?? 1
  }
  return 0
}

function runSuite(files: string[], cluster: RunningTestCluster | undefined) {
  return spawn(process.execPath, ['--import', preload, '--test', '--test-isolation=none', ...files], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...cluster?.env },
  })
}
