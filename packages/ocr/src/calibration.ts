// From what the networks say of a word to how often such words are right (isotonic regression, Zadrozny & Elkan 2002).

/**
 * Raw confidence and the share of words that were right, both rising: learned by `bench/src/calibrate.ts` from 7,053
 * words of generated pages in 14 languages, clean, spoilt and photographed, and smoothed by hand to three figures.
 */
const knots: readonly (readonly [raw: number, right: number])[] = [
  [0, 0.01],
  [0.445, 0.02],
  [0.634, 0.12],
  [0.711, 0.37],
  [0.761, 0.45],
  [0.809, 0.52],
  [0.9, 0.74],
  [0.974, 0.83],
  [0.988, 0.93],
  [0.991, 0.967],
  [0.997, 0.991],
  [1, 0.998],
]

/** The share of words with this raw confidence that are right, on pages of all kinds; straight between the knots. */
export function calibrated(raw: number): number {
  const above = knots.findIndex(([at]) => at >= raw)
  if (above <= 0) return knots[above === 0 ? 0 : knots.length - 1]?.[1] ?? raw
  const [from, low] = knots[above - 1] ?? [0, 0]
  const [to, high] = knots[above] ?? [1, 1]
  return low + ((raw - from) / (to - from)) * (high - low)
}
