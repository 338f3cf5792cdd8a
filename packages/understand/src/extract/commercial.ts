// Invoices and receipts share their fields; what differs is where the seller stands and what is due.
import type { Field, Finding, LineItem } from '@countersign/contract/extraction'
import { corroborate } from '../certain/corroborate.ts'
import { findLineItems } from '../lines/line-items.ts'
import { proveLines } from '../lines/proof.ts'
import type { Sheet } from '../page/sheet.ts'
import { calibrate } from './calibrate.ts'
import { findContacts } from './contacts.ts'
import { currencyField } from './currency.ts'
import { findDateFields } from './dates.ts'
import { findIban, findNumber, findVatId } from './identifiers.ts'
import { findParties } from './parties.ts'
import { readSheet } from './reading.ts'
import { findSlipAddress } from './slip-address.ts'
import { findSlipName } from './slip-name.ts'
import { findSlipTotal } from './slip-total.ts'
import { wrongTax } from './tax-rates.ts'
import { findTotals } from './totals.ts'
import { type Goods, totalsReasons } from './totals-why.ts'

type Options = {
  language: string | null
  style: 'letter' | 'slip'
  /** False where confidence is to be calibrated: as the scores say. */
  calibrated?: boolean
}

/** All fields of a commercial document, and what is ambiguous about them. */
export function extractCommercial(
  sheet: Sheet,
  { language, style, calibrated = true }: Options,
): { fields: Field[]; findings: Finding[]; lines: LineItem[] } {
  const reading = readSheet(sheet, language)
  const dates = findDateFields(reading, style === 'slip' ? { roles: ['date'], slip: true } : {})
  const items = style === 'letter' ? findLineItems(reading) : []
  const due = style === 'slip' ? findSlipTotal(reading) : null
  const totals = findTotals(reading, goodsOf(items, sheet), due)
  const fields = [
    ...(style === 'letter' ? findParties(reading) : [...findSlipName(reading), ...findSlipAddress(reading)]),
    ...findNumber(reading),
    ...dates.fields,
    ...currencyField(reading.currency),
    ...totals,
    ...findIban(reading),
    ...findVatId(reading),
    ...findContacts(sheet),
  ]
  const doubtful = reading.amounts.filter(({ value }) => value.ambiguous).map(({ value }) => value.minor)
  const findings = totals.filter((field) => isAmong(field, doubtful)).map(ambiguousAmount)
  const scanned = sheet.pages.some(({ source }) => source === 'ocr')
  const explained = totals.some(({ why = [] }) => why.some(({ reason }) => reason === totalsReasons.lines))
  const proof = proveLines(fields, items, explained)
  const seen = corroborate(proof.fields, { reading, lines: items, style })
  const open = new Set(
    [...dates.findings, ...findings].flatMap(({ rule, field }) =>
      rule.endsWith('.ambiguous') ? [field] : [],
    ),
  )
  const known = calibrated
    ? seen.map((field) => calibrate(field, { style, scanned, ambiguous: open.has(field.name) }))
    : seen
  return {
    ...proof,
    fields: known,
    findings: [...dates.findings, ...findings, ...wrongTax(reading, totals), ...proof.findings],
  }
}

/** The rows that lines of goods begin in, and what their amounts make. */
function goodsOf(items: readonly LineItem[], sheet: Sheet): Goods {
  const places = items.flatMap(({ evidence: [first] }) => first ?? [])
  const byPage = Map.groupBy(places, ({ page }) => page)
  const rows = sheet.rows.filter((row) =>
    byPage.get(row.page)?.some(({ box: [x, y, width, height] }) =>
      row.tokens.some(({ box }) => {
        const [across, down] = [box[0] + box[2] / 2, box[1] + box[3] / 2]
        return across > x && across < x + width && down > y && down < y + height
      }),
    ),
  )
  const amounts = items.flatMap(({ amount }) => amount?.minor ?? [])
  const sum = amounts.length === 0 ? null : amounts.reduce((all, one) => all + one, 0)
  return { rows: new Set(rows), sum }
}

function isAmong(field: Field, minors: readonly number[]): boolean {
  return typeof field.value !== 'string' && field.origin === 'document' && minors.includes(field.value.minor)
}

function ambiguousAmount(field: Field): Finding {
  const message = `"${field.raw}" can be thousands or decimals, and nothing in the document decides. Enter the amount.`
  return { rule: 'amount.ambiguous', severity: 'error', message, field: field.name, ...field.evidence[0] }
}
