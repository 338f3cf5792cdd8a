// One document on several readers. One of them leads: it has its place like any other task. The others are borrowed
// while nobody waits for them, and leave in the middle of a page when somebody does.
import { monotonicMs } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { createLives, type Lives } from './children/lives.ts'
import type { Borrowed, Member, Members } from './children/members.ts'
import { createHandover, type Handover } from './handover.ts'
import type { Plan } from './plan.ts'
import type { Item } from './protocol.ts'
import { type Crash, isCrash, openSession, type Session, type Work } from './session.ts'

export type Spread = {
  members: Members
  /** `counts`: pages of each file, null until a reader has told. */
  work(counts: readonly number[] | null, signal: AbortSignal): Work
  plan(count: number): Plan
  /** What ends the document when a reader is lost once too often. */
  over(crash: Crash, lives: Lives): Error
  /** Help is called for what is left only if it takes longer than this. */
  worthSeconds: number
  signal: AbortSignal
  log: Log
}

export type ReadItem = { item: Item; seconds: number }

type Reading = Spread & {
  counts: readonly number[] | null
  pages: Plan | null
  lives: Lives
  out: Handover<ReadItem>
  helpers: Set<Promise<void>>
  pace: { pages: number; seconds: number }
  /** No help is called before that: who was sent away would be again. */
  restUntilMs: number
}

const restMs = 3000

export async function* readSpread(spread: Spread): AsyncGenerator<ReadItem> {
  const stop = new AbortController()
  const reading: Reading = {
    ...spread,
    signal: AbortSignal.any([spread.signal, stop.signal]),
    counts: null,
    pages: null,
    lives: createLives(),
    out: createHandover(),
    helpers: new Set(),
    pace: { pages: 0, seconds: 0 },
    restUntilMs: 0,
  }
  const { out, helpers } = reading
  const leading = lead(reading).then(() => out.end(null), out.end)
  try {
    yield* out.items()
  } finally {
    stop.abort(new Error('nobody wants more pages'))
    out.end(null)
    await leading
    await Promise.all(helpers)
  }
}

async function lead(reading: Reading): Promise<void> {
  const { members, helpers, signal } = reading
  let fresh = false
  while (isUnfinished(reading)) {
    if (reading.pages?.waiting() === 0 && helpers.size > 0) {
      await Promise.race(helpers)
      continue
    }
    const member = await members.take({ fresh: fresh || reading.pages?.waiting() === 0, signal })
    const sitting = sit(reading, { member, signal, leads: true })
    fresh = (await sitting.finally(() => members.giveBack(member))) === 'fresh'
  }
}

const isUnfinished = ({ pages, helpers }: Reading): boolean =>
  pages === null || pages.waiting() + pages.aside() + helpers.size > 0

type Seat = { member: Member; signal: AbortSignal; leads: boolean }

/** Reads pages with one reader until there are none; `fresh` where another one should go on. */
async function sit(reading: Reading, seat: Seat): Promise<'fresh' | 'done'> {
  const { member, signal } = seat
  const session = openSession(member, reading.work(reading.counts, signal))
  let page: number | null = 0
  try {
    const pages = learn(reading, await session.next())
    page = firstPage(reading, pages, seat)
    let coming = ask(session, page)
    while (page !== null) {
      const read = await coming
      const outgrown = await reading.members.outgrown(member)
      page = outgrown ? null : pages.take()
      coming = ask(session, page)
      if (read) await handOn(reading, read, seat)
      if (outgrown) return 'fresh'
    }
    await coming
    return 'done'
  } catch (error) {
    if (signal.aborted && !reading.signal.aborted) giveUp(reading, page)
    else if (isCrash(error)) mourn(reading, page, error)
    else throw error
    return 'fresh'
  } finally {
    await session.close()
  }
}

function learn(reading: Reading, item: Item | null): Plan {
  if (item?.head.item !== 'opened') throw new Error('the reader did not say how many pages there are')
  reading.counts ??= item.head.counts
  reading.pages ??= reading.plan(reading.counts.reduce((sum, count) => sum + count, 0))
  return reading.pages
}

/** A page that cost a reader is the first of a fresh one, and alone. */
function firstPage({ helpers }: Reading, pages: Plan, { member, leads }: Seat): number | null {
  const alone = leads && helpers.size === 0 && member.tasks === 1
  return (alone ? pages.takeLost() : null) ?? pages.take()
}

/** Asked at once, so that the reader works while what it has read is stored. */
function ask(session: Session, page: number | null): Promise<ReadItem | null> {
  const began = monotonicMs()
  const coming = session.next(page).then((item) => item && { item, seconds: (monotonicMs() - began) / 1000 })
  // It is awaited later: an end in between must not end the whole process.
  coming.catch(() => undefined)
  return coming
}

async function handOn(reading: Reading, read: ReadItem, { leads, signal }: Seat): Promise<void> {
  reading.pace.pages += 1
  reading.pace.seconds += read.seconds
  if (leads) callHelp(reading)
  await reading.out.put(read, signal)
}

function callHelp(reading: Reading): void {
  const { members, helpers, pace, pages, restUntilMs } = reading
  const restSeconds = () => ((pages?.waiting() ?? 0) * pace.seconds) / pace.pages / (helpers.size + 1)
  while (monotonicMs() >= restUntilMs && restSeconds() > reading.worthSeconds && !reading.signal.aborted) {
    const leave = new AbortController()
    const borrowed = members.borrow(() => leave.abort(new Error('somebody waits for this reader')))
    if (!borrowed) return
    const helper = help(reading, borrowed, leave.signal).finally(() => helpers.delete(helper))
    helpers.add(helper)
  }
}

async function help(reading: Reading, { member, giveBack }: Borrowed, leave: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([reading.signal, leave])
  await sit(reading, { member, signal, leads: false }).catch(reading.out.end).finally(giveBack)
}

function giveUp(reading: Reading, page: number | null): void {
  reading.restUntilMs = monotonicMs() + restMs
  if (page) reading.pages?.putBack(page)
}

function mourn(reading: Reading, page: number | null, crash: Crash): void {
  const { log, lives, pages } = reading
  log.warn({ task: 'read', page, why: crash.message }, 'a reader was lost')
  // After its last page nothing is lost with it.
  if (page === null) return
  if (!lives.lost(page, crash)) throw reading.over(crash, lives)
  if (page > 0) pages?.putAside(page)
}
