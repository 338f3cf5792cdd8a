// The one form every source page is brought into, and what becomes of it.
import { blankPage, type Outline, type Page, wholePage } from '@countersign/contract/layout'
import type { Engine } from './engine.ts'
import { guessLanguage } from './language.ts'
import { prepare } from './prepare/prepare.ts'
import { type Raster, type Turn, turnRaster } from './raster.ts'
import type { CodeReader } from './structure/codes.ts'
import { findStructure } from './structure/structure.ts'
import { mergeText } from './text-layer.ts'

/**
 * A page that was read, and how it looks: `preview` is a JPEG of the upright page, long side ≤ 1600 pixels; empty
 * where none was wanted.
 */
export type ReadPage = { page: Page; preview: Uint8Array }

/** What a file may cost: pages it may have, pixels one page may have. */
export type Limits = { maxPages: number; maxPixels: number }

/**
 * A page before it is read: pixels as a viewer shows them, and its size in points. `dpi` is left out where the file
 * does not say it believably, `shrunk` (the scale) where the page has all its pixels.
 */
export type Scan = { raster: Raster; width: number; height: number; dpi?: number; shrunk?: number }

/** What stays the same for all pages of a file. */
export type PageContext = {
  engine: Engine
  languages: readonly string[]
  signal: AbortSignal | undefined
} & Surroundings

/** What Node and a browser have each their own of; left out, there are no codes or no previews. */
export type Surroundings = {
  readCodes?: CodeReader | undefined
  /** A JPEG of an upright page. */
  preview?: ((upright: Raster) => Promise<Uint8Array>) | undefined
}

/** An A4 page at 320 dpi: more pixels cost memory and time and read no better. */
export const workingPixels = 10_000_000

/** Long side, in pixels, of the picture people look at. */
export const previewLongSide = 1600

/** Recognises the words on a scan. */
export async function readScan(scan: Scan, number: number, context: PageContext): Promise<ReadPage> {
  const { raster, outline, preparation, quality } = prepare(scan.raster, { dpi: scan.dpi ?? null })
  const options = { languages: context.languages, ...(context.signal && { signal: context.signal }) }
  const { rotation, ...read } = quality.blank ? blankPage : await context.engine.readImage(raster, options)
  const points = scan.width / scan.raster.width
  const sideways = rotation === 90 || rotation === 270
  const upright = turnRaster(raster, rotation)
  const { readCodes } = context
  const structure = await findStructure({ raster: upright, size: upright, blocks: read.blocks, readCodes })
  const page: Page = {
    ...blankPage,
    ...read,
    ...structure,
    number,
    width: (sideways ? raster.height : raster.width) * points,
    height: (sideways ? raster.width : raster.height) * points,
    rotation,
    outline: turnedOutline(outline, rotation),
    quality,
    preparation: [
      ...(scan.shrunk === undefined ? [] : [{ step: 'shrink' as const, amount: scan.shrunk }]),
      ...preparation,
      ...(rotation === 0 ? [] : [{ step: 'turn' as const, amount: rotation }]),
    ],
  }
  return { page, preview: await previewOf(upright, context) }
}

/** Corners of the upright page, where this clockwise turn made the prepared one upright. */
function turnedOutline(outline: Outline, turn: Turn): Outline {
  const corners = [...outline, ...outline]
  const first = (4 - turn / 90) % 4
  return corners.slice(first, first + 4) as Outline
}

const nothing = new Uint8Array(0)

/**
 * A page with text of its own; without a raster it gets no preview. `drawings` is false where nothing but text is
 * painted on it, so that its raster need not be searched for anything else.
 */
export type TextPage = { raster?: Raster; drawings: boolean; width: number; height: number }

/** Takes over the words a page brings along; the raster is only looked at. */
export async function takeText(
  { raster, drawings, width, height }: TextPage,
  blocks: Page['blocks'],
  { number, languages, ...context }: { number: number; languages: readonly string[] } & Surroundings,
): Promise<ReadPage> {
  const { readCodes } = context
  const structure = await findStructure({
    ...(raster && drawings && { raster, readCodes }),
    size: raster ?? { width, height },
    blocks,
  })
  const page: Page = {
    ...blankPage,
    number,
    width,
    height,
    source: 'text',
    language: languageOf(blocks, languages),
    ...structure,
  }
  return { page, preview: raster ? await previewOf(raster, context) : nothing }
}

/** A scan that has some text of its own: that is exact, the rest is recognised. Not where the scan lies askew. */
export function withText({ page, preview }: ReadPage, own: Page['blocks']): ReadPage {
  const moved = page.outline.some((corner, at) =>
    corner.some((value, side) => Math.abs(value - (wholePage[at]?.[side] ?? 0)) > 0.005),
  )
  if (moved) return { page, preview }
  const blocks = mergeText(own, page.blocks)
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length)
  return { page: { ...page, blocks, confidence: words.length === 0 ? 1 : confidence }, preview }
}

/** ISO 639-1 of a page's words. A page that does not tell is in the one language that was expected, if one was. */
function languageOf(blocks: Page['blocks'], expected: readonly string[]): string | null {
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words.map(({ text }) => text)))
  if (words.length === 0) return null
  return guessLanguage(words, expected) ?? (expected.length === 1 ? (expected[0] ?? null) : null)
}

const previewOf = async (upright: Raster, { preview }: Surroundings): Promise<Uint8Array> =>
  (await preview?.(upright)) ?? nothing
