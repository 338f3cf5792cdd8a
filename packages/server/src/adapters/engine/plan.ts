// Which pages of a document nobody reads yet. Pure.

export type Plan = {
  /** The next page, null where there is none. */
  take(): number | null
  /** The next of those over which a reader was lost. */
  takeLost(): number | null
  /** Not read after all. */
  putBack(page: number): void
  /** Not read, and a reader lost: for a fresh one that reads nothing before and has nobody beside. */
  putAside(page: number): void
  /** Pages that `take` has. */
  waiting(): number
  /** Pages that `takeLost` has. */
  aside(): number
}

/** `pages`: those that are wanted, null for all; `done`: those that are there already. */
export function createPlan(
  count: number,
  { pages, done }: { pages: ReadonlySet<number> | null; done: ReadonlySet<number> },
): Plan {
  const next = Array.from({ length: count }, (_, index0) => index0 + 1).filter(
    (page) => (pages?.has(page) ?? true) && !done.has(page),
  )
  const lost: number[] = []
  return {
    take: () => next.shift() ?? null,
    takeLost: () => lost.shift() ?? null,
    // It was first in line when it was taken.
    putBack: (page) => void next.unshift(page),
    putAside: (page) => void lost.push(page),
    waiting: () => next.length,
    aside: () => lost.length,
  }
}
