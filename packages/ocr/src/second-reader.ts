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
  const histogram = new Uint32Array(256)
  for (let i = 0; i < plane; i++) {
    const sum = (data[i] as number) + (data[i + plane] as number) + (data[i + 2 * plane] as number)
    const value = Math.max(0, Math.min(255, Math.round((sum / 3 + 1) * 127.5)))
    grey[i] = value
    histogram[value] = (histogram[value] as number) + 1
  }
  const paper = levelAt(histogram, plane / 2)
  const invert = paper < 128
  const out = {
    data: new Uint8Array((width + 2 * margin) * (height + 2 * margin)).fill(invert ? 255 - paper : paper),
    width: width + 2 * margin,
    height: height + 2 * margin,
    margin,
  }
  const print = levelled(
    { data: invert ? grey.map((value) => 255 - value) : grey, width, height },
    out.data[0] as number,
  )
  for (let y = 0; y < height; y++) {
    out.data.set(print.subarray(y * width, (y + 1) * width), (y + margin) * out.width + margin)
  }
  return out
}

/** Where a shadow falls on a line, the paper under it as light as elsewhere; a line in even light stays as it is. */
function levelled({ data, width, height }: Omit<GreyLine, 'margin'>, paper: number): Uint8Array {
  const parts = Math.max(1, Math.round(width / partWidth))
  const levels = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [Math.floor((part * width) / parts), Math.floor(((part + 1) * width) / parts)]
    return paperIn(data, { width, height, from, to })
  })
  const [darkest, lightest] = [Math.min(...levels), Math.max(...levels)]
  if (darkest >= evenLight * lightest || darkest < leastLight * lightest) return data
  const scales = Float32Array.from({ length: width }, (_, x) => {
    const at = Math.max(0, Math.min(parts - 1, ((x + 0.5) * parts) / width - 0.5))
    const [left, right] = [levels[Math.floor(at)] as number, levels[Math.ceil(at)] as number]
    return paper / Math.max(1, left + (right - left) * (at - Math.floor(at)))
  })
  return data.map((value, i) => Math.min(255, value * (scales[i % width] as number)))
}

function paperIn(
  data: Uint8Array,
  area: { width: number; height: number; from: number; to: number },
): number {
  const histogram = new Uint32Array(256)
  for (let y = 0; y < area.height; y++) {
    for (let x = area.from; x < area.to; x++) {
      const value = data[y * area.width + x] as number
      histogram[value] = (histogram[value] as number) + 1
    }
  }
  return levelAt(histogram, paperShare * area.height * (area.to - area.from))
}

/** The level up to which so many pixels were counted. */
function levelAt(histogram: Uint32Array, wanted: number): number {
  let passed = 0
  for (const [value, times] of histogram.entries()) {
    passed += times
    if (passed >= wanted) return value
  }
  return 255
}
