// Compares what was understood with the truth, field by field.
import type { Extraction, Field } from '@countersign/contract/extraction'
import { distance } from './edit-distance.ts'
import { canonicalText, type FieldName, fieldNames, isName, type Truth } from './truth.ts'

export type Verdict = 'right' | 'wrong' | 'missing'
export type Judgement = { field: FieldName; verdict: Verdict; expected: string; found: string | null }

/** One judgement for each field whose truth is known. */
export function judge(extraction: Extraction | null, truth: Truth): Judgement[] {
  return fieldNames.flatMap((field) => {
    const expected = truth[field]
    if (expected === undefined) return []
    const named = extraction?.fields.find(({ name }) => name === field)
    const found = named ? canonicalValue(named) : null
    return [{ field, expected, found, verdict: verdictOf(field, expected, found) }]
  })
}

/** As truth is written: minor units as digits, identifiers without spaces. */
export function canonicalValue({ name, value }: Field): string {
  if (typeof value !== 'string') return String(value.minor)
  return isName(name) ? value : canonicalText(value)
}

function verdictOf(field: FieldName, expected: string, found: string | null): Verdict {
  if (found === null) return 'missing'
  return (isName(field) ? sameSeller(expected, found) : expected === found) ? 'right' : 'wrong'
}

const bareName = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** The same but for a fifth of its letters, or one is the beginning of the other, as a name with or without its form. */
export function sameSeller(expected: string, found: string): boolean {
  const [a, b] = [bareName(expected), bareName(found)]
  if (a === '' || b === '') return false
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length >= 4 && long.startsWith(short)) return true
  return distance(a, b) <= long.length / 5
}

export type Score = { field: FieldName; known: number; right: number; wrong: number; missing: number }

export function scores(judgements: readonly Judgement[]): Score[] {
  return fieldNames.map((field) => {
    const of = judgements.filter((one) => one.field === field)
    const count = (verdict: Verdict) => of.filter((one) => one.verdict === verdict).length
    return {
      field,
      known: of.length,
      right: count('right'),
      wrong: count('wrong'),
      missing: count('missing'),
    }
  })
}
