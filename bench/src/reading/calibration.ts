// Whether a confidence means what it says: of words at 0.9, nine in ten should be right (Guo et al. 2017).
import { normalise } from './metrics.ts'

export type Claim = { confidence: number; right: boolean }
export type Bin = { from: number; words: number; claimed: number; right: number }

/** A word is right where it is printed as often as it was read; of equal ones the surest count first. */
export function claimsOf(
  printed: readonly string[],
  words: readonly { text: string; confidence: number }[],
): Claim[] {
  const left = new Map<string, number>()
  for (const word of normalise(printed.join(' ')).split(' ')) left.set(word, (left.get(word) ?? 0) + 1)
  return [...words]
    .sort((a, b) => b.confidence - a.confidence)
    .map(({ text, confidence }) => {
      const word = normalise(text)
      const count = left.get(word) ?? 0
      left.set(word, count - 1)
      return { confidence, right: count > 0 }
    })
}

/** Ten bins of a tenth each; empty ones are left out. */
export function binsOf(claims: readonly Claim[]): Bin[] {
  const grouped = Map.groupBy(claims, ({ confidence }) => Math.min(9, Math.floor(confidence * 10)))
  return [...grouped]
    .sort(([a], [b]) => a - b)
    .map(([at, members]) => ({
      from: at / 10,
      words: members.length,
      claimed: members.reduce((sum, { confidence }) => sum + confidence, 0) / members.length,
      right: members.filter(({ right }) => right).length / members.length,
    }))
}

/** Expected calibration error: the mean distance between claimed and right, by words. */
export function calibrationError(bins: readonly Bin[]): number {
  const words = bins.reduce((sum, bin) => sum + bin.words, 0)
  return bins.reduce((sum, bin) => sum + (bin.words / words) * Math.abs(bin.claimed - bin.right), 0)
}
