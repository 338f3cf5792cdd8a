// PDFium as WebAssembly: started once per process, when the first file is opened, from the file npm installed.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'

/** One PDFium with its memory. `open` counts the files that live in it. */
export type Engine = { pdfium: WrappedPdfiumModule; memory: () => Uint8Array; open: number }

// WebAssembly memory never shrinks: past this size an idle engine is replaced by a fresh one.
const idleMemoryLimit = 256 * 1024 * 1024

let current: Promise<Engine> | undefined
const retired = new WeakSet<Engine>()

/** The engine of this process. */
export async function engine(): Promise<Engine> {
  current ??= startEngine()
  const starting = current
  try {
    const started = await starting
    if (!retired.has(started)) return started
  } catch (error) {
    if (current === starting) current = undefined
    throw error
  }
  if (current === starting) current = undefined
  return engine()
}

async function startEngine(): Promise<Engine> {
  const path = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm')
  const wasm = await readFile(path)
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength)
  const quiet = () => undefined
  const overrides = { wasmBinary, print: quiet, printErr: quiet }
  const pdfium = await init(overrides as Parameters<typeof init>[0])
  pdfium.PDFiumExt_Init()
  const { memory } = pdfium.pdfium.wasmExports as unknown as { memory: { buffer: ArrayBuffer } }
  return { pdfium, memory: () => new Uint8Array(memory.buffer), open: 0 }
}

/** Retires an engine that trapped or grew too large; files still open in it keep it until they are closed. */
export function retireEngine(engine: Engine): void {
  retired.add(engine)
}

/** To be called when a file was closed. */
export function fileClosed(engine: Engine): void {
  engine.open -= 1
  if (engine.open === 0 && engine.memory().length > idleMemoryLimit) retireEngine(engine)
}

/** Runs `use` with `size` bytes of the engine's memory, zeroed, and frees them whatever happens. */
export function withMemory<T>(engine: Engine, size: number, use: (pointer: number) => T): T {
  const { malloc, free } = engine.pdfium.pdfium.wasmExports
  const pointer = malloc(size)
  if (pointer === 0) throw new RangeError(`PDFium has no ${size} bytes left`)
  try {
    engine.memory().fill(0, pointer, pointer + size)
    return use(pointer)
  } finally {
    free(pointer)
  }
}

/** A view on numbers that PDFium wrote; valid until the engine is called again. */
export function numbersAt(engine: Engine, pointer: number): DataView {
  const memory = engine.memory()
  return new DataView(memory.buffer, pointer)
}
