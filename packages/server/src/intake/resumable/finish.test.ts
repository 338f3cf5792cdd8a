import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { buildHttp, resumableOf } from '../../app.ts'
import { withSystem } from '../../db/sql.ts'
import { sweepBlobs } from '../../documents/sweeper.ts'
import { type Installation, withInstallation } from '../../pipeline/testing.ts'
import type { Clock } from '../../platform/clock.ts'
import { finish } from './finish.ts'
import { finishUploads, sweepUploads } from './sweeper.ts'
import { append, ask, opened, paper, stored, type TestContext } from './testing.ts'

const silent = { warn: () => {} }

const at = (app: Installation['app'], ms: number): Installation['app'] => {
  const clock: Clock = () => new Date(app.clock().getTime() + ms)
  return { ...app, clock, recorder: { ...app.recorder, clock } }
}

/** The last byte is in, and the server dies before the document is written. */
async function dying(t: TestContext, seed: number) {
  const installation = await withInstallation(t)
  const { app } = installation
  const enqueue = async () => {
    throw new Error('the server is gone')
  }
  const broken = { ...app, recorder: { ...app.recorder, queue: { ...app.queue, enqueue } } }
  const http = await buildHttp(broken)
  t.after(() => http.close())
  const bytes = await paper(seed)
  const url = await opened(installation, bytes.length)
  const answer = await append({ ...installation, http }, url, { offset: 0, payload: bytes })
  assert.equal(answer.statusCode, 500)
  return { installation, app, url, bytes, id: url.split('/').pop() ?? '' }
}

describe('the document of an upload', () => {
  test('is made by the next question when the server died after the last byte', async (t) => {
    const { installation, url, bytes } = await dying(t, 1)
    const before = await stored(installation)
    assert.deepEqual([before.documents.length, before.parts.length, before.blobs], [0, 1, 1])
    const head = await ask(installation, { method: 'HEAD', url })
    assert.equal(head.headers['upload-offset'], String(bytes.length))
    const after = await stored(installation)
    assert.equal(head.headers['countersign-document'], after.documents[0]?.id)
    const again = await append(installation, url, { offset: bytes.length, payload: Buffer.alloc(0) })
    assert.equal(again.statusCode, 204)
    assert.equal(again.headers['countersign-document'], after.documents[0]?.id)
    assert.deepEqual([after.documents.length, after.parts.length, after.blobs, after.jobs], [1, 0, 1, 1])
  })

  test('is made by the working role when nobody asks again', async (t) => {
    const { installation, app } = await dying(t, 2)
    assert.equal(await finishUploads(resumableOf(app), silent), 0, 'the request itself may still do it')
    assert.equal(await finishUploads(resumableOf(at(app, 60_000)), silent), 1)
    assert.equal(await finishUploads(resumableOf(at(app, 120_000)), silent), 0)
    assert.equal((await stored(installation)).documents.length, 1)
  })

  test('waits while another process makes it, and is taken over when that one has died', async (t) => {
    const { installation, app, url, id } = await dying(t, 3)
    const until = new Date(app.clock().getTime() + 60_000)
    await withSystem(app.archive.db, (tx) =>
      tx.updateTable('uploads').set({ finishingUntil: until }).execute(),
    )
    const head = await ask(installation, { method: 'HEAD', url })
    assert.equal(head.statusCode, 200)
    assert.equal(head.headers['countersign-document'], undefined)
    assert.equal((await ask(installation, { method: 'GET', url })).json().state, 'finishing')
    const late = resumableOf(at(app, 61_000)).intake
    const made = await finish(late, installation.accountId, id)
    assert.equal(made, (await stored(installation)).documents[0]?.id)
  })

  test('is one even when two processes make it at the same time', async (t) => {
    const { installation, app, id } = await dying(t, 4)
    // Each believes that the one before it has died.
    const made = await Promise.all(
      [0, 61_000, 122_000].map((ms) => finish(resumableOf(at(app, ms)).intake, installation.accountId, id)),
    )
    const { documents, parts, blobs, jobs } = await stored(installation)
    assert.deepEqual([documents.length, parts.length, blobs, jobs], [1, 0, 1, 1])
    for (const documentId of made) assert.ok(documentId === null || documentId === documents[0]?.id)
    assert.ok(made.includes(documents[0]?.id ?? ''))
  })
})

describe('uploads that nobody finishes', () => {
  test('are deleted with their bytes once they have expired; what is being sent for days is not', async (t) => {
    const installation = await withInstallation(t)
    const { app } = installation
    const bytes = await paper(5)
    const url = await opened(installation, bytes.length)
    await append(installation, url, { offset: 0, payload: bytes.subarray(0, 70_000) })
    const dayMs = 24 * 3_600_000
    const inTwoDays = at(app, 2 * dayMs)
    await sweepBlobs({ db: app.archive.db, blobs: app.archive.blobs, clock: inTwoDays.clock })
    assert.equal((await stored(installation)).blobs, 1, 'its row speaks for the blob')
    assert.equal(await sweepUploads(resumableOf(at(app, dayMs - 60_000))), 0)
    const late = await buildHttp(inTwoDays)
    t.after(() => late.close())
    const answer = await append({ ...installation, http: late }, url, { offset: 70_000, payload: bytes })
    assert.equal(answer.json().code, 'upload.expired')
    assert.equal(await sweepUploads(resumableOf(inTwoDays)), 1)
    const { uploads, parts, blobs } = await stored(installation)
    assert.deepEqual([uploads, parts, blobs], [[], [], 0])
    assert.equal((await ask(installation, { method: 'HEAD', url })).statusCode, 404)
  })

  test('but with all their bytes are kept for another week, for their document can still be made', async (t) => {
    const { installation, app } = await dying(t, 6)
    const dayMs = 24 * 3_600_000
    assert.equal(await sweepUploads(resumableOf(at(app, 3 * dayMs))), 0)
    assert.equal(await finishUploads(resumableOf(at(app, 3 * dayMs)), silent), 1)
    assert.equal(await sweepUploads(resumableOf(at(app, 3 * dayMs))), 1, 'then only the trace goes')
    assert.equal((await stored(installation)).documents.length, 1)
  })
})
