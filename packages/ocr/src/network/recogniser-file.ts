// A recogniser of lines that somebody brings along: an ONNX file, and the characters it writes.
import { readFileSync } from 'node:fs'
import { type LineShape, usualLine } from '../preprocess.ts'
import { noteOf } from './fold.ts'
import { type Field, readFields } from './protobuf.ts'

/** What such a file holds: the network, its characters by class (class 0 is "no character"), and the lines it wants. */
export type RecogniserFile = { network: Uint8Array; alphabet: readonly string[]; shape: LineShape }

// Numbers of onnx.proto3: ModelProto, GraphProto, ValueInfoProto, TypeProto, TensorShapeProto.
const graphOfModel = 7
const inputOfGraph = 11
const typeOfValue = 2
const tensorOfType = 1
const shapeOfTensor = 2
const dimensionOfShape = 1
const sizeOfDimension = 1
/** Recognisers look at every second or fourth column; a line of whole steps needs no padding. */
const step = 4
const tallest = 256

/**
 * Reads a recogniser: its input is [lines, 1 or 3 channels (grey, or blue, green and red), height, width] from -1
 * (black) to 1, its output [lines, steps, classes] probabilities with class 0 for "no character". A height that is free is 48. The characters of the
 * other classes stand in its metadata under `character`, or in a text file of the same name beside it, one a line.
 * Throws an Error that says what is wrong with the file.
 */
export function readRecogniserFile(path: string): RecogniserFile {
  const network = load(path)
  const dims = inputOf(network, path)
  const [, channels, height = usualLine.height] = dims
  if (dims.length !== 4 || (channels !== 1 && channels !== 3) || height < 1 || height > tallest)
    throw noRecogniser(path, `its input is ${dims.map((dim) => dim ?? 'any').join(' × ') || 'unknown'}`)
  const characters = (noteOf(network, 'character') ?? dictionaryBeside(path))?.split(/\r?\n/)
  if (characters?.at(-1) === '') characters.pop()
  if (!characters?.length) throw noRecogniser(path, 'nothing says which characters it writes')
  // Paddle's recognisers have a space after the last of their characters.
  return { network, alphabet: ['', ...characters, ' '], shape: { height, step, channels } }
}

/** Throws where a network has neither as many classes as it has characters, nor one more for the space. */
export function checkClasses(path: string, classes: number, alphabet: readonly string[]): void {
  if (classes === alphabet.length || classes === alphabet.length - 1) return
  throw noRecogniser(path, `it tells ${classes} classes apart, but has ${alphabet.length - 2} characters`)
}

const noRecogniser = (path: string, why: string, cause?: unknown) =>
  new Error(
    `${path} is no recogniser of lines: ${why}. It must be an ONNX file of a network [n, 1 or 3, height, width] → [n, steps, classes], with its characters in its metadata ("character") or in a .txt file beside it.`,
    cause === undefined ? {} : { cause },
  )

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

/** Sides of the input as the file declares them; undefined for those that are free. */
function inputOf(network: Uint8Array, path: string): (number | undefined)[] {
  try {
    const input = [graphOfModel, inputOfGraph, typeOfValue, tensorOfType, shapeOfTensor].reduce(
      (message, number) => partsOf(message, number)[0] ?? new Uint8Array(),
      network,
    )
    return partsOf(input, dimensionOfShape).map((dimension) => {
      const size = readFields(dimension).find(({ number }) => number === sizeOfDimension)?.value
      // -1, as Paddle's networks have it for what is free, is a large number here.
      return typeof size === 'number' && size < 2 ** 31 ? size : undefined
    })
  } catch (cause) {
    throw noRecogniser(path, 'it is no ONNX file', cause)
  }
}

function partsOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const isPart = ({ number, value }: Field) => number === wanted && value instanceof Uint8Array
  return readFields(message)
    .filter(isPart)
    .map(({ value }) => value as Uint8Array)
}
