// What a recogniser cannot write it also cannot be unsure about: a missing € or ü does not lower its confidence.
import type { Field, Finding } from '@countersign/contract/extraction'
import type { Page } from '@countersign/contract/layout'

/** Below every threshold, so that a person looks. */
const cap = 0.5

/**
 * Caps text fields recognised from pages whose alphabet the recogniser does not have, with a finding. Recognised amounts
 * of documents where no currency was seen (a € may have vanished) get one too. Text layers are never capped.
 */
export function capByAlphabet(
  fields: readonly Field[],
  { pages, currencySeen }: { pages: readonly Page[]; currencySeen: boolean },
): { fields: Field[]; findings: Finding[] } {
  const byNumber = new Map(pages.map((page) => [page.number, page]))
  const findings: Finding[] = []
  const capped = fields.map((field) => {
    const reason = reasonFor(field, { byNumber, currencySeen })
    if (reason === null) return field
    const place = field.evidence[0]
    const message = `${reason} Compare "${field.name}" with the document and correct or confirm it.`
    findings.push({
      rule: 'read.alphabet_incomplete',
      severity: 'error',
      message,
      field: field.name,
      ...place,
    })
    // Whose currency is open is held by the finding alone: the amount may be as sure as it is.
    return field.type === 'money' ? field : { ...field, confidence: Math.min(cap, field.confidence) }
  })
  return { fields: capped, findings }
}

function reasonFor(
  field: Field,
  { byNumber, currencySeen }: { byNumber: ReadonlyMap<number, Page>; currencySeen: boolean },
): string | null {
  const recognised = field.evidence
    .map(({ page }) => byNumber.get(page))
    .filter((page) => page !== undefined && page.source === 'ocr')
  if (recognised.length === 0) return null
  if (field.type === 'text' && recognised.some((page) => page?.alphabetComplete === false))
    return "Text recognition does not know every letter of this page's language."
  if (typeof field.value === 'object' && field.value.currency === null && !currencySeen)
    return 'No currency was recognised with this amount; text recognition may have dropped its sign.'
  return null
}
