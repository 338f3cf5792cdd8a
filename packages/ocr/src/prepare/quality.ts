// How well a page can be read, and what the person who scans it again should do differently.
import type { Quality } from '@countersign/contract/layout'
import type { Raster } from '../raster.ts'
import { type Ink, type Patch, quantileOfCounts } from './ink.ts'
import type { Side } from './sheet.ts'
import type { Small } from './small.ts'

/** A page as its judges see it. `dpi` is null where the file did not say it believably. */
export type Judged = { raster: Raster; small: Small; ink: Ink; patches: readonly Patch[]; dpi: number | null }

/** Half of ten points, as most print is: how high its small letters are. */
const usualLetterInches = 5 / 72
const leastLetterPixels = 8
const blurred = 0.35
const faint = 0.2
const burntOut = 0.02

export function qualityOf(page: Judged, cutOffSides: readonly Side[]): Quality {
  const letter = letterHeight(page.patches) * page.small.step
  const blank = isBlank(page)
  const found = {
    sharpness: blank ? 1 : sharpnessOf(page, letter),
    contrast: blank ? 1 : contrastOf(page),
    glare: glareOf(page.small, page.ink),
    dpi: page.dpi ?? Math.max(36, Math.min(1200, Math.round(letter / usualLetterInches / 10) * 10)),
    cutOff: [...cutOffSides, ...cutPrint(page).filter((side) => !cutOffSides.includes(side))],
    blank,
  }
  return { ...found, advice: adviceFor(found, letter) }
}

function adviceFor(found: Omit<Quality, 'advice'>, letter: number): string | null {
  if (found.blank) return 'Nothing is printed on this page: check that the right side was scanned.'
  if (found.cutOff.length > 0) {
    return `The page is cut off at the ${found.cutOff.join(' and the ')} of the picture: take it again with the whole page in view.`
  }
  if (found.glare > burntOut) {
    return 'A light is mirrored on the page and hides print: switch off the flash or turn the page away from the lamp.'
  }
  if (letter > 0 && letter < leastLetterPixels) {
    return 'The print is too small in the picture: go closer, or scan with 300 dpi.'
  }
  if (found.sharpness < blurred) {
    return 'The picture is blurred: hold the camera still until it has focused, or scan with 300 dpi.'
  }
  if (found.contrast < faint) return 'The print is faint: take the picture in more light, or scan it darker.'
  return null
}

/** Usual height of a patch that may be a letter, in pixels of the small picture; 0 where there are none. */
export function letterHeight(patches: readonly Patch[]): number {
  const heights = patches
    .filter(({ left, right, top, bottom }) => bottom - top >= 3 && right - left <= 3 * (bottom - top))
    .map(({ top, bottom }) => bottom - top)
    .filter((height) => height <= 80)
    .sort((a, b) => a - b)
  // Capitals and joined letters are among them: small letters stand lower than the middle.
  return heights.length < 8 ? 0 : (heights[Math.floor(heights.length * 0.4)] as number)
}

/** No ink but what touches the edges, where scanners leave shadows, and single grains. */
function isBlank({ patches, small }: Judged): boolean {
  const margin = Math.round(Math.max(small.width, small.height) * 0.015)
  return !patches.some(
    ({ left, top, right, bottom, size }) =>
      size >= 5 &&
      left >= margin &&
      top >= margin &&
      right <= small.width - margin &&
      bottom <= small.height - margin,
  )
}

/** Edges of the picture that run through several letters. */
function cutPrint({ patches, small }: Judged): Side[] {
  const letter = letterHeight(patches)
  if (letter === 0) return []
  const cut = { left: 0, top: 0, right: 0, bottom: 0 }
  for (const { left, top, right, bottom, size } of patches) {
    const height = bottom - top
    if (height > 2 * letter || right - left > 3 * letter || size < letter) continue
    if (left === 0) cut.left++
    if (top === 0) cut.top++
    if (right === small.width) cut.right++
    if (bottom === small.height) cut.bottom++
  }
  return (['left', 'top', 'right', 'bottom'] as const).filter((side) => cut[side] >= 6)
}

/** How far ink stands out from its paper, as a share of the paper's brightness. */
function contrastOf({ small, ink }: Judged): number {
  const counts = new Uint32Array(256)
  let all = 0
  for (let i = 0; i < ink.mask.length; i++) {
    if (!ink.mask[i]) continue
    const paper = ink.paper[i] as number
    const step = Math.abs(paper - (small.grey[i] as number)) / Math.max(paper, 255 - paper)
    const level = Math.min(255, Math.round(step * 255))
    counts[level] = (counts[level] as number) + 1
    all++
  }
  return rounded(Math.min(1, quantileOfCounts(counts, all * 0.8) / 255 / 0.6))
}

/** Share of a greyish page that is burnt out to pure white; where all paper is white, that is no glare. */
function glareOf({ grey }: Small, { paper }: Ink): number {
  let [white, bright] = [0, 0]
  for (let i = 0; i < grey.length; i++) {
    if ((paper[i] as number) >= 253) white++
    else if ((paper[i] as number) >= 225) bright++
  }
  const share = white / grey.length
  return share < 0.25 && bright / grey.length < 0.25 ? rounded(share) : 0
}

/**
 * How sharp the print is for its size: 1 where an edge of a letter takes a quarter of the letter's height or less.
 * Measured across the strongest edges of some rows of the page itself.
 */
function sharpnessOf({ raster }: Judged, letter: number): number {
  if (letter === 0) return 1
  const widths: number[] = []
  const rows = 60
  for (let k = 0; k < rows; k++) {
    const y = Math.floor(((k + 0.5) * raster.height) / rows)
    edgeWidths(raster, y, widths)
  }
  if (widths.length < 30) return 1
  widths.sort((a, b) => a - b)
  return rounded(Math.min(1, letter / (4 * (widths[widths.length >> 1] as number))))
}

/** Widths, from paper to ink, of the clear edges of one row: the height of the step over its steepest part. */
function edgeWidths({ data, width }: Raster, y: number, widths: number[]): void {
  const row = y * width * 3 + 1
  let start = data[row] as number
  let steepest = 0
  let direction = 0
  for (let x = 1; x < width; x++) {
    const before = data[row + (x - 1) * 3] as number
    const slope = (data[row + x * 3] as number) - before
    if (slope !== 0 && Math.sign(slope) === direction) {
      steepest = Math.max(steepest, Math.abs(slope))
      continue
    }
    const height = Math.abs(before - start)
    if (height >= 60) widths.push(height / steepest)
    start = before
    direction = Math.sign(slope)
    steepest = Math.abs(slope)
  }
}

const rounded = (share: number) => Math.round(share * 1000) / 1000
