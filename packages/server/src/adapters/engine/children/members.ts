// The child processes: started when needed, kept warm, replaced before they grow old.
import { tmpdir } from 'node:os'
import { childEnvironment } from '@countersign/ocr/environment'
import { type Child, type ChildExit, startChild } from '../../../platform/child.ts'
import type { Log } from '../../../platform/log.ts'
import { rssOf } from '../../../platform/process.ts'
import type { FromChild, ToChild } from '../protocol.ts'
import { createSlots } from './slots.ts'

export type Listener = { onMessage(message: FromChild): void; onExit(why: string): void }

/** `outside`: a signal that nobody here sent, such as an operator's or that of a machine without memory. */
export type EndedBy = 'memory' | 'us' | 'outside' | 'itself'

export type Member = {
  readonly pid: number | undefined
  /** Why it ended, or null while it lives. */
  ended: string | null
  /** Who hears of messages and the end; null between tasks. */
  listener: Listener | null
  tasks: number
  /** It ended by itself before it said anything: no fault of what it was given. */
  unfit: boolean
  endedBy: EndedBy | null
  send(message: ToChild): void
  kill(): void
  stop(): Promise<void>
}

export type Members = {
  /** Waits in turn for a child; `fresh`: one that has not worked on anything yet. */
  take(options: { fresh: boolean; signal: AbortSignal }): Promise<Member>
  giveBack(member: Member): Promise<void>
  /** A child that nobody waits for, or null. It is given back as soon as `giveWay` is called. */
  borrow(giveWay: () => void): Borrowed | null
  /** Between two pages: it has grown so much that a new one should go on. */
  outgrown(member: Member): Promise<boolean>
  pids(): number[]
  /** Stops all of them; nobody is served any more. */
  close(): Promise<void>
}

export type Borrowed = { member: Member; giveBack(): Promise<void> }

export type MemberSettings = { children: number; memoryMb: number; log: Log }

// A start costs a second of CPU; what grows in between is seen by its memory.
const tasksOfALife = 1000
const bytesPerMb = 1024 * 1024

export function createMembers({ children, memoryMb, log }: MemberSettings): Members {
  const alive = new Set<Member>()
  const idle: Member[] = []
  const slots = createSlots(children)
  const start = () => {
    const member = startMember({ memoryMb, log, onEnd: () => alive.delete(member) })
    alive.add(member)
    return member
  }
  const over = async ({ pid }: Member, share: number) =>
    pid !== undefined && ((await rssOf(pid)) ?? 0) > memoryMb * bytesPerMb * share
  const rest = async (member: Member) => {
    member.listener = null
    // Memory of native libraries and WebAssembly is rarely given back: a new child is cheaper than a kill.
    if (member.tasks >= tasksOfALife || (await over(member, 1 / 3))) await member.stop()
    else if (member.ended === null) idle.push(member)
  }
  return {
    async take({ fresh, signal }) {
      await slots.take(signal)
      const warm = idle.pop()
      if (warm && warm.ended === null && !fresh) return warm
      await warm?.stop()
      return start()
    },
    giveBack: (member) => rest(member).finally(slots.giveBack),
    borrow(giveWay) {
      const place = slots.borrow(giveWay)
      if (!place) return null
      const warm = idle.pop()
      const member = warm?.ended === null ? warm : start()
      return { member, giveBack: () => rest(member).finally(place.giveBack) }
    },
    // Later than at rest: opening the file again costs too.
    outgrown: (member) => over(member, 1 / 2),
    pids: () => [...alive].flatMap(({ pid }) => pid ?? []),
    async close() {
      slots.close()
      await Promise.all([...alive].map((member) => member.stop()))
    },
  }
}

type StartOptions = { memoryMb: number; log: Log; onEnd(): void }

function startMember({ memoryMb, log, onEnd }: StartOptions): Member {
  let spoke = false
  let asked = false
  const child = startChild({
    name: 'reader',
    script: new URL('../child.ts', import.meta.url),
    env: () => childEnvironment(tmpdir()),
    nice: 10,
    memoryLimit: memoryMb * bytesPerMb,
    stopTimeoutMs: 2000,
    onMessage(message) {
      spoke = true
      member.listener?.onMessage(message as FromChild)
    },
    log: (line) => log.warn(line),
  })
  const member = memberOf(child, () => {
    asked = true
  })
  const end = (why: string) => {
    member.ended = why
    onEnd()
    member.listener?.onExit(why)
  }
  child.exited.then(
    (exit) => {
      member.endedBy = asked ? 'us' : endedBy(exit)
      member.unfit = !spoke && exit.code !== null && exit.code !== 0
      end(describeExit(exit, memoryMb))
    },
    (error: Error) => {
      member.unfit = true
      end(`it could not be started: ${error.message}`)
    },
  )
  return member
}

function memberOf(child: Child, onAsked: () => void): Member {
  return {
    get pid() {
      return child.pid
    },
    ...{ ended: null, endedBy: null, listener: null, tasks: 0, unfit: false },
    send: (message) => void child.send(message),
    kill() {
      onAsked()
      child.kill()
    },
    stop() {
      onAsked()
      return child.stop()
    },
  }
}

/** A child that is asked to end does so with status 0 (`liveAsChild`). */
function endedBy({ code, signal, overMemory }: ChildExit): EndedBy {
  if (overMemory) return 'memory'
  const sent = signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGHUP' || signal === 'SIGINT'
  return sent || code === 0 ? 'outside' : 'itself'
}

const describeExit = ({ code, signal, overMemory }: ChildExit, memoryMb: number): string =>
  overMemory ? `it took more than ${memoryMb} MB` : `it ended with ${signal ?? `status ${code}`}`
