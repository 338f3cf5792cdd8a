import type { Field } from '@countersign/contract/extraction'
import { findDates } from '../../extract/candidates.ts'
import { dateOrderOf } from '../../extract/date-order.ts'
import { findDateFields } from '../../extract/dates.ts'
import { makeField } from '../../extract/field.ts'
import { findLabels } from '../../extract/labels.ts'
import { type Sheet, spanOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { contractLexicon } from './lexicon.ts'

/** An agreement between parties, to be signed. */
export const contract: ClassDefinition = {
  terms: {
    agreement: 2,
    contract: 1.8,
    'this agreement': 1.4,
    'by and between': 1.8,
    between: 0.3,
    parties: 0.9,
    hereinafter: 1.4,
    whereas: 1.4,
    'governing law': 1.6,
    termination: 1,
    confidential: 0.6,
    'in witness whereof': 2,
    'effective date': 0.9,
    'the parties': 0.9,
    obligations: 0.6,
    liability: 0.6,
    indemnify: 0.8,
    'entire agreement': 1.2,
    signature: 0.4,
    shall: 0.6,
    vertrag: 2.2,
    '*vertrag': 2,
    vereinbarung: 1.8,
    zwischen: 0.5,
    vertragspartner: 1.2,
    vertragsparteien: 1.4,
    auftragnehmer: 0.7,
    kündigung: 1,
    kündigungsfrist: 1,
    gerichtsstand: 0.8,
    'salvatorische klausel': 2,
    vertragsgegenstand: 1.4,
    laufzeit: 0.8,
    nachfolgend: 0.7,
  },
  required: [],
  threshold: 0.8,
  extract(sheet, language) {
    const order = dateOrderOf(sheet, { language, currency: null })
    const dates = findDateFields(
      { sheet, labels: findLabels(sheet, contractLexicon), dates: findDates(sheet, order) },
      { roles: ['date', 'effectiveDate'] },
    )
    return { fields: [...titleOf(sheet), ...dates.fields], findings: dates.findings }
  },
}

const titleWord = /agreement|contract|vertrag|vereinbarung|terms|lease|addendum|amendment|deed/i

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
