// The child processes: started when needed, kept warm, replaced before they grow old.
import { tmpdir } from 'node:os'
import { readingEnvironment } from '@countersign/ocr/environment'
import { type ChildExit, startChild } from '../../platform/child.ts'
import type { Log } from '../../platform/log.ts'
import { rssOf } from '../../platform/process.ts'
import type { FromChild, ToChild } from './protocol.ts'
import { createSlots } from './slots.ts'

export type Listener = { onMessage(message: FromChild): void; onExit(why: string): void }

export type Member = {
  readonly pid: number | undefined
  /** Why it ended, or null while it lives. */
  ended: string | null
  /** Who hears of messages and the end; null between tasks. */
  listener: Listener | null
  tasks: number
  /** It ended by itself before it said anything: no fault of what it was given. */
  unfit: boolean
  /** It was killed for its memory. */
  overMemory: boolean
  send(message: ToChild): void
  kill(): void
  stop(): Promise<void>
}

export type Members = {
  /** Waits in turn for a child; `fresh`: one that has not worked on anything yet. */
  take(options: { fresh: boolean; signal: AbortSignal }): Promise<Member>
  giveBack(member: Member): Promise<void>
  pids(): number[]
  /** Stops all of them; nobody is served any more. */
  close(): Promise<void>
}

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
  return {
    async take({ fresh, signal }) {
      await slots.take(signal)
      const warm = idle.pop()
      if (warm && warm.ended === null && !fresh) return warm
      await warm?.stop()
      return start()
    },
    async giveBack(member) {
      member.listener = null
      const rss = member.pid === undefined ? undefined : await rssOf(member.pid)
      // Memory of native libraries and WebAssembly is rarely given back: a new child is cheaper than a kill.
      if (member.tasks >= tasksOfALife || (rss ?? 0) > (memoryMb * bytesPerMb) / 3) await member.stop()
      else if (member.ended === null) idle.push(member)
      slots.giveBack()
    },
    pids: () => [...alive].flatMap(({ pid }) => pid ?? []),
    async close() {
      slots.close()
      await Promise.all([...alive].map((member) => member.stop()))
    },
  }
}

/**
 * A reader parses what strangers send, so no setting or secret of ours is in reach. libvips keeps its warnings to
 * itself, and never writes a large picture to a temporary file, which would outlive a kill, in the clear. With two
 * arenas of glibc a fifth less memory stays behind after large pages.
 */
const environment = () => ({
  TMPDIR: tmpdir(),
  VIPS_WARNING: '0',
  VIPS_DISC_THRESHOLD: '64g',
  MALLOC_ARENA_MAX: '2',
  ...readingEnvironment,
})

type StartOptions = { memoryMb: number; log: Log; onEnd(): void }

function startMember({ memoryMb, log, onEnd }: StartOptions): Member {
  let spoke = false
  const child = startChild({
    name: 'reader',
    script: new URL('./child.ts', import.meta.url),
    env: environment,
    nice: 10,
    memoryLimit: memoryMb * bytesPerMb,
    stopTimeoutMs: 2000,
    onMessage(message) {
      spoke = true
      member.listener?.onMessage(message as FromChild)
    },
    log: (line) => log.warn(line),
  })
  const member: Member = {
    get pid() {
      return child.pid
    },
    ended: null,
    listener: null,
    tasks: 0,
    unfit: false,
    overMemory: false,
    send: (message) => void child.send(message),
    kill: child.kill,
    stop: child.stop,
  }
  const end = (why: string) => {
    member.ended = why
    onEnd()
    member.listener?.onExit(why)
  }
  child.exited.then(
    (exit) => {
      member.overMemory = exit.overMemory
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

const describeExit = ({ code, signal, overMemory }: ChildExit, memoryMb: number): string =>
  overMemory ? `it took more than ${memoryMb} MB` : `it ended with ${signal ?? `status ${code}`}`
