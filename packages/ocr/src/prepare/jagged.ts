// Faxes of half the lines: every line is shown twice, so that edges are stairs, which read worse than soft edges.
import type { Raster } from '../raster.ts'

/** Lines of one pair differ in at most this share of the pixels in which they differ from those of the next pair. */
const mostUnlike = 0.1
/** Pixels, at least, in which pairs must differ: a blank page tells nothing. */
const leastUnlike = 100
const pairsSkipped = 3

/** The page with its stairs smoothed; the same page where its lines are not shown twice. */
export function smoothed(page: Raster): Raster {
  if (!isDoubled(page, 0) && !isDoubled(page, 1)) return page
  return { ...page, data: spread(spread(page.data, 3), page.width * 3) }
}

/** Whether from this line on, lines come in pairs. */
function isDoubled({ data, width, height }: Raster, first: number): boolean {
  const unlike = (y: number) => {
    let count = 0
    const below = width * 3
    for (let i = y * below + 1; i < (y + 1) * below; i += 3) if (data[i] !== data[i + below]) count++
    return count
  }
  let [within, between] = [0, 0]
  for (let y = first; y + 2 < height; y += 2 * pairsSkipped) {
    within += unlike(y)
    between += unlike(y + 1)
  }
  return between >= leastUnlike && within <= mostUnlike * between
}

/** Every value spread over the two before and the two after it, in steps of `step`: a bell of five. */
function spread(data: Uint8Array, step: number): Uint8Array {
  const out = data.slice()
  for (let i = 2 * step; i < data.length - 2 * step; i++) {
    const outer = (data[i - 2 * step] as number) + (data[i + 2 * step] as number)
    const inner = (data[i - step] as number) + (data[i + step] as number)
    out[i] = (outer + 4 * inner + 6 * (data[i] as number) + 8) >> 4
  }
  return out
}
