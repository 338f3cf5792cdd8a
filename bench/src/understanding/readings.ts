// The pages of each document, read by our reader once: what was read is kept until the reader itself changes.
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@countersign/contract/layout'
import { createReader, type Reader } from '@countersign/ocr/reader'
import { inLanes } from '../api.ts'
import type { Subject } from './documents.ts'

export type Reading = { subject: Subject; pages: Page[]; error: string | null }

type Asking = { keep: string | null; say(line: string): void }

/** Two processes read, several documents at a time. */
export async function readAll(subjects: readonly Subject[], { keep, say }: Asking): Promise<Reading[]> {
  const version = await readerVersion()
  const folder = keep === null ? null : join(keep, 'readings')
  if (folder !== null) await mkdir(folder, { recursive: true })
  // Started when the first document was not kept.
  let reader: Promise<Reader> | null = null
  const start = () => {
    reader ??= createReader({ processes: 2 })
    return reader
  }
  let done = 0
  try {
    return await inLanes([...subjects], 2, async (subject) => {
      const reading = await readKept(start, subject, { folder, version })
      done += 1
      if (done % 20 === 0) say(`${done} of ${subjects.length} read`)
      return reading
    })
  } finally {
    await (await (reader as Promise<Reader> | null))?.close()
  }
}

async function readKept(
  start: () => Promise<Reader>,
  subject: Subject,
  { folder, version }: { folder: string | null; version: string },
): Promise<Reading> {
  const files = await subject.files()
  const key = createHash('sha256')
    .update(version)
    .update(subject.language ?? '')
  for (const { bytes } of files) key.update(bytes)
  const path = folder === null ? null : join(folder, `${key.digest('hex')}.json`)
  const known = path === null ? null : await readFile(path, 'utf8').catch(() => null)
  if (known !== null) return { subject, pages: JSON.parse(known) as Page[], error: null }
  const pages: Page[] = []
  try {
    const reader = await start()
    for (const file of files) {
      const options = { firstPageNumber: pages.length + 1, preview: false, order: 'page' as const }
      for await (const { page } of reader.read(file, options)) pages.push(page)
    }
  } catch (error) {
    return { subject, pages, error: error instanceof Error ? error.message : String(error) }
  }
  if (path !== null) await writeFile(path, JSON.stringify(pages))
  return { subject, pages, error: null }
}

/** Every line of code that reading is made of. */
async function readerVersion(): Promise<string> {
  const root = fileURLToPath(new URL('../../../packages', import.meta.url))
  const files = globSync(['ocr/src/**/*.ts', 'pdf/src/**/*.ts', 'contract/src/layout.ts'], {
    cwd: root,
  }).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(await readFile(join(root, file)))
  return hash.digest('hex')
}
