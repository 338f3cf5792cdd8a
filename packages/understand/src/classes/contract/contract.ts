import type { Field } from '@countersign/contract/extraction'
import { findDates } from '../../extract/candidates.ts'
import { dateOrderOf } from '../../extract/date-order.ts'
import { findDateFields } from '../../extract/dates.ts'
import { makeField } from '../../extract/field.ts'
import { findLabels } from '../../extract/labels.ts'
import { decimalSignOf } from '../../normalise/amount.ts'
import { runningText } from '../../page/running-text.ts'
import { type Sheet, spanOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { amountsOf } from './amounts.ts'
import { clausesOf } from './clauses.ts'
import { datesInSentences } from './dates.ts'
import { contractLexicon } from './lexicon.ts'
import { partiesOf } from './parties.ts'
import { signaturesOf } from './signatures.ts'
import { contractTerms } from './terms.ts'

/** An agreement between parties, to be signed. */
export const contract: ClassDefinition = {
  terms: contractTerms,
  fields: {
    title: { type: 'text', about: 'What it is called' },
    party1: { type: 'text', about: 'Who agrees' },
    party1Role: { type: 'text', about: 'What the contract calls them, such as Customer or Vermieter' },
    party2: { type: 'text', about: 'With whom' },
    party2Role: { type: 'text', about: 'What the contract calls them' },
    party3: { type: 'text', about: 'A third party, where there is one' },
    party3Role: { type: 'text', about: 'What the contract calls them' },
    party4: { type: 'text', about: 'A fourth party, where there is one' },
    party4Role: { type: 'text', about: 'What the contract calls them' },
    date: { type: 'date', about: 'The day it was made' },
    effectiveDate: { type: 'date', about: 'The day from which it holds' },
    endDate: { type: 'date', about: 'The day it ends, where one is named' },
    term: { type: 'text', about: 'How long it runs, as an ISO 8601 duration' },
    renewal: {
      type: 'text',
      about: 'By how long it is renewed where nobody ends it, as an ISO 8601 duration',
    },
    notice: { type: 'text', about: 'The period of notice, as an ISO 8601 duration' },
    governingLaw: { type: 'text', about: 'The law it is under, as printed' },
    venue: { type: 'text', about: 'Where it is to be disputed: a place or its courts, as printed' },
    amount: { type: 'money', about: 'What is paid: the first fee, rent, price or salary' },
    amountPeriod: { type: 'text', about: 'How often it is paid, as an ISO 8601 duration' },
    signaturesExpected: { type: 'number', about: 'How many places to sign there are' },
    signaturesFound: { type: 'number', about: 'How many of them hold ink' },
    signatory1: { type: 'text', about: 'Who signs at the first place, where that is printed there' },
    signatory2: { type: 'text', about: 'Who signs at the second place' },
    signatory3: { type: 'text', about: 'Who signs at the third place' },
    signatory4: { type: 'text', about: 'Who signs at the fourth place' },
  },
  required: [],
  threshold: 0.8,
  // A contract has them or not; a workflow that relies on one says so.
  optional: [
    ...['title', 'effectiveDate', 'endDate', 'term', 'renewal', 'notice', 'governingLaw', 'venue'],
    ...['amount', 'amountPeriod', 'party1Role', 'party2Role', 'party3', 'party3Role', 'party4', 'party4Role'],
    ...['signatory1', 'signatory2', 'signatory3', 'signatory4'],
  ],
  extract(sheet, language) {
    const order = dateOrderOf(sheet, { language, currency: 'USD' })
    const dates = findDateFields(
      { sheet, labels: findLabels(sheet, contractLexicon), dates: findDates(sheet, order) },
      { roles: ['date', 'effectiveDate'] },
    )
    const running = runningText(sheet)
    const parties = partiesOf(running)
    const said = datesInSentences(running, order)
    // What a sentence says goes before a date that merely stands beside a word.
    const settled = new Set(said.fields.map(({ name }) => name))
    const words = sheet.rows.flatMap((row) => row.tokens.map(({ text }) => text))
    return {
      fields: [
        ...titleOf(sheet),
        ...parties,
        ...dates.fields.filter(({ name }) => !settled.has(name)),
        ...said.fields,
        ...clausesOf(running),
        ...amountsOf(running, { decimal: decimalSignOf(words) }),
        ...signaturesOf(sheet, parties),
      ],
      findings: [...dates.findings.filter(({ field }) => !settled.has(field ?? '')), ...said.findings],
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
