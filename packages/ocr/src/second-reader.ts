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
  const paper = medianOf(histogram, plane)
  const invert = paper < 128
  const out = {
    data: new Uint8Array((width + 2 * margin) * (height + 2 * margin)).fill(invert ? 255 - paper : paper),
    width: width + 2 * margin,
    height: height + 2 * margin,
    margin,
  }
  for (let y = 0; y < height; y++) {
    const to = (y + margin) * out.width + margin
    for (let x = 0; x < width; x++) {
      const value = grey[y * width + x] as number
      out.data[to + x] = invert ? 255 - value : value
    }
  }
  return out
}

function medianOf(histogram: Uint32Array, count: number): number {
  let passed = 0
  for (const [value, times] of histogram.entries()) {
    passed += times
    if (passed * 2 >= count) return value
  }
  return 255
}
