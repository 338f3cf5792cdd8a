// The document's own number, the account to pay to, and the seller's VAT or tax id.
import type { Field } from '@countersign/contract/extraction'
import { textOf } from '../page/sheet.ts'
import { type Candidate, findIbans, findIdentifiers, findVatIds } from './candidates.ts'
import { type Draft, makeField } from './field.ts'
import type { Reading } from './reading.ts'
import { claim, type Support, supports } from './score.ts'
import { choose, type Signs } from './weigh.ts'

const competing = ['number', 'otherNumber', 'taxId', 'vatId', 'iban', 'date', 'dueDate', 'otherDate', 'total']

export type IdEntry = { key: string; signs: Signs; candidate: Candidate<unknown> }

/** Field `number`: the identifier that a label like "Invoice no." or "Belegnummer" speaks for. */
export function findNumber(reading: Reading): Field[] {
  return fieldOf(numberEntries(reading, 'number'), 'number', { name: 'number', type: 'text' })
}

/** Field `iban`: a valid one before one with a fault, a labelled one before one without label. */
export function findIban(reading: Reading): Field[] {
  return fieldOf(ibanEntries(reading), 'iban', { name: 'iban', type: 'iban' })
}

/** Field `vatId`: the seller's VAT id, or the national tax id (GST, EIN, Steuernummer) as text where there is none. */
export function findVatId(reading: Reading): Field[] {
  const found = fieldOf(vatIdEntries(reading), 'vatId', { name: 'vatId', type: 'vatId' })
  if (found.length > 0) return found
  const numbers = numberEntries(reading, 'taxId').filter(({ key }) => key.length >= 6)
  return fieldOf(numbers, 'taxId', { name: 'vatId', type: 'text' })
}

function fieldOf(
  entries: readonly IdEntry[],
  field: string,
  { name, type }: Pick<Draft, 'name' | 'type'>,
): Field[] {
  const chosen = choose(entries, field)
  if (chosen === null) return []
  const { entry, probability, why } = chosen
  return [makeField({ name, type, value: entry.key, spans: [entry.candidate], score: probability, why })]
}

/** Words that could be a number given by somebody, with the signs for `role`. */
export function numberEntries(reading: Reading, role: string): IdEntry[] {
  const candidates = findIdentifiers(reading.sheet)
  const support = supports(candidates, reading)
  return candidates.map((candidate, index) => {
    const digits = textOf(candidate).replace(/\D/g, '').length
    return {
      key: candidate.value,
      candidate,
      signs: {
        ...labelSigns(support[index], role),
        'fewer than three digits': digits < 3 ? 1 : 0,
        'fewer than five digits': digits < 5 ? 1 : 0,
        'letters and digits': /\p{L}/u.test(candidate.value) ? 1 : 0,
        'letters inside a word': /\p{Ll}{3,}/u.test(candidate.value) ? 1 : 0,
        'on a later page': candidate.row.page === reading.sheet.pages[0]?.number ? 0 : 1,
        'upper half': candidate.top < 0.5 * (reading.sheet.pages[0]?.height ?? 1) ? 1 : 0,
        'large print': candidate.bottom - candidate.top > 1.3 * reading.sheet.height ? 1 : 0,
      },
    }
  })
}

function labelSigns(support: Support | undefined, role: string): Signs {
  return {
    ...(role === 'taxId' && { 'label of a VAT id': support?.get('vatId') ?? 0 }),
    'its label': support?.get(role) ?? 0,
    'more its label than another': Math.max(0, claim(support, role, competing)),
    'label of something else': Math.max(
      0,
      ...competing.map((name) => (name === role ? 0 : (support?.get(name) ?? 0))),
    ),
  }
}

export function ibanEntries(reading: Reading): IdEntry[] {
  const ibans = findIbans(reading.sheet)
  const support = supports(ibans, reading)
  return ibans.map((candidate, index) => ({
    key: candidate.value.value,
    candidate,
    signs: {
      'check digits agree': candidate.value.fault === null ? 1 : 0,
      'its label': support[index]?.get('iban') ?? 0,
      'first of them': index === 0 ? 1 : 0,
    },
  }))
}

export function vatIdEntries(reading: Reading): IdEntry[] {
  const taken = new Set(findIbans(reading.sheet).map((iban) => `${iban.row.index}:${iban.from}`))
  const ids = findVatIds(reading.sheet).filter((id) => !taken.has(`${id.row.index}:${id.from}`))
  const support = supports(ids, reading)
  const height = reading.sheet.pages[0]?.height ?? 1
  return ids.map((candidate, index) => ({
    key: candidate.value.value,
    candidate,
    signs: {
      'check digits agree': candidate.value.fault === null ? 1 : 0,
      'its label': support[index]?.get('vatId') ?? 0,
      "label of the buyer's": support[index]?.get('buyerVatId') ?? 0,
      'label of the buyer': support[index]?.get('buyer') ?? 0,
      'label of something else': Math.max(
        support[index]?.get('otherNumber') ?? 0,
        support[index]?.get('iban') ?? 0,
      ),
      'in the foot': candidate.top > 0.8 * height ? 1 : 0,
      'in the head': candidate.top < 0.25 * height ? 1 : 0,
      'first of them': index === 0 ? 1 : 0,
    },
  }))
}
