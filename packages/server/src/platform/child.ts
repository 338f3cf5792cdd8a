// Processes of our own: started with the Node that runs us, restarted when they crash, gone when we are.
import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { flushCompileCache, getCompileCacheDir } from 'node:module'
import { setPriority } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { rssOf } from './process.ts'

export interface ChildExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** True where it was killed for taking more than `memoryLimit`. */
  overMemory: boolean
}

export interface ChildOptions {
  /** What it is called in `log`. */
  name: string
  script: URL
  args?: string[]
  /** Its whole environment, asked for at every start; left out, it has ours. */
  env?: () => Record<string, string>
  /** 0 to 19; higher gives way to others. */
  nice?: number
  /** Bytes of resident memory, of it and what it starts, over which it is killed. */
  memoryLimit?: number
  onMessage?: (message: unknown) => void
  /** After every end, also before a restart. */
  onExit?: (exit: ChildExit) => void
  /** Left out, it is not started again. */
  restart?: { firstDelayMs: number; maxDelayMs: number }
  /** How long `stop` waits before it kills. */
  stopTimeoutMs?: number
  log?: (line: string) => void
}

export interface Child {
  /** Undefined while it is down between a crash and its restart. */
  readonly pid: number | undefined
  /** False where it is down: the message is lost. */
  send(message: Serializable): boolean
  /** SIGKILL; `restart` applies. */
  kill(): void
  /** Asks with SIGTERM, waits, then kills. It is not started again. */
  stop(): Promise<void>
  /** Resolves with the last end: after `stop`, or where it is not restarted. */
  exited: Promise<ChildExit>
}

/** Starts `script` as a process of its own, which must call `liveAsChild` first thing. */
export function startChild(options: ChildOptions): Child {
  const stopping = new AbortController()
  let current: ChildProcess | undefined
  const started = (child: ChildProcess | undefined) => {
    current = child
  }
  const exited = keepRunning(options, stopping.signal, started)
  const stop = async () => {
    stopping.abort()
    current?.kill('SIGTERM')
    const timeout = setTimeout(() => current?.kill('SIGKILL'), options.stopTimeoutMs ?? 10_000)
    await exited.finally(() => clearTimeout(timeout))
  }
  return {
    get pid() {
      return current?.pid
    },
    send: (message) => (current?.connected ? current.send(message, () => undefined) : false),
    kill: () => void current?.kill('SIGKILL'),
    stop,
    exited,
  }
}

async function keepRunning(
  options: ChildOptions,
  stopping: AbortSignal,
  started: (child: ChildProcess | undefined) => void,
): Promise<ChildExit> {
  const { name, restart, log } = options
  for (let quickEnds = 0; ; ) {
    const begun = performance.now()
    const child = forkChild(options)
    started(child)
    const exit = await endOf(child, options)
    started(undefined)
    options.onExit?.(exit)
    if (stopping.aborted || restart === undefined) return exit
    quickEnds = performance.now() - begun > restart.maxDelayMs ? 0 : quickEnds + 1
    const delay = Math.min(restart.maxDelayMs, restart.firstDelayMs * 2 ** (quickEnds - 1))
    log?.(`${name} ended unexpectedly (${describe(exit)}) and is started again in ${Math.round(delay)} ms.`)
    await sleep(delay, undefined, { signal: stopping }).catch(() => undefined)
    if (stopping.aborted) return exit
  }
}

function forkChild({ script, args = [], env, nice }: ChildOptions): ChildProcess {
  const child = fork(fileURLToPath(script), args, {
    serialization: 'advanced',
    // Ours may be those of a test runner or a debugger.
    execArgv: [],
    ...(env && { env: { ...compiled(), ...env() } }),
  })
  // Right after the start, so that the threads it makes later inherit it.
  if (nice !== undefined && child.pid !== undefined) setPriority(child.pid, nice)
  return child
}

/** Where we keep compiled code, our children do. Node's own folder for its version is one further down. */
function compiled(): Record<string, string> {
  const folder = getCompileCacheDir()
  return folder ? { NODE_COMPILE_CACHE: dirname(folder) } : {}
}

function endOf(child: ChildProcess, { onMessage, memoryLimit, name, log }: ChildOptions): Promise<ChildExit> {
  if (onMessage) child.on('message', onMessage)
  let overMemory = false
  const watch =
    memoryLimit &&
    setInterval(async () => {
      if (child.pid === undefined || ((await rssOf(child.pid)) ?? 0) <= memoryLimit) return
      overMemory = true
      child.kill('SIGKILL')
    }, 200)
  return new Promise((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      if (watch) clearInterval(watch)
      resolve({ code, signal, overMemory })
    }
    child.on('exit', end)
    child.on('error', (error) => {
      log?.(`${name}: ${error.message}`)
      if (child.pid === undefined) end(null, null)
    })
  })
}

const describe = ({ code, signal, overMemory }: ChildExit) =>
  overMemory ? 'too much memory' : (signal ?? `status ${code}`)

/**
 * For the child, which lives until the parent asks it to end or is gone. `cleanUp` may finish what is under way; it has
 * `graceMs` once the parent is gone, and as long as the parent waits where it asked. Ctrl-C is left to the parent,
 * as the terminal sends it to all processes at once.
 */
export function liveAsChild({
  cleanUp,
  graceMs = 5000,
}: {
  cleanUp?: () => Promise<void> | void
  graceMs?: number
} = {}) {
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await cleanUp?.()
    process.exit()
  }
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', end)
  if (process.send === undefined) return
  if (!process.connected) return void end()
  process.on('disconnect', end)
  watchParent(graceMs)
  setTimeout(flushCompileCache, compiledAfterMs).unref()
}

/** What is killed writes nothing at its end: what was compiled is kept once the start is over. */
const compiledAfterMs = 2000

/** From a thread, because a long call into native code or WebAssembly keeps `disconnect` from being seen. */
function watchParent(graceMs: number): void {
  const code = `
    const parent = ${process.ppid}
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${graceMs})
    }, 500)`
  const limits = {
    maxOldGenerationSizeMb: 8,
    maxYoungGenerationSizeMb: 1,
    codeRangeSizeMb: 4,
    stackSizeMb: 1,
  }
  new Worker(code, { eval: true, resourceLimits: limits, env: {} }).unref()
}
