// What the operating system knows: who started whom, and who is still there (Linux, proc(5)).
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** `startedAt` tells a process from a later one with the same id. */
export type Seen = { pid: number; parent: number; startedAt: string; command: string }

function readProc(name: string): string | undefined {
  try {
    return readFileSync(`/proc/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

function look(pid: number): Seen | undefined {
  const stat = readProc(`${pid}/stat`)
  if (stat === undefined) return undefined
  // The name in parentheses may itself hold spaces and parentheses, so count from the last one.
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  const command = (readProc(`${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim()
  return { pid, parent: Number(parent), startedAt: rest[17] ?? '', command }
}

const everybody = (): Seen[] =>
  readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (look(Number(name)) ?? []) : []))

/** Those with `text` on their command line, such as the name of a folder. */
export const processesNaming = (text: string): Seen[] =>
  everybody().filter(({ command }) => command.includes(text))

/** The process and everything it started, directly or not. */
export function family(root: number): Seen[] {
  const all = everybody()
  const members = all.filter(({ pid }) => pid === root)
  for (const { pid } of members) members.push(...all.filter(({ parent }) => parent === pid))
  return members
}

const stillThere = ({ pid, startedAt }: Seen): boolean => look(pid)?.startedAt === startedAt

/** Those still running when `patienceMs` is over. */
export async function survivors(seen: readonly Seen[], patienceMs: number): Promise<Seen[]> {
  const deadline = performance.now() + patienceMs
  let left = seen.filter(stillThere)
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(100)
    left = left.filter(stillThere)
  }
  return left
}
