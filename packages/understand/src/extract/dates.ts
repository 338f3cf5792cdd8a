// The date a document was issued, and the date it is due.
import type { Field, Finding } from '@countersign/contract/extraction'
import type { PrintedDate } from '../normalise/date.ts'
import { textOf } from '../page/sheet.ts'
import type { Candidate } from './candidates.ts'
import { evidenceOf, makeField } from './field.ts'
import type { Reading } from './reading.ts'
import { claim, squash, supports } from './score.ts'

const competing = ['date', 'dueDate', 'effectiveDate', 'otherDate']

type Scored = { candidate: Candidate<PrintedDate>; score: number }
type DatesOf = Pick<Reading, 'sheet' | 'labels' | 'dates'>
type Found = { fields: Field[]; findings: Finding[] }

/** Fields `date` and `dueDate`, as far as they are printed, and what is doubtful about them. */
export function findDateFields(reading: DatesOf, roles: readonly string[] = ['date', 'dueDate']): Found {
  const support = supports(reading.dates, reading)
  const found: Found = { fields: [], findings: [] }
  for (const role of roles) {
    const scored = reading.dates.map((candidate, index) => {
      const claimed = claim(support[index], role, competing)
      return { candidate, score: claimed + (role === 'date' ? placeBonus(reading, candidate) : 0) }
    })
    const best = strongest(scored)
    if (best === null || best.score < (role === 'date' ? 0 : 0.3)) continue
    addField(found, role, { ...best, sure: shareOf(best, scored) })
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
function placeBonus({ sheet, labels }: DatesOf, candidate: Candidate<PrintedDate>): number {
  const first = candidate.row.page === sheet.pages[0]?.number
  const height = candidate.top / (sheet.pages[0]?.height ?? 1)
  const beside = candidate.row.tokens.slice(Math.max(0, candidate.from - 1), candidate.to + 3)
  const timed = beside.some((token) => /^\d{1,2}:\d{2}(?::\d{2})?/.test(token.text))
  const heading = labels.some(({ row, role }) => row === candidate.row && role === 'number')
  return (heading ? 0.3 : 0) + (first ? 0.12 : 0) + (first && height < 0.5 ? 0.08 : 0) + (timed ? 0.35 : 0)
}

function strongest(scored: readonly Scored[]): Scored | null {
  let best: Scored | null = null
  for (const entry of scored) if (best === null || entry.score > best.score) best = entry
  return best
}

/** How far the best is ahead of dates that are not the same day. */
function shareOf(best: Scored, scored: readonly Scored[]): number {
  const rivals = scored.filter(({ candidate }) => candidate.value.iso !== best.candidate.value.iso)
  const sum = rivals.reduce((total, { score }) => total + Math.exp(8 * (score - best.score)), 0)
  return 1 / (1 + sum)
}
