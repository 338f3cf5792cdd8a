// From spans on the paper to a field with its evidence.
import type { Evidence, Field } from '@countersign/contract/extraction'
import type { Box } from '@countersign/contract/layout'
import { type Span, type Token, textOf, tokensOf } from '../page/sheet.ts'

/** What a field is made of; `score` (0 to 1) is how surely the spans are this field, apart from how well they were read. */
export type Draft = {
  name: string
  type: Field['type']
  value: Field['value']
  spans: readonly Span[]
  score: number
  origin?: Field['origin']
  /** What spoke for and against it. */
  why?: Field['why']
}

/** Its confidence is the reading confidence of its worst word times its score. */
export function makeField({ name, type, value, spans, score, origin = 'document', why }: Draft): Field {
  const reading = Math.min(1, ...spans.flatMap((span) => tokensOf(span).map((token) => token.confidence)))
  const confidence = Math.round(Math.max(0, Math.min(0.99, score)) * Math.max(0, reading) * 1000) / 1000
  const raw = spans.map(textOf).join(' ').slice(0, 300)
  return { name, type, value, raw, confidence, evidence: spans.map(evidenceOf), origin, ...(why && { why }) }
}

/** Page and the box around all words of the span. */
export function evidenceOf(span: Span): Evidence {
  return { page: span.row.page, box: unionBox(tokensOf(span)) }
}

function unionBox(tokens: readonly Token[]): Box {
  const left = Math.min(...tokens.map(({ box }) => box[0]))
  const top = Math.min(...tokens.map(({ box }) => box[1]))
  const right = Math.max(...tokens.map(({ box }) => box[0] + box[2]))
  const bottom = Math.max(...tokens.map(({ box }) => box[1] + box[3]))
  return [left, top, right - left, bottom - top]
}
