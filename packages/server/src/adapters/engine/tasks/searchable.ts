// One PDF of all pages of all files, with what was recognised as invisible text.
import { blankPage, type Page } from '@countersign/contract/layout'
import { openImage } from '@countersign/ocr/image-file'
import { sniff } from '@countersign/ocr/sniff'
import { inspectSignatures } from '@countersign/pdf/inspect'
import { openPdf } from '@countersign/pdf/open'
import { rewritePdf } from '@countersign/pdf/rewrite'
import {
  combineSearchable,
  type ImagePage,
  type SearchablePdf,
  searchablePdf,
} from '@countersign/pdf/searchable'
import type { Item, SearchableTask } from '../protocol.ts'
import { readable } from './e-invoice-pages.ts'
import type { Tools } from './tools.ts'

type PdfSource = { kind: 'pdf'; bytes: Uint8Array; pages: Page[]; firstNumber: number; pageCount: number }
type ImageSource = { kind: 'images'; images: ImagePage[] }
type Source = PdfSource | ImageSource

export async function* searchable(task: SearchableTask, { load, signal }: Tools): AsyncGenerator<Item> {
  const sources: Source[] = []
  let first = 1
  for (const [index, { contentType }] of task.files.entries()) {
    signal.throwIfAborted()
    const bytes = await readable(await load(index))
    const type = sniff(bytes) ?? contentType
    if (task.files.length === 1 && type === 'application/pdf' && (await inspectSignatures(bytes)).signed)
      return yield { head: { item: 'original' }, bytes: new Uint8Array() }
    const source =
      type === 'application/pdf'
        ? await pdfOf(bytes, task, first)
        : await imagesOf({ bytes, type, first }, task)
    first += source.kind === 'pdf' ? source.pageCount : source.images.length
    append(sources, source)
  }
  const parts: SearchablePdf[] = []
  for (const source of sources) {
    signal.throwIfAborted()
    parts.push(await searchablePdf(source))
  }
  const { bytes, ...archival } = await combineSearchable(parts)
  yield { head: { item: 'derived', ...archival }, bytes }
}

/** Photos in a row become pages of one PDF. */
function append(sources: Source[], source: Source): void {
  const last = sources.at(-1)
  if (last?.kind === 'images' && source.kind === 'images') last.images.push(...source.images)
  else sources.push(source)
}

async function pdfOf(bytes: Uint8Array, task: SearchableTask, first: number): Promise<PdfSource> {
  // The key to this name is never compressed nor encrypted (ISO 32000-2 §7.5.5, §7.6.2).
  const encrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('/Encrypt')
  const open = encrypted
    ? await rewritePdf(bytes, task.password === null ? {} : { password: task.password })
    : bytes
  const file = await openPdf(open)
  const { pageCount } = file
  file.close()
  const pages = pagesBetween(task, first, first + pageCount)
  return { kind: 'pdf', bytes: open, pages, firstNumber: first, pageCount }
}

async function imagesOf(
  { bytes, type, first }: { bytes: Uint8Array; type: string; first: number },
  task: SearchableTask,
): Promise<ImageSource> {
  const { maxPages, maxPageMegapixels } = task.limits
  const file = await openImage(bytes, { maxPages, maxPixels: maxPageMegapixels * 1_000_000 })
  const read = new Map(pagesBetween(task, first, first + file.pageCount).map((page) => [page.number, page]))
  const images: ImagePage[] = []
  const pixels = file.pixels && { pixels: await file.pixels() }
  for (let frame = 0; frame < file.pageCount; frame += 1) {
    const page = read.get(first + frame) ?? wordless(first + frame, await file.page(frame))
    images.push({ bytes, contentType: type, page, ...pixels, ...(file.pageCount > 1 && { frame }) })
  }
  return { kind: 'images', images }
}

const pagesBetween = ({ pages }: SearchableTask, from: number, to: number): Page[] =>
  pages.filter(({ number }) => number >= from && number < to)

/** A page that nobody asked to read still belongs to the document. */
const wordless = (number: number, { width, height }: { width: number; height: number }): Page => ({
  ...blankPage,
  number,
  width,
  height,
})
