// What a pool and its child processes say to each other, over the channel that Node gives a forked process.
import type { ReadPage } from '../page.ts'
import type { ReadErrorCode } from '../read-error.ts'
import type { ReadOptions } from '../reader.ts'

/** A file the child opens itself, or its bytes. `key` tells it from the one before. */
export type Source = { key: number } & ({ path: string } | { bytes: Uint8Array; contentType: string })

/** Options without what cannot be sent. */
export type SentOptions = Omit<ReadOptions, 'pages' | 'signal' | 'order'>

export function sentOptions(given: ReadOptions): SentOptions {
  const { pages: _pages, signal: _signal, order: _order, ...options } = given
  return options
}

export type Task = { source: Source | { key: number }; options: SentOptions } & (
  | { kind: 'count' }
  | { kind: 'read'; numbers: readonly number[] }
)

export type ToChild = { type: 'task'; task: Task } | { type: 'abort' } | { type: 'forget' }

export type FromChild =
  | { type: 'count'; pages: number }
  | { type: 'page'; page: ReadPage }
  | { type: 'done'; rss: number }
  | { type: 'failed'; message: string; code: ReadErrorCode | null; stack: string }
