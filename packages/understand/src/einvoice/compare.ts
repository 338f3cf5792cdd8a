// What the XML states against what is printed: agreement makes sure, a difference is a finding that names both.
import type { Field, FieldValue, Finding } from '@countersign/contract/extraction'
import { minorDigits } from '../normalise/currency.ts'
import { plain } from '../page/sheet.ts'
import type { EInvoice, XmlValue } from './e-invoice.ts'
import type { Lookup, Place } from './printed.ts'

/** `printed`: the fields that were read from the pages; `lookup` finds values that were not taken for fields. */
export type Print = { fields: readonly Field[]; lookup: Lookup }

export type Compared = { fields: Field[]; findings: Finding[] }

const exact = 0.99
/** Low enough to hold the document at any threshold that makes sense. */
const disputed = 0.3
/** From here on a printed value is believed to be what the page says. */
const believed = 0.7

/** Not finding these on the paper is worth a word; others are often left out there. */
const expected = new Set(['number', 'date', 'seller', 'total', 'iban'])
/**
 * What is paid must be what the page calls so. Anything else may be printed several times, in two accounts or three
 * dates, of which reading took another one: that it stands there is enough.
 */
const strict = new Set(['total', 'due'])
/** One and the same is written in many ways; only these are compared by their letters. */
const compared = new Set([
  ...['number', 'date', 'dueDate', 'currency', 'seller', 'buyer', 'vatId', 'iban'],
  ...['net', 'tax', 'total', 'due', 'orderNumber'],
])

/** The values of the XML as fields, with where they are printed; printed fields that the XML does not state follow. */
export function compare(invoice: EInvoice, print: Print): Compared {
  const stated = new Set(invoice.values.map(({ name }) => name))
  const found = [...stated].map((name) => {
    const values = invoice.values.filter((value) => value.name === name)
    return compareOne(invoice, values, print)
  })
  const others = print.fields.filter(({ name }) => !stated.has(name))
  return {
    fields: [...found.flatMap(({ fields }) => fields), ...others],
    findings: found.flatMap(({ findings }) => findings),
  }
}

function compareOne(invoice: EInvoice, values: readonly XmlValue[], print: Print): Compared {
  const [first] = values
  if (!first) return { fields: [], findings: [] }
  const read = print.fields.find(({ name }) => name === first.name)
  const same = read && values.find((value) => isSame(value, read.value))
  if (read && same) return agreed(invoice, same, { raw: read.raw, evidence: read.evidence })
  const placed = values
    .map((value) => ({ value, place: print.lookup(value) }))
    .find(({ place }) => place !== null)
  const sure = read !== undefined && read.confidence >= believed && compared.has(first.name)
  if (placed?.place && !(sure && strict.has(first.name) && !isOtherSum(invoice, read.value)))
    return agreed(invoice, placed.value, { raw: placed.place.raw, evidence: [placed.place.evidence] })
  const contradicted = read && compared.has(first.name) && (sure || read.confidence >= 0.4)
  return contradicted ? differing(invoice, first, read) : unprinted(invoice, first)
}

/** Where something was paid before, what is left to pay is easily read as the total, and the other way round. */
const isOtherSum = ({ sums }: EInvoice, read: FieldValue): boolean =>
  typeof read !== 'string' && [sums.total, sums.due].some((sum) => sum !== null && sameAmount(sum, read))

const fieldOf = ({ file }: EInvoice, { name, type, value, raw, path }: XmlValue): Field => ({
  name,
  type,
  value,
  raw,
  confidence: exact,
  evidence: [],
  origin: 'xml',
  xml: { file, path },
})

const agreed = (
  invoice: EInvoice,
  value: XmlValue,
  { raw, evidence }: { raw: string; evidence: Place['evidence'][] },
): Compared => ({
  fields: [{ ...fieldOf(invoice, value), raw, evidence, origin: 'document' }],
  findings: [],
})

function differing(invoice: EInvoice, value: XmlValue, read: Field): Compared {
  const message = `"${value.name}" is printed as "${shown(read.value)}", but the XML (${invoice.file.slice(0, 100)}) states "${shown(value.value)}". Ask the seller which one is right before anything is paid; a corrected invoice should say it once.`
  const finding: Finding = {
    rule: 'einvoice.differs',
    severity: 'error',
    message,
    field: value.name,
    ...read.evidence[0],
  }
  const field = { ...fieldOf(invoice, value), confidence: disputed, raw: read.raw, evidence: read.evidence }
  return { fields: [field], findings: [finding] }
}

function unprinted(invoice: EInvoice, value: XmlValue): Compared {
  const fields = [fieldOf(invoice, value)]
  if (!expected.has(value.name)) return { fields, findings: [] }
  const message = `"${value.name}" is "${shown(value.value)}" in the XML (${invoice.file.slice(0, 100)}), and was not found on the pages. Compare it with what is printed.`
  return {
    fields,
    findings: [{ rule: 'einvoice.not_printed', severity: 'warning', message, field: value.name }],
  }
}

/** Numbers without their signs between; names where one is the beginning of the other, or most words agree. */
function isSame({ name, type, value }: XmlValue, printed: FieldValue): boolean {
  if (typeof value !== 'string' || typeof printed !== 'string')
    return typeof value !== 'string' && typeof printed !== 'string' && sameAmount(value, printed)
  if (name === 'seller' || name === 'buyer') return sameName(value, printed)
  return type === 'date' || type === 'currency' ? value === printed : plain(value) === plain(printed)
}

const sameAmount = (
  stated: { minor: number; currency: string | null },
  printed: { minor: number; currency: string | null },
) =>
  Math.abs(stated.minor) === Math.abs(printed.minor) &&
  (stated.currency === null || printed.currency === null || stated.currency === printed.currency)

function sameName(stated: string, printed: string): boolean {
  const [one, other] = [plain(stated), plain(printed)]
  if (one.length >= 4 && other.length >= 4 && (one.startsWith(other) || other.startsWith(one))) return true
  const words = (text: string) =>
    new Set(
      text
        .split(/[\s,.&/()-]+/)
        .map(plain)
        .filter((word) => word.length > 2),
    )
  const [left, right] = [words(stated), words(printed)]
  const common = [...left].filter((word) => right.has(word)).length
  return common >= 1 && common * 2 > Math.min(left.size, right.size)
}

export function shown(value: FieldValue): string {
  if (typeof value === 'string') return value.slice(0, 120)
  const digits = minorDigits(value.currency)
  return `${(value.minor / 10 ** digits).toFixed(digits)} ${value.currency ?? ''}`.trim()
}
