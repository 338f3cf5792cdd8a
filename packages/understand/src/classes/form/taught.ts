// Forms that were taught: known by their title, read by the labels printed on them.
import type { Field, Finding } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { type FieldSpec, readLabelled } from '../../labelled/labelled.ts'
import { type Sheet, spanOf, textOf } from '../../page/sheet.ts'
import { f1099, f1099int, f1099nec } from './f-1099.ts'
import { medicalIntake } from './medical-intake.ts'
import { w8ben } from './w-8ben.ts'
import { w9 } from './w-9.ts'

/** `title` is looked for in the rows of the first page; `fields` are its labels, in the words that are printed. */
export type TaughtForm = { name: string; title: RegExp; fields: readonly FieldSpec[] }

const taughtForms: readonly TaughtForm[] = [w8ben, w9, f1099, f1099nec, f1099int, medicalIntake]
/** Other forms mention these by name; a title stands in one of the first rows. */
const titleRows = 14
/** So many of its fields must have been found as well. */
const enoughFields = 3

/** The fields of the form that this is, or null where it is none of those that were taught. */
export function readTaught(
  sheet: Sheet,
  language: string | null,
): { fields: Field[]; findings: Finding[] } | null {
  for (const form of taughtForms) {
    const title = sheet.rows
      .slice(0, titleRows)
      .map((row) => spanOf(row, 0, row.tokens.length - 1))
      .find((span) => form.title.test(textOf(span)))
    if (title === undefined) continue
    const first = sheet.pages[0]?.number
    const onFirst = { ...sheet, rows: sheet.rows.filter(({ page }) => page === first) }
    const { fields, findings } = readLabelled(onFirst, form.fields, { language, currency: null })
    if (fields.length < enoughFields) continue
    const name = makeField({ name: 'form', type: 'text', value: form.name, spans: [title], score: 0.95 })
    return { fields: [name, ...fields], findings }
  }
  return null
}
