// npm run e2e [-- FILE…]: the whole house from outside, through its command line, HTTP and a real browser.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'

const chosen = process.argv.slice(2)
const files = chosen.length > 0 ? chosen : globSync('e2e/src/*.e2e.ts').sort()
const preload = new URL('./end-with-runner.ts', import.meta.url).href
const tests = spawn(process.execPath, ['--import', preload, '--test', '--test-isolation=none', ...files], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})
// Ctrl-C reaches the tests by itself; the servers they started end as their output pipe or their parent does.
process.on('SIGINT', () => {})
for (const end of ['SIGTERM', 'SIGHUP', 'disconnect']) process.on(end, () => tests.kill('SIGTERM'))
process.channel?.unref()
const [code] = (await once(tests, 'exit')) as [number | null]
process.exitCode = code ?? 1
