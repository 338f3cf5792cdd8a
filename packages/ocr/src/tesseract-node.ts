// Tesseract and its languages from the packages that npm installed; nothing is fetched.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { packageOf } from './language-packs.ts'
import type { SecondReader } from './second-reader.ts'
import { createTesseract, type TesseractCore } from './tesseract.ts'

const require = createRequire(import.meta.url)
const unpack = promisify(gunzip)

type CoreOptions = { wasmBinary: Uint8Array; print(): void; printErr(): void; TesseractProgress(): void }

/** A second reader with the languages whose `@tesseract.js-data` packages are installed. */
export function loadTesseract(): SecondReader {
  return createTesseract({ core: loadCore, has: hasPack, pack: loadPack })
}

async function loadCore(): Promise<TesseractCore> {
  const folder = dirname(require.resolve('tesseract.js-core/package.json'))
  const create: (options: CoreOptions) => Promise<TesseractCore> = require(
    join(folder, 'tesseract-core-simd-lstm.js'),
  )
  const quiet = () => undefined
  const wasmBinary = await readFile(join(folder, 'tesseract-core-simd-lstm.wasm'))
  return create({ wasmBinary, print: quiet, printErr: quiet, TesseractProgress: quiet })
}

/** Whether the package of one of Tesseract's languages is installed. */
export const hasPack = (code: string): boolean => folderOf(code) !== undefined

function folderOf(code: string): string | undefined {
  try {
    return dirname(require.resolve(`${packageOf(code)}/package.json`))
  } catch {
    return undefined
  }
}

async function loadPack(code: string): Promise<Uint8Array> {
  const folder = folderOf(code)
  if (!folder) throw new Error(`${packageOf(code)} is not installed.`)
  return unpack(await readFile(join(folder, '4.0.0_best_int', `${code}.traineddata.gz`)))
}
