// Black and white faxes inside of TIFF (TIFF 6.0 §11), which PDF takes as they are.
import type { PictureStream } from './picture.ts'
import { tiffDirectory } from './tiff.ts'

const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  offsets: 273,
  samples: 277,
  lengths: 279,
} as const
const group4 = 4

/** The stream of a page that is one strip of Group 4 data; undefined for every other page. */
export function faxStream(file: Buffer, frame: number): PictureStream | undefined {
  const entry = tiffDirectory(file, frame)
  if (!entry) return undefined
  const number = (tag: keyof typeof tags, otherwise: number) => entry.get(tags[tag]) ?? otherwise
  const [offset, length] = [number('offsets', 0), number('lengths', 0)]
  const [width, height] = [number('width', 0), number('height', 0)]
  const isFax = number('compression', 1) === group4 && number('bits', 1) === 1 && number('samples', 1) === 1
  if (!isFax || width === 0 || height === 0 || length === 0 || offset + length > file.length) return undefined
  const strip = file.subarray(offset, offset + length)
  return {
    ...{ width, height, bits: 1, components: 1, filter: 'CCITTFaxDecode' },
    parameters: { K: -1, Columns: width, Rows: height, BlackIs1: number('photometric', 0) === 1 },
    data: number('fillOrder', 1) === 2 ? strip.map(reversed) : strip,
  }
}

const reversed = (byte: number) =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2)
