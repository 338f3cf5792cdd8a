// One task on one child, from the first message to the last.
import type { EngineFile } from '../../ports/document-engine.ts'
import { startClock } from './children/clock.ts'
import type { Member } from './children/members.ts'
import type { Failure } from './problems.ts'
import type { FromChild, Item, Task } from './protocol.ts'
import { createSources } from './sources.ts'

export type Work = {
  task: Task
  files: readonly EngineFile[]
  signal: AbortSignal
  /** For each item; the first includes opening the files. A machine with no time for the child gets more (`clock.ts`). */
  secondsPerItem: number
  problem(failure: Failure): Error
}

export type Session = {
  /** The next item, or this page; null after the last. Rejects with a crash, a Problem, the signal's reason or an error of the source. */
  next(page?: number | null): Promise<Item | null>
  /** Resolves when the child is free or dead. */
  close(): Promise<void>
}

/**
 * What `next` throws when the child was killed or died. `surely`: for what it was given, and would be again.
 * `tooSlow`: for the time it took. `outside`: by a signal that nobody here sent.
 */
export type Crash = Error & { crashed: true; surely: boolean; tooSlow: boolean; outside: boolean }

type Ending = { why: string; tooSlow: boolean; items: number }

function ended({ unfit, endedBy, tasks }: Member, { why, tooSlow, items }: Ending): Error {
  if (unfit) return new Error(why)
  const crash: Omit<Crash, keyof Error> = {
    crashed: true,
    // Memory of what came before may have been the matter, and a clock runs for whatever else the machine does.
    surely: endedBy === 'memory' && tasks === 1 && items <= 1,
    tooSlow,
    outside: endedBy === 'outside',
  }
  return Object.assign(new Error(why), crash)
}
export const isCrash = (error: unknown): error is Crash => error instanceof Error && 'crashed' in error

const patienceMs = 2000

export function openSession(member: Member, work: Work): Session {
  const { task, signal, secondsPerItem } = work
  const talk = beginTalk(member, work)
  const onAbort = () => talk.answer.end(signal.reason)
  member.tasks += 1
  signal.addEventListener('abort', onAbort, { once: true })
  if (member.ended === null) member.send({ type: 'task', task })
  else talk.onExit(member.ended)
  return {
    async next(page) {
      const clock = startClock({ pid: member.pid, seconds: secondsPerItem, over: talk.tooSlow })
      if (talk.busy()) member.send({ type: 'next', ...(page !== undefined && { page }) })
      return talk.answer.next().finally(clock.stop)
    },
    async close() {
      signal.removeEventListener('abort', onAbort)
      if (talk.busy()) member.send({ type: 'abort' })
      const clock = setTimeout(member.kill, patienceMs)
      await talk.over.finally(() => clearTimeout(clock))
      await talk.closeSources()
    },
  }
}

/** Hears what the child says until it is free or dead. */
function beginTalk(member: Member, { files, secondsPerItem, problem }: Work) {
  const sources = createSources(files)
  const answer = createAnswer()
  const over = Promise.withResolvers<void>()
  const slow = `it took longer than ${secondsPerItem} s`
  let busy = true
  let tooSlow = false
  let items = 0
  const free = (error: Error | null) => {
    busy = false
    answer.end(error)
    over.resolve()
  }
  const send = async ({ file, begin }: { file: number; begin: boolean }) => {
    const bytes = await sources.pull(file, begin)
    if (busy) member.send({ type: 'chunk', bytes })
  }
  const onMessage = (message: FromChild) => {
    if (message.type === 'pull') send(message).catch(answer.end)
    if (message.type === 'part') answer.part(message.bytes)
    if (message.type === 'finished') free(null)
    if (message.type === 'failed') free(problem(message))
    if (message.type !== 'item') return
    items += 1
    answer.give(message.head)
  }
  const onExit = (why: string) => free(ended(member, { why: tooSlow ? slow : why, tooSlow, items }))
  member.listener = { onMessage, onExit }
  return {
    answer,
    over: over.promise,
    busy: () => busy,
    tooSlow() {
      tooSlow = true
      member.kill()
    },
    onExit,
    closeSources: sources.close,
  }
}

/** What the child has said, until somebody asks. It is asked one at a time, so there is never more than one item. */
function createAnswer() {
  let parts: Uint8Array[] = []
  let item: Item | undefined
  let ending: { error: unknown } | undefined
  let waiting: PromiseWithResolvers<Item | null> | undefined
  const settle = () => {
    if (!waiting || (!item && !ending)) return
    const asked = waiting
    waiting = undefined
    if (item) asked.resolve(item)
    else if (ending?.error === null) asked.resolve(null)
    else asked.reject(ending?.error)
    item = undefined
  }
  return {
    part: (bytes: Uint8Array) => void parts.push(bytes),
    give(head: Item['head']) {
      item = { head, bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts) }
      parts = []
      settle()
    },
    /** `null`: there is no more. The first end counts. */
    end(error: unknown) {
      ending ??= { error }
      settle()
    },
    next(): Promise<Item | null> {
      waiting = Promise.withResolvers()
      const { promise } = waiting
      settle()
      return promise
    },
  }
}
