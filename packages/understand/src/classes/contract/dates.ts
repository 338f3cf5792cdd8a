// From when a contract holds and when it ends, where it says so in a sentence.
import type { Field, Finding } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { type DateOrder, dateInText, parseDate } from '../../normalise/date.ts'
import type { RunningText } from '../../page/running-text.ts'

const article = '(?:the |dem |der |den |le |la |el |il |o |dia |día |dniem |dnia )?'

/** Each has the date as its first group; those that say it most plainly come first. */
const begins = [
  `${dateInText},? \\((?:the )?["“„](?:Effective|Commencement|Start) Date["”]\\)`,
  `["“„]?(?:Effective|Commencement|Start) Date["”]? ?(?:is|means|shall be|:)? ?${dateInText}`,
  `(?:effective|commenc\\p{L}*|begin\\p{L}*|starts?|starting|takes? effect|comes? into (?:force|effect))(?: on| as of| from| with effect from)? ${article}${dateInText}`,
  `with effect from ${article}${dateInText}`,
  `(?:tritt|beginnt|gilt)(?: \\p{L}+){0,2} (?:am|zum|ab|mit Wirkung (?:vom|zum)) ${article}${dateInText}`,
  `(?:Vertragsbeginn|Mietbeginn|Beginn|mit Wirkung (?:vom|zum))(?: ist)?:? (?:am |der |ab )?${dateInText}`,
  `(?:prend effet|entre en vigueur|débute|commence)(?: le| à compter du| au)? ${article}${dateInText}`,
  `(?:à compter|à partir) du ${dateInText}`,
  `(?:entrará en vigor|entra en vigor|comenzará|surtirá efectos)(?: a partir)?(?: del?| el)? ${article}${dateInText}`,
  `(?:a partir|con efectos|desde)(?: del?| el)? ${article}${dateInText}`,
  `(?:decorre\\p{L}*|entra in vigore|avrà inizio|a partire)(?: \\p{L}+){0,2}? (?:dal|il|dall['’]) ?${dateInText}`,
  `(?:ingaande|met ingang van|vangt aan op|treedt in werking op|begint op)(?: op)? ${dateInText}`,
  `(?:com início|a contar|entra em vigor|início)(?: em| a| de| no)? ${article}${dateInText}`,
  `(?:wchodzi w życie|obowiązuje|od)(?: z| od)? (?:dniem|dnia) ${dateInText}`,
]
const ends = [
  `(?:until|through|ends? on|expires? on|terminates? on|ending on) ${article}${dateInText}`,
  `(?:bis zum|endet am|endet mit dem|befristet bis(?: zum)?) ${dateInText}`,
  `(?:jusqu['’]au|prend fin le|expire le) ${dateInText}`,
  `(?:hasta el|finaliza(?:rá)? el|hasta el día) ${dateInText}`,
  `(?:fino al|scade il|termina il) ${dateInText}`,
  `(?:tot en met|eindigt op|tot) ${dateInText}`,
  `(?:até(?: ao?)?|termina em) ${article}${dateInText}`,
  `(?:do dnia|wygasa z dniem) ${dateInText}`,
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
