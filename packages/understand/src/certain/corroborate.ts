// For each field of a commercial document: does anything else on the paper agree with it?
import type { Field, LineItem } from '@countersign/contract/extraction'
import type { Reading } from '../extract/reading.ts'
import type { Token } from '../page/sheet.ts'
import { currencyFacts, type Fact, lacks, readingFacts, sellerFacts } from './facts.ts'
import { factsOfDate, factsOfId, factsOfNumber } from './labelled.ts'
import { factsOfBuyer, factsOfSeller } from './parties.ts'
import { factsOfSums, type Sums } from './sums.ts'

type Asked = { reading: Reading; lines: readonly LineItem[]; style: 'letter' | 'slip' }
type Known = Asked & { sums: Sums; texts: ReadonlyMap<string, string> }

const hardToRead = 0.75
const twoCurrencies = 0.8

/** The fields with what agrees, contradicts and is missing in their `why`; their confidence stays. */
export function corroborate(fields: readonly Field[], asked: Asked): Field[] {
  const texts = new Map<string, string>()
  for (const { name, value } of fields) if (typeof value === 'string') texts.set(name, value)
  const minor = (name: string) => {
    const value = fields.find((field) => field.name === name)?.value
    return value === undefined || typeof value === 'string' ? null : value.minor
  }
  const sums = { net: minor('net'), tax: minor('tax'), total: minor('total') }
  const known = { ...asked, sums, texts }
  let sellerProven = true
  return fields.map((field) => {
    const seen = withFacts(field, [
      ...factsOf(field, { ...known, sellerProven }),
      ...legibility(field, asked),
    ])
    if (field.name === 'seller') sellerProven = !lacks(seen) && !isAlone(seen)
    return seen
  })
}

function factsOf(field: Field, known: Known & { sellerProven: boolean }): Fact[] {
  const { reading, sums, texts, lines, style, sellerProven } = known
  const { name, value } = field
  const slip = style === 'slip'
  if (typeof value !== 'string') {
    if (!['net', 'tax', 'total'].includes(name)) return []
    const facts = factsOfSums(field, { reading, sums, lines, slip })
    return isMixed(reading) ? [...facts, currencyFacts.amounts] : facts
  }
  if (name === 'seller') return factsOfSeller(value, { reading, buyer: texts.get('buyer') ?? null })
  if (name === 'buyer')
    return factsOfBuyer(value, { reading, seller: texts.get('seller') ?? null, sellerProven })
  if (name === 'date') return factsOfDate(value, { reading, due: texts.get('dueDate') ?? null, slip })
  if (name === 'number') return factsOfNumber(value, reading)
  if (name === 'iban' || (name === 'vatId' && field.type === 'vatId')) return factsOfId(field, reading)
  if (name === 'currency') return isMixed(reading) ? [currencyFacts.other] : []
  return []
}

const isAlone = ({ why = [] }: Field): boolean => why.some(({ reason }) => reason === sellerFacts.one.reason)
const isMixed = ({ currency }: Reading): boolean => currency !== null && currency.share < twoCurrencies

function withFacts(field: Field, facts: readonly Fact[]): Field {
  if (facts.length === 0) return field
  return { ...field, why: [...(field.why ?? []), ...facts.map(({ reason, weight }) => ({ reason, weight }))] }
}

function legibility({ evidence }: Field, { reading: { sheet } }: Asked): Fact[] {
  const within =
    ({ box: [x, y, width, height] }: Token) =>
    (box: Field['evidence'][number]['box']) =>
      x + width / 2 >= box[0] &&
      x + width / 2 <= box[0] + box[2] &&
      y + height / 2 >= box[1] &&
      y + height / 2 <= box[1] + box[3]
  const doubted = evidence.some(({ page, box }) =>
    sheet.rows.some(
      (row) =>
        row.page === page && row.tokens.some((token) => token.confidence < hardToRead && within(token)(box)),
    ),
  )
  return doubted ? [readingFacts.doubted] : []
}
