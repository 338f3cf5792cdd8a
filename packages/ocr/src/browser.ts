// Reading in a browser: a single field or page, by the same code as in Node, without a server.
import type { Page, Word } from '@countersign/contract/layout'
import { createEngine, type Engine, type ImageOptions } from './engine.ts'
import { loadWebNetworks, type WebNetworksOptions } from './onnx-web.ts'
import { type PageContext, readScan } from './page.ts'
import type { Raster } from './raster.ts'
import { createCodeReader } from './structure/codes.ts'
import { loadWebTesseract, type WebTesseractOptions } from './tesseract-web.ts'
import { type WebFile, webBytes } from './web-file.ts'

/** Pixels row by row, four bytes each (red, green, blue, alpha), as `getImageData` of a canvas gives them. */
export type Picture = { data: Uint8Array | Uint8ClampedArray; width: number; height: number }

/** One field: its words in reading order, its text with spaces between them, and the mean of their confidence. */
export type FieldReading = { text: string; confidence: number; words: Word[] }

/** `languages` (ISO 639-1) are those that are expected; `signal` stops between two lines, with its reason. */
export type PictureOptions = ImageOptions

/** What a browser reads with; what may be left out is not needed for clear print without codes. */
export type BrowserReaderOptions = WebNetworksOptions & {
  letters?: WebTesseractOptions
  /** `zxing_reader.wasm` of the package `zxing-wasm`; without it no barcodes and QR codes are read. */
  codes?: WebFile
}

/** Reads pictures one at a time; a second call waits for the first. */
export type BrowserReader = {
  /**
   * A page, also on a photo: found, made upright and level, and read like a page in Node. `dpi` is that of the
   * picture, where it is known.
   */
  readPage(picture: Picture, options?: PictureOptions & { dpi?: number }): Promise<Page>
  /** A small part of a page, as a person marked it. */
  readField(picture: Picture, options?: PictureOptions): Promise<FieldReading>
  /** Frees the networks. */
  close(): Promise<void>
}

const assumedDpi = 200

/** Loads models and WebAssembly from where `options` say; some 26 MB and more, which a browser should cache. */
export async function createBrowserReader(options: BrowserReaderOptions): Promise<BrowserReader> {
  const { letters, codes } = options
  const second = letters ? { second: loadWebTesseract(letters) } : {}
  const engine = createEngine(await loadWebNetworks(options), second)
  const readCodes = codes === undefined ? undefined : createCodeReader((await webBytes(codes)).buffer)
  const inTurn = createQueue()
  return {
    readPage: (picture, { dpi, languages = [], signal } = {}) =>
      inTurn(() => readPage(picture, dpi, { engine, languages, signal, readCodes })),
    readField: (picture, given) => inTurn(() => readField(engine, picture, given)),
    close: () => inTurn(() => engine.close()),
  }
}

async function readPage(picture: Picture, dpi: number | undefined, context: PageContext): Promise<Page> {
  const points = 72 / (dpi ?? assumedDpi)
  const size = { width: picture.width * points, height: picture.height * points }
  const scan = { raster: rgbOf(picture), ...size, ...(dpi !== undefined && { dpi }) }
  return (await readScan(scan, 1, context)).page
}

async function readField(engine: Engine, picture: Picture, given?: PictureOptions): Promise<FieldReading> {
  const { blocks, confidence } = await engine.readImage(rgbOf(picture), given)
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  return { text: words.map(({ text }) => text).join(' '), confidence, words }
}

function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}

/** What shows through is paper. */
function rgbOf({ data, width, height }: Picture): Raster {
  if (data.length !== width * height * 4)
    throw new Error(`A picture of ${width} × ${height} has ${width * height * 4} bytes, not ${data.length}.`)
  const rgb = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const alpha = (data[from + 3] as number) / 255
    for (let c = 0; c < 3; c += 1)
      rgb[to + c] = Math.round((data[from + c] as number) * alpha + 255 * (1 - alpha))
  }
  return { data: rgb, width, height, channels: 3 }
}
