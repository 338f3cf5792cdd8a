import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLog } from '../../platform/log.ts'
import type { Lives } from './children/lives.ts'
import type { Member, Members } from './children/members.ts'
import { createSlots } from './children/slots.ts'
import { createPlan } from './plan.ts'
import type { FromChild, ToChild } from './protocol.ts'
import { type ReadItem, readSpread, type Spread } from './spread.ts'

const patient = new AbortController().signal

type House = { pages: number; places: number; pageMs?: number; dies?(page: number, tries: number): boolean }

/** Readers without a process: they take `pageMs` for a page, and die where they are told to. */
function readersOf({ pages, places, pageMs = 5, dies = () => false }: House) {
  const slots = createSlots(places)
  const alive = new Set<Member>()
  const tries = new Map<number, number>()
  const log: { reader: number; page: number; beside: number }[] = []
  let started = 0
  const start = (): Member => {
    const reader = ++started
    let cancelled = false
    const tell = (message: FromChild) => member.listener?.onMessage(message)
    const end = () => {
      alive.delete(member)
      member.ended = 'killed'
      member.endedBy = 'outside'
      member.listener?.onExit('killed')
    }
    const page = async (number: number) => {
      log.push({ reader, page: number, beside: alive.size - 1 })
      tries.set(number, (tries.get(number) ?? 0) + 1)
      await sleep(pageMs)
      if (cancelled) return
      if (dies(number, tries.get(number) ?? 0)) return end()
      tell({ type: 'item', head: { item: 'page', page: { number } as never } })
    }
    const member: Member = {
      ...{ pid: reader, ended: null, listener: null, tasks: 0, unfit: false, endedBy: null },
      send(message: ToChild) {
        if (message.type === 'task') cancelled = false
        else if (message.type === 'abort') {
          cancelled = true
          tell({ type: 'failed', code: null, message: 'aborted', stack: '' })
        } else if (message.type === 'next' && message.page === undefined)
          tell({ type: 'item', head: { item: 'opened', counts: [pages] } })
        else if (message.type === 'next' && message.page === null) tell({ type: 'finished' })
        else if (message.type === 'next') void page(message.page ?? 0)
      },
      kill: end,
      stop: async () => end(),
    }
    alive.add(member)
    return member
  }
  const rest = (member: Member) => {
    member.listener = null
    alive.delete(member)
  }
  const members: Members = {
    async take({ signal }) {
      await slots.take(signal)
      return start()
    },
    async giveBack(member) {
      rest(member)
      slots.giveBack()
    },
    borrow(giveWay) {
      const place = slots.borrow(giveWay)
      if (!place) return null
      const member = start()
      return {
        member,
        async giveBack() {
          rest(member)
          place.giveBack()
        },
      }
    },
    outgrown: async () => false,
    pids: () => [],
    close: async () => slots.close(),
  }
  return { members, slots, log, alive, started: () => started }
}

const spreadOver = (members: Members, more: Partial<Spread> = {}): AsyncGenerator<ReadItem> =>
  readSpread({
    members,
    work: (counts, signal) => ({
      task: { kind: 'read', files: [], languages: [], counts, password: null, limits, recogniser: null },
      files: [],
      signal,
      secondsPerItem: 60,
      problem: ({ message }) => new Error(message),
    }),
    plan: (count) => createPlan(count, { pages: null, done: new Set() }),
    over: (_crash, lives: Lives) => new Error(lives.allOutside() ? 'killed' : 'crashed'),
    worthSeconds: 0.01,
    signal: patient,
    log: createLog({ level: 'silent', role: 'test' }),
    ...more,
  })

const limits = { maxPages: 2000, maxPageMegapixels: 100 }
const numberOf = ({ item }: ReadItem) => (item.head.item === 'page' ? item.head.page.number : 0)
const upTo = (count: number) => Array.from({ length: count }, (_, index0) => index0 + 1)

async function numbers(items: AsyncGenerator<ReadItem>): Promise<number[]> {
  const found: number[] = []
  for await (const item of items) found.push(numberOf(item))
  return found
}
const sorted = (found: readonly number[]) => found.toSorted((one, other) => one - other)

describe('a document on several readers', () => {
  it('is read by all that are idle, each page once', async () => {
    const { members, started, log } = readersOf({ pages: 40, places: 3 })
    assert.deepEqual(sorted(await numbers(spreadOver(members))), upTo(40))
    assert.equal(started(), 3)
    assert.equal(log.length, 40)
  })

  it('is left to one reader where help would come too late', async () => {
    const { members, started } = readersOf({ pages: 5, places: 3 })
    assert.deepEqual(await numbers(spreadOver(members, { worthSeconds: 60 })), upTo(5))
    assert.equal(started(), 1)
  })

  it('keeps one place, and leaves the others in the middle of a page to who waits', async () => {
    const { members, slots, log } = readersOf({ pages: 12, places: 2, pageMs: 40 })
    const found: number[] = []
    for await (const item of spreadOver(members)) {
      found.push(numberOf(item))
      if (found.length !== 4) continue
      await slots.take(patient)
      slots.giveBack()
    }
    assert.deepEqual(sorted(found), upTo(12))
    assert.equal(log.length, 13, 'one page was begun twice')
  })

  it('tries a page again that cost a reader, in a fresh one with nobody beside', async () => {
    const dies = (page: number, tries: number) => page === 7 && tries < 3
    const { members, log } = readersOf({ pages: 30, places: 3, dies })
    assert.deepEqual(sorted(await numbers(spreadOver(members))), upTo(30))
    const seventh = log.filter(({ page }) => page === 7)
    assert.equal(seventh.length, 3)
    assert.deepEqual(
      seventh.slice(1).map(({ beside }) => beside),
      [0, 0],
    )
    assert.equal(new Set(seventh.map(({ reader }) => reader)).size, 3)
  })

  it('ends after three deaths over one page, with what was read of the others', async () => {
    const { members, alive } = readersOf({ pages: 30, places: 3, dies: (page) => page === 7 })
    const found: number[] = []
    const reading = async () => {
      for await (const item of spreadOver(members)) found.push(numberOf(item))
    }
    await assert.rejects(reading(), /killed/)
    assert.deepEqual(
      sorted(found),
      upTo(30).filter((page) => page !== 7),
    )
    assert.equal(alive.size, 0)
  })

  it('lets all readers go when it is cancelled, and when nobody wants more pages', async () => {
    const { members, alive, slots } = readersOf({ pages: 60, places: 3 })
    const cancel = new AbortController()
    const reading = async () => {
      for await (const item of spreadOver(members, { signal: cancel.signal }))
        if (numberOf(item) === 20) cancel.abort(new Error('no longer wanted'))
    }
    await assert.rejects(reading(), /no longer wanted/)
    assert.equal(alive.size, 0)
    for await (const item of spreadOver(members)) if (numberOf(item) === 20) break
    assert.equal(alive.size, 0)
    for (let place = 0; place < 3; place += 1) await slots.take(patient)
  })
})
