// From pixels to words on an upright page.
import type { Block } from '@countersign/contract/layout'
import { stripsOf } from './detect.ts'
import { commonAngle, quarterTurn, type Strip } from './geometry.ts'
import { layOut, type Run } from './layout.ts'
import type { Networks } from './networks.ts'
import { orientationOf } from './orientation.ts'
import { detectorPlanes, linePlanes } from './preprocess.ts'
import { type Raster, type Turn, turnRaster } from './raster.ts'
import { decode, englishAlphabet, spansOf } from './recognise.ts'
import { withSpaces } from './spacing.ts'

/** What was read: `rotation` is the clockwise turn that made the image upright; boxes are of the upright page. */
export type Reading = { rotation: Turn; blocks: Block[]; confidence: number }

/** A loaded reader of pixels; one image at a time. */
export type Engine = {
  /** Reads one page of at least 72 dpi; 200 to 300 dpi is best. Throws the signal's reason when aborted. */
  readImage(image: Raster, options?: { signal?: AbortSignal }): Promise<Reading>
  close(): Promise<void>
}

/** Below this the recogniser was guessing at something that is not print. */
const leastConfidence = 0.5
/** From here on a tall strip is what it seems: one or two characters that stand upright. */
const sureEnough = 0.8

/** An engine that reads with these networks, which it closes with itself. */
export function createEngine(networks: Networks): Engine {
  return {
    readImage: (image, { signal } = {}) => readImage({ networks, signal }, image),
    close: () => networks.close(),
  }
}

type Work = { networks: Networks; signal: AbortSignal | undefined }

async function readImage(work: Work, image: Raster): Promise<Reading> {
  if (image.data.length !== image.width * image.height * 3) {
    throw new Error(`An RGB image of ${image.width} × ${image.height} has another number of bytes.`)
  }
  let upright = image
  let strips = await findStrips(work, image)
  const read = new Map<Strip, Run>()
  const rotation = await orientationOf(strips, async (strip) => {
    const run = await readStrip(work, image, strip)
    read.set(strip, run)
    return { confidence: run.confidence, length: run.strip.width / run.strip.height }
  })
  if (rotation !== 0) {
    upright = turnRaster(image, rotation)
    strips = await findStrips(work, upright)
  }
  const runs: Run[] = []
  for (const strip of strips) {
    const run = read.get(strip) ?? (await readEitherWay(work, upright, strip))
    if (run.confidence >= leastConfidence) runs.push(run)
  }
  const blocks = layOut(runs, { width: upright.width, height: upright.height, skew: commonAngle(strips) })
  return { rotation, blocks, confidence: meanConfidence(blocks) }
}

async function findStrips({ networks, signal }: Work, image: Raster): Promise<Strip[]> {
  signal?.throwIfAborted()
  const map = await networks.detect(detectorPlanes(image))
  return stripsOf(map, image)
}

/** Most strips lie; a tall one is a single digit, or a line that runs up or down the margin. */
async function readEitherWay(work: Work, image: Raster, strip: Strip): Promise<Run> {
  const steepness = strip.height / strip.width
  const asItLies = steepness < 3 ? await readStrip(work, image, strip) : undefined
  if (asItLies && (steepness < 1.5 || asItLies.confidence >= sureEnough)) return asItLies
  const down = await readStrip(work, image, quarterTurn(strip, 1))
  const up = await readStrip(work, image, quarterTurn(strip, 3))
  return [asItLies, down, up]
    .filter((run) => run !== undefined)
    .toSorted((a, b) => b.confidence - a.confidence)[0] as Run
}

async function readStrip({ networks, signal }: Work, image: Raster, strip: Strip): Promise<Run> {
  signal?.throwIfAborted()
  const line = linePlanes(image, strip)
  const read = decode(await networks.recognise(line), englishAlphabet)
  const glyphs = withSpaces(read, line)
  const sum = glyphs.reduce((total, { confidence }) => total + confidence, 0)
  return { strip, words: spansOf(glyphs), confidence: glyphs.length === 0 ? 0 : sum / glyphs.length }
}

/** Mean over the words; a blank page is surely blank. */
function meanConfidence(blocks: readonly Block[]): number {
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  return words.length === 0 ? 1 : words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length
}
