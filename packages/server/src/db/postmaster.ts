// One run of the embedded server: what an earlier run left is cleared away, then it starts and is watched until ready.
import { closeSync, openSync } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProcess } from '../platform/process.ts'
import { readOrNothing, startProblem } from './cluster.ts'
import { type Guarded, isGuarding, runGuarded } from './guarded.ts'
import type { ServerUser } from './postgres-binaries.ts'

export interface PostmasterOptions {
  /** Absolute path of the program. */
  command: string
  cluster: string
  logFile: string
  settings: Record<string, string>
  user: ServerUser | undefined
  scratch?: string
}

export interface Postmaster {
  pid: number
  ended: Promise<number>
  stop(): Promise<number>
}

const patience = { start: 120_000, stopping: 75_000, guarded: 3_000, memory: 15_000 }

/** Starts the server; resolves when it accepts connections. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  await clearEarlierRun(options)
  const deadline = performance.now() + patience.memory
  for (;;) {
    const outcome = await attempt(options)
    if (typeof outcome !== 'string') return outcome
    // After a kill -9 of the postmaster alone, its children take a moment to notice and let go of their memory.
    const retry = /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(outcome)
    if (!retry || performance.now() > deadline) throw new Error(outcome)
    await sleep(200)
  }
}

async function attempt(options: PostmasterOptions): Promise<Postmaster | string> {
  const output = openSync(options.logFile, 'a', 0o600)
  const { size } = await stat(options.logFile)
  const { command, cluster, user, scratch } = options
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-D', cluster, ...settings]
  try {
    const guarded = await runGuarded({ command, args, user, output, ...(scratch && { scratch }) })
    const pid = await untilReady(guarded, cluster)
    if (pid !== undefined)
      return { pid, ended: guarded.ended, stop: () => stopSurely(guarded, { pid, cluster }) }
    return startProblem(await guarded.ended, await readFrom(options.logFile, size))
  } finally {
    closeSync(output)
  }
}

/** The guard stops it; where somebody killed that half of the guard, we do. */
async function stopSurely(
  { stop }: Guarded,
  { pid, cluster }: { pid: number; cluster: string },
): Promise<number> {
  const ask = async () => {
    if (await findServer(pid, cluster)) process.kill(pid, 'SIGINT')
  }
  const timer = setTimeout(() => void ask().catch(() => undefined), patience.guarded)
  return stop().finally(() => clearTimeout(timer))
}

/** The server's process id once it accepts connections, undefined when it ended before. */
async function untilReady({ ended, stop }: Guarded, cluster: string): Promise<number | undefined> {
  const deadline = performance.now() + patience.start
  let over = false
  void ended.then(() => {
    over = true
  })
  while (!over) {
    const lock = await readLock(cluster)
    // Line 8 is how pg_ctl, too, learns that the server is up (PostgreSQL, miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
    if (lock?.status === 'ready') return lock.pid
    if (performance.now() > deadline) await stop()
    await sleep(10)
  }
  return undefined
}

interface Lock {
  pid: number
  status: string
  socketFolder: string
}

async function readLock(cluster: string): Promise<Lock | undefined> {
  const lines = (await readOrNothing(join(cluster, 'postmaster.pid')))?.split('\n')
  if (lines === undefined) return undefined
  return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '', socketFolder: lines[4] ?? '' }
}

/**
 * Leaves the way free: waits for a server that is stopping, stops one whose guard was killed, removes the lock of
 * one that is gone. PostgreSQL alone would take a zombie, or another program with the same id, for itself.
 */
async function clearEarlierRun({ cluster, scratch }: PostmasterOptions): Promise<void> {
  const lock = await readLock(cluster)
  if (lock === undefined) return
  const begun = performance.now()
  for (;;) {
    const owner = await findServer(lock.pid, cluster)
    if (owner === undefined) break
    const stopping = (await readLock(cluster))?.status === 'stopping'
    const guarded = await isGuarding(await findProcess(owner.parent))
    if (!guarded && !stopping) process.kill(lock.pid, 'SIGINT')
    if (performance.now() - begun > (stopping || !guarded ? patience.stopping : patience.guarded)) {
      throw new Error(
        `The database in ${cluster} is in use by another Countersign (PostgreSQL process ${lock.pid}). ` +
          'Stop that one first, or choose another folder with --data.',
      )
    }
    await sleep(50)
  }
  // Only if it is still the lock that was judged: a server that has just started has written its own.
  if ((await readLock(cluster))?.pid === lock.pid) await rm(join(cluster, 'postmaster.pid'), { force: true })
  const left = lock.socketFolder
  if (left !== scratch && isOurSocketFolder(left)) await rm(left, { recursive: true, force: true })
}

async function findServer(pid: number, cluster: string) {
  const found = await findProcess(pid)
  return found?.command.includes(`-D ${cluster} `) ? found : undefined
}

/** The lock is a file of the data folder: what it says is removed only if it has the shape that we gave it. */
function isOurSocketFolder(folder: string): boolean {
  return /^cs-[A-Za-z0-9]{6}$/.test(basename(folder)) && dirname(folder) !== folder
}

async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16_384), 0, 16_384, start)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
