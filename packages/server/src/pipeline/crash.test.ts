// What must not come of a crash at the wrong moment: a row without its file, one key with two documents.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { makeUpload } from '@countersign/fixtures/upload'
import { sniff } from '@countersign/ocr/sniff'
import { connect, withSystem } from '../db/sql.ts'
import { takeIn } from '../intake/intake.ts'
import { readOptions } from '../intake/options.ts'
import type { Intake, Upload } from '../intake/received.ts'
import type { Incoming } from '../intake/upload.ts'
import { isOutage } from '../platform/outage.ts'
import { currentWorkflow } from '../workflows/workflows.ts'
import { type Installation, withInstallation } from './testing.ts'

type TestContext = { after(hook: () => Promise<void>): void }

const intakeOf = ({ app }: Installation): Intake => ({
  archive: app.archive,
  recorder: app.recorder,
  metrics: app.metrics,
  sniff,
  limits: { maxFileBytes: 1_000_000, idleMs: 10_000, maxFiles: 5 },
  languageFault: () => undefined,
  workflow: (tx, accountId, name = 'archive') => currentWorkflow(tx, accountId, name),
})

const bytes = Buffer.from((await makeUpload({ bytes: 20_000, seed: 1, format: 'pdf' })).bytes)

async function* oneFile(before?: Promise<void>): AsyncGenerator<Incoming> {
  await before
  yield { name: 'a.pdf', stream: Readable.from([bytes]) }
}

const upload = ({ accountId }: Installation, key: string | null, before?: Promise<void>): Upload => ({
  accountId,
  circumstances: {
    actor: { kind: 'key', id: 'key_test' },
    source: { channel: 'api' },
    traceparent: null,
  },
  onBehalfOf: null,
  files: oneFile(before),
  intent: () => readOptions({ workflow: 'archive' }),
  password: null,
  idempotencyKey: key,
})

const documentsOf = ({ app }: Installation) =>
  withSystem(app.archive.db, (tx) => tx.selectFrom('documents').select('id').execute())
const filesOf = async ({ app }: Installation) =>
  (await Array.fromAsync(app.archive.blobs.list())).map(({ id }) => id).sort()
const rowsOf = async ({ app }: Installation) =>
  (await withSystem(app.archive.db, (tx) => tx.selectFrom('blobs').select('id').execute()))
    .map(({ id }) => id)
    .sort()

/** The database behind a wire that breaks when it has committed and before it can say so. */
async function cutAtCommit(t: TestContext, url: string): Promise<string> {
  const { username, password, hostname, pathname } = new URL(url)
  const socket = `${decodeURIComponent(hostname)}/.s.PGSQL.5432`
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const database = connectSocket(socket)
    let committed = false
    client.on('data', (chunk: Buffer) => {
      committed ||= chunk.includes('commit\0')
      database.write(chunk)
    })
    database.on('data', (chunk: Buffer) => (committed ? client.destroy() : client.write(chunk)))
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      open.add(one)
      one.on('close', () => other.destroy()).on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    for (const each of open) each.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return `postgres://${username}:${password}@127.0.0.1:${port}${pathname}`
}

describe('a crash while a document is taken in', () => {
  test('leaves no row without its file: the file is stored for good before the row is written', async (t) => {
    const installation = await withInstallation(t)
    const intake = intakeOf(installation)
    const { blobs } = intake.archive
    const order: string[] = []
    const watched: Intake = {
      ...intake,
      archive: {
        ...intake.archive,
        blobs: {
          ...blobs,
          async put(source, key) {
            const stored = await blobs.put(source, key)
            order.push('file stored')
            return stored
          },
        },
      },
      recorder: {
        ...intake.recorder,
        queue: {
          ...intake.recorder.queue,
          async enqueue(tx, job) {
            order.push('row written')
            await intake.recorder.queue.enqueue(tx, job)
          },
        },
      },
    }
    await takeIn(watched, upload(installation, null))
    assert.deepEqual(order, ['file stored', 'row written'])
  })

  test('keeps the file when nobody can know whether its row was committed', async (t) => {
    const installation = await withInstallation(t)
    const intake = intakeOf(installation)
    const broken = connect(await cutAtCommit(t, installation.app.databaseUrl), { max: 1 })
    t.after(() => broken.close())
    const claimed = takeIn(
      { ...intake, archive: { ...intake.archive, db: broken.db } },
      upload(installation, null),
    )
    await assert.rejects(claimed, isOutage)
    const [row] = await documentsOf(installation)
    assert.ok(row, 'it was committed')
    assert.deepEqual(await filesOf(installation), await rowsOf(installation))
  })
})

describe('a server that was only slow', () => {
  const later = (intake: Intake, hours: number): Intake => {
    const { clock } = intake.recorder
    const moved = () => new Date(clock().getTime() + hours * 3_600_000)
    return { ...intake, recorder: { ...intake.recorder, clock: moved } }
  }

  test('does not make a second document of a key that another took over meanwhile', async (t) => {
    const installation = await withInstallation(t)
    const intake = intakeOf(installation)
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const slow = takeIn(intake, {
      ...upload(installation, 'order-1'),
      files: (async function* () {
        begun.resolve()
        yield* oneFile(gate.promise)
      })(),
    })
    await begun.promise
    await assert.rejects(takeIn(intake, upload(installation, 'order-1')), { code: 'idempotency.running' })
    const other = await takeIn(later(intake, 1), upload(installation, 'order-1'))
    gate.resolve()
    await assert.rejects(slow, { code: 'idempotency.running' })
    const again = await takeIn(intake, upload(installation, 'order-1'))
    assert.deepEqual([again.body, again.replayed], [other.body, true])
    assert.equal((await documentsOf(installation)).length, 1)
    assert.deepEqual(await filesOf(installation), await rowsOf(installation))
  })

  test('does not lock a key for hours when the clock is set back', async (t) => {
    const installation = await withInstallation(t)
    const intake = intakeOf(installation)
    const begun = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const dead = takeIn(later(intake, 3), {
      ...upload(installation, 'order-2'),
      files: (async function* () {
        begun.resolve()
        yield* oneFile(gate.promise)
      })(),
    })
    await begun.promise
    const { replayed } = await takeIn(intake, upload(installation, 'order-2'))
    assert.equal(replayed, false)
    gate.resolve()
    await assert.rejects(dead, { code: 'idempotency.running' })
    assert.equal((await documentsOf(installation)).length, 1)
  })
})

/** Prints what is asked of the disk, in order; a process of its own, because it watches Node's own functions. */
const watchDisk = (folder: string) => `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  const said = []
  const probe = await fs.promises.open(${JSON.stringify(folder)}, 'r')
  const handles = Object.getPrototypeOf(probe)
  await probe.close()
  const { sync } = handles
  handles.sync = async function () {
    const kind = (await this.stat()).isDirectory() ? 'folder' : 'file'
    await sync.call(this)
    said.push('synced ' + kind)
  }
  const { rename } = fs.promises
  fs.promises.rename = async (...args) => { await rename(...args); said.push('named') }
  syncBuiltinESMExports()
  const { diskBlobStore } = await import(${JSON.stringify(new URL('../adapters/blob/disk.ts', import.meta.url).href)})
  async function* bytes() { yield Buffer.from('content') }
  const store = diskBlobStore(${JSON.stringify(folder)})
  await store.put(bytes(), Buffer.alloc(32))
  said.length = 0
  for (let n = 0; n < 300; n++) await store.put(bytes(), Buffer.alloc(32))
  const all = said.join(', ')
  const one = 'synced file, named, synced folder'
  console.log(all.split(one).length - 1)`

test('a file that the store calls stored survives a power cut: content, name and folder were synced in this order', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-sync-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    watchDisk(folder),
  ])
  assert.equal(stdout.trim(), '300')
})
