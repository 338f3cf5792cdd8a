// From when a contract holds and when it ends, where it says so in a sentence.
import type { Field, Finding } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { type DateOrder, parseDate } from '../../normalise/date.ts'
import type { RunningText } from './text.ts'

const month = '\\p{L}{3,12}'
const date = `(\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./-] ?\\d{1,2}[./-] ?\\d{2,4}|\\d{1,2}(?:st|nd|rd|th|er|\\.)?(?: day of| de| of)? ${month}\\.?,?(?: de| del)? \\d{4}|${month} \\d{1,2}(?:st|nd|rd|th)?, ?\\d{4})`
const article = '(?:the |dem |der |den |le |la |el |il |o |dia |día |dniem |dnia )?'

/** Each has the date as its first group; those that say it most plainly come first. */
const begins = [
  `${date},? \\((?:the )?["“„](?:Effective|Commencement|Start) Date["”]\\)`,
  `["“„]?(?:Effective|Commencement|Start) Date["”]? ?(?:is|means|shall be|:)? ?${date}`,
  `(?:effective|commenc\\p{L}*|begin\\p{L}*|starts?|starting|takes? effect|comes? into (?:force|effect))(?: on| as of| from| with effect from)? ${article}${date}`,
  `with effect from ${article}${date}`,
  `(?:tritt|beginnt|gilt)(?: \\p{L}+){0,2} (?:am|zum|ab|mit Wirkung (?:vom|zum)) ${article}${date}`,
  `(?:Vertragsbeginn|Mietbeginn|Beginn|mit Wirkung (?:vom|zum))(?: ist)?:? (?:am |der |ab )?${date}`,
  `(?:prend effet|entre en vigueur|débute|commence)(?: le| à compter du| au)? ${article}${date}`,
  `(?:à compter|à partir) du ${date}`,
  `(?:entrará en vigor|entra en vigor|comenzará|surtirá efectos)(?: a partir)?(?: del?| el)? ${article}${date}`,
  `(?:a partir|con efectos|desde)(?: del?| el)? ${article}${date}`,
  `(?:decorre\\p{L}*|entra in vigore|avrà inizio|a partire)(?: \\p{L}+){0,2}? (?:dal|il|dall['’]) ?${date}`,
  `(?:ingaande|met ingang van|vangt aan op|treedt in werking op|begint op)(?: op)? ${date}`,
  `(?:com início|a contar|entra em vigor|início)(?: em| a| de| no)? ${article}${date}`,
  `(?:wchodzi w życie|obowiązuje|od)(?: z| od)? (?:dniem|dnia) ${date}`,
]
const ends = [
  `(?:until|through|ends? on|expires? on|terminates? on|ending on) ${article}${date}`,
  `(?:bis zum|endet am|endet mit dem|befristet bis(?: zum)?) ${date}`,
  `(?:jusqu['’]au|prend fin le|expire le) ${date}`,
  `(?:hasta el|finaliza(?:rá)? el|hasta el día) ${date}`,
  `(?:fino al|scade il|termina il) ${date}`,
  `(?:tot en met|eindigt op|tot) ${date}`,
  `(?:até(?: ao?)?|termina em) ${article}${date}`,
  `(?:do dnia|wygasa z dniem) ${date}`,
]

/** Fields `effectiveDate` and `endDate`, and what is doubtful about them. */
export function datesInSentences(
  running: RunningText,
  order: DateOrder | null,
): { fields: Field[]; findings: Finding[] } {
  const found = [
    dateIn(running, { name: 'effectiveDate', patterns: begins, order }),
    dateIn(running, { name: 'endDate', patterns: ends, order }),
  ].filter((one) => one !== null)
  return {
    fields: found.map(({ field }) => field),
    findings: found.flatMap(({ field, ambiguous }) => (ambiguous ? [doubtful(field)] : [])),
  }
}

type Wanted = { name: string; patterns: readonly string[]; order: DateOrder | null }

function dateIn(
  running: RunningText,
  { name, patterns, order }: Wanted,
): { field: Field; ambiguous: boolean } | null {
  for (const pattern of patterns)
    for (const found of running.text.matchAll(new RegExp(`(?<!\\p{L})${pattern}`, 'giu'))) {
      const printed = (found[1] ?? '').replace(/ day of /i, ' ').replace(/([./-]) /g, '$1')
      const parsed = parseDate(printed, order)
      if (parsed === null || parsed.iso === null) continue
      const spans = running.spansOf(found.index, found.index + found[0].length)
      const score = parsed.ambiguous ? 0.45 : 0.9
      return {
        field: makeField({ name, type: 'date', value: parsed.iso, spans, score }),
        ambiguous: parsed.ambiguous,
      }
    }
  return null
}

const doubtful = ({ name, raw, evidence: [place] }: Field): Finding => ({
  rule: 'date.ambiguous',
  severity: 'error',
  message: `"${raw.slice(0, 80)}" can be read with the day or the month first, and nothing in the document decides. Enter the date.`,
  field: name,
  ...place,
})
