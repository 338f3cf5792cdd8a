// The process that touches the bytes of other people. It may be killed at any time and holds nothing worth keeping.
import { liveAsChild } from '../../platform/child.ts'
import type { FromChild, Item, Task, ToChild } from './protocol.ts'
import { attachments } from './tasks/attachments.ts'
import { keyFile } from './tasks/key-file.ts'
import { messages, picture, survey } from './tasks/pages.ts'
import { archive, prepare } from './tasks/prepare.ts'
import { read } from './tasks/read.ts'
import { searchable } from './tasks/searchable.ts'
import type { Tools } from './tasks/tools.ts'
import { verify } from './tasks/verify.ts'

type Running = {
  cancel: AbortController
  wanted: number
  /** Pages that were asked for and not begun. */
  pages: (number | null)[]
  onWanted: () => void
  onChunk: (bytes: Uint8Array | null) => void
}

const partBytes = 1024 * 1024
let running: Running | undefined

liveAsChild()
process.on('message', (message: ToChild) => {
  // Only the channel itself can fail here: nobody is left to work for.
  if (message.type === 'task') return void run(message.task).catch(() => process.exit())
  if (message.type === 'abort') running?.cancel.abort()
  if (message.type === 'chunk') running?.onChunk(message.bytes)
  if (message.type !== 'next' || !running) return
  running.wanted += 1
  if (message.page !== undefined) running.pages.push(message.page)
  running.onWanted()
})
// `liveAsChild` lets a process go that has nothing left to do; this one waits for work.
process.channel?.ref()

async function run(task: Task): Promise<void> {
  const nobody = () => undefined
  const cancel = new AbortController()
  const now: Running = { cancel, wanted: 0, pages: [], onWanted: nobody, onChunk: nobody }
  running = now
  let last: FromChild = { type: 'finished' }
  try {
    for await (const item of itemsOf(task, toolsOf(now, task))) await handOver(now, item)
  } catch (error) {
    last = failed(error)
  }
  running = undefined
  await say(last)
}

function itemsOf(task: Task, tools: Tools): AsyncGenerator<Item> {
  if (task.kind === 'read') return read(task, tools)
  if (task.kind === 'verify') return verify(task, tools)
  if (task.kind === 'searchable') return searchable(task, tools)
  if (task.kind === 'attachments') return attachments(task, tools)
  if (task.kind === 'survey') return survey(task, tools)
  if (task.kind === 'picture') return picture(task, tools)
  if (task.kind === 'messages') return messages(task, tools)
  if (task.kind === 'keyFile') return keyFile(task, tools)
  return task.kind === 'archive' ? archive(task, tools) : prepare(task, tools)
}

async function handOver(now: Running, { head, bytes }: Item): Promise<void> {
  while (now.wanted === 0) await toBeAsked(now)
  now.wanted -= 1
  for (let at = 0; at < bytes.length; at += partBytes)
    await say({ type: 'part', bytes: bytes.subarray(at, at + partBytes) })
  await say({ type: 'item', head })
}

async function toBeAsked(now: Running): Promise<void> {
  const { signal } = now.cancel
  signal.throwIfAborted()
  const asked = Promise.withResolvers<void>()
  now.onWanted = asked.resolve
  const leave = () => asked.resolve()
  signal.addEventListener('abort', leave, { once: true })
  await asked.promise.finally(() => signal.removeEventListener('abort', leave))
}

function toolsOf(now: Running, { files }: Task): Tools {
  const { signal } = now.cancel
  const pull = (file: number, begin: boolean) =>
    new Promise<Uint8Array | null>((resolve, reject) => {
      signal.throwIfAborted()
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      now.onChunk = resolve
      say({ type: 'pull', file, begin }).catch(reject)
    })
  return {
    signal,
    async nextPage() {
      while (now.pages.length === 0) await toBeAsked(now)
      return now.pages.shift() ?? null
    },
    async load(file) {
      const expected = files[file]?.bytes ?? 0
      const all = new Uint8Array(expected)
      let filled = 0
      for (let chunk = await pull(file, true); chunk; chunk = await pull(file, false)) {
        all.set(chunk, filled)
        filled += chunk.length
      }
      if (filled !== expected)
        throw new Error(`file ${file} has ${filled} bytes instead of the ${expected} announced`)
      return all
    },
  }
}

/** Resolves when the channel has taken the message, so that a slow parent slows us down. */
const say = (message: FromChild): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()))
  })

function failed(error: unknown): FromChild {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const code = error instanceof Error && 'code' in error ? String(error.code) : null
  return { type: 'failed', code, message, stack: stack ?? message }
}
