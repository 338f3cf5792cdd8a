// What onnxruntime does alike in Node and in a browser: one network in, a function out.
import type { LineShape, Planes } from '../preprocess.ts'
import type { Guess } from '../recognise.ts'

/** A session of either runtime; `T` is its tensor. */
export type Session<T> = {
  inputNames: readonly string[]
  outputNames: readonly string[]
  run(feeds: Record<string, T>): Promise<Readonly<Record<string, { data: unknown; dims: readonly number[] }>>>
}

/** Runs a network on one input; `dims` are its sides, outermost first. */
export type Network = (
  data: Float32Array,
  dims: readonly number[],
) => Promise<{ data: Float32Array; dims: readonly number[] }>

/** The network of a session with one input and one output that matters, its first. */
export function networkOf<T>(
  session: Session<T>,
  tensorOf: (data: Float32Array, dims: readonly number[]) => T,
): Network {
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]]
  return async (data, dims) => {
    const result = (await session.run({ [input]: tensorOf(data, dims) }))[output]
    if (!(result?.data instanceof Float32Array)) throw new Error('The network gave no probabilities.')
    return { data: result.data, dims: result.dims }
  }
}

/** Text on a page by PaddleOCR's detector. */
export const detectWith = (network: Network) => async (page: Planes) => {
  const { data } = await network(page.data, [1, 3, page.height, page.width])
  return { data, width: page.width, height: page.height }
}

/** Characters of a line by a recogniser whose steps each have a probability for every class. */
export const recogniseWith =
  (network: Network, { channels = 3 }: Partial<LineShape> = {}) =>
  async (line: Planes): Promise<Guess> => {
    const pixels = channels === 1 ? greyOf(line) : line.data
    const { data, dims } = await network(pixels, [1, channels, line.height, line.width])
    return { data, steps: dims[1] ?? 0, classes: dims[2] ?? 0 }
  }

/** Brightness by ITU-R BT.601, on the scale of the planes. */
function greyOf({ data, width, height }: Planes): Float32Array {
  const plane = width * height
  const grey = new Float32Array(plane)
  for (let i = 0; i < plane; i++)
    grey[i] =
      0.114 * (data[i] as number) +
      0.587 * (data[i + plane] as number) +
      0.299 * (data[i + 2 * plane] as number)
  return grey
}
