// What a product that was treated badly may leave behind: processes, open and temporary files, blobs of nobody.
import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Document } from '@countersign/contract/document'
import { processTree } from '../processes.ts'
import type { Product } from '../product.ts'
import { atRest } from './documents.ts'

export type Traces = {
  /** Erases every document and says, a sentence each, what is there that was not before. */
  whatIsLeft(): Promise<string[]>
}

type Standing = { processes: Map<string, number[]>; openFiles: Map<number, number>; temporary: string[] }

const patienceMs = 60_000
/** Connections of the pool, the log, a request under way. */
const openFilesAllowed = 60
const readersAtMost = 2
const kept = ['up', 'serve', 'work'] as const

export async function tracesOf(product: Product): Promise<Traces> {
  const before = standing(product)
  return {
    async whatIsLeft() {
      const settled = await untilAtRest(product)
      await eraseAll(product)
      const deadline = performance.now() + patienceMs
      const look = () => compare(product, before, settled)
      let left = await look()
      while (left.length > 0 && performance.now() < deadline) {
        await sleep(500)
        left = await look()
      }
      return left
    },
  }
}

/** Readers that were killed or died over a file, as the log tells. */
export async function countLostReaders({ folder }: Product): Promise<number> {
  const log = await readFile(join(folder, 'bench.log'), 'utf8').catch(() => '')
  return log.split('"msg":"a reader was lost"').length - 1
}

function standing({ pid, temporary }: Product): Standing {
  const tree = processTree(pid)
  const processes = Map.groupBy(tree, ({ role }) => role)
  return {
    processes: new Map([...processes].map(([role, members]) => [role, members.map((one) => one.pid)])),
    openFiles: new Map(tree.map((one) => [one.pid, openFilesOf(one.pid)])),
    temporary: readdirSync(temporary),
  }
}

function openFilesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

async function compare(product: Product, before: Standing, settled: boolean): Promise<string[]> {
  const now = standing(product)
  const pids = (of: Standing, role: string) => (of.processes.get(role) ?? []).join(', ')
  const restarted = kept.filter((role) => pids(now, role) !== pids(before, role))
  const readers = now.processes.get('reader') ?? []
  const zombies = zombiesUnder(now)
  const files = [...now.openFiles].filter(([pid, count]) => {
    const first = before.openFiles.get(pid)
    return first !== undefined && count > first + openFilesAllowed
  })
  const temporary = now.temporary.filter((name) => !before.temporary.includes(name))
  // What a stage wrote for a document that was erased under it is unreadable, and swept within a day.
  const blobs = settled ? await filesUnder(join(product.folder, 'blobs')) : 0
  return [
    ...restarted.map((role) => `the process "${role}" was started again`),
    ...(readers.length > readersAtMost ? [`${readers.length} readers are alive`] : []),
    ...(zombies > 0 ? [`${zombies} ended processes were not waited for`] : []),
    ...files.map(([pid, count]) => `process ${pid} holds ${count} open files`),
    ...temporary.map((name) => `the temporary file ${name}`),
    ...(blobs > 0 ? [`${blobs} blobs after every document was erased`] : []),
  ]
}

const zombiesUnder = ({ openFiles }: Standing): number =>
  [...openFiles.keys()].filter((pid) => {
    try {
      return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return false
    }
  }).length

async function filesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).length
}

type Listed = { items: Document[]; nextCursor: string | null }

async function* allDocuments({ api }: Product): AsyncGenerator<Document> {
  for (let cursor = ''; ; ) {
    const page = await api.get<Listed>(`/v1/documents?limit=200${cursor}`)
    yield* page.items
    if (page.nextCursor === null) return
    cursor = `&cursor=${page.nextCursor}`
  }
}

/** Also those whose sender went away before the answer. */
async function untilAtRest(product: Product): Promise<boolean> {
  const deadline = performance.now() + 2 * patienceMs
  for (;;) {
    const moving = (await Array.fromAsync(allDocuments(product))).filter(({ state }) => !atRest.has(state))
    if (moving.length === 0) return true
    if (performance.now() > deadline) return false
    await sleep(500)
  }
}

async function eraseAll(product: Product): Promise<void> {
  const { api } = product
  for (const { id, state } of await Array.fromAsync(allDocuments(product)))
    if (state !== 'erased')
      await fetch(`${api.url}/v1/documents/${id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${api.key}` },
      })
}
