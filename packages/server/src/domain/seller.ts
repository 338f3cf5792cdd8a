// By what a seller is known again, however the name is written.
import type { Field } from '@countersign/contract/extraction'

export type Seller = { name: string | null; vatId: string | null; iban: string | null }

const legalForms = new Set(
  `gmbh mbh ag kg kgaa ohg ug ek ev gbr se co cokg ltd limited llc llp lp plc inc incorporated corp corporation company
   sa sas sasu sarl eurl srl spa snc sl slu lda bv nv vof oy oyj ab as aps sro zoo sp doo kft zrt pty`.split(
    /\s+/,
  ),
)

/** Letters and digits of the name without its legal form; of a name that is nothing else, all of it. */
export function nameKey(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\./g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const kept = words.filter((word) => !legalForms.has(word))
  return (kept.length > 0 ? kept : words).join('')
}

export const codeKey = (code: string): string => code.replace(/[\s./-]/g, '').toUpperCase()

/** Each as `kind:value`, so that a name is never taken for an account. */
export const sellerKeys = ({ name, vatId, iban }: Seller): string[] => [
  ...(vatId ? [`vat:${codeKey(vatId)}`] : []),
  ...(name && nameKey(name) !== '' ? [`name:${nameKey(name)}`] : []),
  ...(iban ? [`iban:${codeKey(iban)}`] : []),
]

/** The text of a field, or null. */
export function textOf(fields: readonly Field[], name: string): string | null {
  const value = fields.find((field) => field.name === name)?.value
  return typeof value === 'string' && value !== '' ? value : null
}

export const sellerOf = (fields: readonly Field[]): Seller => ({
  name: textOf(fields, 'seller'),
  vatId: textOf(fields, 'vatId'),
  iban: textOf(fields, 'iban'),
})
