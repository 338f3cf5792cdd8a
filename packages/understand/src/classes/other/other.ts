import type { ClassDefinition } from '../document-class.ts'
import { otherTerms } from './terms.ts'

/** Everything else: read and kept, with no fields of its own. */
export const other: ClassDefinition = {
  terms: otherTerms,
  fields: {},
  required: [],
  threshold: 0,
  extract: () => ({ fields: [], findings: [] }),
}
