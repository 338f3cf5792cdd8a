// The one form every source page is brought into, and what becomes of it.
import { blankPage, type Outline, type Page, wholePage } from '@countersign/contract/layout'
import sharp from 'sharp'
import type { Engine } from './engine.ts'
import { guessLanguage } from './language.ts'
import { type Raster, type Turn, turnRaster } from './raster.ts'

/** A page that was read, and how it looks: `preview` is a JPEG of the upright page, long side ≤ 1600 pixels. */
export type ReadPage = { page: Page; preview: Uint8Array }

/** What a file may cost: pages it may have, pixels one page may have. */
export type Limits = { maxPages: number; maxPixels: number }

/** A page before it is read: pixels as a viewer shows them, and its size in points. */
export type Scan = { raster: Raster; width: number; height: number }

/** What stays the same for all pages of a file. */
export type PageContext = {
  engine: Engine
  languages: readonly string[]
  signal: AbortSignal | undefined
}

/** An A4 page at 320 dpi: more pixels cost memory and time and read no better. */
export const workingPixels = 10_000_000

/** Long side, in pixels, of the picture people look at. */
export const previewLongSide = 1600

/** Recognises the words on a scan. */
export async function readScan(scan: Scan, number: number, context: PageContext): Promise<ReadPage> {
  const { rotation, ...read } = await context.engine.readImage(scan.raster, {
    languages: context.languages,
    ...(context.signal && { signal: context.signal }),
  })
  const sideways = rotation === 90 || rotation === 270
  const page: Page = {
    ...blankPage,
    ...read,
    number,
    width: sideways ? scan.height : scan.width,
    height: sideways ? scan.width : scan.height,
    rotation,
    outline: turnedOutline(rotation),
  }
  return { page, preview: await previewOf(scan.raster, rotation) }
}

/** The corners of the upright page on the picture that this clockwise turn made upright. */
function turnedOutline(turn: Turn): Outline {
  const corners = [...wholePage, ...wholePage]
  const first = (4 - turn / 90) % 4
  return corners.slice(first, first + 4) as Outline
}

/** Takes over the words a page brings along; the scan is only looked at. */
export async function takeText(
  { raster, width, height }: Scan,
  blocks: Page['blocks'],
  { number, languages }: { number: number; languages: readonly string[] },
): Promise<ReadPage> {
  const page: Page = {
    ...blankPage,
    number,
    width,
    height,
    source: 'text',
    language: languageOf(blocks, languages),
    blocks,
  }
  return { page, preview: await previewOf(raster, 0) }
}

/** ISO 639-1 of a page's words. A page that does not tell is in the one language that was expected, if one was. */
function languageOf(blocks: Page['blocks'], expected: readonly string[]): string | null {
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words.map(({ text }) => text)))
  if (words.length === 0) return null
  return guessLanguage(words, expected) ?? (expected.length === 1 ? (expected[0] ?? null) : null)
}

/** The upright page as a JPEG for people to look at. */
async function previewOf(raster: Raster, rotation: Turn): Promise<Uint8Array> {
  const { data, width, height, channels } = turnRaster(raster, rotation)
  return sharp(data, { raw: { width, height, channels } })
    .resize({ width: previewLongSide, height: previewLongSide, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer()
}
