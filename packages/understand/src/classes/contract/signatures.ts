// Where a contract is to be signed, and where it has been.

import type { Evidence, Field } from '@countersign/contract/extraction'
import type { Area } from '@countersign/contract/layout'
import { makeField } from '../../extract/field.ts'
import { plain, type Row, type Sheet, type Span, spanOf } from '../../page/sheet.ts'

const words = new Set(
  `signature signed signedby unterschrift signatur firma firme firmato firmado handtekening assinatura podpis lalignature
   lasignature ortdatumunterschrift unterschriften signatures firmas firme assinaturas podpisy by`.split(
    /\s+/,
  ),
)

/** Fields `signaturesExpected` and `signaturesFound`: places the reader saw, else lines that ask for a signature. */
export function signaturesOf(sheet: Sheet): Field[] {
  const places = sheet.pages.flatMap(({ number, areas }) =>
    areas.filter(({ kind }) => kind === 'signature').map((area) => ({ area, page: number })),
  )
  if (places.length > 0) return fromPlaces(places)
  const spans = sheet.rows.flatMap(signingSpans)
  if (spans.length === 0) return []
  const value = String(spans.length)
  return [makeField({ name: 'signaturesExpected', type: 'number', value, spans, score: 0.7 })]
}

function fromPlaces(places: readonly { area: Area; page: number }[]): Field[] {
  const count = (name: string, some: typeof places): Field => ({
    name,
    type: 'number',
    value: String(some.length),
    raw: '',
    confidence: Math.round(Math.min(0.95, ...some.map(({ area }) => area.confidence)) * 1000) / 1000,
    evidence: some.map(({ area, page }): Evidence => ({ page, box: area.box })),
    origin: 'derived',
  })
  return [
    count('signaturesExpected', places),
    count(
      'signaturesFound',
      places.filter(({ area }) => area.filled),
    ),
  ]
}

/** "Signature: ____" and the like; a word in a sentence asks for nothing. */
function signingSpans(row: Row): Span[] {
  return row.tokens.flatMap((token, at) => {
    if (!words.has(plain(token.text))) return []
    const next = row.tokens[at + 1]
    const asks =
      token.text.endsWith(':') || next === undefined || /^_{3,}/.test(next.text) || next.text === ':'
    return asks && row.tokens.length <= 8 ? [spanOf(row, at)] : []
  })
}
