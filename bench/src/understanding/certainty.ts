// Whether confidence says how often values are right, and whether sums that contradict each other are found.
import { checkLines } from '@countersign/understand/checks/lines'
import type { Table } from '../table.ts'
import { fieldNames, type Truth } from '../truth.ts'
import { halfOf } from './documents.ts'
import { calibrationError, certainties, type Judged } from './score.ts'

const mostError = 0.05
/** A field that was found so seldom says nothing about its confidence. */
const leastFound = 20
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const inHalf = (judged: readonly Judged[], half: string) =>
  judged.filter(({ subject }) => halfOf(subject) === half)

/** A table for invoices and one for receipts; each field in all, and in the half that nothing was tuned on. */
export function certaintyTables(invoices: readonly Judged[], receipts: readonly Judged[]): Table[] {
  return [
    certaintyTable('invoices', invoices),
    certaintyTable('receipts', receipts),
    passingTable(invoices, receipts),
    tradeTable(invoices),
  ]
}

/** The least confidence that all fields would need. */
const thresholds = [0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.96, 0.97, 0.98, 0.99]

/** What one threshold for all fields of invoices would let pass, and what of that would be wrong. */
function tradeTable(invoices: readonly Judged[]): Table {
  const halves = ['A', 'B'].map((half) => inHalf(invoices, half))
  const cells = (judged: readonly Judged[], least: number) => {
    const known = judged.flatMap(({ judgements }) => judgements).length
    const passed = certainties(judged).filter(({ confidence, held }) => confidence >= least && !held)
    const wrong = passed.filter(({ right }) => !right)
    const printed = wrong.filter((one) => one.printed).length
    const share = (part: number) => (passed.length === 0 ? '–' : percent(part / passed.length))
    return [known === 0 ? '–' : percent(passed.length / known), share(wrong.length), share(printed)]
  }
  const rows = thresholds.map((least) => [least, ...halves.flatMap((half) => cells(half, least))])
  const columns = ['A', 'B'].flatMap((half) => [
    `${half}: pass`,
    `${half}: wrong`,
    `${half}: wrong, truth printed`,
  ])
  return {
    title: 'Fields of invoices that would pass at one threshold, and what of them would be wrong',
    columns: ['threshold', ...columns],
    rows,
  }
}

function certaintyTable(name: string, judged: readonly Judged[]): Table {
  const rows = fieldNames.flatMap((field) => {
    const all = certainties(judged, field)
    if (all.length === 0) return []
    const claimed = all.reduce((sum, { confidence }) => sum + confidence, 0) / all.length
    const right = all.filter((one) => one.right).length / all.length
    const halves = ['A', 'B'].map((half) => {
      const of = certainties(inHalf(judged, half), field)
      return of.length === 0 ? '–' : `${percent(calibrationError(of))} (n ${of.length})`
    })
    return [[field, all.length, percent(claimed), percent(right), percent(calibrationError(all)), ...halves]]
  })
  const columns = ['field', 'found', 'claimed', 'right', 'calibration error', 'half A', 'half B']
  return { title: `Confidence of fields of ${name} (aim: calibration error under 5 %)`, columns, rows }
}

/** What passes at the shipped thresholds, and what of that is wrong. */
function passingTable(invoices: readonly Judged[], receipts: readonly Judged[]): Table {
  const row = (name: string, judged: readonly Judged[]) => {
    const known = judged.flatMap(({ judgements }) => judgements).length
    const passed = certainties(judged).filter((one) => one.passed)
    const wrong = passed.filter(({ right }) => !right).length
    const elsewhere = passed.filter(({ right, printed }) => !right && !printed).length
    const share = (part: number, whole: number) => (whole === 0 ? '–' : percent(part / whole))
    return [
      name,
      known,
      passed.length,
      share(passed.length, known),
      wrong,
      share(wrong, passed.length),
      elsewhere,
      share(wrong - elsewhere, passed.length),
    ]
  }
  const rows = [
    row('invoices, half A', inHalf(invoices, 'A')),
    row('invoices, half B', inHalf(invoices, 'B')),
    row('receipts, half A', inHalf(receipts, 'A')),
    row('receipts, half B', inHalf(receipts, 'B')),
  ]
  const columns = [
    'documents',
    'known',
    'passed',
    'share',
    'wrong',
    'of those that passed',
    'truth printed nowhere',
    'wrong without those',
  ]
  return { title: 'Fields that pass without review at the shipped thresholds', columns, rows }
}

/** The field whose confidence is farthest from the truth; `truth` says which truth that is. */
export function certaintyAim(
  invoices: readonly Judged[],
  receipts: readonly Judged[],
  truth: '' | ', where it is printed' = '',
): string[] {
  const rated = [
    { name: 'invoices', judged: invoices },
    { name: 'receipts', judged: receipts },
  ].flatMap(({ name, judged }) =>
    fieldNames.flatMap((field) => {
      const all = certainties(judged, field)
      return all.length < leastFound ? [] : [{ what: `${field} of ${name}`, error: calibrationError(all) }]
    }),
  )
  const held = rated.filter(({ error }) => error < mostError).length
  const worst = rated.reduce((most, one) => (one.error > most.error ? one : most), { what: '–', error: 0 })
  return [
    `calibration error of each field${truth}`,
    'under 5 %',
    `${held} of ${rated.length} fields; worst: ${worst.what}, ${percent(worst.error)}`,
    held === rated.length ? 'held' : 'LOST',
  ]
}

const rulesOfSums = new Set(['total.mismatch', 'lines.sum_mismatch', 'tax.rate_mismatch', 'line.mismatch'])

/** Documents whose own sums contradict each other by their truth, and those of which we say so. */
export function trapsTable(invoices: readonly Judged[]): Table {
  const says = ({ findings, understanding: { fields, lines = [] } }: Judged) =>
    [...findings, ...checkLines({ fields, lines })].some(({ rule }) => rulesOfSums.has(rule))
  const row = (name: string, of: readonly Judged[]) => [name, of.length, of.filter(says).length]
  return {
    title: 'Sums that contradict each other',
    columns: ['documents', 'n', 'with a finding about sums'],
    rows: [
      row(
        'net and tax do not make the total, by truth',
        invoices.filter(({ subject }) => contradicts(subject.truth)),
      ),
      row(
        'single pictures, as they came',
        invoices.filter(({ subject }) => subject.source === 'picture'),
      ),
      row('all invoices', invoices),
    ],
  }
}

function contradicts({ net, tax, total }: Truth): boolean {
  if (net === undefined || tax === undefined || total === undefined) return false
  return Math.abs(Number(net) + Number(tax) - Number(total)) > 3
}
