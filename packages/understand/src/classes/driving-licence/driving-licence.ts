import type { Field } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { type FieldSpec, field, readLabelled } from '../../labelled/labelled.ts'
import { parseDate } from '../../normalise/date.ts'
import { type Row, type Sheet, spanOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { identityRules } from '../id-card/identity.ts'
import { drivingLicenceTerms } from './terms.ts'

const name = /^\p{L}[\p{L}'’.-]*(?: [\p{L}'’.-]+){0,4}$/u

const labelled: readonly FieldSpec[] = [
  field(
    'number',
    'DL|DLN|DL No|LIC#|LIC No|LIC|License No|License number|Licence No|Licence number|4d LIC#|4d DL|Führerscheinnummer|OLN',
    {
      pattern: /^(?=.*\d)[A-Z0-9*-]{5,20}$/,
    },
  ),
  field('surname', 'LN|Last name|Surname|Family name|Name', { pattern: name }),
  field('givenNames', 'FN|First name|First names|Given names|Vorname', { pattern: name }),
  field('dateOfBirth', 'DOB|Date of birth|Birth date|Born|Geburtsdatum', { type: 'date' }),
  field('issueDate', 'ISS|Issued|Issue date|Date of issue|Issued on', { type: 'date' }),
  field('expiryDate', 'EXP|Expires|Expiration date|Date of expiry|Valid until|4b EXP|Expires on', {
    type: 'date',
  }),
  field('sex', 'SEX|Gender', { pattern: /^[MFX]$/ }),
  field('categories', 'CLASS|Class|Veh class|Categories|Klassen', { pattern: /^[A-Z0-9/ ]{1,30}$/ }),
  field('address', 'Address|Anschrift|ADD', { lines: 2 }),
  field(null, 'HGT|WGT|EYES|HAIR|END|REST|RSTR|DD|DONOR|DUPS|4a|4b|4c|4d'),
]

/** The numbers before each entry that every licence of the European Union and of the United Kingdom has. */
const numbered: Readonly<Record<string, readonly [string, Field['type']]>> = {
  '1': ['surname', 'text'],
  '2': ['givenNames', 'text'],
  '3': ['dateOfBirth', 'date'],
  '4a': ['issueDate', 'date'],
  '4b': ['expiryDate', 'date'],
  '4c': ['authority', 'text'],
  '5': ['number', 'text'],
  '8': ['address', 'text'],
  '9': ['categories', 'text'],
}

/** A driving licence: the numbered entries of European ones, the short labels of American ones. */
export const drivingLicence: ClassDefinition = {
  terms: drivingLicenceTerms,
  fields: {
    number: { type: 'text', about: 'The number of the licence' },
    surname: { type: 'text', about: 'The family name' },
    givenNames: { type: 'text', about: 'All given names' },
    dateOfBirth: { type: 'date', about: 'The date of birth' },
    placeOfBirth: { type: 'text', about: 'The place of birth, where it stands beside the date' },
    issueDate: { type: 'date', about: 'The day it was issued' },
    expiryDate: { type: 'date', about: 'The last day it is valid' },
    authority: { type: 'text', about: 'The authority that issued it' },
    sex: { type: 'text', about: 'F, M or X' },
    categories: { type: 'text', about: 'The categories of vehicles' },
    address: { type: 'text', about: 'The address, where it is printed' },
  },
  required: ['surname', 'number', 'dateOfBirth'],
  threshold: 0.9,
  extract(sheet, language) {
    const byNumber = numberedFields(sheet)
    const { fields, findings } = readLabelled(sheet, labelled, { language })
    const found = new Set(byNumber.map((one) => one.name))
    return {
      fields: [...byNumber, ...fields.filter((one) => !found.has(one.name))],
      findings: findings.filter((finding) => !found.has(finding.field ?? '')),
    }
  },
  rules: identityRules,
}

/** Entries with a number: at least three of them, or the numbers are something else. */
function numberedFields(sheet: Sheet): Field[] {
  const fields = new Map<string, Field>()
  for (const row of sheet.rows)
    for (const [at, token] of row.tokens.entries()) {
      const number = /^(\d[abcd]?)\.$/.exec(token.text)?.[1] ?? ''
      const [name, type] = Object.hasOwn(numbered, number) ? (numbered[number] ?? []) : []
      if (name === undefined || type === undefined || fields.has(name)) continue
      for (const one of entryOf(row, at + 1, { name, type }))
        if (!fields.has(one.name)) fields.set(one.name, one)
    }
  return fields.size >= 3 ? [...fields.values()] : []
}

function entryOf(row: Row, from: number, { name, type }: Pick<Field, 'name' | 'type'>): Field[] {
  let to = from
  while (to < row.tokens.length && !/^\d{1,2}[abcd]?\.$/.test(row.tokens[to]?.text ?? '')) to++
  if (to === from) return []
  const whole = spanOf(row, from, to - 1)
  if (type === 'text') return [makeField({ name, type, value: textOf(whole), spans: [whole], score: 0.95 })]
  const first = spanOf(row, from)
  const date = parseDate(textOf(first).replace(/,$/, ''), 'dmy')
  if (date === null || date.iso === null) return []
  const day = makeField({ name, type, value: date.iso, spans: [first], score: 0.96 })
  if (name !== 'dateOfBirth' || to - from < 2) return [day]
  const place = spanOf(row, from + 1, to - 1)
  return [
    day,
    makeField({ name: 'placeOfBirth', type: 'text', value: textOf(place), spans: [place], score: 0.9 }),
  ]
}
