import type { Field, Finding, LineItem } from '@countersign/contract/extraction'
import type { Sheet } from '../page/sheet.ts'

/** Phrases that speak for a class and how much each says; a phrase counts once, and half as much again in a heading. */
export type Terms = Readonly<Record<string, number>>

/**
 * What one class of documents is: how it is recognised, what is read from it, which of its fields are required, and
 * the confidence under which a field waits for a person.
 */
export type ClassDefinition = {
  terms: Terms
  required: readonly string[]
  threshold: number
  /** For fields that need more, or less. */
  thresholds?: Readonly<Record<string, number>>
  /** Fields whose doubt is shown and holds nothing up. */
  optional?: readonly string[]
  extract: (
    sheet: Sheet,
    language: string | null,
  ) => { fields: Field[]; findings: Finding[]; lines?: LineItem[] }
}
