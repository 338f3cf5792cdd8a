// How often what is read may cost a reader its life before it is taken to be at fault. Pure.
import type { Crash } from '../session.ts'

export type Lives = {
  /** A reader died over this page; 0 stands for all before the first. False where it is tried no more. */
  lost(page: number, crash: Pick<Crash, 'surely' | 'outside'>): boolean
  /** Every one was ended by somebody else. */
  allOutside(): boolean
}

const mostOwn = 2
const mostOfAPage = 3
/** What costs a reader page after page is not worth a thousand starts. */
const mostOfAFile = 25

/**
 * A reader that dies by itself, over its memory or its time, may do so for what it read before: once is no proof, twice
 * is. One that was killed from outside says little of the file, so a page has a third try then.
 */
export function createLives(): Lives {
  const own = new Map<number, number>()
  const all = new Map<number, number>()
  const raise = (counts: Map<number, number>, page: number) => {
    const count = (counts.get(page) ?? 0) + 1
    counts.set(page, count)
    return count
  }
  let kills = 0
  return {
    lost(page, { surely, outside }) {
      kills += 1
      const tries = raise(all, page)
      const blamed = outside ? 0 : raise(own, page)
      return !surely && blamed < mostOwn && tries < mostOfAPage && kills < mostOfAFile
    },
    allOutside: () => own.size === 0,
  }
}
