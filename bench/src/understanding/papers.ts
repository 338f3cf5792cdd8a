// Generated papers that nothing was learned from: layouts by chance in eight languages, without OCR in the loop.
import { makeInvoicePaper, type Paper } from '@countersign/fixtures/business/invoice-paper'
import { makeReceiptPaper } from '@countersign/fixtures/business/receipt-paper'
import { type Understanding, understand } from '@countersign/understand/understand'
import { type Judgement, judge } from '../accuracy.ts'
import type { Table } from '../table.ts'
import { canonicalText, isName, type Truth } from '../truth.ts'
import { countLines, type LineCounts, lineParts, linesF1, sumLines } from './lines.ts'

/** Weights were learned from the first thousands, confidence from those after a hundred thousand. */
const firstSeed = 500_000

/** A paper and what was understood of it. */
export type Seen = { paper: Paper; understood: Understanding }
type Result = { judgements: Judgement[]; lines: LineCounts | null }

export function papersTable(count: number): Table {
  const seeds = Array.from({ length: count }, (_, at) => firstSeed + at)
  const rows = [
    ...rowsOf(
      'invoice',
      seeds.map((seed) => resultOf(seenAsIs(makeInvoicePaper(seed)))),
    ),
    ...rowsOf(
      'receipt',
      seeds.map((seed) => resultOf(seenAsIs(makeReceiptPaper(seed)))),
    ),
  ]
  const columns = ['class', 'value', 'known', 'right', 'F1']
  return {
    title: `Generated papers of unseen layouts (${count} of each, four in ten with misread letters)`,
    columns,
    rows,
  }
}

const seenAsIs = (paper: Paper): Seen => ({
  paper,
  understood: understand(paper.pages, { classes: [paper.class] }),
})

export function resultOf({ paper: { fields, lines }, understood }: Seen): Result {
  const truth = Object.entries(fields).map(([field, value]) => {
    const text = typeof value === 'string' ? value : String(value.minor)
    return [field, isName(field) ? text : canonicalText(text)]
  })
  const known = lines.map(({ quantity, unitPrice, ...line }) => ({
    ...line,
    quantity: Number(quantity),
    unitPrice: Number(unitPrice),
  }))
  return {
    judgements: judge({ documentId: '', run: 1, ...understood }, Object.fromEntries(truth) as Truth),
    lines: lines.length > 0 ? countLines(known, understood.lines ?? []) : null,
  }
}

export function rowsOf(name: string, results: readonly Result[]): (string | number)[][] {
  const byField = Map.groupBy(
    results.flatMap(({ judgements }) => judgements),
    ({ field }) => field,
  )
  const fields = [...byField].map(([field, of]) => {
    const right = of.filter(({ verdict }) => verdict === 'right').length
    const wrong = of.filter(({ verdict }) => verdict === 'wrong').length
    return [name, field, of.length, right, percent((2 * right) / (of.length + right + wrong))]
  })
  const counts = sumLines(results.flatMap(({ lines }) => lines ?? []))
  const lines = lineParts.flatMap((part) =>
    counts[part].known === 0
      ? []
      : [[name, `line: ${part}`, counts[part].known, counts[part].right, percent(linesF1(counts, part))]],
  )
  return [...fields, ...lines]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
