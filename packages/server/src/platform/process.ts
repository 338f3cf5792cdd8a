// What the operating system knows about other processes: is this really the one we started, how much memory has it.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

/** A process that runs; a zombie counts as gone. `startedAt` tells it from a later process with the same id. */
export interface RunningProcess {
  pid: number
  parent: number
  startedAt: string
  command: string
}

const run = promisify(execFile)

/** The running process with this id, or undefined where there is none or only a zombie is left of it. */
export function findProcess(pid: number): Promise<RunningProcess | undefined> {
  if (!Number.isInteger(pid) || pid <= 0) return Promise.resolve(undefined)
  return process.platform === 'linux' ? Promise.resolve(fromProc(pid)) : fromPs(pid)
}

/** True while the very process that `startedAt` was noted of still runs. */
export async function stillRuns(pid: number, startedAt: string): Promise<boolean> {
  return (await findProcess(pid))?.startedAt === startedAt
}

function fromProc(pid: number): RunningProcess | undefined {
  const stat = readProc(`${pid}/stat`)
  if (stat === undefined) return undefined
  // The name in parentheses may itself hold spaces and parentheses, so count from the last one (proc(5)).
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  const command = (readProc(`${pid}/cmdline`) ?? '').split('\0').join(' ').trim()
  // Ticks since boot repeat after a reboot; the boot's own id makes them unique.
  return { pid, parent: Number(parent), startedAt: `${bootId()}/${rest[17]}`, command }
}

async function fromPs(pid: number): Promise<RunningProcess | undefined> {
  const columns = ['stat=', 'ppid=', 'lstart=', 'command='].flatMap((column) => ['-o', column])
  const { stdout } = await run('ps', ['-ww', ...columns, '-p', String(pid)], {
    env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
  }).catch(() => ({ stdout: '' }))
  const [, state = '', parent, startedAt = '', command = ''] =
    /^\s*(\S+)\s+(\d+)\s+(\S+ +\S+ +\S+ +\S+ +\S+)\s+(.*)$/m.exec(stdout) ?? []
  if (state === '' || state.startsWith('Z')) return undefined
  return { pid, parent: Number(parent), startedAt, command: command.trim() }
}

/** Resident memory in bytes of a process and everything it started; undefined once it is gone. */
export async function rssOf(pid: number): Promise<number | undefined> {
  return process.platform === 'linux' ? rssFromProc(pid) : rssFromPs(pid)
}

function rssFromProc(pid: number): number | undefined {
  const own = rssOfOne(pid)
  if (own === undefined) return undefined
  return childrenOf(pid).reduce((sum, child) => sum + (rssFromProc(child) ?? 0), own)
}

/** `statm` has the one number that is needed, in pages. */
function rssOfOne(pid: number): number | undefined {
  const pages = readProc(`${pid}/statm`)?.split(' ')[1]
  // A process that has ended and waits to be collected has no memory left.
  return pages === undefined || pages === '0' ? undefined : Number(pages) * pageBytes()
}

let knownPageBytes: number | undefined

/** What a page is on this machine, told by our own memory in both units: 4 KiB, on some arm64 systems 16 or 64. */
function pageBytes(): number {
  if (knownPageBytes === undefined) {
    const pages = Number(readProc(`${process.pid}/statm`)?.split(' ')[1] ?? 0)
    const each = pages > 0 ? process.memoryUsage.rss() / pages : 4096
    knownPageBytes = 2 ** Math.round(Math.log2(each))
  }
  return knownPageBytes
}

/** Those that its main thread forked, as Node does. */
function childrenOf(pid: number): number[] {
  return (readProc(`${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number)
}

async function rssFromPs(pid: number): Promise<number | undefined> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,rss='], {
    env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
  })
  const rows = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([id = 0, parent = 0, kilobytes = 0]) => ({ id, parent, kilobytes }))
  const sum = (of: number): number =>
    rows.reduce((total, row) => {
      if (row.id === of) return total + row.kilobytes * 1024
      return row.parent === of && row.id !== of ? total + sum(row.id) : total
    }, 0)
  return rows.some((row) => row.id === pid) ? sum(pid) : undefined
}

/** Seconds of CPU that a process and everything it started have taken; undefined where that cannot be told. */
export function cpuSecondsOf(pid: number): number | undefined {
  const stat = readProc(`${pid}/stat`)
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // Linux counts in hundredths on every platform we run on; the last two are of children that have ended (proc(5)).
  const own = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]) / 100, 0)
  return childrenOf(pid).reduce((sum, child) => sum + (cpuSecondsOf(child) ?? 0), own)
}

function readProc(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

let boot: string | undefined
function bootId(): string {
  boot ??= readProc('sys/kernel/random/boot_id')?.trim().slice(0, 8) ?? ''
  return boot
}
