import type { ClassDefinition } from '../document-class.ts'
import { genericFields } from './pairs.ts'
import { readTaught } from './taught.ts'
import { formTerms } from './terms.ts'

/** A form that somebody fills in: those that were taught by name, any other by the labels and boxes on it. */
export const form: ClassDefinition = {
  terms: formTerms,
  fields: {
    form: { type: 'text', about: 'Which form it is, where it is one of those that were taught' },
  },
  required: [],
  threshold: 0.6,
  extract: (sheet, language) => readTaught(sheet, language) ?? { fields: genericFields(sheet), findings: [] },
}
