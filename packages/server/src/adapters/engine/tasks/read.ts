// Reads the pages of all files of a document, numbered through.

import { readError } from '@countersign/ocr/read-error'
import { createReader, type Reader } from '@countersign/ocr/reader'
import type { SourceFile } from '@countersign/ocr/source-file'
import type { Item, ReadTask } from '../protocol.ts'
import type { Tools } from './tools.ts'

let warm: Promise<Reader> | undefined

export async function* read(task: ReadTask, tools: Tools): AsyncGenerator<Item> {
  warm ??= createReader()
  const reader = await warm
  const shared = {
    limits: { maxPages: task.limits.maxPages, maxPixels: task.limits.maxPageMegapixels * 1_000_000 },
    ...(task.password !== null && { password: task.password }),
  }
  const wanted = (number: number) => (task.pages?.has(number) ?? true) && !task.done.has(number)
  const load = async (index: number): Promise<SourceFile> => ({
    bytes: await tools.load(index),
    contentType: task.files[index]?.contentType ?? '',
  })
  const counts = await countPages(task, async (index) => reader.countPages(await load(index), shared))
  let first = 1
  for (const [index, count] of counts.entries()) {
    if (hasWanted(first, count, wanted)) {
      const options = {
        ...shared,
        languages: task.languages,
        pages: wanted,
        firstPageNumber: first,
        signal: tools.signal,
      }
      for await (const { page, preview } of reader.read(await load(index), options))
        yield { head: { item: 'page', page }, bytes: preview }
    }
    first += count
  }
}

/** Before the first page is read, so that a flood of pages or a broken file costs no hour of reading first. */
async function countPages(
  { files, limits }: ReadTask,
  count: (index: number) => Promise<number>,
): Promise<number[]> {
  // A file alone is counted when it is read.
  if (files.length === 1) return [Number.POSITIVE_INFINITY]
  const counts: number[] = []
  for (const index of files.keys()) counts.push(await count(index))
  const sum = counts.reduce((total, pages) => total + pages, 0)
  if (sum <= limits.maxPages) return counts
  throw readError(
    'file.too_many_pages',
    `The files have ${sum} pages together; up to ${limits.maxPages} are read. Send them as several documents.`,
  )
}

function hasWanted(first: number, count: number, wanted: (number: number) => boolean): boolean {
  if (count === Number.POSITIVE_INFINITY) return true
  for (let number = first; number < first + count; number += 1) if (wanted(number)) return true
  return false
}
