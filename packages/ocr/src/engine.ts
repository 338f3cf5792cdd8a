// From pixels to words on an upright page.
import type { Block } from '@countersign/contract/layout'
import { calibrated } from './calibration.ts'
import { type Choices, choicesOf, decode } from './decode.ts'
import { stripsOf } from './detect.ts'
import { commonAngle, quarterTurn, type Strip } from './geometry.ts'
import { ghostAmong, inkDepth, isTrace, type Seen, withoutGhost } from './ghost.ts'
import { handwritingCap, isHandwritten } from './handwriting.ts'
import { hasLetters, weightsFor } from './language-letters.ts'
import { chinese, missingLanguage } from './language-packs.ts'
import { layOut, type Run, type Sheet } from './layout.ts'
import { mergeReadings } from './merge.ts'
import type { Networks, Recogniser } from './networks.ts'
import { orientationOf } from './orientation.ts'
import { detectorPlanes, linePlanes, type Planes } from './preprocess.ts'
import { type Raster, type Turn, turnRaster } from './raster.ts'
import { type Glyph, type Span, spansOf } from './recognise.ts'
import { type Languages, languagesOf, needsSecondLook, withLanguages } from './second-look.ts'
import { greyLineOf, type SecondReader } from './second-reader.ts'
import { withSpaces } from './spacing.ts'
import { withTwins } from './twins.ts'
import { detectInParts } from './written-parts.ts'

/**
 * What was read: `rotation` is the clockwise turn that made the image upright; boxes are of the upright page.
 * `alphabetComplete` says whether every letter of the page's language could be written.
 */
export type Reading = {
  rotation: Turn
  blocks: Block[]
  confidence: number
  language: string | null
  alphabetComplete: boolean
}

/** How to read one image; `languages` (ISO 639-1) are those that are expected. */
export type ImageOptions = { languages?: readonly string[]; signal?: AbortSignal }

/** A loaded reader of pixels; one image at a time. */
export type Engine = {
  /**
   * Reads one page of at least 72 dpi; 200 to 300 dpi is best. Throws a ReadError where an expected language cannot be
   * read, and the signal's reason when aborted.
   */
  readImage(image: Raster, options?: ImageOptions): Promise<Reading>
  close(): Promise<void>
}

/**
 * What an engine can do without: without a second reader it writes English letters only. `calibrate` turns what the
 * networks say of a word into how often such words are right; it is ours unless another is given, as to measure it.
 */
export type EngineOptions = { second?: SecondReader; calibrate?: (raw: number) => number }

/** Below this the recogniser was guessing at something that is not print. */
const leastConfidence = 0.5
/** What the networks alone may think of a short run that is half signs they cannot write. */
const leastAlone = 0.3
/** From here on a tall strip is what it seems: one or two characters that stand upright. */
const sureEnough = 0.8

/** An engine that reads with these networks and this second reader, which it closes with itself. */
export function createEngine(networks: Networks, options: EngineOptions = {}): Engine {
  const { second, calibrate = calibrated } = options
  return {
    async readImage(image, { signal, languages = [] } = {}) {
      const missing = missingLanguage(languages, (language) => canRead(networks.recogniser, second, language))
      if (missing) throw missing
      if (image.data.length !== image.width * image.height * 3) {
        throw new Error(`An RGB image of ${image.width} × ${image.height} has another number of bytes.`)
      }
      const inChinese = languages.includes(chinese) ? await networks.chinese?.() : undefined
      const recogniser = inChinese ?? networks.recogniser
      const reading = await readImage(
        {
          networks,
          recogniser,
          second: recogniser.alone ? undefined : second,
          calibrate,
          signal,
          languages,
        },
        image,
      )
      return inChinese ? { ...reading, language: chinese, alphabetComplete: true } : reading
    },
    async close() {
      second?.close()
      await networks.close()
    },
  }
}

type Work = {
  networks: Networks
  recogniser: Recogniser
  second: SecondReader | undefined
  calibrate: (raw: number) => number
  signal: AbortSignal | undefined
  languages: readonly string[]
}

/** A run as the networks read it, with what the choice of a second look needs. */
type FirstRun = Run & { glyphs: readonly Glyph[]; choices: Choices }

async function readImage(work: Work, image: Raster): Promise<Reading> {
  const { rotation, ...lying } = await standUpright(work, image)
  const { upright, strips, runs } = await readStrips(work, lying)
  const sheet: Sheet = { width: upright.width, height: upright.height, skew: commonAngle(strips) }
  const first = languagesOf(layOut(runs, sheet), work.languages)
  const told = runs.map((run) => inLanguage(work, upright, { run, languages: first }))
  const seen = await lookAgain(work, upright, { runs: told, languages: first })
  const blocks = layOut(
    seen.map((run) => withCalibration(run, work.calibrate)),
    sheet,
  )
  const { page: language } = languagesOf(blocks, work.languages)
  return {
    rotation,
    blocks: withLanguages(blocks, language, work.languages),
    confidence: meanConfidence(blocks),
    language,
    alphabetComplete: language !== null && canRead(work.recogniser, work.second, language),
  }
}

function canRead(recogniser: Recogniser, second: SecondReader | undefined, language: string): boolean {
  return hasLetters(recogniser.alphabet, language) || second?.reads(language) === true
}

type Upright = { upright: Raster; strips: Strip[]; read: Map<Strip, FirstRun> }

/** Reads strip by strip; where the back of the sheet was read too, once more without it. */
async function readStrips(work: Work, { upright, strips, read }: Upright) {
  const all = await readAll(work, { upright, strips, read })
  const seen = all.map(({ strip, confidence, glyphs }) => {
    return { strip, confidence, length: glyphs.length, depth: inkDepth(upright, strip) }
  })
  const ghost = ghostAmong(seen)
  const isPrint = (_: FirstRun, at: number) => !isTrace(seen[at] as Seen, seen)
  if (!ghost) return { upright, strips, runs: believable(work, all.filter(isPrint)) }
  const clear = withoutGhost(upright, ghost)
  const left = await findStrips(work, clear)
  const again = await readAll(work, { upright: clear, strips: left, read: new Map() })
  return { upright: clear, strips: left, runs: believable(work, again) }
}

async function readAll(work: Work, { upright, strips, read }: Upright): Promise<FirstRun[]> {
  const runs: FirstRun[] = []
  for (const strip of strips) runs.push(read.get(strip) ?? (await readEitherWay(work, upright, strip)))
  return runs
}

function believable({ second }: Work, runs: readonly FirstRun[]): FirstRun[] {
  return runs.filter(({ confidence }) => confidence >= (second ? leastAlone : leastConfidence))
}

/** Turns the page upright; `read` holds what was read on the way and need not be read again. */
async function standUpright(work: Work, image: Raster): Promise<Upright & { rotation: Turn }> {
  const strips = await findStrips(work, image)
  const read = new Map<Strip, FirstRun>()
  const rotation = await orientationOf(strips, async (strip) => {
    const run = await readStrip(work, image, strip)
    read.set(strip, run)
    return { confidence: run.confidence, length: run.strip.width / run.strip.height }
  })
  if (rotation === 0) return { rotation, upright: image, strips, read }
  const upright = turnRaster(image, rotation)
  return { rotation, upright, strips: await findStrips(work, upright), read: new Map<Strip, FirstRun>() }
}

function withCalibration(run: Run, calibrate: (raw: number) => number): Run {
  const words = withTwins(run.words).map((span) => {
    const confidence = calibrate(span.confidence)
    return { ...span, confidence: span.handwritten ? Math.min(confidence, handwritingCap) : confidence }
  })
  return { ...run, words }
}

type Page = { runs: readonly FirstRun[]; languages: Languages }

/** The run as it reads where letters that its language does not have are unlikely. */
function inLanguage(
  { recogniser: { alphabet, shape } }: Work,
  image: Raster,
  { run, languages }: { run: FirstRun; languages: Languages },
): FirstRun {
  const language = languages.at(run.strip.x / image.width, run.strip.y / image.height)
  const weights = language === null ? undefined : weightsFor(alphabet, language)
  if (!weights || run.glyphs.every(({ text }) => weights[alphabet.indexOf(text)] === 1)) return run
  const read = decode(run.choices, alphabet, weights)
  return asRun(run.strip, linePlanes(image, run.strip, shape), { choices: run.choices, read })
}

/** Lets the second reader look at the lines where it is likely to know better. */
async function lookAgain(work: Work, image: Raster, { runs, languages }: Page): Promise<Run[]> {
  const { second, recogniser } = work
  const letters = new Set(recogniser.alphabet)
  const canWrite = (text: string) => letters.has(text)
  const usual = medianOf(runs.map(({ strip }) => strip.height))
  if (!second) return runs.map((run) => withHand(image, run, usual))
  const seen: Run[] = []
  for (const run of runs) {
    const language = languages.at(run.strip.x / image.width, run.strip.y / image.height)
    const reader = language !== null && second.reads(language) ? language : 'en'
    const lacks = language !== null && !hasLetters(recogniser.alphabet, language)
    const english = reader === 'en' && !lacks ? work.networks.english : undefined
    const reads = english !== undefined || second.reads(reader)
    if (!reads || !needsSecondLook(run.glyphs, { lacks, inEnglish: english !== undefined })) {
      seen.push(withHand(image, run, usual))
      continue
    }
    work.signal?.throwIfAborted()
    const planes = linePlanes(image, run.strip)
    const line = greyLineOf(planes)
    const loaded = await english?.()
    const other = loaded ? await readBy(loaded, planes) : await second.read(line, reader)
    const secondCanWrite = (text: string) => !loaded || loaded.alphabet.includes(text)
    const merged = mergeReadings(run.glyphs, other, { canWrite, secondCanWrite })
    const glyphs = withSpaces(merged, planes)
    const byHand = isHandwritten({ line, first: run.glyphs, size: run.strip.height / usual })
    seen.push({ ...run, words: asWritten(spansOf(glyphs), byHand), confidence: meanOf(glyphs) })
  }
  return seen.filter(({ confidence }) => confidence >= leastConfidence)
}

/** Nobody else looks at the line: its own reader must have been unsure of it. */
function withHand(image: Raster, run: FirstRun, usual: number): Run {
  if (run.glyphs.every(({ confidence }) => confidence >= sureEnough)) return run
  const line = greyLineOf(linePlanes(image, run.strip))
  const byHand = isHandwritten({ line, first: run.glyphs, size: run.strip.height / usual })
  return { ...run, words: asWritten(run.words, byHand) }
}

function asWritten(spans: readonly Span[], byHand: boolean): Span[] {
  return spans.map((span) => (byHand ? { ...span, handwritten: true } : span))
}

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 1
}

async function findStrips({ networks, signal }: Work, image: Raster): Promise<Strip[]> {
  signal?.throwIfAborted()
  const map = await detectInParts(detectorPlanes(image), networks.detect)
  return stripsOf(map, image)
}

/** Most strips lie; a tall one is a single digit, or a line that runs up or down the margin. */
async function readEitherWay(work: Work, image: Raster, strip: Strip): Promise<FirstRun> {
  const steepness = strip.height / strip.width
  const asItLies = steepness < 3 ? await readStrip(work, image, strip) : undefined
  if (asItLies && (steepness < 1.5 || asItLies.confidence >= sureEnough)) return asItLies
  const down = await readStrip(work, image, quarterTurn(strip, 1))
  const up = await readStrip(work, image, quarterTurn(strip, 3))
  return [asItLies, down, up]
    .filter((run) => run !== undefined)
    .toSorted((a, b) => b.confidence - a.confidence)[0] as FirstRun
}

async function readStrip({ recogniser, signal }: Work, image: Raster, strip: Strip): Promise<FirstRun> {
  signal?.throwIfAborted()
  const line = linePlanes(image, strip, recogniser.shape)
  const choices = choicesOf(await recogniser.recognise(line), recogniser.alphabet)
  return asRun(strip, line, { choices, read: decode(choices, recogniser.alphabet) })
}

/** The line as another recogniser, which wants it of the usual shape, reads it. */
async function readBy({ recognise, alphabet }: Recogniser, line: Planes): Promise<Glyph[]> {
  return withSpaces(decode(choicesOf(await recognise(line), alphabet), alphabet), line)
}

type Decoded = { choices: Choices; read: Glyph[] }

function asRun(strip: Strip, line: Planes, { choices, read }: Decoded): FirstRun {
  const glyphs = withSpaces(read, line)
  return {
    strip,
    choices,
    glyphs,
    words: spansOf(glyphs),
    confidence: meanOf(glyphs),
  }
}

function meanOf(glyphs: readonly { confidence: number }[]): number {
  return glyphs.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, glyphs.length)
}

/** Mean over the words; a blank page is surely blank. */
function meanConfidence(blocks: readonly Block[]): number {
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  return words.length === 0 ? 1 : words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length
}
