// White print on a black page, as screens and old copies have it, made black on white.
import type { Raster } from '../raster.ts'
import { type Ink, quantileOf } from './ink.ts'

/** Nearly the whole page must be dark: a dark table, or a dark half of a page, is none. */
const darkShare = 0.85
const dark = 128

/** Whether this page is white on black as a whole. */
export function isWhiteOnBlack({ inverse, paper }: Ink): boolean {
  return inverse && quantileOf(paper, darkShare) < dark
}

/** The page with dark and light exchanged; its colours stay what they are on the other side of the wheel. */
export function inverted({ data, ...page }: Raster): Raster {
  return { ...page, data: data.map((value) => 255 - value) }
}
