// A recogniser of lines that somebody brings along, or that comes with this package.
import { readFileSync } from 'node:fs'
import { type RecogniserFile, recogniserIn } from './recogniser.ts'

/**
 * Reads a recogniser of lines as `recogniserIn` describes it; its characters may stand in a text file of the same name
 * beside it, one a line. Throws an Error that says what is wrong with the file.
 */
export const readRecogniserFile = (path: string): RecogniserFile =>
  recogniserIn(load(path), path, dictionaryBeside(path))

function load(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Error(`The recogniser ${path} cannot be read. Check the name and its permissions.`, { cause })
  }
}

function dictionaryBeside(path: string): string | undefined {
  try {
    return readFileSync(path.replace(/(\.onnx)?$/, '.txt'), 'utf8')
  } catch {
    return undefined
  }
}
