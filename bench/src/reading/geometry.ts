// Whether pages were turned upright and their corners found.
import type { Score } from './compare.ts'

/** Right where the reader turned the page by what brings it upright. */
export function turnsRight(scores: readonly Score[]): { right: number; pages: number; wrong: string[] } {
  const known = scores.filter(({ page }) => page.turn !== undefined)
  const wrong = known.filter(({ page, answer }) => answer.rotation !== (360 - (page.turn ?? 0)) % 360)
  return { right: known.length - wrong.length, pages: known.length, wrong: wrong.map(({ page }) => page.id) }
}

/**
 * The farthest of the four corners from its true place, as a share of the picture's sides (mean of both); null where
 * a page has no such truth or was not read.
 */
export function cornerDistance({ page, answer }: Score): number | null {
  const { corners } = page
  const { outline } = answer
  if (!corners || !outline) return null
  // The truth has no reading direction: which of them is the first does not count here.
  const turns = [0, 1, 2, 3].map((turn) =>
    Math.max(
      ...corners.map(([x, y], at) => {
        const [u = 9, v = 9] = outline[(at + turn) % 4] ?? []
        return Math.hypot(x - u, y - v)
      }),
    ),
  )
  return Math.min(...turns)
}
