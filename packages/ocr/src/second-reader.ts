// A second reader of lines, for the letters and signs that the networks' alphabet lacks and where they were unsure.
import type { Planes } from './preprocess.ts'
import type { Glyph } from './recognise.ts'

/** One line in grey, 8 bits a pixel, dark print on light paper, with a margin around it. */
export type GreyLine = { data: Uint8Array; width: number; height: number; margin: number }

/** Reads single lines; what it read before changes nothing. */
export type SecondReader = {
  /** Whether it has what it needs for a language (ISO 639-1). */
  reads(language: string): boolean
  /** Characters and spaces from left to right, places as fractions of the line without its margin. */
  read(line: GreyLine, language: string): Promise<Glyph[]>
  close(): void
}

const margin = 8
/** Light is judged on parts of a line of about this many pixels, a short word, by their lightest quarter. */
const partWidth = 72
const paperShare = 0.75
/** The darkest part of a line in even light has this share of the lightest; darker than the other is no shadow. */
const evenLight = 0.9
const leastLight = 0.25

/** A line of the recogniser as a second reader wants it. */
export function greyLineOf({ data, width, height }: Planes): GreyLine {
  const plane = width * height
  const grey = new Uint8Array(plane)
  for (let i = 0; i < plane; i++) {
    const sum = (data[i] as number) + (data[i + plane] as number) + (data[i + 2 * plane] as number)
    grey[i] = Math.max(0, Math.min(255, Math.round((sum / 3 + 1) * 127.5)))
  }
  const parts = partsOf(grey, width)
  const paper = levelAt(sumOf(parts), 0.5)
  if (paper >= 128 || !isLightPrint(parts)) return withMargin(grey, { width, height, paper })
  const inverted = grey.map((value) => 255 - value)
  return withMargin(inverted, { width, height, paper: 255 - paper })
}

type Size = { width: number; height: number; paper: number }

function withMargin(grey: Uint8Array, { width, height, paper }: Size): GreyLine {
  const [outWidth, outHeight] = [width + 2 * margin, height + 2 * margin]
  const data = new Uint8Array(outWidth * outHeight).fill(paper)
  const print = levelled(grey, width, paper)
  for (let y = 0; y < height; y++) {
    data.set(print.subarray(y * width, (y + 1) * width), (y + margin) * outWidth + margin)
  }
  return { data, width: outWidth, height: outHeight, margin }
}

/** Where a shadow falls on a line, the paper under it as light as elsewhere; a line in even light stays as it is. */
function levelled(grey: Uint8Array, width: number, paper: number): Uint8Array {
  const levels = partsOf(grey, width).map((part) => levelAt(part, paperShare))
  const [darkest, lightest] = [Math.min(...levels), Math.max(...levels)]
  if (darkest >= evenLight * lightest || darkest < leastLight * lightest) return grey
  const scales = Float32Array.from({ length: width }, (_, x) => {
    const at = Math.max(0, Math.min(levels.length - 1, ((x + 0.5) * levels.length) / width - 0.5))
    const [left, right] = [levels[Math.floor(at)] as number, levels[Math.ceil(at)] as number]
    return paper / Math.max(1, left + (right - left) * (at - Math.floor(at)))
  })
  const even = new Uint8ClampedArray(grey.length)
  for (let row = 0; row < grey.length; row += width) {
    for (let x = 0; x < width; x++) even[row + x] = (grey[row + x] as number) * (scales[x] as number)
  }
  return new Uint8Array(even.buffer)
}

/** Print covers less than half of its paper: it is what draws the mean away from the middle, in whatever light. */
function isLightPrint(parts: readonly Uint32Array[]): boolean {
  const pull = parts.map((part) => {
    const count = part.reduce((sum, times) => sum + times, 0)
    return part.reduce((sum, times, value) => sum + times * value, 0) / count - levelAt(part, 0.5)
  })
  return pull.reduce((sum, one) => sum + one, 0) > 0
}

/** How often each level is there, in each of the parts that the line is judged by. */
function partsOf(grey: Uint8Array, width: number): Uint32Array[] {
  const count = Math.max(1, Math.round(width / partWidth))
  const parts = Array.from({ length: count }, () => new Uint32Array(256))
  for (const [at, part] of parts.entries()) {
    const [from, to] = [Math.floor((at * width) / count), Math.floor(((at + 1) * width) / count)]
    for (let row = 0; row < grey.length; row += width) {
      for (let i = row + from; i < row + to; i++) {
        const value = grey[i] as number
        part[value] = (part[value] as number) + 1
      }
    }
  }
  return parts
}

const sumOf = (parts: readonly Uint32Array[]): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, value) =>
    parts.reduce((sum, part) => sum + (part[value] as number), 0),
  )

/** The level that this share of the pixels does not exceed. */
function levelAt(histogram: Uint32Array, share: number): number {
  const wanted = share * histogram.reduce((sum, times) => sum + times, 0)
  let passed = 0
  for (const [value, times] of histogram.entries()) {
    passed += times
    if (passed >= wanted) return value
  }
  return 255
}
