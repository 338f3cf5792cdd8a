// A page that all engines read, and what is known about it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Corners } from '@countersign/fixtures/reading/degradations'
import { readingLanguages } from '@countersign/fixtures/reading/phrases'
import { makeReadingPage, planReadingSet } from '@countersign/fixtures/reading/reading-set'
import type { Item } from './line-items.ts'
import type { CellText } from './metrics.ts'

export type TestPage = {
  id: string
  /** rows of the tables it counts for */
  rows: string[]
  language: string
  path: string
  contentType: string
  /** what stands on it, in reading order where that is known */
  printed: string[]
  /** strings that must be found, of people who labelled the page */
  values: string[]
  /** whether `printed` is all there is */
  complete: boolean
  corners?: Corners
  /** its corners were marked by eye */
  marked?: boolean
  /** degrees clockwise it lies turned, where that is known */
  turn?: number
  real: boolean
  cells: CellText[]
  /** line items of an invoice */
  items: Item[]
}

/** Pages of earlier rounds were looked at while the reader was built, or its confidence was learned from them. */
export const unseenFrom = 500
/** The aims are about these. */
const aimedLanguages = readingLanguages.slice(0, 8)

export type SetOptions = { rounds: number; first?: number; quick: boolean; say(line: string): void }

/** `rounds` pages of each row of the generated set, written to `folder`; a quick run has half of the languages. */
export async function generatedPages(
  folder: string,
  { rounds, first = unseenFrom, quick, say }: SetOptions,
): Promise<TestPage[]> {
  const plans = planReadingSet({
    rounds,
    first,
    languages: quick ? aimedLanguages : readingLanguages,
  })
  say(`making ${plans.length} pages`)
  const pages: TestPage[] = []
  for (const [at, plan] of plans.entries()) {
    const { bytes, contentType, corners, turn, lines, cells } = await makeReadingPage(plan)
    const path = join(folder, `generated-${at}.${contentType === 'image/png' ? 'png' : 'jpg'}`)
    await writeFile(path, bytes)
    const row = plan.group === 'degradation' ? plan.degradation : `${plan.group} ${plan.language}`
    pages.push({
      id: `${plan.id} (${plan.kind}, ${plan.language})`,
      rows: [row],
      language: plan.language,
      path,
      contentType,
      printed: lines.map(({ text }) => text),
      values: [],
      complete: true,
      ...(corners && { corners }),
      turn,
      real: false,
      cells,
      items: [],
    })
  }
  return pages
}
