// Tesseract and its languages in a browser, from files that the caller serves.
import type { SecondReader } from './second-reader.ts'
import { createTesseract, type TesseractCore } from './tesseract.ts'
import { type WebFile, webBytes } from './web-file.ts'

/** What a browser needs for letters with accents, € and other signs that English print has not. */
export type WebTesseractOptions = {
  /** `TesseractCore`, as the script `tesseract-core-simd-lstm.js` of the package `tesseract.js-core` defines it. */
  core: (options: Record<string, unknown>) => Promise<unknown>
  /** `tesseract-core-simd-lstm.wasm` of the same package. */
  wasm: WebFile
  /** `4.0.0_best_int/xyz.traineddata.gz` of the packages `@tesseract.js-data/xyz`, by their name: `deu`, `fra` … */
  packs: Readonly<Record<string, WebFile>>
}

/** A second reader with these languages; each is fetched when it is first needed. */
export function loadWebTesseract({ core, wasm, packs }: WebTesseractOptions): SecondReader {
  const quiet = () => undefined
  return createTesseract({
    has: (code) => Object.hasOwn(packs, code),
    core: async () =>
      (await core({
        wasmBinary: await webBytes(wasm),
        print: quiet,
        printErr: quiet,
        TesseractProgress: quiet,
      })) as TesseractCore,
    pack: async (code) => unpacked(await webBytes(packs[code] ?? '')),
  })
}

/** A server may have unpacked it on the way. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
