// Reading in a browser: a single field or page, by the same code as in Node, without a server.
import type { Word } from '@countersign/contract/layout'
import { createEngine, type Reading } from './engine.ts'
import { loadWebNetworks, type WebNetworksOptions } from './onnx-web.ts'
import type { Raster } from './raster.ts'

/** Pixels row by row, four bytes each (red, green, blue, alpha), as `getImageData` of a canvas gives them. */
export type Picture = { data: Uint8Array | Uint8ClampedArray; width: number; height: number }

/** One field: its words from left to right, its text with spaces between them, and the mean of their confidence. */
export type FieldReading = { text: string; confidence: number; words: Word[] }

/** How to read a picture. `signal` stops between two lines, with its reason. */
export type PictureOptions = { signal?: AbortSignal }

/** Reads pictures one at a time; a second call waits for the first. */
export type BrowserReader = {
  /** A page of at least 72 dpi, 200 to 300 is best; boxes are fractions of the upright page. */
  readPage(picture: Picture, options?: PictureOptions): Promise<Reading>
  /** A small part of a page, as a person marked it. */
  readField(picture: Picture, options?: PictureOptions): Promise<FieldReading>
  /** Frees the networks. */
  close(): Promise<void>
}

/** Loads models and WebAssembly from where `options` say; some 26 MB, which a browser should be let to cache. */
export async function createBrowserReader(options: WebNetworksOptions): Promise<BrowserReader> {
  const engine = createEngine(await loadWebNetworks(options))
  let last: Promise<unknown> = Promise.resolve()
  const read = (picture: Picture, { signal }: PictureOptions): Promise<Reading> => {
    const reading = last.then(() => engine.readImage(rgbOf(picture), signal ? { signal } : {}))
    last = reading.catch(() => undefined)
    return reading
  }
  return {
    readPage: (picture, given = {}) => read(picture, given),
    async readField(picture, given = {}) {
      const { blocks, confidence } = await read(picture, given)
      const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
      return { text: words.map(({ text }) => text).join(' '), confidence, words }
    },
    async close() {
      await last
      await engine.close()
    },
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
