// A business rule of EN 16931-1 or of a specification that narrows it, in words and as a test.
import type { Terms } from './terms.ts'

/** `broken` says where, or just that it is. `error` holds the document: its amounts contradict each other. */
export type Rule = {
  id: string
  says: string
  broken(terms: Terms): string | boolean
  error?: boolean
  field?: string
}

/** `line 3`, for the first of a list that breaks a rule. */
export function firstOf<T>(what: string, list: readonly T[], isBroken: (one: T) => boolean): string | false {
  const index = list.findIndex(isBroken)
  return index < 0 ? false : `${what} ${index + 1}`
}

export const lineWhere = (isBroken: (line: Terms['lines'][number]) => boolean) => (terms: Terms) =>
  firstOf('line', terms.lines, isBroken)
