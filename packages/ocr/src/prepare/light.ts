// Faint and dark pages made as clear as others: paper to white and ink to black, wherever on the page the light is.
import type { Raster } from '../raster.ts'
import type { Ink } from './ink.ts'
import { boxMean, type Small } from './small.ts'

/** How far paper is looked for around a pixel of the small picture. */
const around = 20
/** The darkest twentieth of the ink becomes nearly black: what is a tenth darker still would be black. */
const darkestShare = 0.05
const beyond = 1.1

/** The page with its light evened out; `ink` must be darker than the paper. */
export function evened(raster: Raster, small: Small, ink: Ink): Raster {
  const paper = paperWithoutInk(small, ink)
  const black = 1 - (1 - blackest(small, ink, paper)) * beyond
  const data = new Uint8Array(raster.data.length)
  const across = small.width / raster.width
  const down = small.height / raster.height
  const columns = Int32Array.from({ length: raster.width }, (_, x) => Math.floor(x * across))
  for (let y = 0, i = 0; y < raster.height; y++) {
    const row = Math.floor(y * down) * small.width
    for (let x = 0; x < raster.width; x++) {
      const scale = 255 / (1 - black) / Math.max(1, paper[row + (columns[x] as number)] as number)
      const shift = (-255 * black) / (1 - black)
      for (let c = 0; c < 3; c++, i++) {
        const value = (raster.data[i] as number) * scale + shift
        data[i] = value < 0 ? 0 : value > 255 ? 255 : value
      }
    }
  }
  return { ...raster, data }
}

/** How bright the paper is around every pixel of the small picture, whatever is printed there. */
export function paperWithoutInk(small: Small, { mask, paper }: Ink): Uint8Array {
  const clear = small.grey.map((value, i) => (mask[i] ? (paper[i] as number) : value))
  return boxMean(clear, small, around)
}

/** Brightness of the darkest ink as a share of its paper's. */
function blackest({ grey }: Small, { mask }: Ink, paper: Uint8Array): number {
  const shares: number[] = []
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]) shares.push((grey[i] as number) / Math.max(1, paper[i] as number))
  }
  shares.sort((a, b) => a - b)
  return Math.min(0.95, Math.max(0.1, shares[Math.floor(shares.length * darkestShare)] ?? 0))
}
