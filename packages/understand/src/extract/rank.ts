// The best of several, and how surely it is the best.

/** The entry with the highest score; the first of equals. */
export function strongest<Entry extends { score: number }>(entries: readonly Entry[]): Entry | null {
  let best: Entry | null = null
  for (const entry of entries) if (best === null || entry.score > best.score) best = entry
  return best
}

/** Softmax share (0 to 1) of the best against the rivals that mean something else. */
export function sureness(best: { score: number }, rivals: readonly { score: number }[]): number {
  return 1 / (1 + rivals.reduce((sum, { score }) => sum + Math.exp(8 * (score - best.score)), 0))
}
