// What people do to a document while a worker is busy with it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { blankPage, type Page } from '@countersign/contract/layout'
import { buildRunner } from '../app.ts'
import type { DocumentEngine } from '../ports/document-engine.ts'
import type { Job } from '../ports/job-queue.ts'
import { retentionHouse } from '../retention/testing.ts'
import { lookAt } from './runner.ts'

const pageOf = (number: number): Page => ({
  ...blankPage,
  ...{ number, width: 595, height: 842, source: 'text', language: 'en' },
})

/** Reads two pages; `between` happens after the first. Making the searchable file takes until it is told to stop. */
function slowEngine({
  between,
  searching,
}: {
  between(): Promise<void>
  searching?: () => void
}): DocumentEngine {
  return {
    async *read() {
      yield { page: pageOf(1), preview: Buffer.from('one'), seconds: 1 }
      await between()
      yield { page: pageOf(2), preview: Buffer.from('two'), seconds: 1 }
    },
    prepareSeal: () => Promise.reject(new Error('nothing is sealed here')),
    finishSeal: () => Promise.reject(new Error('nothing is sealed here')),
    async searchable({ signal }) {
      if (!searching)
        return { kind: 'derived', bytes: Buffer.from('searchable'), conformance: null, reasons: [] }
      searching()
      await pause(60_000, undefined, { signal })
      throw new Error('nobody told it to stop')
    },
    seal: () => Promise.reject(new Error('nothing is sealed here')),
    verify: () => Promise.reject(new Error('nothing is verified here')),
    attachments: async () => ({ files: [], refused: null }),
    prolong: () => Promise.reject(new Error('nothing is prolonged here')),
    openKeyFile: () => Promise.reject(new Error('no key is opened here')),
    survey: () => Promise.reject(new Error('nothing is surveyed here')),
    picture: () => Promise.reject(new Error('nothing is shown here')),
    close: async () => {},
  }
}

type House = Awaited<ReturnType<typeof retentionHouse>>

async function busy(t: { after(hook: () => Promise<void>): void }, house: House, engine: DocumentEngine) {
  const runner = buildRunner(house.app)
  t.after(() => runner.close())
  return { ...runner, ports: { ...runner.ports, engine } }
}

const jobOf = (accountId: string, documentId: string): Job => ({
  ...{ id: 'test', accountId, documentId, state: 'received', run: 1, version: 1, tier: 'standard' },
  ...{ traceparent: null, attempt: 1, lastAttempt: false, enqueuedAt: new Date(0) },
})

describe('while a document is being read', () => {
  test('erasing it keeps nothing of what the reader found, on disk neither', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    const between = async () => {
      assert.equal((await house.ask('DELETE', `/v1/documents/${id}`)).status, 204)
    }
    const runner = await busy(t, house, slowEngine({ between }))
    await lookAt(runner, jobOf(house.accountId, id), new AbortController().signal)
    assert.equal((await house.row(id)).state, 'erased')
    assert.equal(await house.storedFiles(), 0)
    await house.replays(id)
  })

  test('erasing it ends the reader that is at work, and its job', { timeout: 60_000 }, async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    const begun = Promise.withResolvers<void>()
    const runner = await busy(t, house, slowEngine({ between: async () => {}, searching: begun.resolve }))
    const ended = Promise.withResolvers<unknown>()
    const worker = await house.app.queue.work(
      (job, signal) =>
        lookAt(runner, job, signal).catch((error: unknown) => {
          ended.resolve(error)
          throw error
        }),
      { concurrency: 1 },
    )
    await begun.promise
    await house.ask('DELETE', `/v1/documents/${id}`)
    assert.equal(((await ended.promise) as Error).name, 'AbortError')
    await worker.stop()
    assert.equal(await house.storedFiles(), 0)
    assert.equal(await house.app.queue.waiting(house.accountId), 0)
    await house.replays(id)
  })

  test('a legal hold does not make the work void: the document goes on and is held', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    const between = async () => {
      const placed = await house.ask('PUT', `/v1/documents/${id}/legal-hold`, { reason: 'x' })
      assert.equal(placed.status, 200)
    }
    const runner = await busy(t, house, slowEngine({ between }))
    await lookAt(runner, jobOf(house.accountId, id), new AbortController().signal)
    const { state, legalHold, pageCount } = await house.row(id)
    assert.deepEqual({ state, legalHold, pageCount }, { state: 'completed', legalHold: true, pageCount: 2 })
    assert.deepEqual(
      (await house.events(id)).map(({ type }) => type),
      ['document.received', 'document.hold_placed', 'document.read', 'document.completed'],
    )
    await house.replays(id)
  })

  test('a new run makes what the old one finds void, and it goes again', async (t) => {
    const house = await retentionHouse(t)
    const id = await house.upload()
    const between = async () => {
      await house.record(id, 'document.failed')
      assert.equal((await house.ask('POST', `/v1/documents/${id}/reopen`, {})).status, 202)
    }
    const runner = await busy(t, house, slowEngine({ between }))
    await lookAt(runner, jobOf(house.accountId, id), new AbortController().signal)
    assert.equal((await house.row(id)).state, 'received')
    // The original, and layout and preview of the page that was committed before.
    assert.equal(await house.storedFiles(), 3)
    await house.replays(id)
  })
})
