// Reads the pages of a file in several processes, each sized to one core.
import { access, constants } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reader, ReadOptions } from '../reader.ts'
import { type FileInput, loadFile } from '../source-file.ts'
import { type Job, type Member, type MemberSettings, startMember } from './member.ts'
import { type SentOptions, type Source, sentOptions } from './protocol.ts'
import { spread, withSecondTry } from './spread.ts'

/** How many processes read, and what one may take. */
export type PoolOptions = {
  /** At most this many at a time; they are started when there is work. One per core unless told. */
  processes?: number
  /** Resident memory over which a process is killed, 1200 unless told (watched on Linux). */
  memoryMb?: number
  /** Time for one page, 120 seconds unless told. */
  pageSeconds?: number
  /** Path of an ONNX file that reads all lines; see `readRecogniserFile`. */
  recogniser?: string
}

/** A pool of processes that read; `pids` are those that are alive. */
export type Pool = Reader & { pids(): number[] }

/** Starts nothing yet. `close` ends all processes, and whatever they are reading. */
export function createPool(options: PoolOptions = {}): Pool {
  const { processes = availableParallelism(), memoryMb = 1200, pageSeconds = 120, recogniser } = options
  const lanes = Math.max(1, processes)
  const members = createMembers(lanes, { memoryMb, pageSeconds, recogniser })
  let files = 0
  const count = (source: Source, options: SentOptions, signal?: AbortSignal) =>
    withSecondTry(
      () => members.run({ task: { kind: 'count', source, options }, signal, onPage: () => undefined }),
      () => 'The file',
    )
  const sourceOf = (file: FileInput) => {
    files += 1
    return openSource(file, files)
  }
  return {
    async *read(file, options = {}) {
      const source = await sourceOf(file)
      try {
        const pages = await count(source, sentOptions(options), options.signal)
        yield* spread({ run: members.run, lanes, source, options }, numbersOf(pages, options))
      } finally {
        members.forgetFiles()
      }
    },
    countPages: async (file, options = {}) => count(await sourceOf(file), options),
    pids: members.pids,
    close: members.close,
  }
}

function numbersOf(count: number, { pages, firstPageNumber = 1 }: ReadOptions): number[] {
  const all = Array.from({ length: count }, (_, index0) => firstPageNumber + index0)
  return pages ? all.filter(pages) : all
}

/** A path is opened by each child for itself; what can be read only once is read here. */
async function openSource(file: FileInput, key: number): Promise<Source> {
  if (file instanceof URL || typeof file === 'string') {
    const path = file instanceof URL ? fileURLToPath(file) : resolve(file)
    // Here the system's own error reaches the caller whole.
    await access(path, constants.R_OK)
    return { key, path }
  }
  return { key, ...(await loadFile(file)) }
}

function createMembers(processes: number, ceiling: MemberSettings) {
  const alive = new Set<Member>()
  const idle: Member[] = []
  const waiting: (() => void)[] = []
  let free = processes
  let closed = false
  const take = async (): Promise<Member> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    if (closed) throw new Error('The reader is closed.')
    const warm = idle.pop()
    if (warm && !warm.spent()) return warm
    if (warm) await forget(warm)
    const member = startMember(ceiling)
    alive.add(member)
    return member
  }
  const forget = (member: Member) => {
    alive.delete(member)
    return member.stop()
  }
  const giveBack = (member: Member) => {
    if (member.spent()) void forget(member)
    else idle.push(member)
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return {
    forgetFiles() {
      for (const member of idle) member.forget()
    },
    async run(job: Job): Promise<number> {
      job.signal?.throwIfAborted()
      const member = await take()
      return member.run(job).finally(() => giveBack(member))
    },
    pids: () => [...alive].flatMap((member) => (member.spent() ? [] : (member.pid ?? []))),
    async close() {
      closed = true
      for (const wake of waiting.splice(0)) wake()
      await Promise.all([...alive].map(forget))
    },
  }
}
