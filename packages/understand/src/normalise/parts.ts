// The values of a document taken apart: names, addresses and telephone numbers, each by what its field is.
import type { DocumentClass, Field } from '@countersign/contract/extraction'
import { parseAddress } from './address.ts'
import { parseCompanyName, parsePersonName } from './party.ts'
import { parsePhone } from './phone.ts'

type Values = { class: DocumentClass; language: string | null; fields: readonly Field[] }
type Parts = Readonly<Record<string, string | null>>

const companies = /^(?:seller|buyer|company|supplier|carrier|employer|bank|payer)$/
const people = /^(?:name|patientName|contactPerson|accountHolder|emergencyContact|insuredName|guardian)$/
/** Where `name` is somebody's and no company's. */
const ofPeople = new Set<DocumentClass>(['business_card', 'id_card', 'passport', 'driving_licence'])
const addresses = /(?:^a|A)ddress$|^deliverTo$/
const phones = /(?:^p|P)hone$|^(?:mobile|fax|telephone)$/

/** The language tells the country where nearly all who write it live in one. */
const homes: Readonly<Record<string, string>> = {
  de: 'DE',
  fr: 'FR',
  it: 'IT',
  es: 'ES',
  pt: 'PT',
  nl: 'NL',
  pl: 'PL',
}
const currencies: Readonly<Record<string, string>> = { GBP: 'GB', USD: 'US', PLN: 'PL', MYR: 'MY', SGD: 'SG' }

const textIn = (fields: readonly Field[], name: string): string | null => {
  const value = fields.find((one) => one.name === name)?.value
  return typeof value === 'string' ? value : null
}

/** The country that a document comes from, by what is surest: its address, VAT id, account, money, language. */
export function homeOf({ fields, language }: Omit<Values, 'class'>): string | null {
  for (const name of ['sellerAddress', 'address']) {
    const country = parseAddress(textIn(fields, name) ?? '')?.country
    if (country) return country
  }
  for (const name of ['vatId', 'iban']) {
    const prefix = /^([A-Z]{2})\d{2}/.exec(textIn(fields, name) ?? '')?.[1]
    if (prefix) return prefix === 'EL' ? 'GR' : prefix
  }
  return currencies[textIn(fields, 'currency') ?? ''] ?? homes[language ?? ''] ?? null
}

function partsOf({ name, type, value }: Field, values: Values, home: string | null): Parts | null {
  if (type !== 'text' || typeof value !== 'string') return null
  if (phones.test(name)) return parsePhone(value, home)
  if (addresses.test(name)) return parseAddress(value)
  if (companies.test(name)) return parseCompanyName(value)
  const isPerson = people.test(name) && (name !== 'name' || ofPeople.has(values.class))
  return isPerson ? (parseCompanyName(value) ?? parsePersonName(value)) : null
}

/** The fields of a document, with parts where a value has any. Values and what was printed stay as they are. */
export function withParts<Of extends Values>(values: Of): Of {
  const home = homeOf(values)
  const fields = values.fields.map((field) => {
    const { parts: _, ...bare } = field
    const found = Object.entries(partsOf(field, values, home) ?? {}).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    )
    return found.length > 0 ? { ...bare, parts: Object.fromEntries(found) } : bare
  })
  return { ...values, fields }
}
