// Runs what parses hostile objects in a thread of its own, with limits on memory and time: @libpdf/core loops
// forever on a stray ")" in a dictionary (0.4.2), and a loop that eats the heap would take the whole process along.
import { Worker } from 'node:worker_threads'
import { failure } from './failure.ts'
import type { Tasks } from './isolate-worker.ts'

/** What goes in and comes out is structured-cloned, but for memory that is `given`: that moves into the thread. */
export type TaskRequest = { task: keyof Tasks; input: unknown }
type Given = { given?: ArrayBuffer[] }
export type TaskReply = { output: unknown } | { error: { message: string; code: string | undefined } }

const heapMegabytes = 512
const timeLimitMs = 60_000

let worker: Worker | undefined
let queue: Promise<unknown> = Promise.resolve()

/**
 * Runs a task in the thread, one at a time. Rejects with the task's own error, or with `pdf.damaged` where the
 * file used up its memory or its minute.
 */
export function isolated<K extends keyof Tasks>(
  task: K,
  input: Parameters<Tasks[K]>[0],
  { given = [] }: Given = {},
): Promise<Awaited<ReturnType<Tasks[K]>>> {
  const result = queue.then(() => runInWorker({ task, input }, given))
  queue = result.catch(() => undefined)
  return result as Promise<Awaited<ReturnType<Tasks[K]>>>
}

function runInWorker(request: TaskRequest, given: ArrayBuffer[]): Promise<unknown> {
  const thread = worker ?? startWorker()
  worker = thread
  thread.ref()
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      thread.off('message', answered).off('exit', lost).off('error', lost)
      thread.unref()
    }
    const answered = (reply: TaskReply) => {
      done()
      if ('output' in reply) resolve(reply.output)
      else reject(errorOf(reply.error))
    }
    const lost = (cause?: unknown) => {
      done()
      worker = undefined
      thread.on('error', () => undefined) // what it says while it ends is of no interest any more
      void thread.terminate()
      const why = 'The PDF is damaged: reading it took too much memory or time.'
      reject(failure('pdf.damaged', why, cause))
    }
    const timer = setTimeout(lost, timeLimitMs)
    thread.on('message', answered).on('exit', lost).on('error', lost)
    thread.postMessage(request, given)
  })
}

function startWorker(): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const url = new URL(`./isolate-worker.${extension}`, import.meta.url)
  return new Worker(url, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } })
}

function errorOf({ message, code }: { message: string; code: string | undefined }): Error {
  return code === undefined ? new Error(message) : failure(code, message)
}
