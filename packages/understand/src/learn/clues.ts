// By what lessons that may fit a document are looked up before it is understood.
import type { Page } from '@countersign/contract/layout'
import { findIbans, findVatIds } from '../extract/candidates.ts'
import { layOut, segmentsOf, textOf } from '../page/sheet.ts'
import { bandsOf, wordsOf } from './words.ts'

/** `names` is every run of words that could be somebody's name; `bands` are of the words of the first page. */
export type Clues = { vatIds: string[]; ibans: string[]; names: string[]; bands: string[] }

const mostNames = 150
const mostCodes = 20

export function cluesOf(pages: readonly Page[]): Clues {
  const sheet = layOut(pages.slice(0, 2))
  const unique = (texts: readonly string[], most: number) => [...new Set(texts)].slice(0, most)
  const names = sheet.rows.flatMap((row) =>
    segmentsOf(row).flatMap((segment) => {
      const text = textOf(segment)
      return /\p{L}{3}/u.test(text) && text.length <= 80 ? [text, ...text.split(/\s[·|•*–-]\s|,\s/)] : []
    }),
  )
  return {
    vatIds: unique(
      findVatIds(sheet).map(({ value }) => value.value),
      mostCodes,
    ),
    ibans: unique(
      findIbans(sheet).map(({ value }) => value.value),
      mostCodes,
    ),
    names: unique(names, mostNames),
    bands: bandsOf(wordsOf(sheet)),
  }
}
