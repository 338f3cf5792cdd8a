import assert from 'node:assert/strict'
import { createCipheriv, createHash } from 'node:crypto'
import { describe, it, type TestContext } from 'node:test'
import { isProblem } from '../platform/problem.ts'
import { type BlobStore, readBlob } from './blob-store.ts'

/** `stored` looks at the bytes as they lie there; `files` names everything that exists, also half-written files. */
export type BlobStoreUnderTest = {
  store: BlobStore
  stored: { read(id: string): Promise<Uint8Array>; write(id: string, bytes: Uint8Array): Promise<void> }
  files(): Promise<string[]>
}

const key = Buffer.alloc(32, 1)
const chunk = 64 * 1024
const tag = 16

/** The same bytes every time, and nothing that compresses or repeats. */
const sample = (bytes: number): Buffer =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16, 3), Buffer.alloc(16)).update(Buffer.alloc(bytes))

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const code = (expected: string) => (error: unknown) => isProblem(error) && error.code === expected

type Make = (t: TestContext) => Promise<BlobStoreUnderTest>

export function blobStoreContract(name: string, make: Make): void {
  describe(`blob store ${name}`, () => {
    keepsBytes(make)
    noticesDamage(make)
    leavesNothing(make)
  })
}

function keepsBytes(make: Make): void {
  it('gives back exactly the bytes that were put, with their length and SHA-256', async (t) => {
    const { store } = await make(t)
    for (const size of [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 3 * chunk + 17]) {
      const bytes = sample(size)
      const blob = await store.put(inPieces(bytes, 10_007), key)
      assert.equal(blob.bytes, size)
      assert.equal(blob.sha256, createHash('sha256').update(bytes).digest('hex'))
      assert.ok(bytes.equals(await readBlob(store, blob.id, key)), `${size} bytes`)
    }
  })

  it('takes bytes in one piece, in tiny pieces and in empty pieces alike', async (t) => {
    const { store } = await make(t)
    const bytes = sample(2 * chunk + 5)
    async function* withEmpty() {
      yield new Uint8Array()
      yield* inPieces(bytes, chunk)
      yield new Uint8Array()
    }
    for (const source of [bytes, inPieces(bytes, 7), withEmpty()])
      assert.ok(bytes.equals(await readBlob(store, (await store.put(source, key)).id, key)))
  })

  it('writes the same content differently every time, and never in the clear', async (t) => {
    const { store, stored } = await make(t)
    const text = Buffer.from('Rechnung 4711 '.repeat(100))
    const [one, two] = [await store.put(text, key), await store.put(text, key)]
    assert.notEqual(one.id, two.id)
    const [first, second] = [await stored.read(one.id), await stored.read(two.id)]
    assert.notDeepEqual(first, second)
    assert.equal(Buffer.from(first).includes('Rechnung'), false)
    assert.notDeepEqual(Buffer.from(first).subarray(-tag), Buffer.from(second).subarray(-tag))
  })

  it('keeps many blobs that are written and read at the same time apart', async (t) => {
    const { store } = await make(t)
    const blobs = await Promise.all(
      Array.from({ length: 24 }, async (_, number) => {
        const bytes = sample(number * 9_001)
        return { bytes, blob: await store.put(inPieces(bytes, 4_096), key) }
      }),
    )
    await Promise.all(
      blobs.map(async ({ bytes, blob }) => assert.ok(bytes.equals(await readBlob(store, blob.id, key)))),
    )
  })

  it('lists what it has with the time it was written, and forgets what is deleted', async (t) => {
    const { store } = await make(t)
    const [one, two] = [await store.put(sample(10), key), await store.put(sample(20), key)]
    const listed = await all(store.list())
    assert.deepEqual(listed.map(({ id }) => id).sort(), [one.id, two.id].sort())
    assert.ok(listed.every(({ writtenAt }) => writtenAt instanceof Date))
    await store.delete(one.id)
    await store.delete(one.id)
    await assert.rejects(readBlob(store, one.id, key), code('blob.not_found'))
    assert.deepEqual(
      (await all(store.list())).map(({ id }) => id),
      [two.id],
    )
  })
}

function noticesDamage(make: Make): void {
  const changes: [string, (bytes: Buffer) => Buffer][] = [
    ['a changed bit in the header', (b) => flipped(b, 3)],
    ['a changed bit in the salt', (b) => flipped(b, 9)],
    ['a changed bit in the first chunk', (b) => flipped(b, 100)],
    ['a changed bit in the last byte', (b) => flipped(b, b.length - 1)],
    ['a missing last byte', (b) => b.subarray(0, -1)],
    ['a missing last chunk', (b) => b.subarray(0, 20 + 2 * (chunk + tag))],
    ['an added byte', (b) => Buffer.concat([b, Buffer.alloc(1)])],
    ['a chunk twice', (b) => Buffer.concat([b.subarray(0, 20 + chunk + tag), b.subarray(20)])],
    ['two chunks in the other order', swapped],
    ['no bytes at all', () => Buffer.alloc(0)],
    ['nothing but a header', (b) => b.subarray(0, 20)],
  ]
  for (const [what, change] of changes)
    it(`refuses a stored file with ${what}`, async (t) => {
      const { store, stored } = await make(t)
      const { id } = await store.put(sample(3 * chunk), key)
      await stored.write(id, change(Buffer.from(await stored.read(id))))
      await assert.rejects(readBlob(store, id, key), code('blob.damaged'))
    })

  it('refuses a stored file that was put in the place of another of the same document', async (t) => {
    const { store, stored } = await make(t)
    const [one, two] = [await store.put(sample(100), key), await store.put(sample(100), key)]
    await stored.write(one.id, await stored.read(two.id))
    await assert.rejects(readBlob(store, one.id, key), code('blob.damaged'))
  })

  it('refuses to open with the key of another document', async (t) => {
    const { store } = await make(t)
    const { id } = await store.put(sample(100), key)
    await assert.rejects(readBlob(store, id, Buffer.alloc(32, 2)), code('blob.damaged'))
  })

  it('gives out the chunks before the damaged one only', async (t) => {
    const { store, stored } = await make(t)
    const bytes = sample(3 * chunk)
    const { id } = await store.put(bytes, key)
    await stored.write(id, flipped(Buffer.from(await stored.read(id)), 20 + chunk + tag + 5))
    let given = 0
    await assert.rejects(async () => {
      for await (const piece of store.open(id, key)) {
        assert.ok(bytes.subarray(given, given + piece.length).equals(piece))
        given += piece.length
      }
    }, code('blob.damaged'))
    assert.equal(given, chunk)
  })
}

function leavesNothing(make: Make): void {
  it('leaves nothing behind when the source fails, and passes its error on', async (t) => {
    const { store, files } = await make(t)
    const lost = new Error('connection lost')
    async function* failing() {
      yield sample(2 * chunk)
      throw lost
    }
    await assert.rejects(store.put(failing(), key), (error) => error === lost)
    assert.deepEqual(await files(), [])
  })

  it('leaves nothing behind when an upload is aborted', async (t) => {
    const { store, files } = await make(t)
    const abort = new AbortController()
    async function* slow() {
      for (;;) {
        abort.signal.throwIfAborted()
        yield sample(1_000)
        abort.abort()
      }
    }
    await assert.rejects(store.put(slow(), key), { name: 'AbortError' })
    assert.deepEqual(await files(), [])
  })

  it('lets a reader stop early', async (t) => {
    const { store } = await make(t)
    const { id } = await store.put(sample(40 * chunk), key)
    for (let times = 0; times < 50; times += 1) for await (const _ of store.open(id, key)) break
    await store.delete(id)
  })

  it('knows no blob under a name that it did not give', async (t) => {
    const { store, files } = await make(t)
    await store.put(sample(1), key)
    const before = await files()
    for (const id of [
      '',
      'blb_',
      `blb_${'0'.repeat(32)}`,
      '../../etc/passwd',
      `blb_${'../'.repeat(10)}aa`,
      'blb_\0',
    ])
      await assert.rejects(readBlob(store, id, key), code('blob.not_found'))
    await store.delete('../../etc/passwd')
    assert.deepEqual(await files(), before)
  })
}

function flipped(bytes: Buffer, at: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at)
  return bytes
}

function swapped(bytes: Buffer): Buffer {
  const at = (number: number) => 20 + number * (chunk + tag)
  return Buffer.concat([
    bytes.subarray(0, at(0)),
    bytes.subarray(at(1), at(2)),
    bytes.subarray(at(0), at(1)),
    bytes.subarray(at(2)),
  ])
}
