// What makes a page the first of a document of its own, where no number of pages says so: each class has its own signs.
import type { DocumentClass, Field } from '@countersign/contract/extraction'
import { classDefinitions } from '../classes/classes.ts'
import { languageOf } from '../classify/language.ts'
import { plain, type Sheet, spanOf, textOf } from '../page/sheet.ts'

/** `key` differs between two documents of one class; `why` is said where it does. */
export type Identity = { key: string; why: string }

type Sign = { fields: readonly (readonly string[])[]; why: string }

/** The first set of fields of which all were read is the key. */
const signs: Readonly<Partial<Record<DocumentClass, Sign>>> = {
  receipt: { fields: [['date', 'total']], why: 'it has a total and a day of its own' },
  shipping_label: {
    fields: [['trackingNumber'], ['recipient']],
    why: 'it has a tracking number of its own',
  },
  business_card: { fields: [['email'], ['name']], why: 'it names somebody else' },
  id_card: { fields: [['number'], ['surname', 'dateOfBirth']], why: 'it has a number of its own' },
  bank_statement: {
    fields: [['number'], ['periodStart', 'periodEnd'], ['openingBalance', 'closingBalance']],
    why: 'it is of another account or time',
  },
  contract: { fields: [['party1', 'party2', 'title']], why: 'it is between others, or about something else' },
}
const numbered: Sign = { fields: [['number']], why: 'it has a number of its own' }

/** Surer than this a value has to be; two pages that say the same thing are read alike, whatever their confidence. */
const sureEnough = 0.5

/** Null where the page shows nothing that is its own: then it goes on with what came before. */
export function identityOf(sheet: Sheet, name: DocumentClass): Identity | null {
  if (name === 'letter') return letterIdentity(sheet)
  if (name === 'form') return formIdentity(sheet)
  const sign = signs[name] ?? (Object.hasOwn(classDefinitions[name].fields, 'number') ? numbered : null)
  if (sign === null) return null
  const { fields } = classDefinitions[name].extract(sheet, languageOf(sheet))
  const sure = new Map(
    fields.filter(({ confidence }) => confidence > sureEnough).map((one) => [one.name, one]),
  )
  for (const names of sign.fields) {
    const some = names.flatMap((of) => sure.get(of) ?? [])
    if (some.length === names.length) return { key: some.map(keyOf).join(' '), why: sign.why }
  }
  return null
}

const keyOf = ({ name, value }: Field): string =>
  `${name} ${plain(typeof value === 'string' ? value : String(value.minor))}`

/** Only the first page of a letter greets somebody. */
function letterIdentity(sheet: Sheet): Identity | null {
  const { fields } = classDefinitions.letter.extract(sheet, languageOf(sheet))
  const greeting = fields.find(({ name }) => name === 'salutation')
  if (greeting === undefined) return null
  const rest = fields.filter(({ name }) => name === 'date' || name === 'subject')
  return { key: [greeting, ...rest].map(keyOf).join(' '), why: 'it greets somebody anew' }
}

/** A heading in the upper part of the page; of two copies of one form the entries differ. */
const upperPart = 0.3
const mostCompared = 2_000
const leastEntries = 3

function formIdentity(sheet: Sheet): Identity | null {
  const [page] = sheet.pages
  // Instructions have headings too, and nothing to fill in.
  if (page === undefined || page.pairs.length + page.checkBoxes.length < leastEntries) return null
  const title = sheet.rows.find(
    (row) =>
      row.top < upperPart * page.height &&
      row.bottom - row.top > 1.3 * sheet.height &&
      row.tokens.length <= 12,
  )
  if (title === undefined) return null
  const text = sheet.rows.map((row) => textOf(spanOf(row, 0, row.tokens.length - 1))).join(' ')
  const ticks = sheet.pages.flatMap(({ checkBoxes }) => checkBoxes.map(({ checked }) => Number(checked)))
  return { key: `${plain(text).slice(0, mostCompared)} ${ticks.join('')}`, why: 'it is a form by itself' }
}
