// Specks: single pixels, or two together, that are unlike all around them, as on old faxes and bad sensors.
import type { Raster } from '../raster.ts'

/** Levels, at least, between a speck and its surroundings. */
const leastStep = 40
/** A page is speckled where this share of its pixels are specks: print and grain stay far below. */
const leastShare = 0.004
/** Every so many rows tell. */
const rowsSkipped = 7

/** The page without its specks; the same page where it has hardly any. */
export function despeckled(page: Raster): Raster {
  if (speckShare(page) < leastShare) return page
  const { data, width, height } = page
  const out = data.slice()
  const around = new Uint8Array(8)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = (y * width + 1) * 3; x < width - 1; x++, i += 3) {
      if (!isSpeck(data, i + 1, width * 3)) continue
      for (let c = 0; c < 3; c++) {
        neighbours(data, i + c, width * 3).forEach((value, k) => {
          around[k] = value
        })
        around.sort()
        out[i + c] = ((around[3] as number) + (around[4] as number)) >> 1
      }
    }
  }
  return { ...page, data: out }
}

function speckShare({ data, width, height }: Raster): number {
  let [specks, all] = [0, 0]
  for (let y = 1; y < height - 1; y += rowsSkipped) {
    for (let x = 1, i = (y * width + 1) * 3 + 1; x < width - 1; x++, i += 3) {
      if (isSpeck(data, i, width * 3)) specks++
      all++
    }
  }
  return all === 0 ? 0 : specks / all
}

/** Darker or brighter than all but one of the eight around it: the end of a stroke has one more like itself. */
function isSpeck(data: Uint8Array, at: number, stride: number): boolean {
  const value = data[at] as number
  const aside = Math.abs(value - (data[at - 3] as number)) >= leastStep
  // Most pixels are like two of their neighbours: those cost no more than this.
  if (!aside && Math.abs(value - (data[at + 3] as number)) < leastStep) return false
  let [darker, brighter] = [0, 0]
  for (const other of neighbours(data, at, stride)) {
    if (value <= other - leastStep) darker++
    else if (value >= other + leastStep) brighter++
  }
  return darker >= 7 || brighter >= 7
}

function neighbours(data: Uint8Array, at: number, stride: number): number[] {
  const [above, below] = [at - stride, at + stride]
  return [above - 3, above, above + 3, at - 3, at + 3, below - 3, below, below + 3].map(
    (i) => data[i] as number,
  )
}
