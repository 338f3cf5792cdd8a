// A process of the pool: it parses what strangers send, may be killed at any time and holds nothing worth keeping.
import { Worker } from 'node:worker_threads'
import { isReadError } from '../read-error.ts'
import { createLocalReader, type LocalReader, type OpenFile } from '../reader.ts'
import type { FromChild, Source, Task, ToChild } from './protocol.ts'

const [, , recogniser] = process.argv
let reader: Promise<LocalReader> | undefined
let file: { key: number; open: OpenFile; first: number } | undefined
let cancel = new AbortController()

process.on('message', (message: ToChild) => {
  if (message.type === 'abort') cancel.abort()
  else if (message.type === 'forget') forget()
  // Only the channel itself can fail here: nobody is left to work for.
  else run(message.task).catch(() => process.exit())
})
process.on('disconnect', () => process.exit())
// Ctrl-C reaches every process of a terminal; the parent decides what it means.
process.on('SIGINT', () => undefined)
watchParent()

async function run(task: Task): Promise<void> {
  try {
    await work(task)
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    const code = isReadError(error) ? error.code : null
    return say({ type: 'failed', message, code, stack: stack ?? message })
  }
  await say({ type: 'done', rss: process.memoryUsage.rss() })
}

async function work(task: Task): Promise<void> {
  const { open, first } = await openFor(task)
  if (task.kind === 'count') return say({ type: 'count', pages: open.pageCount })
  for (const number of task.numbers) {
    cancel.signal.throwIfAborted()
    await say({ type: 'page', page: await open.read(number - first) })
  }
}

/** A file stays open from task to task, until another comes or it is forgotten. */
async function openFor({ source, options }: Task) {
  if (file?.key === source.key && !cancel.signal.aborted) return file
  forget()
  cancel = new AbortController()
  reader ??= createLocalReader(recogniser === undefined ? {} : { recogniser })
  const { key, ...rest } = source as Source
  const open = await (await reader).open('path' in rest ? rest.path : rest, {
    ...options,
    signal: cancel.signal,
  })
  file = { key, open, first: options.firstPageNumber ?? 1 }
  return file
}

function forget(): void {
  file?.open.close()
  file = undefined
}

/** Resolves when the channel has taken the message, so that a slow parent slows us down. */
const say = (message: FromChild): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()))
  })

/** From a thread: a file that keeps WebAssembly busy for ever also keeps `disconnect` from being seen. */
function watchParent(): void {
  const code = `const parent = ${process.ppid}
    setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000)`
  const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, codeRangeSizeMb: 4 }
  new Worker(code, { eval: true, resourceLimits, env: {} }).unref()
}
