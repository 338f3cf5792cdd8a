// The truth that comes with a folder of real documents, in the shapes its sources have, brought into one.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAmount } from '@countersign/understand/normalise/amount'
import { parseDate } from '@countersign/understand/normalise/date'

export const fieldNames = [
  'seller',
  'buyer',
  'address',
  'number',
  'date',
  'currency',
  'net',
  'tax',
  'total',
  'iban',
  'vatId',
] as const
export type FieldName = (typeof fieldNames)[number]
/** Canonical: ISO dates, minor units as digits, identifiers without spaces. A field that is not here is not known. */
export type Truth = Partial<Record<FieldName, string>>

export type RealFile = { group: string; file: string; path: string; bytes: Uint8Array; truth: Truth }

type Item = { file: string; ground_truth?: string; fields?: Record<string, unknown> }

/** What each source calls our fields; the first that is there counts. Dates are written day first where it is open. */
const names: Record<FieldName, readonly string[]> = {
  seller: ['seller', 'merchant', 'issuer', 'company', 'Store_name_value'],
  buyer: ['buyer', 'customer'],
  address: ['address'],
  number: ['invoice_number', 'receipt_number', 'Receipt No'],
  date: ['issue_date', 'date', 'Date_value'],
  currency: ['currency'],
  net: ['tax_basis_total', 'amount_untaxed', 'subtotal'],
  tax: ['tax_total', 'tax', 'Tax_value'],
  total: ['grand_total', 'amount', 'total', 'Total_value'],
  iban: ['iban'],
  vatId: ['vat_id', 'vat'],
}

/** Identifiers and numbers may be printed with or without spaces. */
export const canonicalText = (text: string): string => text.replace(/\s+/g, '').toUpperCase()

function canonicalDate(text: string): string | undefined {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (compact) return compact.slice(1).join('-')
  return parseDate(text.replaceAll('/', /[a-z]/i.test(text) ? ' ' : '/'), 'dmy')?.iso ?? undefined
}

function canonicalAmount(text: string, currency: string | undefined): string | undefined {
  const amount = parseAmount(text, { currency: currency ?? null })
  return amount === null ? undefined : String(amount.minor)
}

/** Flattens one source's fields; `seller` may be an object that holds the VAT id too, `buyer` another. */
export function truthOf(given: Record<string, unknown>): Truth {
  const { seller, buyer } = given
  const flat = {
    ...given,
    ...(isRecord(seller) && { seller: seller['name'], vat_id: seller['vat_id'] }),
    ...(isRecord(buyer) && { buyer: buyer['name'] }),
  }
  const values: Record<string, unknown> = flat
  const textOf = (field: FieldName): string | undefined => {
    const name = names[field].find((one) => isPrinted(values[one]))
    return name === undefined ? undefined : String(values[name])
  }
  const currency = textOf('currency')
  const truth: Truth = {}
  for (const field of fieldNames) {
    const text = textOf(field)
    if (text === undefined) continue
    const value = canonical(field, text, currency)
    if (value !== undefined) truth[field] = value
  }
  return truth
}

function canonical(field: FieldName, text: string, currency: string | undefined): string | undefined {
  if (field === 'date') return canonicalDate(text)
  if (field === 'net' || field === 'tax' || field === 'total') return canonicalAmount(text, currency)
  // "#" before a number stands for the word, and is no part of it.
  return isName(field) ? text : canonicalText(text).replace(field === 'number' ? /^#/ : /^$/, '')
}

/** Names are compared leniently, and keep their spaces for that. */
export const isName = (field: string): boolean => field === 'seller' || field === 'buyer'

const isPrinted = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || typeof value === 'number'
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands beside a file: its fields, a list of them, or boxes with labels. */
function fieldsOf(found: unknown): Record<string, unknown> {
  const first = Array.isArray(found) ? found[0] : found
  if (!isRecord(first)) return {}
  if (isRecord(first['fields'])) return first['fields']
  if (!Array.isArray(first['annotations'])) return first
  const labelled = first['annotations'] as { label_name: string; text: string }[]
  return Object.fromEntries(labelled.map(({ label_name, text }) => [label_name, text]))
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))

/** What the manifest or a file beside it says of one document in `home`. */
export async function readTruth(home: string, { fields, ground_truth }: Omit<Item, 'file'>): Promise<Truth> {
  // Where both are there, the manifest's are about the picture: the corners of the page.
  const found = ground_truth?.endsWith('.json') ? await readJson(join(home, ground_truth)) : (fields ?? {})
  return truthOf(fieldsOf(found))
}

/** Every file that the manifest of `folder/group` names. */
export async function readGroup(folder: string, group: string): Promise<RealFile[]> {
  const home = join(folder, group)
  const manifest = (await readJson(join(home, 'manifest.json'))) as { items: Item[] }
  return Promise.all(
    manifest.items.map(async ({ file, ...item }) => {
      const path = join(home, file)
      return { group, file, path, bytes: await readFile(path), truth: await readTruth(home, item) }
    }),
  )
}
