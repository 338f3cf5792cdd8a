// From the bytes of a file to its pages, one by one. Node only: decoding needs sharp and PDFium.
import { isPdfError, openPdf, type PdfFile } from '@countersign/pdf/open'
import sharp from 'sharp'
import { createEngine, type Engine } from './engine.ts'
import { openImage } from './image-file.ts'
import { loadNetworks, type NetworkOptions } from './onnx-node.ts'
import {
  type Limits,
  type PageContext,
  previewLongSide,
  type ReadPage,
  readScan,
  type Scan,
  takeText,
  withText,
  workingPixels,
} from './page.ts'
import { createPool, type PoolOptions } from './pool/pool.ts'
import { previewOf } from './preview.ts'
import type { Raster } from './raster.ts'
import { type ReadErrorCode, readError } from './read-error.ts'
import { sniff } from './sniff.ts'
import { type FileInput, loadFile } from './source-file.ts'
import { readCodesHere } from './structure/codes-node.ts'
import { loadTesseract } from './tesseract-node.ts'
import { trust } from './text-layer.ts'

/** How to read a file. */
export type ReadOptions = {
  /** Languages that are expected, ISO 639-1; found out when left out. */
  languages?: readonly string[]
  password?: string
  /** Which pages to read, asked with the number the page has in its document; all of them when left out. */
  pages?: (number: number) => boolean
  /** Number that the first page of this file has in its document: 1 unless other files come before it. */
  firstPageNumber?: number
  limits?: Partial<Limits>
  signal?: AbortSignal
  /** With several processes, `finished` yields pages as they are ready; else they come in order. */
  order?: 'page' | 'finished'
  /**
   * False: `preview` comes back empty, and pages with text of their own are not drawn, so that codes and the ruling of
   * tables on those are not seen; true when left out.
   */
  preview?: boolean
}

/** `threads`: cores one page may use, 1 unless told. `processes`: read in that many processes of one thread each. */
export type ReaderOptions = NetworkOptions & PoolOptions

/** A file that was opened: its pages may be read in any order, one at a time. `close()` it in a `finally`. */
export type OpenFile = {
  pageCount: number
  /** Reads one page, counted from 0 in this file. */
  read(index0: number): Promise<ReadPage>
  close(): void
}

/** Reads files, one at a time. Its models take about 100 MB: make one and keep it. */
export type Reader = {
  /**
   * Yields each page as it is finished. Throws a ReadError when the file is at fault, and the signal's reason
   * when aborted.
   */
  read(file: FileInput, options?: ReadOptions): AsyncGenerator<ReadPage>
  /** Pages the file has, without reading them. Throws like `read`. */
  countPages(file: FileInput, options?: Pick<ReadOptions, 'password' | 'limits'>): Promise<number>
  close(): Promise<void>
}

const defaultLimits: Limits = { maxPages: 2000, maxPixels: 100_000_000 }
const recognitionDpi = 200
const readable = 'PDF, JPEG, PNG, WebP, TIFF, GIF or BMP'

/**
 * A reader in this process, which loads the models when the first page needs them; or with `processes` one that reads in processes of their own,
 * several pages at a time. Those are started when there is work, watched, and end with this one.
 */
export async function createReader(given: ReaderOptions = {}): Promise<Reader> {
  return given.processes === undefined ? createLocalReader(given) : createPool(given)
}

/** A reader in this process whose files can be opened and read page by page. */
export type LocalReader = Reader & {
  /** For those who choose the next page as they go; `options.pages` says nothing here. Throws like `read`. */
  open(file: FileInput, options?: ReadOptions): Promise<OpenFile>
}

/** Loads the models when the first page asks for them: PDFs with text of their own need none. */
export async function createLocalReader({
  threads = 1,
  recogniser,
}: NetworkOptions = {}): Promise<LocalReader> {
  // Pages go by once: a cache of decoded images only holds memory, and more threads only fight over the cores.
  sharp.cache(false)
  sharp.concurrency(threads)
  const engine = lazyEngine(async () =>
    createEngine(await loadNetworks({ threads, ...(recogniser !== undefined && { recogniser }) }), {
      second: loadTesseract(),
    }),
  )
  const open = openFor(engine)
  return {
    open,
    async *read(file, options = {}) {
      const source = await open(file, options)
      try {
        for (let index0 = 0; index0 < source.pageCount; index0++) {
          const number = (options.firstPageNumber ?? 1) + index0
          if (!options.pages || options.pages(number)) yield await source.read(index0)
        }
      } finally {
        source.close()
      }
    },
    async countPages(file, options = {}) {
      const source = await openSource(await loadFile(file), options)
      source.close()
      return source.pageCount
    },
    close: () => engine.close(),
  }
}

function lazyEngine(load: () => Promise<Engine>): Engine {
  let loading: Promise<Engine> | undefined
  return {
    async readImage(image, options) {
      loading ??= load()
      return (await loading).readImage(image, options)
    },
    close: async () => (await loading)?.close(),
  }
}

const openFor =
  (engine: Engine): LocalReader['open'] =>
  async (file, options = {}) => {
    const { languages = [], signal, preview = true } = options
    const context = {
      engine,
      languages,
      signal,
      readCodes: readCodesHere,
      preview: preview ? previewOf : undefined,
    }
    const { pageCount, read, close } = await openSource(await loadFile(file), options)
    return {
      pageCount,
      close,
      async read(index0) {
        options.signal?.throwIfAborted()
        return read(index0, (options.firstPageNumber ?? 1) + index0, context)
      },
    }
  }

type Source = {
  pageCount: number
  read(index0: number, number: number, context: PageContext): Promise<ReadPage>
  close(): void
}

async function openSource(
  { bytes, contentType }: { bytes: Uint8Array; contentType: string },
  options: Pick<ReadOptions, 'password' | 'limits'>,
): Promise<Source> {
  const limits = { ...defaultLimits, ...options.limits }
  if (bytes.length === 0) throw readError('file.unreadable', 'The file is empty. Send it again.')
  const type = sniff(bytes)
  // sharp would draw it: SVG is XML too.
  if (type === undefined || type === 'application/xml') throw refuseType(type ?? contentType)
  const source =
    type === 'application/pdf'
      ? await pdfSource(bytes, options.password, limits)
      : await imageSource(bytes, limits)
  if (source.pageCount <= limits.maxPages) return source
  source.close()
  throw readError(
    'file.too_many_pages',
    `The file has ${source.pageCount} pages; up to ${limits.maxPages} are read. Split it and send the parts.`,
  )
}

async function pdfSource(bytes: Uint8Array, password: string | undefined, limits: Limits): Promise<Source> {
  const file = await openPdf(bytes, password === undefined ? {} : { password }).catch(refusePdf)
  const drawn: { pixels?: Uint8Array } = {}
  const maxPixels = Math.min(limits.maxPixels, workingPixels)
  return {
    pageCount: file.pageCount,
    read: (index0, number, context) =>
      readPdfPage({ file, index0, number, maxPixels, drawn }, context).catch(refusePdf),
    close: () => file.close(),
  }
}

type PdfPageToRead = {
  file: PdfFile
  index0: number
  number: number
  maxPixels: number
  /** What the page before was drawn into. */
  drawn: { pixels?: Uint8Array }
}

/** Pages of less than this many inches are drawn larger: a label, or a sheet whose unit is not the point. */
const leastLongSide = 1200
const lookDpi = 36

async function readPdfPage(
  { file, index0, number, maxPixels, drawn }: PdfPageToRead,
  context: PageContext,
): Promise<ReadPage> {
  const page = file.page(index0)
  const { width, height } = page
  const longSide = Math.max(width, height)
  const render = (dpi: number, into?: Uint8Array): Raster => ({
    ...page.render({ dpi, maxPixels, into }),
    channels: 3,
  })
  const scan = (): Scan => {
    const raster = render(Math.max(recognitionDpi, (leastLongSide * 72) / longSide))
    return { raster, width, height, dpi: Math.max(1, Math.round((raster.width / width) * 72)) }
  }
  try {
    const text = page.textBlocks()
    const believed = trust({ ...text, pictures: page.pictures, look: () => render(lookDpi) })
    if (believed === 'pixels') return await readScan(scan(), number, context)
    if (believed === 'both') return withText(await readScan(scan(), number, context), text.blocks)
    const raster = context.preview && render((previewLongSide * 72) / longSide, drawn.pixels)
    if (raster) drawn.pixels = raster.data
    const own = { width, height, drawings: page.drawings(), ...(raster && { raster }) }
    return await takeText(own, text.blocks, { ...context, number })
  } finally {
    page.close()
  }
}

const codes: Record<string, ReadErrorCode> = {
  'pdf.encrypted': 'file.encrypted',
  'pdf.password_wrong': 'file.password_wrong',
}

function refusePdf(error: unknown): never {
  if (!isPdfError(error)) throw error
  throw readError(codes[error.code] ?? 'file.unreadable', error.message, error)
}

async function imageSource(bytes: Uint8Array, limits: Limits): Promise<Source> {
  const file = await openImage(bytes, limits)
  return {
    pageCount: file.pageCount,
    read: async (index0, number, context) => readScan(await file.page(index0), number, context),
    close: () => {},
  }
}

function refuseType(type: string) {
  const name = /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(type) ? ` (${type})` : ''
  return readError('file.unsupported', `This kind of file${name} cannot be read. Send it as ${readable}.`)
}
