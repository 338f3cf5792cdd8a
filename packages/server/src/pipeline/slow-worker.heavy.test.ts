import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { buildRunner } from '../app.ts'
import { withSystem } from '../db/sql.ts'
import { sweepBlobs } from '../documents/sweeper.ts'
import { type DocumentEvent, replay } from '../domain/document.ts'
import type { DocumentEngine } from '../ports/document-engine.ts'
import type { Job } from '../ports/job-queue.ts'
import { ensureSealKey } from '../sign/signer.ts'
import { lookAt, type Runner } from './runner.ts'
import { type Installation, withInstallation } from './testing.ts'

const { signal } = new AbortController()

async function prepared(t: { after(hook: () => Promise<void>): void }) {
  const installation = await withInstallation(t)
  const { archive, kms, clock, newId } = installation.app
  await ensureSealKey({ db: archive.db, kms, clock, newId, organisation: 'Test' })
  const runner = buildRunner(installation.app)
  t.after(() => runner.close())
  return { ...installation, runner }
}

async function upload({ http, headers, accountId }: Installation): Promise<Job> {
  const drawing = makeInvoice({ seed: 7, language: 'en', layout: 0, wording: 'usual', currency: 'GBP' })
  const response = await http.inject({
    method: 'POST',
    url: '/v1/documents?workflow=invoice',
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: Buffer.from(await makeTextPdf(drawing)),
  })
  const { id, run, version, state } = response.json()
  return {
    ...{ id: 'test', accountId, documentId: id, state, run, version, tier: 'standard', traceparent: null },
    ...{ attempt: 1, lastAttempt: false, enqueuedAt: new Date() },
  }
}

/** A worker that stands still where `at` says, until it is let go. */
function stoppedAt(runner: Runner, at: 'read' | 'seal') {
  const reached = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const stop = async () => {
    reached.resolve()
    await gate.promise
  }
  const { engine } = runner.ports
  const slow: DocumentEngine = {
    ...engine,
    async *read(request) {
      for await (const page of engine.read(request)) {
        if (at === 'read') await stop()
        yield page
      }
    },
    async seal(request) {
      const sealed = await engine.seal(request)
      if (at === 'seal') await stop()
      return sealed
    },
  }
  return { runner: { ...runner, ports: { ...runner.ports, engine: slow } }, reached, letGo: gate.resolve }
}

for (const at of ['read', 'seal'] as const)
  test(`a worker that stood still in ${at} while another took its job over changes nothing when it wakes`, async (t) => {
    const installation = await prepared(t)
    const { runner, app } = installation
    const job = await upload(installation)
    const slow = stoppedAt(runner, at)
    const sleeping = lookAt(slow.runner, job, signal)
    await slow.reached.promise
    await lookAt(runner, { ...job, attempt: 2 }, signal)
    const look = () =>
      withSystem(app.archive.db, async (tx) => ({
        document: await tx
          .selectFrom('documents')
          .select(['state', 'run', 'version'])
          .executeTakeFirstOrThrow(),
        events: await tx.selectFrom('events').select(['type', 'body']).orderBy('version').execute(),
        blobs: await tx.selectFrom('blobs').select(['id', 'role']).orderBy('id').execute(),
        pages: await tx.selectFrom('pages').select(['number', 'layoutBlob']).execute(),
      }))
    const before = await look()
    slow.letGo()
    await sleeping
    assert.deepEqual(await look(), before)
    assert.equal(before.document.state, 'completed')
    const types = before.events.map(({ type }) => type as DocumentEvent)
    assert.deepEqual(replay(types), before.document)
    assert.equal(new Set(types).size, types.length)
    const { blobs, db } = app.archive
    await sweepBlobs({ db, blobs, clock: () => new Date(app.clock().getTime() + 48 * 3_600_000) })
    const files = (await Array.fromAsync(blobs.list())).map(({ id }) => id).sort()
    assert.deepEqual(files, before.blobs.map(({ id }) => id).sort(), 'what the slow one stored is swept')
  })
