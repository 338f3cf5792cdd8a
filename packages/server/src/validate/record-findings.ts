// What the account has had before, and whom it buys from, as findings. Pure.
import type { Document } from '@countersign/contract/document'
import type { Extraction, Field, Finding } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { codeKey, nameKey, sellerOf } from '../domain/seller.ts'
import type { Duplicate, Supplier, Suppliers } from '../ports/precedents.ts'

type Mode = NonNullable<Workflow['validate']>['duplicates']

const mostNamed = 3

const reasons: Record<Duplicate['how'], { rule: string; field: string; says: string }> = {
  document: { rule: 'duplicate.document', field: 'number', says: 'has the same seller, number and total' },
  number: {
    rule: 'duplicate.number',
    field: 'number',
    says: 'has the same seller and number, with another total',
  },
  amount: {
    rule: 'duplicate.amount',
    field: 'total',
    says: 'has the same seller, date and total, with another number',
  },
  content: { rule: 'duplicate.content', field: 'number', says: 'says almost the same' },
}

/**
 * The weightiest few. The very same file warns only, because it is mostly sent again by a program; the same document in
 * another file, or with another total, holds. What is only alike warns.
 */
export function duplicateFindings(
  { duplicateOf }: Pick<Document, 'duplicateOf'>,
  { duplicates, mode }: { duplicates: readonly Duplicate[]; mode: Mode },
): Finding[] {
  const sameFile = duplicateOf === null ? [] : [fileFinding(duplicateOf, mode)]
  const found = duplicates.slice(0, mostNamed).map((duplicate): Finding => {
    const { documentId, how, createdAt, alike } = duplicate
    const { rule, field, says } = reasons[how]
    const share = how === 'content' && alike !== null ? ` (${Math.round(alike * 100)} % alike)` : ''
    const holds = mode !== 'warn' && (how === 'document' || how === 'number')
    return {
      rule,
      severity: holds || mode === 'hold' ? 'error' : 'warning',
      message: `Document ${documentId} of ${createdAt.toISOString().slice(0, 10)} ${says}${share}. Compare the two; reject this one if it is the same, so that it is not paid twice.`,
      ...(how === 'content' ? {} : { field }),
    }
  })
  return [...sameFile, ...found]
}

const fileFinding = (documentId: string, mode: Mode): Finding => ({
  rule: 'duplicate.file',
  severity: mode === 'hold' ? 'error' : 'warning',
  message: `The same file was uploaded before as document ${documentId}. Reject this one if that was not meant.`,
})

/** Nothing where the account keeps no list, or the document names no seller. */
export function supplierFindings(extraction: Extraction, { listed, found }: Suppliers): Finding[] {
  const { fields } = extraction
  const seller = sellerOf(fields)
  if (listed === 0 || (seller.name === null && seller.vatId === null)) return []
  const byVatId = found.filter(({ vatId }) => vatId !== null && vatId === codeKey(seller.vatId ?? ''))
  const byName = found.filter(({ name }) => seller.name !== null && nameKey(name) === nameKey(seller.name))
  const meant = byVatId.length > 0 ? byVatId : byName
  if (meant.length === 0) return [unknownSeller(fields, found)]
  return [...changedVatId(fields, meant), ...changedIban(fields, meant)]
}

const placeOf = (fields: readonly Field[], name: string) => {
  const field = fields.find((one) => one.name === name)
  return field ? { field: name, ...field.evidence[0] } : {}
}

function unknownSeller(fields: readonly Field[], found: readonly Supplier[]): Finding {
  const { name, vatId } = sellerOf(fields)
  const [other] = found
  const hint = other ? ` Its account belongs to "${other.name}" on the list.` : ''
  return {
    rule: 'seller.unknown',
    severity: 'error',
    message: `The seller "${(name ?? vatId ?? '').slice(0, 100)}" is not on the list of suppliers.${hint} Correct the seller, or add it to the list once somebody has checked who it is.`,
    ...placeOf(fields, name === null ? 'vatId' : 'seller'),
  }
}

/** Found by its name, under another VAT id than the list has. */
function changedVatId(fields: readonly Field[], meant: readonly Supplier[]): Finding[] {
  const { vatId } = sellerOf(fields)
  const listed = meant.flatMap((one) => one.vatId ?? [])
  if (vatId === null || listed.length === 0 || listed.includes(codeKey(vatId))) return []
  return [
    {
      rule: 'vat_id.changed',
      severity: 'error',
      message: `The VAT id ${vatId} is not that of the supplier on the list (${listed.slice(0, 3).join(', ')}). Compare it with the document, and ask the supplier by a way you know.`,
      ...placeOf(fields, 'vatId'),
    },
  ]
}

function changedIban(fields: readonly Field[], meant: readonly Supplier[]): Finding[] {
  const { iban } = sellerOf(fields)
  const listed = meant.flatMap(({ ibans }) => ibans)
  if (iban === null || listed.length === 0 || listed.includes(codeKey(iban))) return []
  return [
    {
      rule: 'iban.changed',
      severity: 'error',
      message: `The account ${iban} is not one of the supplier's on the list (${listed.slice(0, 3).join(', ')}). Do not pay before the supplier has confirmed it by a way you know from before, not by what this document says.`,
      ...placeOf(fields, 'iban'),
    },
  ]
}
