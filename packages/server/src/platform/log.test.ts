import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLog, fileDestination } from './log.ts'

/** Linux: opens and reads like a file, and has no room for a single byte. */
const fullFile = '/dev/full'
const skip = process.platform === 'linux' ? false : 'there is no file here that is always full'

test('lines are appended to a file that only we may read', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-log-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'logs', 'countersign.log')
  for (const n of [1, 2]) {
    const log = createLog({ level: 'info', role: 'test', destination: fileDestination(file) })
    log.info({ n, secret: 'abc' }, 'Zoë')
  }
  const lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    lines.map(({ n, msg, secret }) => ({ n, msg, secret })),
    [1, 2].map((n) => ({ n, msg: 'Zoë', secret: '[hidden]' })),
  )
  assert.equal((await stat(file)).mode & 0o777, 0o600)
})

test('a log whose disk is full does not end the program, nor change how it ends', { skip }, async () => {
  const module = JSON.stringify(new URL('./log.ts', import.meta.url).href)
  const code = `import { createLog, fileDestination } from ${module}
      const log = createLog({ level: 'info', role: 'test', destination: fileDestination('${fullFile}') })
      for (let n = 0; n < 5000; n++) log.info({ n }, 'x'.repeat(500))
      setTimeout(() => { log.info('last'); process.stdout.write('alive'); process.exit(7) }, 100)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => {
    said.out += data
  })
  child.stderr.on('data', (data) => {
    said.err += data
  })
  const [status] = await once(child, 'close')
  assert.deepEqual([said, status], [{ out: 'alive', err: '' }, 7])
})
