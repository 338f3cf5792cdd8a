import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { formatCheckpoint, isSignedBy, readCheckpoint } from '@countersign/evidence/checkpoint'
import { formatVerifierKey } from '@countersign/evidence/note'
import { fileLogSigner, makeLogKey, renewLogKey } from './log-file.ts'
import { memoryKms } from './memory.ts'

async function place(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-log-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const kms = memoryKms()
  return { folder, file: { path: join(folder, 'log-key'), lastPath: join(folder, 'log-checkpoint'), kms } }
}

const checkpoint = (origin: string, size: number) =>
  formatCheckpoint({ origin, size, root: Buffer.alloc(32, size) })

describe('the key of the log', () => {
  it('is made once, for its owner only, and does not stand there in the clear', async (t) => {
    const { folder, file } = await place(t)
    await Promise.all(Array.from({ length: 5 }, (_, at) => makeLogKey(file, `example.com/${at}`)))
    assert.deepEqual(await readdir(folder), ['log-key'])
    assert.equal((await stat(file.path)).mode & 0o777, 0o600)
    const one = await fileLogSigner(file)
    assert.equal(formatVerifierKey(one.key), formatVerifierKey((await fileLogSigner(file)).key))
    assert.ok(isSignedBy(readCheckpoint(one.sign(checkpoint(one.key.name, 3))), one.key))
    await assert.rejects(fileLogSigner({ ...file, kms: memoryKms() }), /master key/)
  })

  it('remembers the last checkpoint', async (t) => {
    const { file } = await place(t)
    await makeLogKey(file, 'example.com/log')
    const signer = await fileLogSigner(file)
    assert.equal(await signer.last(), null)
    for (const size of [3, 5]) await signer.keep(signer.sign(checkpoint(signer.key.name, size)))
    assert.equal(await signer.last(), checkpoint('example.com/log', 5))
  })

  it('goes on under the next name after a restore, and signs nothing under the old one', async (t) => {
    const { file } = await place(t)
    assert.equal(await renewLogKey(file), null)
    await makeLogKey(file, 'example.com/log')
    const before = await fileLogSigner(file)
    await before.keep(before.sign(checkpoint('example.com/log', 5)))
    assert.equal(await renewLogKey(file), 'example.com/log/epoch-2')
    assert.equal(await renewLogKey(file), 'example.com/log/epoch-3')
    const after = await fileLogSigner(file)
    assert.deepEqual(after.key.publicKey, before.key.publicKey)
    assert.equal(after.key.name, 'example.com/log/epoch-3')
    assert.equal(await after.last(), null)
  })

  it('that is damaged or missing is a problem that says so', async (t) => {
    const { file } = await place(t)
    await assert.rejects(fileLogSigner(file), /not there yet/)
    await writeFile(file.path, (await readFile(import.meta.filename)).subarray(0, 9))
    await assert.rejects(fileLogSigner(file), /damaged/)
  })
})
