// `countersign process`: sends files, follows them to the end, shows what was found and writes the results.
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { Document } from '@countersign/contract/document'
import type { Extraction } from '@countersign/contract/extraction'
import type { Client } from './server/client.ts'
import { fieldTable, progressLine } from './show.ts'

export type Order = {
  files: readonly string[]
  out?: string | undefined
  workflow?: string | undefined
  languages?: string | undefined
  password?: string | undefined
  json: boolean
  print(line: string): void
}

export type Result = {
  file: string
  document: Document | null
  extraction: Extraction | null
  written: string[]
  error: string | null
}

const atRest = new Set(['in_review', 'completed', 'rejected', 'failed', 'split', 'erased'])
const stages: Record<string, string> = {
  'document.received': 'received',
  'document.read': 'read',
  'document.understood': 'understood',
  'document.validated': 'validated',
  'document.held': 'held for review',
  'document.approval_asked': 'waits for approval',
  'document.approved': 'approved',
  'document.sealed': 'sealed',
  'document.completed': 'completed',
  'document.failed': 'failed',
}

async function send(client: Client, file: string, order: Order): Promise<Document> {
  const info = await stat(file).catch(() => null)
  if (!info?.isFile()) throw new Error(`${file} is not a file that can be read.`)
  const headers = order.password === undefined ? {} : { 'countersign-password': order.password }
  return client.upload(file, { workflow: order.workflow, languages: order.languages }, headers)
}

/** A line for each stage as it is reached; ends when nothing more happens by itself. */
async function follow(
  client: Client,
  { file, document }: { file: string; document: Document },
  print: (line: string) => void,
): Promise<Document> {
  let cursor: string | undefined
  let last = ''
  for (;;) {
    const page = await client.events({ subject: document.id, wait: 20, ...(cursor ? { cursor } : {}) })
    cursor = page.nextCursor
    for (const event of page.items)
      print(progressLine(basename(file), stages[event.type] ?? event.type, event.data))
    last = page.items.at(-1)?.type ?? last
    const now = await client.document(document.id)
    const rests = atRest.has(now.state) || (now.state === 'validated' && /\.(?:approval|task)_/.test(last))
    if (rests && (page.items.length === 0 || page.items.some((event) => event.version === now.version)))
      return now
  }
}

async function write(
  client: Client,
  {
    document,
    file,
    extraction,
    out,
  }: { document: Document; file: string; extraction: Extraction | null; out: string | undefined },
): Promise<string[]> {
  const folder = out ?? dirname(file)
  await mkdir(folder, { recursive: true })
  const name = basename(file, extname(file))
  const written: string[] = []
  const save = async (ending: string, bytes: Uint8Array | string) => {
    const path = join(folder, `${name}${ending}`)
    await writeFile(path, bytes)
    written.push(path)
  }
  const { artifacts } = document.links
  if (artifacts.sealed) await save('.sealed.pdf', await client.bytes(artifacts.sealed))
  else if (artifacts.searchable) await save('.searchable.pdf', await client.bytes(artifacts.searchable))
  if (extraction) await save('.extraction.json', `${JSON.stringify(extraction, null, 2)}\n`)
  if (artifacts.evidence) await save('.evidence.json', await client.bytes(artifacts.evidence))
  return written
}

async function processOne(client: Client, file: string, order: Order): Promise<Result> {
  const print = order.json ? () => {} : order.print
  try {
    const received = await send(client, file, order)
    const document = await follow(client, { file, document: received }, print)
    const extraction = await client.extraction(document.id)
    const written = await write(client, { document, file, extraction, out: order.out })
    return { file, document, extraction, written, error: document.failure?.detail ?? null }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    print(progressLine(basename(file), 'not taken in', { problem: message }))
    return { file, document: null, extraction: null, written: [], error: message }
  }
}

/** Files go side by side, a few at a time; results are shown in the order of the command line. */
export async function processFiles(client: Client, order: Order): Promise<Result[]> {
  const results: Result[] = new Array(order.files.length)
  const waiting = [...order.files.entries()]
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      results[next[0]] = await processOne(client, next[1], order)
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  if (order.json) order.print(JSON.stringify(results, null, 2))
  else for (const result of results) order.print(fieldTable(result, client.url))
  return results
}
