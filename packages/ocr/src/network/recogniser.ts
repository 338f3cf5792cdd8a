// What a recogniser of lines says of itself: an ONNX file with the characters it writes.
import type { LineShape } from '../preprocess.ts'
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
/** A recogniser whose height is free gets this one, as PaddleOCR's have it. */
const usualHeight = 48

/**
 * The recogniser in `network`: its input is [lines, 1 or 3 channels (grey, or blue, green and red), height, width] from
 * -1 (black) to 1, its output [lines, steps, classes] probabilities with class 0 for "no character". A height that is
 * free is 48. The characters of the other classes stand in its metadata under `character`, one a line, or are given as
 * `dictionary`. Throws an Error that says what is wrong with the file, by its `name`.
 */
export function recogniserIn(network: Uint8Array, name: string, dictionary?: string): RecogniserFile {
  const dims = inputOf(network, name)
  const [, channels, height = usualHeight] = dims
  if (dims.length !== 4 || (channels !== 1 && channels !== 3) || height < 1 || height > tallest)
    throw noRecogniser(name, `its input is ${dims.map((dim) => dim ?? 'any').join(' × ') || 'unknown'}`)
  const characters = (noteOf(network, 'character') ?? dictionary)?.split(/\r?\n/)
  if (characters?.at(-1) === '') characters.pop()
  if (!characters?.length) throw noRecogniser(name, 'nothing says which characters it writes')
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
