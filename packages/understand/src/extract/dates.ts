// The date a document was issued, and the date it is due.
import type { Field, Finding } from '@countersign/contract/extraction'
import type { PrintedDate } from '../normalise/date.ts'
import { textOf } from '../page/sheet.ts'
import type { Candidate } from './candidates.ts'
import { evidenceOf, makeField } from './field.ts'
import { strongest, sureness } from './rank.ts'
import type { Reading } from './reading.ts'
import { claim, squash, supports } from './score.ts'

const competing = ['date', 'dueDate', 'effectiveDate', 'otherDate']

type Scored = { candidate: Candidate<PrintedDate>; score: number }
type DatesOf = Pick<Reading, 'sheet' | 'labels' | 'dates'>
type Found = { fields: Field[]; findings: Finding[] }

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
  const support = supports(reading.dates, reading)
  const numbered = new Set(reading.labels.filter(({ role }) => role === 'number').map(({ row }) => row))
  // A document that names one day only was most likely issued on it.
  const only = new Set(reading.dates.map(({ value }) => value.iso)).size === 1 ? 0.2 : 0
  const found: Found = { fields: [], findings: [] }
  for (const role of roles) {
    const scored = reading.dates.map((candidate, index) => {
      const place = role === 'date' ? placeBonus(reading, candidate, slip) + only : 0
      // "Rechnung 4711 vom 1.2.2025": the heading's own date.
      const heading = role === 'date' && numbered.has(candidate.row) ? 0.15 : 0
      return { candidate, score: claim(support[index], role, competing) + place + heading }
    })
    const best = strongest(scored)
    if (best === null || best.score < (role === 'date' ? 0 : 0.3)) continue
    const rivals = scored.filter(({ candidate }) => candidate.value.iso !== best.candidate.value.iso)
    addField(found, role, { ...best, sure: sureness(best, rivals) })
  }
  return found
}

function addField(found: Found, name: string, { candidate, score, sure }: Scored & { sure: number }): void {
  const { iso, ambiguous } = candidate.value
  const raw = textOf(candidate)
  const place = evidenceOf(candidate)
  if (iso === null) {
    const message = `"${raw}" is not a date of the calendar. Compare it with the document and enter the right date.`
    found.findings.push({ rule: 'date.invalid', severity: 'error', message, field: name, ...place })
    return
  }
  const doubt = ambiguous ? 0.5 : 1
  found.fields.push(
    makeField({ name, type: 'date', value: iso, spans: [candidate], score: squash(score) * sure * doubt }),
  )
  if (!ambiguous) return
  const swapped = `${iso.slice(0, 4)}-${iso.slice(8)}-${iso.slice(5, 7)}`
  const message = `"${raw}" can mean ${iso} or ${swapped}, and nothing in the document decides. Choose one.`
  found.findings.push({ rule: 'date.ambiguous', severity: 'error', message, field: name, ...place })
}

/** The issue date tends to stand high on the first page, and on receipts beside a time. */
function placeBonus({ sheet }: DatesOf, candidate: Candidate<PrintedDate>, slip: boolean): number {
  const first = candidate.row.page === sheet.pages[0]?.number
  const height = candidate.top / (sheet.pages[0]?.height ?? 1)
  const beside = candidate.row.tokens.slice(Math.max(0, candidate.from - 1), candidate.to + 4)
  const timed = beside.some((token) => /^\d{1,2}:\d{2}(?::\d{2})?/.test(token.text))
  return (first ? 0.12 : 0) + (first && height < 0.5 ? 0.08 : 0) + (timed ? (slip ? 0.35 : -0.35) : 0)
}
