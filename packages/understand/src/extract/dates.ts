// The date a document was issued, and the date it is due.
import type { Field, Finding } from '@countersign/contract/extraction'
import type { PrintedDate } from '../normalise/date.ts'
import { textOf } from '../page/sheet.ts'
import type { Candidate } from './candidates.ts'
import { evidenceOf, makeField } from './field.ts'
import type { Reading } from './reading.ts'
import { claim, type Support, supports } from './score.ts'
import { type Chosen, choose, type Signs } from './weigh.ts'

const competing = ['date', 'dueDate', 'effectiveDate', 'otherDate']

const dayLength = 86_400_000

type DatesOf = Pick<Reading, 'sheet' | 'labels' | 'dates'>
type Found = { fields: Field[]; findings: Finding[] }
export type DateEntry = { key: string; signs: Signs; candidate: Candidate<PrintedDate> }

type Options = {
  roles?: readonly string[]
  /** A till prints the time of the sale; a time on a letter is when somebody printed it. */
  slip?: boolean
}

/** Fields `date` and `dueDate`, as far as they are printed, and what is doubtful about them. */
export function findDateFields(
  reading: DatesOf,
  { roles = ['date', 'dueDate'], slip = false }: Options = {},
): Found {
  const found: Found = { fields: [], findings: [] }
  for (const role of roles) {
    const chosen = choose(dateEntries(reading, role), `${slip ? 'slip' : 'letter'}.${role}`)
    if (chosen !== null) addField(found, role, chosen)
  }
  return found
}

/** Every date of the document with the signs for `role`. */
export function dateEntries(reading: DatesOf, role: string): DateEntry[] {
  const { sheet, labels, dates } = reading
  const support = supports(dates, reading)
  const numbered = new Set(labels.filter(({ role: of }) => of === 'number').map(({ row }) => row))
  // A document that names one day only was most likely issued on it.
  const only = new Set(dates.map(({ value }) => value.iso)).size === 1
  const days = dates.map(({ value }) => value.iso ?? '').sort()
  const known = new Set(days.filter((day) => day !== ''))
  return dates.map((candidate, index) => ({
    key: candidate.value.iso ?? textOf(candidate),
    candidate,
    signs: {
      ...signsOf(support[index], role),
      ...placeOf(candidate, sheet),
      'only date': only ? 1 : 0,
      "beside the document's number": numbered.has(candidate.row) ? 1 : 0,
      'latest of several': !only && candidate.value.iso === days.at(-1) ? 1 : 0,
      'a term before another': termed(candidate, known, 1) ? 1 : 0,
      'a term after another': termed(candidate, known, -1) ? 1 : 0,
      'printed again': Math.min(2, days.filter((day) => day === candidate.value.iso).length - 1),
      'not a date of the calendar': candidate.value.iso === null ? 1 : 0,
    },
  }))
}

/** How long buyers are given, in days: a letter that names two days so far apart names its own and the day it is due. */
const terms = [7, 8, 10, 14, 15, 20, 21, 28, 30, 31, 45, 60, 90]

function termed({ value: { iso } }: Candidate<PrintedDate>, days: ReadonlySet<string>, way: 1 | -1): boolean {
  const time = iso === null ? Number.NaN : Date.parse(iso)
  if (Number.isNaN(time)) return false
  return terms.some((term) => days.has(new Date(time + way * term * dayLength).toISOString().slice(0, 10)))
}

function signsOf(support: Support | undefined, role: string): Signs {
  const own = support?.get(role) ?? 0
  return {
    'its label': own,
    'more its label than another': Math.max(0, claim(support, role, competing)),
    'label of another date': Math.max(
      0,
      ...competing.map((name) => (name === role ? 0 : (support?.get(name) ?? 0))),
    ),
  }
}

function placeOf(candidate: Candidate<PrintedDate>, { pages }: Reading['sheet']): Signs {
  const first = candidate.row.page === pages[0]?.number
  const height = candidate.top / (pages[0]?.height ?? 1)
  const beside = candidate.row.tokens.slice(Math.max(0, candidate.from - 1), candidate.to + 4)
  const timed = beside.some(
    (token) => /\d{1,2}[:.]\d{2}(?:[:.]\d{2})?/.test(token.text.slice(-8)) && token.text.includes(':'),
  )
  return {
    'first page': first ? 1 : 0,
    'upper half': first && height < 0.5 ? 1 : 0,
    'in the foot': height > 0.85 ? 1 : 0,
    'time beside it': timed ? 1 : 0,
  }
}

function addField(found: Found, name: string, { entry, probability, why }: Chosen<DateEntry>): void {
  const { candidate } = entry
  const { iso, ambiguous } = candidate.value
  const raw = textOf(candidate)
  const place = evidenceOf(candidate)
  if (iso === null) {
    const message = `"${raw}" is not a date of the calendar. Compare it with the document and enter the right date.`
    found.findings.push({ rule: 'date.invalid', severity: 'error', message, field: name, ...place })
    return
  }
  const score = probability * (ambiguous ? 0.5 : 1)
  found.fields.push(makeField({ name, type: 'date', value: iso, spans: [candidate], score, why }))
  if (!ambiguous) return
  const swapped = `${iso.slice(0, 4)}-${iso.slice(8)}-${iso.slice(5, 7)}`
  const message = `"${raw}" can mean ${iso} or ${swapped}, and nothing in the document decides. Choose one.`
  found.findings.push({ rule: 'date.ambiguous', severity: 'error', message, field: name, ...place })
}
