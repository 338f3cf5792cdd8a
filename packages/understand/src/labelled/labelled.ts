// Fields of documents whose values stand beside or below printed labels.
import type { Field, Finding } from '@countersign/contract/extraction'
import { dateOrderOf } from '../extract/date-order.ts'
import { evidenceOf, makeField } from '../extract/field.ts'
import { type AmountOptions, decimalSignOf, parseAmount } from '../normalise/amount.ts'
import { type DateOrder, parseDate } from '../normalise/date.ts'
import { parseIban } from '../normalise/iban.ts'
import { parseVatId } from '../normalise/vat-id.ts'
import { type Sheet, type Span, spanOf, textOf } from '../page/sheet.ts'
import { type Found, findLabelled, type Labelled } from './labels.ts'
import { partLanguages } from './languages.ts'
import { tickOf } from './ticks.ts'
import { type Place, placesOf, type Where } from './values.ts'

/** A field and the labels it is printed with. A field without a name only keeps its words from being taken for a value. */
export type FieldSpec = Labelled & {
  name: string | null
  type: Field['type']
  /** Where its value stands; beside it or below it by default. */
  where?: Where | 'both'
  /** Of text: what it must look like, and how many lines it may have. */
  pattern?: RegExp
  lines?: number
  /** What stands between its lines: a space by default. With another it is an address, whose lines also stand beside the label. */
  join?: string
  /** Of several lines: only the first, or what comes after it. */
  take?: 'first' | 'rest'
  /** Of a label that is printed several times: the first, the second … from the top. */
  occurrence?: number
  /** Its value stands anywhere in a ruled cell below the label, not just under its first word. */
  cell?: boolean
  /** Digits stand in boxes of their own, or with dashes and spaces: what is compared and kept is without. */
  compact?: boolean
}

/** Shorthand for tables of fields; the ways a label is printed are separated by `|`. */
export function field(
  name: string | null,
  printed: string,
  rest: Partial<Omit<FieldSpec, 'name' | 'printed'>> = {},
): FieldSpec {
  return { name, type: 'text', ...rest, printed: printed.split('|').map((one) => one.trim()) }
}

type Habits = { order: DateOrder | null; amounts: AmountOptions }
export type LabelledFields = { fields: Field[]; findings: Finding[]; labels: Found<FieldSpec>[] }

/** The best value for each named field. */
export function readLabelled(
  printed: Sheet,
  specs: readonly FieldSpec[],
  { language, currency = null }: { language: string | null; currency?: string | null },
): LabelledFields {
  const sheet = partLanguages(printed, specs)
  const labels = findLabelled(sheet, specs)
  const words = sheet.rows.flatMap((row) => row.tokens.map((token) => token.text))
  const habits: Habits = {
    // Where no money is printed, an address in the United States decides alone.
    order: dateOrderOf(sheet, { language, currency: currency ?? 'USD' }),
    amounts: { decimal: decimalSignOf(words), currency },
  }
  const names = [...new Set(specs.flatMap(({ name }) => (name === null ? [] : [name])))]
  const findings: Finding[] = []
  const fields = names.flatMap((name) => {
    const best = labels
      .filter(({ spec }) => spec.name === name)
      .filter(({ spec: { occurrence } }, at) => occurrence === undefined || at === occurrence - 1)
      .flatMap((label) => readingsOf(label, { sheet, labels, habits }))
      .reduce<Read | null>((top, one) => (top === null || one.score > top.score ? one : top), null)
    if (best === null) return []
    if (best.doubt !== null)
      findings.push({ ...best.doubt, field: name, ...evidenceOf(best.spans[0] as Span) })
    return [makeField({ name, type: best.type, value: best.value, spans: best.spans, score: best.score })]
  })
  return { fields, findings, labels }
}

type Value = Pick<Field, 'value' | 'type'> & {
  spans: readonly Span[]
  doubt: Finding | null
  certain: number
}
type Read = Value & { score: number }
type Context = { sheet: Sheet; labels: readonly Found<FieldSpec>[]; habits: Habits }

/** So much of a label must have been found for the words beside it to be its value. */
const completeEnough = 0.7

function readingsOf(label: Found<FieldSpec>, { sheet, labels, habits }: Context): Read[] {
  const { where = 'both', lines = 1, cell = false } = label.spec
  if (label.spec.type === 'boolean') return [tickRead(label, sheet)]
  return (
    placesOf(label, { sheet, labels, lines, cell, address: label.spec.join !== undefined })
      .filter((place) =>
        where === 'both' ? place.where === 'beside' || place.where === 'below' : place.where === where,
      )
      // What stands beside the beginning of a label is the rest of it.
      .filter((place) => place.where !== 'beside' || label.share >= completeEnough)
      .flatMap((place) => {
        const value = readPlace(place, label.spec, habits)
        if (value === null) return []
        const early = 0.02 / (1 + label.first.index)
        const away =
          label.spec.join !== undefined && place.where === 'beside' && isFar(label, place) ? 0.9 : 1
        const score =
          (place.where === 'beside' ? 0.95 * away : 0.92) * (0.8 + 0.2 * label.share) * value.certain + early
        return [{ ...value, score }]
      })
  )
}

/** What stands beside an address's label in the next column is the head of that column. */
function isFar(label: Found<FieldSpec>, { spans: [first] }: Place): boolean {
  const last = label.row.tokens[label.to]
  return first !== undefined && last !== undefined && first.left - last.right > 5 * (last.bottom - last.top)
}

function readPlace(place: Place, spec: FieldSpec, habits: Habits): Value | null {
  const [first] = place.spans
  if (first === undefined) return null
  if (spec.type === 'text' || spec.type === 'number' || spec.type === 'boolean') return textValue(place, spec)
  for (const span of stretches(first)) {
    const value = typedValue(span, spec.type, habits)
    if (value !== null) return { ...value, type: spec.type, spans: [span] }
  }
  return null
}

const longestText = 300

function textValue(
  { spans: all, where }: Place,
  { pattern, type, take, compact, join = ' ' }: FieldSpec,
): Value | null {
  const spans =
    take === undefined
      ? all
      : where === 'beside'
        ? all.slice(0, 1)
        : take === 'first'
          ? all.slice(0, 1)
          : all.slice(1)
  const place = { spans }
  if (spans.length === 0 || (take === 'rest' && where === 'beside')) return null
  const whole = place.spans
    .map((span) => (join === ' ' ? textOf(span) : textOf(span).replace(/,$/, '')))
    .join(join)
    .replace(/^[\s:;#.–-]+|[\s:;,]+$|\s+\.$/g, '')
  if (pattern === undefined) {
    if (!/[\p{L}\p{N}]/u.test(whole)) return null
    return { value: whole.slice(0, longestText), type, spans: place.spans, doubt: null, certain: 0.95 }
  }
  const [first] = place.spans
  if (first === undefined) return null
  for (const span of stretches(first)) {
    const printed = textOf(span).replace(/^[\s:;#]+|[\s:;,.]+$/g, '')
    const text = compact ? printed.replace(/[\s–-]/g, '') : printed
    if (pattern.test(text)) return { value: text, type, spans: [span], doubt: null, certain: 1 }
  }
  return null
}

/** The longest stretch first, up to twelve words; those that begin later come after. */
function* stretches(span: Span): Iterable<Span> {
  for (let from = span.from; from <= Math.min(span.to, span.from + 6); from++)
    for (let to = Math.min(span.to, from + 11); to >= from; to--) yield spanOf(span.row, from, to)
}

function tickRead(label: Found<FieldSpec>, sheet: Sheet): Read {
  const { checked, score } = tickOf(label, sheet, label.spec.where ?? 'both')
  const spans = [spanOf(label.first, label.from)]
  return { value: String(checked), type: 'boolean', spans, doubt: null, certain: 1, score }
}

type Typed = Omit<Value, 'spans' | 'type'>

function typedValue(span: Span, type: Field['type'], habits: Habits): Typed | null {
  const text = textOf(span).replace(/[,;]$/, '')
  const sure = { doubt: null, certain: 1 }
  if (type === 'date') return dateValue(text, habits.order)
  if (type === 'iban') {
    const iban = parseIban(text)
    return iban === null ? null : { ...sure, value: iban.value, certain: iban.fault === null ? 1 : 0.5 }
  }
  if (type === 'vatId') {
    const id = parseVatId(text)
    return id === null ? null : { ...sure, value: id.value, certain: id.fault === null ? 1 : 0.6 }
  }
  if (type !== 'money') return null
  const amount = parseAmount(text, habits.amounts)
  if (amount === null) return null
  const currency = amount.currency ?? habits.amounts.currency ?? null
  return { ...sure, value: { minor: amount.minor, currency }, certain: amount.ambiguous ? 0.5 : 1 }
}

function dateValue(text: string, order: DateOrder | null): Typed | null {
  const date = /\d/.test(text) && text.length <= 30 ? parseDate(text, order) : null
  if (date === null || date.iso === null) return null
  const doubt: Finding | null = date.ambiguous
    ? {
        rule: 'date.ambiguous',
        severity: 'error',
        message: `"${text}" can be read with the day or the month first, and nothing in the document decides. Enter the date.`,
      }
    : null
  return { value: date.iso, doubt, certain: date.ambiguous ? 0.5 : 1 }
}
