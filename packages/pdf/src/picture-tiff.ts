// Black and white faxes inside of TIFF (TIFF 6.0 §11), which PDF takes as they are.
import type { PictureStream } from './picture.ts'

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
const maxFrames = 10_000

/** The stream of a page that is one strip of Group 4 data; undefined for every other page. */
export function faxStream(file: Buffer, frame: number): PictureStream | undefined {
  const entry = directory(file, frame)
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

/** Numbers of the nth directory by tag; those with several values are left out. */
function directory(file: Buffer, frame: number): Map<number, number> | undefined {
  if (file.length < 8 || frame > maxFrames) return undefined
  const little = file[0] === 0x49
  const short = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at))
  const long = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at))
  if (short(2) !== 42) return undefined
  let at = long(4)
  for (let index = 0; ; index += 1) {
    if (at === 0 || at + 2 > file.length) return undefined
    const end = at + 2 + short(at) * 12
    if (end + 4 > file.length) return undefined
    if (index === frame) return entries(file.subarray(at + 2, end), { short, long, start: at + 2 })
    at = long(end)
  }
}

type Numbers = { short(at: number): number; long(at: number): number; start: number }

function entries(part: Buffer, { short, long, start }: Numbers): Map<number, number> {
  const found = new Map<number, number>()
  for (let at = start; at < start + part.length; at += 12) {
    const [tag, type, count] = [short(at), short(at + 2), long(at + 4)]
    if (count !== 1 || (type !== 3 && type !== 4)) continue
    found.set(tag, type === 3 ? short(at + 8) : long(at + 8))
  }
  return found
}
