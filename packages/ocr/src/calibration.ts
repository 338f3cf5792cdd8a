// From what the networks say of a word to how often such words are right (isotonic regression, Zadrozny & Elkan 2002).

/**
 * Raw confidence and the share of words that were right, both rising: learned by `bench/src/calibrate.ts` in two runs,
 * 29,394 words of 87 generated pages and, after spaces and ends of lines were read better, 16,800 of 60 others; in 16
 * languages, clean, spoilt and photographed. Between the two lines goes this one: the second alone claims more for
 * doubtful words than pages worse than ours may bear out. Below 0.6 there were too few words, and the line goes down to
 * where nothing is right.
 */
const knots: readonly (readonly [raw: number, right: number])[] = [
  [0, 0.01],
  [0.4, 0.18],
  [0.609, 0.6],
  [0.763, 0.8],
  [0.865, 0.86],
  [0.953, 0.92],
  [0.982, 0.945],
  [0.9906, 0.98],
  [0.9939, 0.989],
  [0.9972, 0.994],
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
