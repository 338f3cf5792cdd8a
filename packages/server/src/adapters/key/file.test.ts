import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { isProblem } from '../../platform/problem.ts'
import { kmsContract } from '../../ports/kms.contract.ts'
import { fileKms } from './file.ts'

async function temporaryFolder(t?: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-key-'))
  t?.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

kmsContract('file', async () => {
  const folder = await temporaryFolder()
  try {
    return await fileKms(join(folder, 'master.key'), { create: true })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

describe('the master key file', () => {
  const key = Buffer.alloc(32, 7)

  it('is made once, for its owner only, and found again at the next start', async (t) => {
    const folder = await temporaryFolder(t)
    const path = join(folder, 'deep', 'master.key')
    const wrapped = await (await fileKms(path, { create: true })).wrap(key, 'doc_1')
    const again = await fileKms(path, { create: false })
    assert.deepEqual(Buffer.from(await again.unwrap(wrapped, 'doc_1')), key)
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.deepEqual(await readdir(join(folder, 'deep')), ['master.key'])
  })

  it('is never replaced, even when it may be made', async (t) => {
    const path = join(await temporaryFolder(t), 'master.key')
    await Promise.all(Array.from({ length: 8 }, () => fileKms(path, { create: true })))
    const before = await readFile(path)
    await fileKms(path, { create: true })
    assert.deepEqual(await readFile(path), before)
    const wrapped = await Promise.all(
      Array.from({ length: 3 }, async () => (await fileKms(path, { create: true })).wrap(key, 'x')),
    )
    assert.equal(new Set(wrapped.map(({ kekId }) => kekId)).size, 1)
  })

  it('that is missing while there is data stops the start and says where to look', async (t) => {
    const path = join(await temporaryFolder(t), 'master.key')
    await assert.rejects(fileKms(path, { create: false }), (error) => {
      assert.ok(isProblem(error) && error.code === 'kms.key_missing')
      return error.message.includes(path) && error.message.includes('backups leave it out')
    })
    await assert.rejects(stat(path))
  })

  it('that others may read is refused with the command that mends it', async (t) => {
    const path = join(await temporaryFolder(t), 'master.key')
    await fileKms(path, { create: true })
    for (const mode of [0o640, 0o604, 0o666]) {
      await chmod(path, mode)
      await assert.rejects(fileKms(path, { create: true }), new RegExp(`chmod 600 ${path}`))
    }
  })

  it('that is too short is refused', async (t) => {
    const path = join(await temporaryFolder(t), 'master.key')
    await writeFile(path, 'short', { mode: 0o600 })
    await assert.rejects(fileKms(path, { create: true }), /has 5 bytes instead of 32/)
  })
})
