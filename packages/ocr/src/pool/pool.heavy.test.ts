import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isReadError } from '../read-error.ts'
import type { ReadOptions } from '../reader.ts'
import { samplePdf, textOf } from '../testing.ts'
import { createPool, type Pool } from './pool.ts'

const sentence = 'This page has a text of its own, long enough to be believed, and'
const pdf = samplePdf(Array.from({ length: 30 }, (_, i) => ({ lines: [sentence, `number ${i + 1}`] })))

describe('A pool of processes that read', () => {
  let pool: Pool
  before(() => {
    pool = createPool({ processes: 2 })
  })
  after(() => pool.close())

  async function numbersOf(options: ReadOptions = {}, onPage = () => {}): Promise<number[]> {
    const numbers: number[] = []
    for await (const { page } of pool.read(pdf, options)) {
      assert.ok(textOf(page.blocks).endsWith(`number ${page.number}`))
      numbers.push(page.number)
      onPage()
    }
    return numbers
  }

  const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1)

  it('starts nothing before there is work', async () => {
    const idle = createPool({ processes: 2 })
    assert.deepEqual(idle.pids(), [])
    await idle.close()
  })

  it('hands pages over in order, read by all of its processes', async () => {
    assert.deepEqual(await numbersOf(), upTo(30))
    assert.equal(pool.pids().length, 2)
    assert.equal(await pool.countPages(pdf), 30)
  })

  it('hands them over as they are finished where that is wanted', async () => {
    const numbers = await numbersOf({ order: 'finished', pages: (number) => number % 2 === 0 })
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      upTo(15).map((half) => half * 2),
    )
  })

  it('goes on without a process that was lost', async () => {
    let lost = 0
    const numbers = await numbersOf({}, () => {
      if (lost > 0) return
      lost = pool.pids()[0] ?? 0
      process.kill(lost, 'SIGKILL')
    })
    assert.deepEqual(numbers, upTo(30))
    assert.ok(!pool.pids().includes(lost))
  })

  it('stops when it is told to, with the reason it was told', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    await assert.rejects(
      numbersOf({ signal: stop.signal }, () => stop.abort(reason)),
      reason,
    )
    assert.deepEqual(await numbersOf({ pages: (number) => number === 2 }), [2])
  })

  it('may be left in the middle of a file', async () => {
    for await (const { page } of pool.read(pdf)) if (page.number === 3) break
    assert.deepEqual(await numbersOf({ pages: (number) => number === 30 }), [30])
  })

  it('says what is wrong with a file in the same words as a reader in this process', async () => {
    const refused = pool.read(new TextEncoder().encode('%PDF-1.7 and nothing else')).next()
    await assert.rejects(refused, (error) => isReadError(error) && error.code === 'file.unreadable')
    await assert.rejects(pool.read('/no/such/file').next(), { code: 'ENOENT' })
  })

  it('refuses a page that takes too much, and survives it', async () => {
    const strict = createPool({ processes: 1, memoryMb: 20 })
    await assert.rejects(strict.read(pdf).next(), (error) => {
      assert.ok(isReadError(error))
      assert.equal(error.code, 'file.too_heavy')
      assert.match(error.message, /took more than 20 MB/)
      return true
    })
    await strict.close()
  })

  it('ends all its processes when it is closed, and what they were reading', async () => {
    const short = createPool({ processes: 2 })
    const reading = short.read(pdf)
    await reading.next()
    const pids = short.pids()
    await short.close()
    await assert.rejects(Array.fromAsync(reading))
    for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })
})
