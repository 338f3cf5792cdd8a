import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type ChildExit, type ChildOptions, startChild } from './child.ts'
import { findProcess, rssOf } from './process.ts'

const module = new URL('./child.ts', import.meta.url).href

/** A script of its own for one test. */
async function script(t: TestContext, code: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-child-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'child.mjs')
  await writeFile(file, `import { liveAsChild, startChild } from ${JSON.stringify(module)}\n${code}`)
  return pathToFileURL(file)
}

/** Starts it and collects what it says; it is stopped with the test. */
function start(t: TestContext, options: Omit<ChildOptions, 'name' | 'onMessage'>) {
  const said: unknown[] = []
  const waiting = new Map<number, () => void>()
  const child = startChild({
    name: 'test child',
    ...options,
    onMessage: (message) => {
      said.push(message)
      waiting.get(said.length)?.()
    },
  })
  t.after(() => child.stop())
  /** What it has said once it has said `count` things. */
  const heard = async (count: number) => {
    if (said.length < count) await new Promise<void>((resolve) => waiting.set(count, resolve))
    return said
  }
  return { child, heard }
}

async function gone(pid: number): Promise<void> {
  for (let tries = 0; await findProcess(pid); tries++) {
    assert.ok(tries < 600, `process ${pid} is still there`)
    await sleep(50)
  }
}

describe('a process of our own', () => {
  test('hears what it is told, answers, and gives way to others', async (t) => {
    const echo = await script(t, `liveAsChild(); process.on('message', (message) => process.send(message))`)
    const { child, heard } = start(t, { script: echo, nice: 10 })
    assert.ok(child.send({ bytes: new Uint8Array([1, 2]) }))
    assert.deepEqual(await heard(1), [{ bytes: new Uint8Array([1, 2]) }])
    assert.equal(getPriority(child.pid ?? 0), 10)
  })

  test('finishes what is under way when it is asked to stop, and is not started again', async (t) => {
    const tidy = await script(
      t,
      `liveAsChild({ cleanUp: async () => { await new Promise((done) => process.send('tidied', done)) } })
       process.send('ready')`,
    )
    const { child, heard } = start(t, { script: tidy, restart: { firstDelayMs: 10, maxDelayMs: 1000 } })
    await heard(1)
    await child.stop()
    assert.deepEqual(await heard(2), ['ready', 'tidied'])
    assert.deepEqual(await child.exited, { code: 0, signal: null, overMemory: false })
    assert.equal(child.pid, undefined)
    assert.equal(child.send('too late'), false)
  })

  test('is killed when it does not stop in time', async (t) => {
    const stubborn = await script(
      t,
      `liveAsChild({ cleanUp: () => new Promise(() => {}) }); process.send('ready')`,
    )
    const { child, heard } = start(t, { script: stubborn, stopTimeoutMs: 50 })
    await heard(1)
    await child.stop()
    assert.equal((await child.exited).signal, 'SIGKILL')
  })

  test('is started again when it crashes', async (t) => {
    const ends: ChildExit[] = []
    const frail = await script(
      t,
      `liveAsChild(); process.on('message', () => process.exit(3)); process.send(process.pid)`,
    )
    const { child, heard } = start(t, {
      script: frail,
      restart: { firstDelayMs: 10, maxDelayMs: 100 },
      onExit: (exit) => ends.push(exit),
    })
    await heard(1)
    child.send('crash')
    await heard(2)
    child.kill()
    const pids = await heard(3)
    assert.equal(new Set(pids).size, 3)
    assert.deepEqual(
      ends.map(({ code, signal }) => code ?? signal),
      [3, 'SIGKILL'],
    )
  })

  test('is killed when it takes more memory than allowed', async (t) => {
    const greedy = await script(
      t,
      `liveAsChild(); const kept = []; setInterval(() => kept.push(Buffer.alloc(32e6, 1)), 20)`,
    )
    const { child } = start(t, { script: greedy, memoryLimit: 300e6 })
    assert.deepEqual(await child.exited, { code: null, signal: 'SIGKILL', overMemory: true })
  })

  test('does not outlive a parent that was killed, even while it computes', async (t) => {
    const busy = await script(t, `liveAsChild({ graceMs: 0 }); process.send(process.pid); for (;;);`)
    const idle = await script(t, `liveAsChild(); process.send(process.pid)`)
    const parent = await script(
      t,
      `for (const script of process.argv.slice(2))
         startChild({ name: 'child', script: new URL(script), onMessage: (pid) => console.log(pid) })`,
    )
    const node = spawn(process.execPath, [new URL(parent).pathname, busy.href, idle.href], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface(node.stdout)[Symbol.asyncIterator]()
    const pids = [Number((await lines.next()).value), Number((await lines.next()).value)]
    node.kill('SIGKILL')
    await once(node, 'exit')
    for (const pid of pids) await gone(pid)
  })

  test('says how much memory it takes, with all that it started', async (t) => {
    const own = await rssOf(process.pid)
    assert.ok(own !== undefined && own > 20e6 && own < 64e9)
    const quiet = await script(t, `liveAsChild(); process.send('ready')`)
    const { child, heard } = start(t, { script: quiet })
    await heard(1)
    const alone = (await rssOf(child.pid ?? 0)) ?? 0
    assert.ok(alone > 20e6)
    assert.ok(((await rssOf(process.pid)) ?? 0) > alone + 20e6)
    assert.equal(await rssOf(999_999_999), undefined)
  })

  test('keeps what was compiled where its parent does, so that the next start is cheap', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-compiled-'))
    t.after(() => rm(folder, { recursive: true }))
    const nested = await script(
      t,
      `liveAsChild()
       if (process.argv[2] === 'inner') process.send(process.env.NODE_COMPILE_CACHE)
       else startChild({
         name: 'inner', script: new URL(import.meta.url), args: ['inner'], env: () => ({}),
         onMessage: (message) => process.send(message),
       })`,
    )
    const { child, heard } = start(t, { script: nested, env: () => ({ NODE_COMPILE_CACHE: folder }) })
    assert.deepEqual(await heard(1), [folder])
    await child.stop()
    assert.notDeepEqual(await readdir(folder), [])
  })
})
