// The build of zxing that lies in the installed package. Loaded when the first page asks: most need no codes read.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type CodeReader, createCodeReader } from './codes.ts'

let reader: CodeReader | undefined

/** Reads codes in Node. */
export const readCodesHere: CodeReader = (image, mask) => {
  reader ??= createCodeReader(installedBuild())
  return reader(image, mask)
}

function installedBuild(): ArrayBuffer {
  const path = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  return new Uint8Array(readFileSync(path)).buffer
}
