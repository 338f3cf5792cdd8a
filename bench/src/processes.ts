// CPU and memory of the product, process by process, as the kernel counts them (proc(5)).
import { readdirSync, readFileSync } from 'node:fs'
import { setInterval } from 'node:timers'

export const roles = ['serve', 'work', 'reader', 'postgres', 'up'] as const
export type Role = (typeof roles)[number]
/** Milliseconds of CPU, in user and kernel mode. */
export type Cpu = Record<Role, number>

type Process = {
  pid: number
  parent: number
  role: Role
  /** The command line; a backend of the database says there what it is doing. */
  title: string
  ownMs: number
  /** Of its children that have ended. */
  reapedMs: number
  rssBytes: number
  /** Of it, what the process shares with others: buffers of the database, counted in each that has touched them. */
  sharedBytes: number
  peakRssBytes: number
}

/** Linux counts in ticks of a hundredth of a second on every platform we run on. */
const tickMs = 10

const readProc = (name: string): string | null => {
  try {
    return readFileSync(`/proc/${name}`, 'utf8')
  } catch {
    return null
  }
}

/** Null where it is gone, or where there is no /proc. */
export function readProcess(pid: number): Process | null {
  const stat = readProc(`${pid}/stat`)
  if (stat === null) return null
  // The name may hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = (...at: number[]) => at.reduce((total, index) => total + Number(fields[index]) * tickMs, 0)
  const status = readProc(`${pid}/status`) ?? ''
  const commandLine = readProc(`${pid}/cmdline`) ?? ''
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024
  return {
    pid,
    parent: Number(fields[1]),
    role: roleOf(commandLine),
    title: commandLine.replaceAll('\0', ' '),
    ownMs: ticks(11, 12),
    reapedMs: ticks(13, 14),
    rssBytes: bytes('VmRSS'),
    sharedBytes: bytes('RssShmem'),
    peakRssBytes: bytes('VmHWM'),
  }
}

export function roleOf(commandLine: string): Role {
  const words = commandLine.split('\0').filter((word) => word !== '')
  const script = words.find((word) => word.endsWith('.ts')) ?? ''
  if (script.endsWith('roles/role.ts')) return words.at(-1) === 'serve' ? 'serve' : 'work'
  if (script.endsWith('engine/child.ts')) return 'reader'
  return script === '' ? 'postgres' : 'up'
}

/** How many files, sockets and pipes it holds open; 0 once it is gone. */
export function openFiles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

/** A process and everything that descends from it. */
export function processTree(root: number): Process[] {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return []
  }
  const all = names.filter((name) => /^\d+$/.test(name)).flatMap((name) => readProcess(Number(name)) ?? [])
  const members = new Set([root])
  for (let grown = true; grown; ) {
    const before = members.size
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid)
    grown = members.size > before
  }
  return all.filter(({ pid }) => members.has(pid))
}

/** What ended in between is not lost: a child's CPU passes to the process that waited for it. */
export function cpuByRole(root: number): Cpu {
  const cpu: Cpu = { serve: 0, work: 0, reader: 0, postgres: 0, up: 0 }
  for (const { role, ownMs, reapedMs } of processTree(root)) {
    cpu[role] += ownMs
    // Only readers end under `work`, only parts of the database elsewhere.
    cpu[role === 'work' || role === 'reader' ? 'reader' : 'postgres'] += reapedMs
  }
  return cpu
}

export const cpuSince = (before: Cpu, now: Cpu): Cpu =>
  Object.fromEntries(roles.map((role) => [role, now[role] - before[role]])) as Cpu

export type Peak = { role: Role; processes: number; largestBytes: number; togetherBytes: number }

/** Looks at memory four times a second until stopped. */
export function watchMemory(root: number): { stop(): Peak[] } {
  const peaks = new Map<Role, Peak>()
  const look = () => {
    const now = Map.groupBy(processTree(root), ({ role }) => role)
    for (const [role, members] of now) {
      const known = peaks.get(role) ?? { role, processes: 0, largestBytes: 0, togetherBytes: 0 }
      const together = members.reduce((total, { rssBytes }) => total + rssBytes, 0)
      peaks.set(role, {
        role,
        processes: Math.max(known.processes, members.length),
        largestBytes: Math.max(known.largestBytes, ...members.map(({ peakRssBytes }) => peakRssBytes)),
        togetherBytes: Math.max(known.togetherBytes, together),
      })
    }
  }
  const timer = setInterval(look, 250)
  return {
    stop() {
      clearInterval(timer)
      return [...peaks.values()]
    },
  }
}
