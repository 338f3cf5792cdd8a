import type { Field } from '@countersign/contract/extraction'
import { findDates } from '../../extract/candidates.ts'
import { dateOrderOf } from '../../extract/date-order.ts'
import { findDateFields } from '../../extract/dates.ts'
import { makeField } from '../../extract/field.ts'
import { findLabels } from '../../extract/labels.ts'
import { type Sheet, spanOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { clausesOf, partiesOf } from './clauses.ts'
import { contractLexicon } from './lexicon.ts'
import { signaturesOf } from './signatures.ts'
import { contractTerms } from './terms.ts'
import { runningText } from './text.ts'

/** An agreement between parties, to be signed. */
export const contract: ClassDefinition = {
  terms: contractTerms,
  fields: {
    title: { type: 'text', about: 'What it is called' },
    party1: { type: 'text', about: 'Who agrees' },
    party2: { type: 'text', about: 'With whom' },
    date: { type: 'date', about: 'The day it was made' },
    effectiveDate: { type: 'date', about: 'The day from which it holds' },
    term: { type: 'text', about: 'How long it runs, as an ISO 8601 duration' },
    notice: { type: 'text', about: 'The period of notice, as an ISO 8601 duration' },
    governingLaw: { type: 'text', about: 'The law it is under, as printed' },
    signaturesExpected: { type: 'number', about: 'How many places to sign there are' },
    signaturesFound: { type: 'number', about: 'How many of them hold ink' },
  },
  required: [],
  threshold: 0.8,
  // A contract has them or not; a workflow that relies on one says so.
  optional: ['title', 'effectiveDate', 'term', 'notice', 'governingLaw'],
  extract(sheet, language) {
    const order = dateOrderOf(sheet, { language, currency: null })
    const dates = findDateFields(
      { sheet, labels: findLabels(sheet, contractLexicon), dates: findDates(sheet, order) },
      { roles: ['date', 'effectiveDate'] },
    )
    const running = runningText(sheet)
    return {
      fields: [
        ...titleOf(sheet),
        ...partiesOf(running),
        ...dates.fields,
        ...clausesOf(running),
        ...signaturesOf(sheet),
      ],
      findings: dates.findings,
    }
  },
}

const titleWord =
  /agreement|contract|vertrag|vereinbarung|terms|lease|addendum|amendment|deed|contrat|convention|acuerdo|contratto|accordo|overeenkomst|umowa|porozumienie|acordo|accord/i

/** The first heading that names a contract: tall, or alone in the upper part of the first page. */
function titleOf(sheet: Sheet): Field[] {
  const first = sheet.pages[0]
  const rows = sheet.rows.filter((row) => row.page === first?.number && row.tokens.length <= 12).slice(0, 15)
  const row = rows.find((one) => titleWord.test(textOf(spanOf(one, 0, one.tokens.length - 1))))
  if (row === undefined) return []
  const span = spanOf(row, 0, row.tokens.length - 1)
  const tall = row.bottom - row.top > 1.2 * sheet.height
  const score = tall ? 0.95 : row.tokens.length <= 6 ? 0.85 : 0.6
  return [makeField({ name: 'title', type: 'text', value: textOf(span).slice(0, 200), spans: [span], score })]
}
