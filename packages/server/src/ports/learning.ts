// What an account has taught, as far as it may concern the document at hand.
import type { DocumentClass, Field, LearnedUse, LineItem } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'

/** A lesson as the pure package keeps it; here it only passes through. */
export type KnownLesson = {
  documentId: string
  class: DocumentClass
  classAsRead: DocumentClass | null
  words: string[]
  fields: Record<string, KnownValue>
  lines?: { decided: KnownLine[]; table: KnownTable | null }
}
type LinePart = 'description' | 'article' | 'quantity' | 'unit' | 'unitPrice' | 'taxRate' | 'amount'
type KnownLine = Pick<LineItem, LinePart>
type Edges = [number, number]
type KnownTable = {
  places: { part: LinePart; below: number; lefts: Edges; rights: Edges; sure: number }[]
  required: LinePart[]
  wrapped: number
  head: string
  end: string
  skipped: string[]
  between: string[]
  top: number
  landmarks: Record<string, Edges>
}
type KnownValue = {
  type: Field['type']
  value: Field['value'] | null
  looked: boolean
  marked?: boolean
  places: string[][]
  others: Record<string, number>
  rivals: number
  tall?: { rows: number; joint: string; after: string }
}

export type OwnField = LearnedUse['fields'][number] & { class: DocumentClass; threshold: number | null }

export type Known = {
  learned: { lessons: KnownLesson[]; classes: { least: number; votes: number } | null }
  models: LearnedUse['models']
  thresholds: Readonly<Record<string, number>>
  fields: readonly OwnField[]
}

export type Learning = {
  /** Null where the account has taught nothing. */
  known(accountId: string, of: { documentId: string; pages: readonly Page[] }): Promise<Known | null>
}

/** What an extraction of that class names of it. */
export function usedOf(
  { models, thresholds, fields }: Known,
  { class: name, lessons }: { class: DocumentClass; lessons: number },
): LearnedUse {
  const own = fields.filter((field) => field.class === name)
  const asked = own.flatMap(({ name: field, threshold }) =>
    threshold === null ? [] : [[`${name}.${field}`, threshold] as const],
  )
  const learned = Object.entries(thresholds).filter(([key]) => key.split('.')[0] === name)
  return {
    ...{ models, lessons },
    thresholds: Object.fromEntries([...learned, ...asked]),
    fields: own.map(({ name: field, type, required }) => ({ name: field, type, required })),
  }
}
