// From what the networks say of a word to how often such words are right (isotonic regression, Zadrozny & Elkan 2002).

/**
 * Raw confidence and the share of words that were right, both rising: learned by `bench/src/calibrate.ts` from 44,774
 * words of 147 generated pages in 16 languages, clean, spoilt and photographed. Between 0.6 and 0.95 the line goes a
 * little lower: pages worse than ours bear out less. Below there were few words, and it goes down to where nothing is
 * right.
 */
const knots: readonly (readonly [raw: number, right: number])[] = [
  [0, 0.01],
  [0.402, 0.1],
  [0.578, 0.3],
  [0.631, 0.58],
  [0.657, 0.72],
  [0.762, 0.78],
  [0.84, 0.84],
  [0.879, 0.885],
  [0.902, 0.93],
  [0.922, 0.955],
  [0.951, 0.975],
  [0.977, 0.988],
  [0.9903, 0.9915],
  [0.9957, 0.9945],
  [0.9978, 0.996],
  [0.9993, 0.9973],
  [0.9999, 0.999],
  [1, 0.9998],
]

/** The share of words with this raw confidence that are right, on pages of all kinds; straight between the knots. */
export function calibrated(raw: number): number {
  const above = knots.findIndex(([at]) => at >= raw)
  if (above <= 0) return knots[above === 0 ? 0 : knots.length - 1]?.[1] ?? raw
  const [from, low] = knots[above - 1] ?? [0, 0]
  const [to, high] = knots[above] ?? [1, 1]
  return low + ((raw - from) / (to - from)) * (high - low)
}
