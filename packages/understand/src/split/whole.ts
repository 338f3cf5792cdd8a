// A file that is taken as one document: whether all the pages are there that it counts itself.
import type { Finding } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { missingPages } from './completeness.ts'
import { type PageNumber, pageNumberOf } from './numbering.ts'

type Counted = { number: number; numbering: PageNumber | null }

/** Papers in the file may each count their own pages: where the count begins anew, another has begun. */
function beginsAnew({ numbering }: Counted, before: readonly Counted[]): boolean {
  const last = before.findLast((one) => one.numbering !== null)?.numbering
  if (numbering === null || !last) return false
  const otherTotal = numbering.of !== null && last.of !== null && numbering.of !== last.of
  return otherTotal || (numbering.page === 1 && last.page >= (last.of ?? 2))
}

/**
 * Findings `pages.missing`, `pages.duplicate` and `pages.out_of_order`, by nothing but the numbers that are printed: what
 * the pages say is not looked at, so that it costs next to nothing on any file.
 */
export function countedPages(pages: readonly Page[]): Finding[] {
  const runs: Counted[][] = []
  for (const page of pages) {
    const counted = { number: page.number, numbering: pageNumberOf(page) }
    const current = runs.at(-1)
    if (current === undefined || beginsAnew(counted, current)) runs.push([counted])
    else current.push(counted)
  }
  return runs.flatMap(missingPages)
}
