// Cross-reference sections read strictly from the bytes (ISO 32000-2 §7.5.4, §7.5.8). Parsers forgive much, each in its
// own way: what only one of them would show must not pass as a proper update.
import { inflateSync } from 'node:zlib'

/** An object of the section and where it begins; those inside of object streams have no offset of their own. */
export type Entry = { object: number; generation: number; offset: number }

/** `previous` is the offset of the section before, null for the first. */
export type Section = { entries: Entry[]; previous: number | null; hybrid: boolean }

const maxDictionary = 64 * 1024
const maxEntries = 2_000_000

/** The section at `offset`; null where there is none that can be read without guessing. */
export function sectionAt(bytes: Buffer, offset: number): Section | null {
  let at = offset
  while (at < bytes.length && at < offset + 16 && /\s/.test(String.fromCharCode(bytes[at] ?? 0))) at += 1
  if (bytes.toString('latin1', at, at + 4) === 'xref') return tableAt(bytes, at + 4)
  return streamAt(bytes, at)
}

function tableAt(bytes: Buffer, start: number): Section | null {
  const trailer = bytes.indexOf('trailer', start)
  if (trailer < 0 || trailer - start > maxEntries * 20) return null
  const words = bytes.toString('latin1', start, trailer).split(/\s+/).filter(Boolean)
  const entries: Entry[] = []
  for (let at = 0; at < words.length; ) {
    const [first, count] = [Number(words[at]), Number(words[at + 1])]
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 0) return null
    at += 2
    for (let index = 0; index < count; index += 1, at += 3) {
      const [offset, generation, kind] = [Number(words[at]), Number(words[at + 1]), words[at + 2]]
      if (kind !== 'n' && kind !== 'f') return null
      if (kind === 'n') entries.push({ object: first + index, generation, offset })
    }
  }
  const text = dictionaryAt(bytes, trailer + 7, 'startxref')
  if (text === null || entries.some(({ offset, generation }) => !Number.isSafeInteger(offset + generation)))
    return null
  return { entries, previous: numberIn(text, 'Prev'), hybrid: /\/XRefStm\b/.test(text) }
}

function dictionaryAt(bytes: Buffer, start: number, end: string): string | null {
  const stop = bytes.indexOf(end, start)
  return stop < 0 || stop - start > maxDictionary ? null : bytes.toString('latin1', start, stop)
}

function numberIn(text: string, key: string): number | null {
  const found = new RegExp(`/${key}\\s+(\\d+)(?!\\s+\\d+\\s+R)`).exec(text)?.[1]
  return found === undefined ? null : Number(found)
}

function numbersIn(text: string, key: string): number[] | null {
  const found = new RegExp(`/${key}\\s*\\[([\\d\\s]*)\\]`).exec(text)?.[1]
  return found === undefined ? null : found.split(/\s+/).filter(Boolean).map(Number)
}

function streamAt(bytes: Buffer, start: number): Section | null {
  const text = dictionaryAt(bytes, start, 'stream')
  if (text === null || !/^\d+\s+\d+\s+obj\b/.test(text) || !/\/Type\s*\/XRef\b/.test(text)) return null
  const data = dataOf(bytes, start + text.length + 6, text)
  const widths = numbersIn(text, 'W')
  const size = numberIn(text, 'Size')
  if (!data || widths?.length !== 3 || size === null || widths.some((width) => width > 6)) return null
  const ranges = numbersIn(text, 'Index') ?? [0, size]
  const entries = entriesOf(data, widths, ranges)
  return entries && { entries, previous: numberIn(text, 'Prev'), hybrid: false }
}

function dataOf(bytes: Buffer, start: number, text: string): Buffer | null {
  const begin = start + (bytes[start] === 13 ? 2 : 1)
  const end = bytes.indexOf('endstream', begin)
  const length = numberIn(text, 'Length')
  if (end < 0 || (length !== null && begin + length > end)) return null
  const raw = bytes.subarray(begin, length === null ? end : begin + length)
  if (!/\/Filter\b/.test(text)) return raw
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*[\]/>\s]/.test(text)) return null
  try {
    const data = inflateSync(raw, { maxOutputLength: maxEntries * 18 })
    const predictor = numberIn(text, 'Predictor') ?? 1
    return predictor < 10 ? data : unpredicted(data, numberIn(text, 'Columns') ?? 1)
  } catch {
    return null
  }
}

/** PNG filters on rows of single bytes (ISO 32000-2 §7.4.4.4). */
function unpredicted(data: Buffer, columns: number): Buffer | null {
  const rows = data.length / (columns + 1)
  if (!Number.isInteger(rows)) return null
  const out = Buffer.alloc(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    const kind = data[row * (columns + 1)] ?? 0
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column
      const left = column > 0 ? (out[at - 1] ?? 0) : 0
      const up = row > 0 ? (out[at - columns] ?? 0) : 0
      const corner = row > 0 && column > 0 ? (out[at - columns - 1] ?? 0) : 0
      out[at] = (data[row * (columns + 1) + 1 + column] ?? 0) + guess(kind, { left, up, corner })
    }
  }
  return out
}

function guess(kind: number, { left, up, corner }: { left: number; up: number; corner: number }): number {
  if (kind === 1) return left
  if (kind === 2) return up
  if (kind === 3) return (left + up) >> 1
  if (kind !== 4) return 0
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

const plain = 1

function entriesOf(data: Buffer, widths: readonly number[], ranges: readonly number[]): Entry[] | null {
  const [kindWidth = 0, secondWidth = 0, thirdWidth = 0] = widths
  const entries: Entry[] = []
  let at = 0
  const field = (width: number) => {
    const value = width === 0 ? 0 : data.readUIntBE(at, width)
    at += width
    return value
  }
  for (let range = 0; range + 1 < ranges.length; range += 2) {
    const [first = 0, count = 0] = ranges.slice(range, range + 2)
    if (at + count * (kindWidth + secondWidth + thirdWidth) > data.length) return null
    for (let index = 0; index < count; index += 1) {
      const kind = kindWidth === 0 ? plain : field(kindWidth)
      const [offset, generation] = [field(secondWidth), field(thirdWidth)]
      if (kind > 2) return null
      if (kind === plain) entries.push({ object: first + index, generation, offset })
    }
  }
  return entries
}
