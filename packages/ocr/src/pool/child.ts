// A process of the pool: it parses what strangers send, may be killed at any time and holds nothing worth keeping.
import { Worker } from 'node:worker_threads'
import { isReadError } from '../read-error.ts'
import { createReader, type Reader } from '../reader.ts'
import { loadFile, type SourceFile } from '../source-file.ts'
import type { FromChild, Source, Task, ToChild } from './protocol.ts'

let reader: Promise<Reader> | undefined
let file: { key: number; source: SourceFile } | undefined
let cancel = new AbortController()

process.on('message', (message: ToChild) => {
  if (message.type === 'abort') return cancel.abort()
  if (message.type === 'forget') {
    file = undefined
    return
  }
  // Only the channel itself can fail here: nobody is left to work for.
  run(message.task).catch(() => process.exit())
})
process.on('disconnect', () => process.exit())
// Ctrl-C reaches every process of a terminal; the parent decides what it means.
process.on('SIGINT', () => undefined)
watchParent()

async function run(task: Task): Promise<void> {
  cancel = new AbortController()
  try {
    await work(task)
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    const code = isReadError(error) ? error.code : null
    return say({ type: 'failed', message, code, stack: stack ?? message })
  }
  await say({ type: 'done', rss: process.memoryUsage.rss() })
}

async function work({ source, options, ...task }: Task): Promise<void> {
  if (file?.key !== source.key) file = undefined
  file ??= { key: source.key, source: await load(source as Source) }
  reader ??= createReader()
  const ready = await reader
  if (task.kind === 'count')
    return say({ type: 'count', pages: await ready.countPages(file.source, options) })
  const numbers = new Set(task.numbers)
  const { signal } = cancel
  for await (const page of ready.read(file.source, { ...options, pages: (n) => numbers.has(n), signal }))
    await say({ type: 'page', page })
}

const load = async (source: Source): Promise<SourceFile> => loadFile('path' in source ? source.path : source)

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
