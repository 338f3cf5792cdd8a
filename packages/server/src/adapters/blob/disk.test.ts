import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { blobStoreContract } from '../../ports/blob-store.contract.ts'
import { readBlob } from '../../ports/blob-store.ts'
import { diskBlobStore } from './disk.ts'

const key = Buffer.alloc(32, 1)

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-blobs-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const pathOf = (folder: string, id: string) => join(folder, id.slice(4, 6), id)

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

blobStoreContract('disk', async (t) => {
  const folder = await temporaryFolder(t)
  return {
    store: diskBlobStore(folder),
    stored: {
      read: (id) => readFile(pathOf(folder, id)),
      write: (id, bytes) => writeFile(pathOf(folder, id), bytes),
    },
    files: () => filesIn(folder),
  }
})

describe('blobs on disk', () => {
  it('can be read by nobody but the owner', async (t) => {
    const folder = await temporaryFolder(t)
    const { id } = await diskBlobStore(folder).put(Buffer.from('x'), key)
    assert.equal((await stat(pathOf(folder, id))).mode & 0o777, 0o600)
  })

  it('cost 20 bytes and 16 more per 64 KiB', async (t) => {
    const folder = await temporaryFolder(t)
    const { id } = await diskBlobStore(folder).put(Buffer.alloc(3 * 65_536), key)
    assert.equal((await stat(pathOf(folder, id))).size, 20 + 3 * (65_536 + 16))
  })

  it('close their file when a reader stops early or finds damage', {
    skip: process.platform !== 'linux',
  }, async (t) => {
    const folder = await temporaryFolder(t)
    const store = diskBlobStore(folder)
    const { id } = await store.put(Buffer.alloc(2_000_000), key)
    for await (const _ of store.open(id, key)) break
    await assert.rejects(readBlob(store, id, Buffer.alloc(32, 9)))
    const links = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    )
    assert.equal(
      links.some((link) => link.startsWith(folder)),
      false,
    )
  })

  it('that were left half written are removed once they are old', async (t) => {
    const folder = await temporaryFolder(t)
    const store = diskBlobStore(folder)
    assert.equal(await store.sweepTemporary(new Date(9e12)), 0)
    const { id } = await store.put(Buffer.from('kept'), key)
    for (const name of ['old', 'young']) await writeFile(join(folder, 'tmp', name), 'half')
    await utimes(join(folder, 'tmp', 'old'), 1_000, 1_000)
    assert.equal(await store.sweepTemporary(new Date(2_000_000)), 1)
    assert.deepEqual((await filesIn(folder)).sort(), [id, 'young'].sort())
  })

  it('take no more from an upload than what is written already', async (t) => {
    const folder = await temporaryFolder(t)
    const piece = Buffer.alloc(1 << 20, 5)
    async function* large() {
      for (let given = 0; given < 16; given += 1) {
        const [name] = await readdir(join(folder, 'tmp'))
        const written = (await stat(join(folder, 'tmp', name ?? ''))).size
        assert.ok(written >= (given - 1) * piece.length, `${written} written, ${given} pieces given`)
        yield piece
      }
    }
    assert.equal((await diskBlobStore(folder).put(large(), key)).bytes, 16 << 20)
  })
})
