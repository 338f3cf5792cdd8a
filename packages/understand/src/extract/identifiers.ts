// The document's own number, the account to pay to, and the seller's VAT or tax id.
import type { Field } from '@countersign/contract/extraction'
import { textOf } from '../page/sheet.ts'
import { type Candidate, findIbans, findIdentifiers, findVatIds } from './candidates.ts'
import { makeField } from './field.ts'
import { strongest, sureness } from './rank.ts'
import type { Reading } from './reading.ts'
import { claim, squash, supports } from './score.ts'

const competing = ['number', 'otherNumber', 'taxId', 'vatId', 'iban', 'date', 'dueDate', 'otherDate', 'total']

/** Field `number`: the identifier that a label like "Invoice no." or "Belegnummer" speaks for. */
export function findNumber(reading: Reading): Field[] {
  const best = bestBy(findIdentifiers(reading.sheet), reading, 'number')
  if (best === null || best.score < 0.25) return []
  const { candidate, score } = best
  return [
    makeField({
      name: 'number',
      type: 'text',
      value: candidate.value,
      spans: [candidate],
      score: squash(score) * best.sure,
    }),
  ]
}

/** Field `iban`: a valid one before one with a fault, a labelled one before one without label. */
export function findIban(reading: Reading): Field[] {
  const ibans = findIbans(reading.sheet)
  const support = supports(ibans, reading)
  const best = strongest(
    ibans.map((candidate, index) => {
      const labelled = (support[index]?.get('iban') ?? 0) > 0.2 ? 0.2 : 0
      return { candidate, score: (candidate.value.fault === null ? 0.78 : 0.4) + labelled }
    }),
  )
  if (best === null) return []
  const { candidate, score } = best
  return [makeField({ name: 'iban', type: 'iban', value: candidate.value.value, spans: [candidate], score })]
}

/** Field `vatId`: the seller's VAT id, or the national tax id (GST, EIN, Steuernummer) as text where there is none. */
export function findVatId(reading: Reading): Field[] {
  const taken = new Set(findIbans(reading.sheet).map((iban) => `${iban.row.index}:${iban.from}`))
  const ids = findVatIds(reading.sheet).filter((id) => !taken.has(`${id.row.index}:${id.from}`))
  const support = supports(ids, reading)
  const best = strongest(
    ids.map((candidate, index) => {
      const buyer = support[index]?.get('buyerVatId') ?? 0.4 * (support[index]?.get('buyer') ?? 0)
      const own = support[index]?.get('vatId') ?? 0
      const label = Math.min(1, own + 0.15)
      const valid = candidate.value.fault === null
      return { candidate, score: (valid ? 0.6 + 0.37 * label : 0.2 + 0.7 * label) - buyer }
    }),
  )
  if (best === null || best.score < 0.35) return findTaxId(reading)
  const { candidate, score } = best
  return [
    makeField({ name: 'vatId', type: 'vatId', value: candidate.value.value, spans: [candidate], score }),
  ]
}

function findTaxId(reading: Reading): Field[] {
  const best = bestBy(findIdentifiers(reading.sheet), reading, 'taxId')
  if (best === null || best.score < 0.5 || best.candidate.value.length < 6) return []
  const { candidate, score } = best
  return [
    makeField({
      name: 'vatId',
      type: 'text',
      value: candidate.value,
      spans: [candidate],
      score: squash(score) * best.sure,
    }),
  ]
}

function bestBy(candidates: readonly Candidate<string>[], reading: Reading, role: string) {
  const support = supports(candidates, reading)
  const scored = candidates.map((candidate, index) => {
    const digits = textOf(candidate).replace(/\D/g, '').length
    const claimed = claim(support[index], role, competing)
    const short = digits < 3 ? 0.15 : 0
    const late = candidate.row.page === reading.sheet.pages[0]?.number ? 0 : 0.1
    return { candidate, score: claimed - short - late }
  })
  const best = strongest(scored)
  if (best === null) return null
  const rivals = scored.filter(({ candidate }) => candidate.value !== best.candidate.value)
  return { ...best, sure: sureness(best, rivals) }
}
