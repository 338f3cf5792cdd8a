// The PostgreSQL that Countersign brings along: made on first use, supervised, and gone when we are.
import { copyFile, mkdir, realpath, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareCluster } from './cluster.ts'
import { chooseEndpoint, removeEndpoint, superuserUrl } from './endpoint.ts'
import { preparePostgres, serverUser } from './postgres-binaries.ts'
import { type Postmaster, type PostmasterOptions, startPostmaster } from './postmaster.ts'

export interface EmbeddedOptions {
  /** Absolute data folder, which only one process may use at a time (see `lockFolder`); the cluster is in `<folder>/postgres`. */
  folder: string
  /** Told in a sentence what is happening, where that is not the ordinary. */
  log?: (line: string) => void
  /** Server settings that override ours. */
  settings?: Record<string, string>
  /** Where the programs are copied to when they cannot run in place. */
  copies?: string
}

export interface Embedded {
  /** URL of the superuser; holds the password. It stays the same when the server is restarted after a crash. */
  url: string
  /** Process id of the server that runs now. */
  readonly pid: number
  /** Resolves when the server has been stopped. */
  exited: Promise<void>
  stop(): Promise<void>
}

const sane = {
  shared_buffers: '128MB',
  max_connections: '100',
  wal_level: 'replica',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  unix_socket_permissions: '0700',
  cluster_name: 'countersign',
  // Parallel queries need /dev/shm, of which a container has 64 MB, and our queries are short.
  max_parallel_workers_per_gather: '0',
  // Statements and the values in error details are content of documents: neither belongs in a log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
}

const shortestPause = 50
const longestPause = 10_000
const logLimit = 10 * 1024 * 1024

/** Starts the database in `folder`, making it first where there is none; it is brought back when it crashes. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { log = () => undefined } = options
  // One spelling, as a running server is recognised by its path.
  const folder = await realpath(options.folder)
  const user = serverUser()
  const binaries = await preparePostgres(user, options.copies)
  const cluster = await prepareCluster({ folder, binaries, user })
  const logFile = join(folder, 'logs', 'postgres.log')
  await mkdir(join(folder, 'logs'), { recursive: true, mode: 0o700 })
  await limitLog(logFile)
  const endpoint = await chooseEndpoint(user)
  const run: PostmasterOptions = {
    command: join(binaries.bin, 'postgres'),
    cluster: cluster.path,
    logFile,
    settings: { ...sane, ...options.settings, ...endpoint.settings },
    user,
    ...(endpoint.socketFolder && { scratch: endpoint.socketFolder }),
  }
  const first = await startPostmaster(run).catch(async (error: unknown) => {
    await removeEndpoint(endpoint)
    throw error
  })
  const restart = () => startPostmaster(run)
  const supervised = supervise(first, { restart, logFile, log })
  const exited = supervised.exited.finally(() => removeEndpoint(endpoint))
  return {
    url: superuserUrl(endpoint, cluster.password),
    get pid() {
      return supervised.current().pid
    },
    exited,
    stop: () => {
      supervised.stop()
      return exited
    },
  }
}

/** Keeps a server running until told to stop. It never gives up: a full disk, for one, is made room on later. */
function supervise(
  first: Postmaster,
  { restart, logFile, log }: { restart(): Promise<Postmaster>; logFile: string; log(line: string): void },
) {
  let current = first
  const stopping = new AbortController()
  const { signal } = stopping
  const explain = (error: Error) => log(error.message)
  const watch = setInterval(() => void limitLog(logFile).catch(explain), 60_000).unref()
  const bringBack = async (pause: number): Promise<Postmaster | undefined> => {
    await sleep(pause, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return undefined
    return (await restart().catch(explain)) ?? bringBack(Math.min(longestPause, pause * 2))
  }
  const live = async () => {
    for (let pause = shortestPause; ; ) {
      const begun = performance.now()
      const status = await current.ended
      if (signal.aborted) return
      log(`PostgreSQL ended unexpectedly (status ${status}) and is started again; see ${logFile}.`)
      pause = performance.now() - begun > longestPause ? shortestPause : Math.min(longestPause, pause * 2)
      current = (await bringBack(pause)) ?? current
      // The call to stop came while it was starting.
      if (signal.aborted) void current.stop()
    }
  }
  const stop = () => {
    stopping.abort()
    void current.stop()
  }
  return { current: () => current, exited: live().finally(() => clearInterval(watch)), stop }
}

/** PostgreSQL appends, so the file can be copied away and cut while it is open. */
async function limitLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (size < logLimit) return
  await copyFile(file, `${file}.1`)
  await truncate(file)
}
