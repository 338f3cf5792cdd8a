import type { Field, Finding, LineItem } from '@countersign/contract/extraction'
import type { ShapeName } from '../classify/shape.ts'
import type { Sheet } from '../page/sheet.ts'

/** Phrases and how much each says for a class: about 3 for one that decides, 1 for one that helps. */
export type Weighted = Readonly<Record<string, number>>

/**
 * What speaks for a class before anything was learned. `titles` name the document: in a heading they nearly decide,
 * within a text they say little, since an order is mentioned on every invoice. `words` are what else is printed on it.
 * A phrase that begins with `*` is the end of a compound word. `shape` is what the look of the page says for or against.
 */
export type Terms = {
  titles: Weighted
  words: Weighted
  shape?: Readonly<Partial<Record<ShapeName, number>>>
}

/**
 * What one class of documents is: how it is recognised, which fields are read from it and what each means, which are
 * required, and the confidence under which a field waits for a person.
 */
export type ClassDefinition = {
  terms: Terms
  /** Field names, each with its type and a sentence for whoever asks what it holds. */
  fields: Readonly<Record<string, { type: Field['type']; about: string }>>
  required: readonly string[]
  threshold: number
  extract: (
    sheet: Sheet,
    language: string | null,
  ) => { fields: Field[]; findings: Finding[]; lines?: LineItem[] }
  /** Objections to values that only this class knows about; `today` is an ISO date. */
  rules?: (fields: readonly Field[], today: string) => Finding[]
}

/** Phrases of one weight as a list with commas, so that the vocabulary of eight languages stays a page long. */
export function weighted(lists: Readonly<Record<string, string>>): Weighted {
  const entries = Object.entries(lists).flatMap(([weight, list]) =>
    list.split(',').map((phrase) => [phrase.trim(), Number(weight)] as const),
  )
  return Object.fromEntries(entries)
}
