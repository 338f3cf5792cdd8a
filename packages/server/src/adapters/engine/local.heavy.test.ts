import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLog } from '../../platform/log.ts'
import { isProblem } from '../../platform/problem.ts'
import { findProcess } from '../../platform/process.ts'
import {
  allOf,
  documentEngineContract,
  engineFile,
  letterPdf,
  readRequest,
} from '../../ports/document-engine.contract.ts'
import { type EngineSettings, localEngine } from './local.ts'

const settings: EngineSettings = {
  children: 1,
  memoryMb: 2048,
  pageSeconds: 120,
  maxPages: 20,
  maxPageMegapixels: 20,
  log: createLog({ level: 'silent', role: 'test' }),
}

documentEngineContract('local', () => localEngine(settings))

function engineFor(t: TestContext, more: Partial<EngineSettings> = {}) {
  const engine = localEngine({ ...settings, ...more })
  t.after(() => engine.close())
  return engine
}

const crashed = (error: unknown) => isProblem(error) && error.code === 'read.crashed'

async function gone(pid: number): Promise<void> {
  for (let tries = 0; await findProcess(pid); tries += 1) {
    assert.ok(tries < 200, `process ${pid} is still there`)
    await sleep(50)
  }
}

describe('a reader process', () => {
  it('that is killed midway is replaced, and every page is still read once', async (t) => {
    const engine = engineFor(t)
    const pages: number[] = []
    const pids: number[] = []
    for await (const { page } of engine.read(readRequest([engineFile(await letterPdf(4))]))) {
      pages.push(page.number)
      pids.push(...engine.pids())
      if (page.number === 2) for (const pid of engine.pids()) process.kill(pid, 'SIGKILL')
    }
    assert.deepEqual(pages, [1, 2, 3, 4])
    assert.equal(new Set(pids).size, 2)
  })

  it('that is killed from outside again and again, each time over another page, costs nothing', async (t) => {
    const engine = engineFor(t)
    const pages: number[] = []
    for await (const { page } of engine.read(readRequest([engineFile(await letterPdf(4))]))) {
      pages.push(page.number)
      for (const pid of engine.pids()) process.kill(pid, 'SIGKILL')
    }
    assert.deepEqual(pages, [1, 2, 3, 4])
  })

  it('that is killed three times over the same page costs the document, and nothing else', async (t) => {
    const engine = engineFor(t)
    const files = [engineFile(await letterPdf(4))]
    const killing = setInterval(() => {
      for (const pid of engine.pids()) process.kill(pid, 'SIGKILL')
    }, 20)
    await assert
      .rejects(allOf(engine.read(readRequest(files))), crashed)
      .finally(() => clearInterval(killing))
    const pages = await allOf(engine.read(readRequest(files)))
    assert.equal(pages.length, 4)
  })

  it('is killed when it takes too much memory', async (t) => {
    const engine = engineFor(t, { memoryMb: 30 })
    await assert.rejects(allOf(engine.read(readRequest([engineFile(await letterPdf(1))]))), crashed)
  })

  it('is killed when it takes too long for a page', async (t) => {
    const engine = engineFor(t, { pageSeconds: 0.01 })
    await assert.rejects(
      allOf(engine.read(readRequest([engineFile(await letterPdf(1))]))),
      (error) => isProblem(error) && error.code === 'read.too_slow',
    )
  })

  it('serves who waits in turn', async (t) => {
    const engine = engineFor(t)
    const files = [engineFile(await letterPdf(1))]
    const order: number[] = []
    await Promise.all(
      [1, 2, 3].map(async (reader) => {
        for await (const { page } of engine.read(readRequest(files)))
          if (page.number === 1) order.push(reader)
      }),
    )
    assert.deepEqual(order, [1, 2, 3])
    assert.equal(engine.pids().length, 1)
  })

  it('is gone when the engine is closed, whatever it was doing', async (t) => {
    const engine = engineFor(t)
    const reading = allOf(engine.read(readRequest([engineFile(await letterPdf(11))])))
    const outcome = reading.then(
      () => 'done',
      (error: Error) => error.message,
    )
    while (engine.pids().length === 0) await sleep(5)
    const pids = engine.pids()
    await engine.close()
    assert.match(await outcome, /closed/)
    for (const pid of pids) await gone(pid)
  })
})
