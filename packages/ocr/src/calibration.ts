// From what the networks say of a word to how often such words are right (isotonic regression, Zadrozny & Elkan 2002).

/**
 * Raw confidence and the share of words that were right, both rising: learned by `bench/src/calibrate.ts` from 29,394
 * words of 87 generated pages in 16 languages, clean, spoilt and photographed. Knots of nearly the same height are left
 * out; below 0.6 there were too few words, and the line goes down to where nothing is right.
 */
const knots: readonly (readonly [raw: number, right: number])[] = [
  [0, 0.01],
  [0.4, 0.15],
  [0.609, 0.567],
  [0.765, 0.71],
  [0.848, 0.767],
  [0.865, 0.817],
  [0.901, 0.833],
  [0.961, 0.871],
  [0.982, 0.928],
  [0.99, 0.939],
  [0.9903, 0.973],
  [0.994, 0.989],
  [0.9968, 0.993],
  [0.9999, 0.997],
  [1, 0.999],
]

/** The share of words with this raw confidence that are right, on pages of all kinds; straight between the knots. */
export function calibrated(raw: number): number {
  const above = knots.findIndex(([at]) => at >= raw)
  if (above <= 0) return knots[above === 0 ? 0 : knots.length - 1]?.[1] ?? raw
  const [from, low] = knots[above - 1] ?? [0, 0]
  const [to, high] = knots[above] ?? [1, 1]
  return low + ((raw - from) / (to - from)) * (high - low)
}
