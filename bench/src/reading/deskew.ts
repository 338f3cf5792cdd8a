// Straightens a page for Tesseract, whose segmentation needs that: an engine is measured with its input at its best.
import sharp from 'sharp'

const longSide = 1000
const mostDegrees = 7
/** Less than this bends nothing, and turning blurs. */
const leastDegrees = 0.15

/** Degrees clockwise that make lines of print level, by the profile of ink in rows (Postl 1986). */
export async function skewOf(path: string): Promise<number> {
  const { data, info } = await sharp(path)
    .autoOrient()
    .greyscale()
    .resize({ width: longSide, height: longSide, fit: 'inside' })
    .normalise()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const ink = inkOf(data, info.width, info.height)
  const best = (angles: number[]) =>
    angles.reduce(
      (top, angle) => {
        const sharpness = rowSharpness(ink, angle, info)
        return sharpness > top.sharpness ? { angle, sharpness } : top
      },
      { angle: 0, sharpness: -1 },
    ).angle
  const steps = (from: number, to: number, step: number) =>
    Array.from({ length: Math.round((to - from) / step) + 1 }, (_, at) => from + at * step)
  const rough = best(steps(-mostDegrees, mostDegrees, 0.5))
  return -best(steps(rough - 0.4, rough + 0.4, 0.1))
}

/** Darker than what surrounds it. */
function inkOf(grey: Uint8Array, width: number, height: number): [x: number, y: number][] {
  const found: [number, number][] = []
  const reach = 8
  for (let y = 0; y < height; y++)
    for (let x = reach; x < width - reach; x++) {
      const at = y * width + x
      const around = ((grey[at - reach] ?? 0) + (grey[at + reach] ?? 0)) / 2
      if (around - (grey[at] ?? 0) > 40) found.push([x, y])
    }
  return found
}

function rowSharpness(
  ink: readonly [number, number][],
  degrees: number,
  { width, height }: { width: number; height: number },
): number {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const rows = new Float64Array(height + 2 * width)
  for (const [x, y] of ink) {
    const row = Math.round(y * cos - x * sin) + width
    rows[row] = (rows[row] ?? 0) + 1
  }
  let sharpness = 0
  for (let row = 1; row < rows.length; row++) sharpness += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2
  return sharpness
}

/** The straightened page as a PNG of the same resolution. */
export async function deskewTo(path: string, target: string): Promise<void> {
  const skew = await skewOf(path)
  const page = sharp(path).autoOrient().flatten({ background: '#ffffff' })
  if (Math.abs(skew) >= leastDegrees) page.rotate(skew, { background: '#ffffff' })
  await page.withMetadata({ density: 200 }).png({ compressionLevel: 1 }).toFile(target)
}
