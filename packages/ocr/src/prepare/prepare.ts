// Brings a page into the form it is read in: cropped, flat and level, by one warp, and only where that is needed.
// Pure TypeScript on pixels: it also runs in a browser.
import { type Outline, type Preparation, type Quality, wholePage } from '@countersign/contract/layout'
import type { Point } from '../geometry.ts'
import type { Raster } from '../raster.ts'
import { despeckled } from './despeckle.ts'
import { type Ink, inkOf, patchesOf, quantileOf } from './ink.ts'
import { inverted, isWhiteOnBlack } from './invert.ts'
import { smoothed } from './jagged.ts'
import { evened } from './light.ts'
import { type Judged, letterHeight, qualityOf } from './quality.ts'
import { findSheet, type Sheet } from './sheet.ts'
import { skewOf } from './skew.ts'
import { type Small, shrink } from './small.ts'
import { type Quad, warp } from './warp.ts'

/** A page ready to be read; `raster` is the one given where nothing had to be done. */
export type Prepared = {
  raster: Raster
  /** Corners of the prepared page on the one given, as fractions of it. */
  outline: Outline
  preparation: Preparation[]
  quality: Quality
}

/** Pixels of the small pictures on which the page is judged, and on which its sheet is looked for. */
const judgedPixels = 700_000
const sheetPixels = 150_000
/** A crop may leave out this much of the print, counted in letters, on paper that is this bright beside that inside. */
const mostLost = 0.08
const samePaper = 0.82
/** The edge of a picture is paper where nine tenths of it are nearly as bright as the brightest tenth of the picture. */
const mostlyPaper = 0.9
const sameBrightness = 8
const rim = 0.05
/** Below this contrast print reads better when paper is made white and ink black: 4.9 % of words wrong, not 7.0 %. */
const faintContrast = 0.4
/** Text that is less askew is read as well as level text. */
const leastSkew = 0.4

/** Prepares one page. `dpi` is its resolution where the file says it, null where it does not. */
export function prepare(source: Raster, { dpi = null }: { dpi?: number | null } = {}): Prepared {
  const clean = despeckled(source)
  const page = judged(smoothed(clean), dpi)
  const sheet = sheetOn(page)
  const prepared = sheet ? cropped(page, sheet) : straightened(page)
  if (clean === source) return prepared
  return { ...prepared, preparation: [{ step: 'despeckle' }, ...prepared.preparation] }
}

function sheetOn(page: Judged): Sheet | null {
  if (isPaperAllRound(page)) return null
  const { rgb: data, width, height } = page.small
  const sheet = findSheet(shrink({ data, width, height }, sheetPixels))
  return sheet && !fillsThePicture(sheet) && !losesPrint(page, sheet.corners) ? sheet : null
}

/** Whether the picture ends on the paper it shows, as scans do: then there is no sheet to be looked for. */
function isPaperAllRound({ small: { width, height }, ink }: Judged): boolean {
  const clear = quantileOf(ink.paper, 0.9)
  let [paper, all] = [0, 0]
  for (
    let i = 0;
    i < ink.paper.length;
    i += i % width === 0 && i >= width && i < (height - 1) * width ? Math.max(1, width - 1) : 1
  ) {
    if ((ink.paper[i] as number) >= clear - sameBrightness) paper++
    all++
  }
  return paper >= mostlyPaper * all
}

/** Where a sheet leaves only a rim, cropping wins nothing and might cut print that stands close to the edge. */
function fillsThePicture({ corners }: Sheet): boolean {
  return corners.every(([x, y]) => Math.min(x, 1 - x) < rim && Math.min(y, 1 - y) < rim)
}

function judged(raster: Raster, dpi: number | null): Judged {
  const small = shrink(raster, judgedPixels)
  const ink = inkOf(small)
  return { raster, small, ink, patches: patchesOf(ink.mask, small), dpi }
}

function straightened(page: Judged): Prepared {
  const { small, ink } = page
  const quality = qualityOf(page, [])
  const skew = quality.blank ? 0 : skewOf(ink.mask, small)
  const { raster, steps } = clarified(page, quality)
  if (Math.abs(skew) < leastSkew) return { raster, outline: wholePage, preparation: steps, quality }
  const corners = turnedFrame(raster, skew, inkBounds(ink, small, skew))
  return {
    ...flattened(raster, corners, steps.length > 0 ? [255, 255, 255] : paperColour(small, ink)),
    preparation: [{ step: 'deskew', amount: rounded(-skew) }, ...steps],
    quality,
  }
}

function cropped(source: Judged, { corners, cutOff }: Sheet): Prepared {
  const { width, height } = source.raster
  const onPage = corners.map(([x, y]): Point => [x * width, y * height]) as unknown as Quad
  const { raster: flat, outline } = flattened(source.raster, onPage, [255, 255, 255])
  const page = judged(flat, source.dpi)
  // On a black page a block of white print looks like a sheet; a real one would be brighter than what is around it.
  if (isWhiteOnBlack(source.ink) && isWhiteOnBlack(page.ink)) return straightened(source)
  const quality = qualityOf(page, cutOff)
  const { raster, steps } = clarified(page, quality)
  const level: Preparation = isSlanted(onPage)
    ? { step: 'perspective' }
    : { step: 'deskew', amount: rounded(-slopeOf(onPage[0], onPage[1])) }
  return { raster, outline, preparation: [{ step: 'crop' }, level, ...steps], quality }
}

/** The page black on white, with its contrast raised where its print is faint: elsewhere it reads no better. */
function clarified({ raster, small, ink }: Judged, { blank, contrast }: Quality) {
  const steps: Preparation[] = []
  if (!blank && isWhiteOnBlack(ink)) return { raster: inverted(raster), steps: [{ step: 'invert' as const }] }
  if (blank || ink.inverse || contrast >= faintContrast) return { raster, steps }
  steps.push({ step: 'contrast' })
  return { raster: evened(raster, small, ink), steps }
}

/**
 * Whether cropping would cut away what looks like print on the same paper: a box on a form is no sheet. What is
 * outside counts where its paper is about as bright as the paper inside; the grain of a table is mostly darker.
 */
function losesPrint({ small, ink, patches }: Judged, corners: Quad): boolean {
  const letter = letterHeight(patches)
  const inside = { count: 0, brightness: 0 }
  const outside: number[] = []
  for (const { left, top, right, bottom } of patches) {
    if (bottom - top < letter / 2 || bottom - top > 4 * letter || right - left > 4 * letter) continue
    const [x, y] = [(left + right) >> 1, (top + bottom) >> 1]
    const brightness = ink.paper[y * small.width + x] as number
    if (isInside([x / small.width, y / small.height], corners)) {
      inside.count++
      inside.brightness += brightness
    } else outside.push(brightness)
  }
  const paper = inside.brightness / Math.max(1, inside.count)
  return outside.filter((brightness) => brightness > samePaper * paper).length > mostLost * inside.count
}

function isInside([x, y]: Point, corners: Quad): boolean {
  return corners.every(([fromX, fromY], i) => {
    const [toX, toY] = corners[(i + 1) % 4] as Point
    return (toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX) > 0
  })
}

/** The picture inside these corners, laid flat at the scale it has where it is nearest. */
function flattened(source: Raster, corners: Quad, outside: [number, number, number]) {
  const [a, b, c, d] = corners
  const width = Math.max(1, Math.round(Math.max(lengthOf(a, b), lengthOf(d, c))))
  const height = Math.max(1, Math.round(Math.max(lengthOf(a, d), lengthOf(b, c))))
  const raster = warp(source, { corners, width, height, outside })
  const outline = corners.map(([x, y]): Point => [x / source.width, y / source.height]) as unknown as Outline
  return { raster, outline }
}

const lengthOf = (from: Point, to: Point) => Math.hypot(to[0] - from[0], to[1] - from[1])
const slopeOf = (from: Point, to: Point) => (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI
const rounded = (degrees: number) => Math.round(degrees * 100) / 100

/** Whether a sheet was seen at an angle: its middle is not where that of a rectangle would be. */
function isSlanted([a, b, c, d]: Quad): boolean {
  const gap = Math.hypot(a[0] + c[0] - b[0] - d[0], a[1] + c[1] - b[1] - d[1])
  const [top, left] = [slopeOf(a, b), slopeOf(a, d)]
  return gap > 0.01 * (lengthOf(a, c) + lengthOf(b, d)) || Math.abs(left - top - 90) > 1
}

/** Furthest ink from the middle of the page, along and across text that is turned by `skew`, as pixels of the page. */
function inkBounds({ mask }: Ink, { width, height, step }: Small, skew: number) {
  const radians = (skew * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  const bounds = { left: 0, top: 0, right: 0, bottom: 0 }
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    const x = (i % width) + 0.5 - width / 2
    const y = Math.floor(i / width) + 0.5 - height / 2
    const along = x * cos + y * sin
    const across = y * cos - x * sin
    bounds.left = Math.min(bounds.left, along)
    bounds.right = Math.max(bounds.right, along)
    bounds.top = Math.min(bounds.top, across)
    bounds.bottom = Math.max(bounds.bottom, across)
  }
  const margin = 6
  return {
    left: (bounds.left - margin) * step,
    right: (bounds.right + margin) * step,
    top: (bounds.top - margin) * step,
    bottom: (bounds.bottom + margin) * step,
  }
}

type Bounds = ReturnType<typeof inkBounds>

/** A frame of the page's own size turned about its middle, made larger where ink would be left outside. */
function turnedFrame({ width, height }: { width: number; height: number }, skew: number, ink: Bounds): Quad {
  const radians = (skew * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  const left = Math.min(-width / 2, ink.left)
  const right = Math.max(width / 2, ink.right)
  const top = Math.min(-height / 2, ink.top)
  const bottom = Math.max(height / 2, ink.bottom)
  const at = (along: number, across: number): Point => [
    width / 2 + along * cos - across * sin,
    height / 2 + along * sin + across * cos,
  ]
  return [at(left, top), at(right, top), at(right, bottom), at(left, bottom)]
}

/** What the paper mostly looks like: it goes on around a page that is turned. */
function paperColour({ rgb }: Small, { mask }: Ink): [number, number, number] {
  const colour = [0, 1, 2].map((channel) => {
    const values: number[] = []
    for (let i = 0; i < mask.length; i += 17) if (!mask[i]) values.push(rgb[i * 3 + channel] as number)
    values.sort((a, b) => a - b)
    return values[values.length >> 1] ?? 255
  })
  return colour as [number, number, number]
}
