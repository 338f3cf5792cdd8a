// From what the networks say of a word to how often such words are right (isotonic regression, Zadrozny & Elkan 2002).

/**
 * Raw confidence and the share of words that were right, both rising: learned by `bench/src/calibrate.ts` from 44,787
 * words of 147 generated pages in 16 languages, clean, spoilt and photographed. Between 0.6 and 0.95 the line goes a
 * little lower: pages worse than ours bear out less. Below there were few words, and it goes down to where nothing is
 * right.
 */
const knots: readonly (readonly [raw: number, right: number])[] = [
  [0, 0.01],
  [0.402, 0.1],
  [0.437, 0.25],
  [0.607, 0.56],
  [0.64, 0.63],
  [0.692, 0.66],
  [0.746, 0.715],
  [0.779, 0.76],
  [0.819, 0.81],
  [0.852, 0.87],
  [0.884, 0.91],
  [0.922, 0.95],
  [0.946, 0.964],
  [0.9628, 0.9775],
  [0.9758, 0.986],
  [0.9848, 0.991],
  [0.9907, 0.9932],
  [0.9958, 0.996],
  [0.9978, 0.9977],
  [0.9988, 0.9983],
  [0.9997, 0.999],
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
