// npm run e2e [-- FILE…]: the whole house from outside, through its command line, HTTP and a real browser.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, globSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processesNaming, survivors } from '../e2e/src/processes.ts'

const chosen = process.argv.slice(2)
const files = chosen.length > 0 ? chosen : globSync('e2e/src/*.e2e.ts').sort()
const preload = new URL('./end-with-runner.ts', import.meta.url).href
// Everything temporary goes in here, so that what is left behind is seen. Open to all as /tmp is: as root the
// database runs as `nobody` and removes the folder of its socket by itself.
const folder = mkdtempSync(join(tmpdir(), 'countersign-e2e-'))
chmodSync(folder, 0o1777)

const tests = spawn(process.execPath, ['--import', preload, '--test', '--test-isolation=none', ...files], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, TMPDIR: folder },
})
// Ctrl-C reaches the tests by itself; what they started stops as they end.
process.on('SIGINT', () => {})
for (const end of ['SIGTERM', 'SIGHUP', 'disconnect']) process.on(end, () => tests.kill('SIGTERM'))
process.channel?.unref()
const [code] = (await once(tests, 'exit')) as [number | null]
process.exitCode = code ?? 1

const running = await survivors(processesNaming(folder), 20_000)
for (const { pid } of running) process.kill(pid, 'SIGKILL')
const left = readdirSync(folder)
rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
if (code === 0 && running.length + left.length > 0) {
  console.error(`The tests left behind: ${[...running.map(({ command }) => command), ...left].join(', ')}`)
  process.exitCode = 1
}
