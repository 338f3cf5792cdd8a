// What somebody means who draws a box on a page, or names a value.
import type { Evidence, Field, FieldValue } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'
import { languageOf } from '../classify/language.ts'
import { layOut, textOf } from '../page/sheet.ts'
import { liesIn, standing } from './lesson.ts'
import { type Option, optionsFor } from './options.ts'
import { rowsInBox, tallSpans } from './tall.ts'

/** `place` null: wherever the value stands. `value` null: whatever stands in the box. */
export type Marking = { type: Field['type']; place: Evidence | null; value: FieldValue | null }

/** The value that was marked, in the form of its type; null where nothing there reads like one. */
export function valueAt(pages: readonly Page[], { type, place, value }: Marking): FieldValue | null {
  const sheet = layOut(pages)
  const rows = type === 'text' && place ? rowsInBox(sheet, place) : []
  if (rows.length > 1 && value === null) return rows.map(textOf).join('\n')
  const options = optionsFor(sheet, { type, language: languageOf(sheet) })
  const within = place ? options.filter((option) => liesIn(option, place)) : options
  const found = value === null ? longest(within) : standing(within, value)[0]
  if (found !== undefined) return value ?? found.value
  return typeof value === 'string' && type === 'text' && tallSpans(sheet, value).length > 0 ? value : null
}

/** All words of the box rather than some of them. */
const longest = (options: readonly Option[]): Option | undefined =>
  options.reduce<Option | undefined>(
    (best, one) => (best === undefined || one.to - one.from > best.to - best.from ? one : best),
    undefined,
  )
