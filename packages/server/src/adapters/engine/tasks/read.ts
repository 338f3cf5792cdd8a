// Reads those pages that are asked for; the pages of all files of a document are numbered through.
import { readError } from '@countersign/ocr/read-error'
import { createLocalReader, type LocalReader, type OpenFile } from '@countersign/ocr/reader'
import type { SourceFile } from '@countersign/ocr/source-file'
import type { Item, ReadTask } from '../protocol.ts'
import { readable } from './e-invoice-pages.ts'
import type { Tools } from './tools.ts'

type Opened = { file: OpenFile; index: number }
type Desk = { task: ReadTask; tools: Tools; reader: LocalReader }

let warm: Promise<LocalReader> | undefined

export async function* read(task: ReadTask, tools: Tools): AsyncGenerator<Item> {
  warm ??= createLocalReader(task.recogniser === null ? {} : { recogniser: task.recogniser })
  const desk = { task, tools, reader: await warm }
  let open: Opened | null = null
  try {
    let counts = task.counts ?? (task.files.length > 1 ? await countPages(desk) : null)
    if (!counts) {
      // A file alone is counted when it is opened.
      open = { index: 0, file: await openFile(desk, 0, 1) }
      counts = [open.file.pageCount]
    }
    yield { head: { item: 'opened', counts: [...counts] }, bytes: new Uint8Array() }
    for (let number = await tools.nextPage(); number !== null; number = await tools.nextPage()) {
      const { index, first } = placeOf(counts, number)
      if (open?.index !== index) {
        open?.file.close()
        open = null
        open = { index, file: await openFile(desk, index, first) }
      }
      const { page, preview } = await open.file.read(number - first)
      yield { head: { item: 'page', page }, bytes: preview }
    }
  } finally {
    open?.file.close()
  }
}

const optionsOf = ({ limits, password }: ReadTask) => ({
  limits: { maxPages: limits.maxPages, maxPixels: limits.maxPageMegapixels * 1_000_000 },
  ...(password !== null && { password }),
})

const load = async ({ task, tools }: Desk, index: number): Promise<SourceFile> => ({
  bytes: await readable(await tools.load(index)),
  contentType: task.files[index]?.contentType ?? '',
})

const openFile = async (desk: Desk, index: number, firstPageNumber: number): Promise<OpenFile> =>
  desk.reader.open(await load(desk, index), {
    ...optionsOf(desk.task),
    languages: desk.task.languages,
    firstPageNumber,
    signal: desk.tools.signal,
  })

/** The file that has the page with this number, and the number of that file's first page. */
function placeOf(counts: readonly number[], number: number): { index: number; first: number } {
  let first = 1
  for (const [index, count] of counts.entries()) {
    if (number < first + count) return { index, first }
    first += count
  }
  throw new RangeError(`there is no page ${number}`)
}

/** Before the first page is read, so that a flood of pages or a broken file costs no hour of reading first. */
async function countPages(desk: Desk): Promise<number[]> {
  const { files, limits } = desk.task
  const counts: number[] = []
  for (const index of files.keys())
    counts.push(await desk.reader.countPages(await load(desk, index), optionsOf(desk.task)))
  const sum = counts.reduce((total, pages) => total + pages, 0)
  if (sum <= limits.maxPages) return counts
  throw readError(
    'file.too_many_pages',
    `The files have ${sum} pages together; up to ${limits.maxPages} are read. Send them as several documents.`,
  )
}
