// Pages of one file over several readers: in batches that grow where pages are quick.
import type { ReadPage } from '../page.ts'
import { readError } from '../read-error.ts'
import type { ReadOptions } from '../reader.ts'
import { isCrash, type Job } from './member.ts'
import { type Source, sentOptions } from './protocol.ts'

/** `run` gives a job to one of the readers; `lanes` of them work on this file at a time. */
export type Spread = {
  run(job: Job): Promise<unknown>
  lanes: number
  source: Source
  options: ReadOptions
}

/** Long enough that opening the file again does not matter, short enough that all lanes end together. */
const batchMs = 500
const mostPerBatch = 16
/** Finished pages that may wait for one before them, or for whoever takes them, per lane. */
const waitingPerLane = 16

/** Yields the pages with these numbers. Fails like `Reader.read`, after the pages that come before. */
export async function* spread(work: Spread, numbers: readonly number[]): AsyncGenerator<ReadPage> {
  const cancel = new AbortController()
  const given = work.options.signal
  const signal = given ? AbortSignal.any([given, cancel.signal]) : cancel.signal
  const desk = createDesk(numbers, Math.min(work.lanes, numbers.length))
  const all = desk.open((batch) => readBatch(work, { batch, signal, put: desk.put }))
  try {
    for (const number of numbers) yield await desk.take(work.options.order === 'finished' ? null : number)
  } finally {
    cancel.abort()
    await all
  }
}

type Batch = { batch: readonly number[]; signal: AbortSignal; put(page: ReadPage): void }

async function readBatch({ run, source, options }: Spread, { batch, signal, put }: Batch): Promise<void> {
  const left = new Set(batch)
  const onPage = (page: ReadPage) => {
    left.delete(page.page.number)
    put(page)
  }
  await withSecondTry(
    () => {
      const task = { kind: 'read', source, options: sentOptions(options), numbers: [...left] } as const
      return run({ task, signal, onPage })
    },
    () => `Page ${[...left][0]}`,
  )
}

/**
 * A reader may fall over what it is given, or over what came before: one more is tried. `what` it is at tells whether
 * it fell over the same thing again.
 */
export async function withSecondTry<T>(work: () => Promise<T>, what: () => string): Promise<T> {
  let fallenOver: string | undefined
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isCrash(error)) throw error
      if (fallenOver === what()) throw tooHeavy(fallenOver, error)
      fallenOver = what()
    }
  }
}

const tooHeavy = (what: string, cause: Error) =>
  readError(
    'file.too_heavy',
    `${what} could not be read: ${cause.message}. Scan it at 300 dpi, or print it to a new PDF, and send that.`,
    cause,
  )

/** Where lanes fetch what is to do and put what is done, and somebody waits for it. */
function createDesk(numbers: readonly number[], lanes: number) {
  const queue = [...numbers]
  const arrived = new Map<number, ReadPage>()
  let failure: { error: unknown } | undefined
  let ended = false
  let news = Promise.withResolvers<void>()
  const tell = () => {
    news.resolve()
    news = Promise.withResolvers()
  }
  const lane = async (read: (batch: readonly number[]) => Promise<void>) => {
    let size = 1
    while (queue.length > 0 && !failure) {
      if (arrived.size >= waitingPerLane * lanes) {
        await news.promise
        continue
      }
      const batch = queue.splice(0, Math.min(size, Math.ceil(queue.length / lanes)))
      const begun = performance.now()
      await read(batch)
      const msPerPage = (performance.now() - begun) / batch.length
      size = Math.max(1, Math.min(mostPerBatch, Math.round(batchMs / msPerPage)))
    }
  }
  return {
    put(page: ReadPage) {
      arrived.set(page.page.number, page)
      tell()
    },
    /** The page with this number, or with null any, as soon as it is there. */
    async take(number: number | null): Promise<ReadPage> {
      for (;;) {
        const key = number ?? arrived.keys().next().value
        const page = key === undefined ? undefined : arrived.get(key)
        if (page) {
          arrived.delete(page.page.number)
          tell()
          return page
        }
        if (ended) throw failure ? failure.error : new Error('A page was lost on its way.')
        await news.promise
      }
    },
    async open(read: (batch: readonly number[]) => Promise<void>): Promise<void> {
      const failed = (error: unknown) => {
        failure ??= { error }
        tell()
      }
      await Promise.all(Array.from({ length: lanes }, () => lane(read).catch(failed)))
      ended = true
      tell()
    },
  }
}
