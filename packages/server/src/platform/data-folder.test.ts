import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import { chooseDataFolder, lockFolder, makeDataFolder, readLock } from './data-folder.ts'

const ordinary = {
  said: [],
  root: false,
  platform: 'linux',
  home: '/home/ada',
  xdgDataHome: undefined,
} as const

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-folder-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

test('data lives where the person said, else where the system keeps such data', () => {
  assert.equal(chooseDataFolder({ ...ordinary, said: ['', '/one', '/two'] }), '/one')
  assert.equal(chooseDataFolder(ordinary), '/home/ada/.local/share/countersign')
  assert.equal(chooseDataFolder({ ...ordinary, xdgDataHome: '/data' }), '/data/countersign')
  assert.equal(
    chooseDataFolder({ ...ordinary, xdgDataHome: 'relative' }),
    '/home/ada/.local/share/countersign',
  )
  assert.equal(chooseDataFolder({ ...ordinary, root: true }), '/var/lib/countersign')
  assert.equal(
    chooseDataFolder({ ...ordinary, platform: 'darwin' }),
    '/home/ada/Library/Application Support/countersign',
  )
})

test('the data folder is its owner’s alone; root lets others pass through', async (t) => {
  const parent = await temporaryFolder(t)
  const folder = join(parent, 'a', 'b')
  await makeDataFolder(folder, { root: false })
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
  await makeDataFolder(folder, { root: true })
  assert.equal((await stat(folder)).mode & 0o777, 0o711)
})

test('a data folder that cannot be made names the way out', async (t) => {
  const parent = await temporaryFolder(t)
  await writeFile(join(parent, 'file'), '')
  await assert.rejects(makeDataFolder(join(parent, 'file', 'data'), { root: false }), /another with --data/)
})

describe('the lock of a data folder', () => {
  test('tells others who has it and where, until it is released', async (t) => {
    const folder = await temporaryFolder(t)
    const lock = await lockFolder(folder, { role: 'up' })
    await lock.tell({ url: 'http://127.0.0.1:1' })
    const owner = await readLock(folder)
    assert.equal(owner?.pid, process.pid)
    assert.deepEqual(owner?.info, { role: 'up', url: 'http://127.0.0.1:1' })
    await assert.rejects(lockFolder(folder), /in use by another Countersign at http:\/\/127.0.0.1:1/)
    await lock.release()
    assert.equal(await readLock(folder), undefined)
    assert.deepEqual(await readdir(folder), [])
  })

  test('is free again when its owner was killed', async (t) => {
    const folder = await temporaryFolder(t)
    const code = `
      const { lockFolder } = await import(${JSON.stringify(new URL('./data-folder.ts', import.meta.url).href)})
      await lockFolder(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000)`
    const node = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(createInterface(node.stdout), 'line')
    assert.equal((await readLock(folder))?.pid, node.pid)
    await assert.rejects(lockFolder(folder), /in use/)
    node.kill('SIGKILL')
    await once(node, 'exit')
    assert.equal(await readLock(folder), undefined)
    await (await lockFolder(folder)).release()
  })

  test('is free when it names a process id that another program has now, and when it is damaged', async (t) => {
    const folder = await temporaryFolder(t)
    const leftovers = [JSON.stringify({ pid: process.pid, startedAt: 'long ago', info: {} }), '{"pid":', '']
    for (const left of leftovers) {
      await writeFile(join(folder, 'lock.json'), left)
      assert.equal(await readLock(folder), undefined)
      await (await lockFolder(folder)).release()
    }
  })

  test('goes to exactly one of many that want it at once', async (t) => {
    const folder = await temporaryFolder(t)
    await writeFile(
      join(folder, 'lock.json'),
      JSON.stringify({ pid: process.pid, startedAt: 'long ago', info: {} }),
    )
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)))
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.deepEqual(await readdir(folder), ['lock.json'])
  })
})
