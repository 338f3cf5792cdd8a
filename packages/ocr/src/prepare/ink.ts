// What of a page is ink: darker than the paper around it (lighter on a black page), and by more than the paper's grain.
import { boxMean, type Small } from './small.ts'

/** A connected patch of ink, in pixels of the small picture. */
export type Patch = { left: number; top: number; right: number; bottom: number; size: number }

/** `mask` is 1 where there is ink; `paper` is the brightness around each pixel; `grain` the paper's own unrest. */
export type Ink = { mask: Uint8Array; paper: Uint8Array; grain: number; inverse: boolean }

const around = 14
const leastStep = 12
const shareOfPaper = 0.1
const grainsAway = 6
/** A page that is mostly darker than this may be white on black, or a photo taken in the dark. */
const darkPage = 128

export function inkOf(small: Small): Ink {
  const { grey, width } = small
  const paper = boxMean(grey, small, around)
  const inverse = quantileOf(grey, 0.5) < darkPage && standsOutBrighter(grey, paper)
  const grain = grainOf(grey, width)
  const mask = new Uint8Array(grey.length)
  for (let i = 0; i < grey.length; i++) {
    const mean = paper[i] as number
    const step = inverse ? (grey[i] as number) - mean : mean - (grey[i] as number)
    if (step > Math.max(leastStep, shareOfPaper * mean, grainsAway * grain)) mask[i] = 1
  }
  return { mask, paper, grain, inverse }
}

/** Whether the strongest deviations are to the bright side: the third moment, as print is rarer than its paper. */
function standsOutBrighter(grey: Uint8Array, paper: Uint8Array): boolean {
  let sum = 0
  for (let i = 0; i < grey.length; i++) sum += ((grey[i] as number) - (paper[i] as number)) ** 3
  return sum > 0
}

/** The value that this share of all values does not exceed. */
export function quantileOf(values: Uint8Array, share: number): number {
  const counts = new Uint32Array(256)
  for (let i = 0; i < values.length; i++)
    counts[values[i] as number] = (counts[values[i] as number] as number) + 1
  return quantileOfCounts(counts, share * values.length)
}

/** The first value up to which `wanted` were counted. */
export function quantileOfCounts(counts: Uint32Array, wanted: number): number {
  let passed = 0
  for (const [value, count] of counts.entries()) {
    passed += count
    if (passed >= wanted) return value
  }
  return counts.length - 1
}

/** Standard deviation of the noise, from the usual difference of neighbours (so print hardly counts). */
function grainOf(grey: Uint8Array, width: number): number {
  const counts = new Uint32Array(256)
  let total = 0
  for (let i = 1; i < grey.length; i += 3) {
    if (i % width === 0) continue
    const step = Math.abs((grey[i] as number) - (grey[i - 1] as number))
    counts[step] = (counts[step] as number) + 1
    total++
  }
  let passed = 0
  for (const [step, count] of counts.entries()) {
    // Half of the differences of normal noise are below 0.954 deviations; the bin's middle makes 0 and 1 comparable.
    if (passed + count >= total / 2) return Math.max(0, step - 0.5 + (total / 2 - passed) / count) / 0.954
    passed += count
  }
  return 0
}

/** The connected patches of ink of at least `least` pixels, eight neighbours. */
export function patchesOf(
  mask: Uint8Array,
  { width, height }: Pick<Small, 'width' | 'height'>,
  least = 3,
): Patch[] {
  const seen = new Uint8Array(mask.length)
  const stack: number[] = []
  const patches: Patch[] = []
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || seen[start]) continue
    const patch = { left: width, top: height, right: 0, bottom: 0, size: 0 }
    seen[start] = 1
    stack.push(start)
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      const x = i % width
      const y = (i - x) / width
      patch.left = Math.min(patch.left, x)
      patch.right = Math.max(patch.right, x + 1)
      patch.top = Math.min(patch.top, y)
      patch.bottom = Math.max(patch.bottom, y + 1)
      patch.size++
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx
          if (!mask[next] || seen[next]) continue
          seen[next] = 1
          stack.push(next)
        }
      }
    }
    if (patch.size >= least) patches.push(patch)
  }
  return patches
}
