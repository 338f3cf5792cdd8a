import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { type Archive, createArchive } from './archive.ts'
import { checkName } from './manifest.ts'
import { checkSource, knownFiles, openSource } from './source.ts'

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-archive-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const files: Record<string, Buffer> = {
  'blobs/ab/empty': Buffer.alloc(0),
  'blobs/ab/small': Buffer.from('small'),
  'blobs/cd/block': randomBytes(512),
  'blobs/cd/large': randomBytes(300_001),
}

const known = {
  countersign: 'backup',
  format: 1,
  version: '0.0.0',
  madeAt: '2026-01-01T00:00:00.000Z',
  postgres: '18',
  masterKeys: ['kek_1'],
  migrations: [],
  log: { position: 0, sha256: '0'.repeat(64) },
  rows: {},
  folders: [],
  tables: [],
} as const

const whole = () => ({ ...known, masterKeys: ['kek_1'], migrations: [], folders: [], tables: [] })

async function fill(archive: Archive): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await archive.add(name, bytes.length, [bytes])
}

async function make(path: string): Promise<string> {
  const archive = await createArchive(path, () => {})
  await fill(archive)
  await archive.finish(whole())
  return path
}

async function contentOf(path: string, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of (await openSource(path, 'backup')).read(name)) parts.push(part)
  return Buffer.concat(parts)
}

const hasTar = (() => {
  try {
    execFileSync('tar', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

describe('a backup as an archive', () => {
  for (const name of ['folder', 'file.tar'])
    test(`gives back from a ${name} what was put in, readable for its owner only`, async (t) => {
      const path = await make(join(await temporaryFolder(t), name))
      for (const [file, bytes] of Object.entries(files)) assert.deepEqual(await contentOf(path, file), bytes)
      const source = await openSource(path)
      assert.equal(source.manifest.files, 4)
      assert.equal(source.manifest.bytes, 5 + 512 + 300_001)
      let read = 0
      await checkSource(source, (bytes) => {
        read += bytes
      })
      assert.equal(read, source.manifest.bytes)
      const one = name === 'folder' ? join(path, 'blobs/cd/large') : path
      assert.equal((await stat(one)).mode & 0o777, 0o600)
    })

  test('is a tar file that every tar unpacks, with sums that sha256sum checks', {
    skip: hasTar ? false : 'there is no tar on this machine',
  }, async (t) => {
    const folder = await temporaryFolder(t)
    execFileSync('tar', ['-xf', await make(join(folder, 'file.tar')), '-C', folder])
    for (const [file, bytes] of Object.entries(files))
      assert.deepEqual(await readFile(join(folder, file)), bytes)
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder })
    // And the other way round, packed by somebody else's tar.
    execFileSync(
      'tar',
      ['-cf', join(folder, 'theirs.tar'), '--format=ustar', './blobs', 'SHA256SUMS', 'manifest.json'],
      {
        cwd: folder,
      },
    )
    assert.deepEqual(await contentOf(join(folder, 'theirs.tar'), 'blobs/cd/large'), files['blobs/cd/large'])
  })

  test('keeps exactly as much of a file as was announced, whatever happens to it meanwhile', async (t) => {
    const path = join(await temporaryFolder(t), 'file.tar')
    const archive = await createArchive(path, () => {})
    await archive.add('grew', 3, [Buffer.from('ab'), Buffer.from('cdef')])
    await archive.add('shrank', 5, [Buffer.from('ab')])
    await archive.finish(whole())
    assert.equal((await contentOf(path, 'grew')).toString(), 'abc')
    assert.deepEqual(await contentOf(path, 'shrank'), Buffer.from('ab\0\0\0'))
  })

  test('that was not finished is refused, and says so itself', async (t) => {
    const folder = await temporaryFolder(t)
    const archive = await createArchive(join(folder, 'half'), () => {})
    await fill(archive)
    assert.match(await archive.abandon(), /half is unfinished and cannot be restored/)
    await assert.rejects(openSource(join(folder, 'half')), /interrupted while being made/)
    const tar = await make(join(folder, 'file.tar'))
    await writeFile(join(folder, 'cut.tar'), (await readFile(tar)).subarray(0, 200_000))
    await assert.rejects(openSource(join(folder, 'cut.tar')), /interrupted while being made/)
    const abandoned = await createArchive(join(folder, 'gone.tar'), () => {})
    await fill(abandoned)
    await abandoned.abandon()
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('gone')),
      [],
    )
  })

  test('with a changed byte is refused, wherever the byte stands', async (t) => {
    const folder = await make(join(await temporaryFolder(t), 'folder'))
    const change = async (name: string, was: string, is: string) =>
      writeFile(join(folder, name), (await readFile(join(folder, name), 'latin1')).replace(was, is), 'latin1')
    await change('blobs/ab/small', 'small', 'smell')
    await assert.rejects(
      checkSource(await openSource(folder), () => {}),
      /damaged: blobs\/ab\/small/,
    )
    await change('SHA256SUMS', 'ab/small', 'ab/other')
    await assert.rejects(openSource(folder), /damaged: SHA256SUMS/)
    await change('manifest.json', '"format": 1', '"format": 9')
    await assert.rejects(openSource(folder), /not made by this version/)
  })

  test('replaces nothing', async (t) => {
    const folder = await temporaryFolder(t)
    await make(join(folder, 'folder'))
    await make(join(folder, 'file.tar'))
    await assert.rejects(
      createArchive(join(folder, 'folder'), () => {}),
      /not empty/,
    )
    await assert.rejects(
      createArchive(join(folder, 'file.tar'), () => {}),
      /exists already/,
    )
  })

  test('says which disk is full', async (t) => {
    const folder = join(await temporaryFolder(t), 'folder')
    const archive = await createArchive(folder, () => {})
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    const full = (async function* (): AsyncGenerator<Uint8Array> {
      throw Object.assign(new Error('write'), { code: 'ENOSPC' })
    })()
    await assert.rejects(archive.add('file', 3, full), /The disk of .*folder is full. Make room/)
  })

  test('uses what an earlier one has instead of copying it', async (t) => {
    const folder = await temporaryFolder(t)
    const first = await make(join(folder, 'first'))
    const before = await knownFiles(first)
    const second = await createArchive(join(folder, 'second'), () => {})
    const taken = await before('blobs/cd/large')
    assert.ok(taken)
    assert.ok(await second.addLink('blobs/cd/large', join(first, 'blobs/cd/large'), taken))
    assert.equal(await before('blobs/cd/unknown'), undefined)
    await second.finish(whole())
    await rm(first, { recursive: true })
    assert.deepEqual(await contentOf(join(folder, 'second'), 'blobs/cd/large'), files['blobs/cd/large'])
    await assert.rejects(knownFiles(await make(join(folder, 'file.tar'))), /--previous takes a folder/)
  })

  test('names nothing outside of its folder', () => {
    for (const name of ['postgres/base/5/2619_fsm', 'blobs/ab/blb_1', 'manifest.json'])
      assert.equal(checkName(name), name)
    for (const name of ['../a', 'a/../b', '/a', 'a//b', 'a/..', '..', 'a\\b', 'a\nb', '', './a'])
      assert.throws(() => checkName(name), /lead out of its folder/)
  })
})
