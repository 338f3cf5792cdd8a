// Whether a line was written by hand: a pen draws strokes of one width that do not stand on one line, in letters
// larger than the print around them, and two readers of print do not agree on them.
import type { Glyph } from './recognise.ts'
import type { GreyLine } from './second-reader.ts'

/** The most that handwriting may claim, whatever print it resembles. */
export const handwritingCap = 0.6

/** A line looked at twice; `size` is its height in usual heights of the page's lines. */
export type LookedAt = { line: GreyLine; first: readonly Glyph[]; size: number }

/** Part of ink between blank columns. */
type Part = { top: number; bottom: number; width: number }

const inkShare = 0.45
const leastSize = 1.15
const fewestParts = 4
/** Print stands within a pixel or so of its line. */
const leastUnrest = 0.036
/** In heights of the tallest letter: what stands lower has a tail. */
const descender = 0.14
const mostStrokeSpread = 1.8
/** In heights of its letters: a pen of half a millimetre, where print has an eighth and more. */
const widestStroke = 0.11
const sure = 0.97

/** Whether no printer did this. Print that is broken or faint is called print: a false alarm costs a good reading. */
export function isHandwritten({ line, first, size }: LookedAt): boolean {
  if (size < leastSize || meanOf(first) >= sure) return false
  const ink = inkOf(line)
  const parts = partsOf(ink, line)
  const tallest = Math.max(0, ...parts.map(({ top, bottom }) => bottom - top))
  const letters = parts.filter(({ top, bottom }) => bottom - top > 0.45 * tallest)
  if (letters.length < fewestParts) return false
  const strokes = strokesOf(ink, line)
  const [thin, usual, thick] = [0.25, 0.5, 0.75].map(
    (share) => strokes[Math.floor(share * strokes.length)] ?? 0,
  )
  if (!thin || !usual || !thick) return false
  if (thick / thin > mostStrokeSpread || usual > widestStroke * tallest) return false
  return unrestOf(letters, tallest) / tallest >= leastUnrest
}

function meanOf(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, glyphs.length)
}

/** How far the feet of the letters stand from their common line: the mean, in pixels, of those without a descender. */
function unrestOf(parts: readonly Part[], tallest: number): number {
  const feet = parts.map(({ bottom }) => bottom)
  const standing = (foot: number) => feet.filter((other) => Math.abs(other - foot) <= 1).length
  const line = feet.reduce((best, foot) => (standing(foot) > standing(best) ? foot : best), feet[0] ?? 0)
  const off = feet.map((foot) => Math.abs(foot - line)).filter((distance) => distance <= descender * tallest)
  return off.reduce((sum, distance) => sum + distance, 0) / Math.max(1, off.length)
}

function inkOf({ data }: GreyLine): Uint8Array {
  const paper = data[0] as number
  const darkest = data.reduce((least, value) => Math.min(least, value), 255)
  return data.map((value) => (value < paper - inkShare * (paper - darkest) ? 1 : 0))
}

function partsOf(ink: Uint8Array, { width, height }: GreyLine): Part[] {
  const parts: Part[] = []
  let open: Part | undefined
  for (let x = 0; x < width; x++) {
    let top = -1
    let bottom = -1
    for (let y = 0; y < height; y++) {
      if (ink[y * width + x] === 0) continue
      if (top < 0) top = y
      bottom = y
    }
    if (top < 0) open = undefined
    else if (open) {
      open.top = Math.min(open.top, top)
      open.bottom = Math.max(open.bottom, bottom)
      open.width++
    } else {
      open = { top, bottom, width: 1 }
      parts.push(open)
    }
  }
  return parts
}

/** Lengths of ink along the rows, shortest first: mostly the width of upright strokes. */
function strokesOf(ink: Uint8Array, { width, height }: GreyLine): number[] {
  const lengths: number[] = []
  for (let y = 0; y < height; y++) {
    let length = 0
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 1) length++
      else if (length > 0) {
        lengths.push(length)
        length = 0
      }
    }
  }
  return lengths.sort((a, b) => a - b)
}
