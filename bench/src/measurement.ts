// What a measurement is given and what it hands back.
import type { Table } from './table.ts'

export type Report = {
  tables: Table[]
  /** How it was measured, and what to think of when reading the figures. */
  notes: string[]
  /** For programs: what the tables round or leave out. */
  figures: Record<string, unknown>
  /** What must always hold and did not, a sentence each: the command fails then. */
  broken?: string[]
}

export type Context = {
  /** Fewer repetitions: all measurements within two minutes. */
  quick: boolean
  /** Folder with groups of real documents, or null. */
  data: string | null
  /** How many documents a long run sends, or null for its own number. */
  documents: number | null
  /** Where engines to compare with are installed and their answers are kept; null: only ours is measured. */
  peers: string | null
  /** A line of progress, for a person who waits. */
  say(line: string): void
  /** Runs `work` once for all measurements that share its result. */
  once<T>(name: string, work: () => Promise<T>): Promise<T>
}

export type Measurement = {
  name: string
  summary: string
  /** Takes so long that it runs only when it is named. */
  long?: true
  /** Null where it cannot be measured here; the reason was said. */
  run(context: Context): Promise<Report | null>
}

export function createContext(options: Omit<Context, 'once'>): Context {
  const shared = new Map<string, Promise<unknown>>()
  return {
    ...options,
    once<T>(name: string, work: () => Promise<T>): Promise<T> {
      const known = shared.get(name) ?? work()
      shared.set(name, known)
      return known as Promise<T>
    },
  }
}
