import type { ClassDefinition } from '../document-class.ts'

/** Everything else: read and kept, with no fields of its own. */
export const other: ClassDefinition = {
  terms: {
    newsletter: 1,
    'press release': 1.5,
    agenda: 1,
    minutes: 0.8,
    abstract: 1,
    introduction: 0.6,
    chapter: 1,
    kapitel: 1,
  },
  required: [],
  threshold: 0,
  extract: () => ({ fields: [], findings: [] }),
}
