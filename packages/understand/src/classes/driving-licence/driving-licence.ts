import type { Field } from '@countersign/contract/extraction'
import type { Box } from '@countersign/contract/layout'
import { makeField } from '../../extract/field.ts'
import { type FieldSpec, field, readLabelled } from '../../labelled/labelled.ts'
import { parseDate } from '../../normalise/date.ts'
import { type Row, type Sheet, type Span, spanOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { identityRules } from '../id-card/identity.ts'
import { drivingLicenceTerms } from './terms.ts'

const name = /^\p{L}[\p{L}'’.-]*(?: [\p{L}'’.-]+){0,4}$/u

const labelled: readonly FieldSpec[] = [
  field(
    'number',
    '4d ID|ID|DL|DLN|DL No|LIC#|LIC No|LIC|License No|License number|Licence No|Licence number|4d LIC#|4d DL|Führerscheinnummer|OLN',
    {
      pattern: /^(?=(?:.*\d){4})[A-Z0-9*]{5,20}$/,
      compact: true,
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
  field('categories', '9 CLASS|CLASS|Class|Veh class|Categories|Klassen', { pattern: /^[A-Z0-9/ ]{1,30}$/ }),
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
    const numbers = numberedFields(sheet)
    const byNumber = numbers.length > 0 ? numbers : plainNumberedFields(sheet)
    const { fields, findings } = readLabelled(sheet, labelled, { language })
    const found = new Set(byNumber.map((one) => one.name))
    const rest = fields.filter((one) => !found.has(one.name))
    const address = [...byNumber, ...rest].some((one) => one.name === 'address') ? [] : addressOf(sheet)
    return {
      fields: [...byNumber, ...rest, ...address],
      findings: findings.filter((finding) => !found.has(finding.field ?? '')),
    }
  },
  rules: identityRules,
}

/** American ones number their entries too, without a point; only those without a label of their own are read by it. */
function plainNumberedFields(sheet: Sheet): Field[] {
  const rows = sheet.rows.filter(({ tokens: [first, second] }) => {
    return first !== undefined && second !== undefined && /^(?:[12389]|4[abd]|1[0-9])$/.test(first.text)
  })
  if (rows.length < 4) return []
  return rows.flatMap((row) => {
    const name = { '1': 'surname', '2': 'givenNames' }[row.tokens[0]?.text ?? '']
    const span = spanOf(row, 1, row.tokens.length - 1)
    const value = textOf(span).replace(/,/g, '')
    if (name === undefined || !/^\p{Lu}[\p{Lu} '’.-]*$/u.test(value)) return []
    return [makeField({ name, type: 'text', value, spans: [span], score: 0.9 })]
  })
}

const stateAndZip = /\b[A-Z]{2},? \d{5}(?:-\d{4})?$/

/** American ones print the address without a label: a street above a state and a ZIP code. */
function addressOf(sheet: Sheet): Field[] {
  const town = sheet.rows.find((row) => stateAndZip.test(textOf(spanOf(row, 0, row.tokens.length - 1))))
  const street = town && sheet.rows[town.index - 1]
  if (town === undefined || street === undefined || street.page !== town.page) return []
  const numbered = street.tokens[0]?.text === '8' && /^\d/.test(street.tokens[1]?.text ?? '')
  const spans = [
    spanOf(street, numbered ? 1 : 0, street.tokens.length - 1),
    spanOf(town, 0, town.tokens.length - 1),
  ]
  if (!/^\d+\p{L}? /u.test(textOf(spans[0] as Span))) return []
  const value = spans.map(textOf).join(', ')
  return [makeField({ name: 'address', type: 'text', value, spans, score: 0.85 })]
}

/** Entries with a number: at least three of them, or the numbers are something else. */
function numberedFields(sheet: Sheet): Field[] {
  const fields = new Map<string, Field>()
  for (const row of sheet.rows.map(ungluedRow))
    for (const [at, token] of row.tokens.entries()) {
      const number = /^(\d[abcd]?)\.$/.exec(token.text)?.[1] ?? ''
      const [name, type] = Object.hasOwn(numbered, number) ? (numbered[number] ?? []) : []
      if (name === undefined || type === undefined || fields.has(name)) continue
      for (const one of entryOf(row, at + 1, { name, type }))
        if (!fields.has(one.name)) fields.set(one.name, one)
    }
  return fields.size >= 3 ? [...fields.values()] : []
}

/** `4a.15.06.2018` is the number of an entry and what it says. */
function ungluedRow(row: Row): Row {
  const tokens = row.tokens.flatMap((token) => {
    const glued = /^([123589]|4[abcd])\.(?=\p{L}|\d{2}\.\d{2}\.|[A-Z\d]{6})/u.exec(token.text)?.[0].length
    if (glued === undefined) return [token]
    const [x, y, width, height] = token.box
    const share = glued / token.text.length
    const cut = token.left + share * (token.right - token.left)
    const text = token.text.slice(glued)
    return [
      { ...token, text: token.text.slice(0, glued), right: cut, box: [x, y, width * share, height] as Box },
      { ...token, text, left: cut, box: [x + width * share, y, width * (1 - share), height] as Box },
    ]
  })
  return { ...row, tokens }
}

function entryOf(row: Row, from: number, { name, type }: Pick<Field, 'name' | 'type'>): Field[] {
  let to = from
  while (to < row.tokens.length && !/^\d{1,2}[abcd]?\.$/.test(row.tokens[to]?.text ?? '')) to++
  if (to === from) return []
  const whole = spanOf(row, from, to - 1)
  if (
    type === 'text' &&
    name === 'number' &&
    to - from > 1 &&
    /^\d{1,2}$/.test(row.tokens[to - 1]?.text ?? '')
  )
    // British ones print how often the licence was issued behind its number.
    return [makeField({ name, type, value: textOf(spanOf(row, from, to - 2)), spans: [whole], score: 0.95 })]
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
