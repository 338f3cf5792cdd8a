// One child process, seen from the parent: it does one task at a time and is killed when that takes too much.
import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../environment.ts'
import type { ReadPage } from '../page.ts'
import { readError } from '../read-error.ts'
import type { FromChild, Source, Task, ToChild } from './protocol.ts'

export type Ceiling = { memoryMb: number; pageSeconds: number }
export type MemberSettings = Ceiling & { recogniser: string | undefined }

export type Job = {
  task: Task & { source: Source }
  signal: AbortSignal | undefined
  onPage(page: ReadPage): void
}

export type Member = {
  readonly pid: number | undefined
  /** True when its process is gone or should not be given another task. */
  spent(): boolean
  /** The number of pages where that was asked. Rejects with a Crash when the process did not survive. */
  run(job: Job): Promise<number>
  /** Lets go of the file of the last task. */
  forget(): void
  /** Kills the process; resolves when it is gone. */
  stop(): Promise<void>
}

/** The process died or was killed; `why` says of what, as the end of a sentence. */
export type Crash = Error & { name: 'Crash' }
export const isCrash = (error: unknown): error is Crash => error instanceof Error && error.name === 'Crash'
const crash = (why: string): Crash => Object.assign(new Error(why), { name: 'Crash' as const })

// Memory of native libraries and WebAssembly is rarely given back; what grows slowly ends here.
const tasksOfALife = 500
const shareOfMemory = 0.6
const patienceMs = 2000
const bytesPerMb = 1024 * 1024

function forkReader(recogniser: string | undefined): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const script = fileURLToPath(new URL(`./child.${extension}`, import.meta.url))
  return fork(script, recogniser === undefined ? [] : [recogniser], {
    serialization: 'advanced',
    execArgv: [],
    env: childEnvironment(tmpdir()),
  })
}

export function startMember({ recogniser, ...ceiling }: MemberSettings): Member {
  const child = forkReader(recogniser)
  // An idle process of the pool keeps nobody's program running.
  const rest = (resting: boolean) => {
    for (const handle of [child, child.channel]) resting ? handle?.unref() : handle?.ref()
  }
  let gone = false
  let tasks = 0
  let rss = 0
  let key: number | undefined
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      gone = true
      resolve()
    }
    child.on('exit', end)
    child.on('error', () => child.pid === undefined && end())
  })
  rest(true)
  return {
    pid: child.pid,
    spent: () => gone || tasks >= tasksOfALife || rss > ceiling.memoryMb * bytesPerMb * shareOfMemory,
    async run(job) {
      tasks += 1
      rest(false)
      const { source } = job.task
      const task: Task = source.key === key ? { ...job.task, source: { key: source.key } } : job.task
      key = undefined
      try {
        const done = await runTask({ child, ceiling }, { ...job, task })
        key = source.key
        rss = done.rss
        return done.pages
      } finally {
        rest(true)
      }
    },
    forget() {
      key = undefined
      if (child.connected) send(child, { type: 'forget' })
    },
    stop() {
      // Whoever waits for this must not find that there is nothing left to wait for.
      rest(false)
      child.kill('SIGKILL')
      return exited
    },
  }
}

type Done = { pages: number; rss: number }

function runTask(
  { child, ceiling }: { child: ChildProcess; ceiling: Ceiling },
  { task, signal, onPage }: Omit<Job, 'task'> & { task: Task },
): Promise<Done> {
  const { promise, resolve, reject } = Promise.withResolvers<Done>()
  const limits = watch(child, ceiling)
  let pages = 0
  const onMessage = (message: FromChild) => {
    limits.heard()
    if (message.type === 'page') onPage(message.page)
    else if (message.type === 'count') pages = message.pages
    else if (message.type === 'done') resolve({ pages, rss: message.rss })
    else reject(signal?.aborted ? signal.reason : errorOf(message))
  }
  const onExit = () => reject(signal?.aborted ? signal.reason : crash(limits.why() ?? 'its reader ended'))
  const onAbort = () => {
    send(child, { type: 'abort' })
    limits.hurry()
  }
  child.on('message', onMessage).on('exit', onExit)
  signal?.addEventListener('abort', onAbort, { once: true })
  if (child.connected) send(child, { type: 'task', task })
  else onExit()
  return promise.finally(() => {
    limits.stop()
    signal?.removeEventListener('abort', onAbort)
    child.off('message', onMessage).off('exit', onExit)
  })
}

/** Kills the child when it is silent for too long, or grows too large. */
function watch(child: ChildProcess, { memoryMb, pageSeconds }: Ceiling) {
  let why: string | undefined
  const kill = (reason: string) => {
    why ??= reason
    child.kill('SIGKILL')
  }
  const slow = () => kill(`it took more than ${pageSeconds} seconds`)
  let clock = setTimeout(slow, pageSeconds * 1000)
  const scales = setInterval(async () => {
    if ((await rssOf(child.pid)) > memoryMb * bytesPerMb) kill(`it took more than ${memoryMb} MB of memory`)
  }, 200)
  return {
    why: () => why,
    heard() {
      clearTimeout(clock)
      clock = setTimeout(slow, pageSeconds * 1000)
    },
    hurry() {
      clearTimeout(clock)
      clock = setTimeout(slow, patienceMs)
    },
    stop() {
      clearTimeout(clock)
      clearInterval(scales)
    },
  }
}

/** Only Linux tells of other processes for nothing; elsewhere a child is judged by what it says after each task. */
async function rssOf(pid: number | undefined): Promise<number> {
  if (process.platform !== 'linux' || pid === undefined) return 0
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
}

function send(child: ChildProcess, message: ToChild): void {
  child.send(message, () => undefined)
}

function errorOf({ message, code, stack }: Extract<FromChild, { type: 'failed' }>): Error {
  const cause = Object.assign(new Error(message), { stack })
  return code === null ? new Error(message, { cause }) : readError(code, message, cause)
}
