// Understanding measured: classes, fields, calibration and speed on documents whose truth is known.
import type { Page } from '@countersign/contract/layout'
import type { Context, Measurement, Report } from './measurement.ts'
import type { Table } from './table.ts'
import { fieldNames } from './truth.ts'
import { certaintyAim, certaintyTables, trapsTable } from './understanding/certainty.ts'
import { halfOf, type Source, subjectsOf } from './understanding/documents.ts'
import { formTables } from './understanding/forms.ts'
import { learningTable, lineLearningTable } from './understanding/learning.ts'
import { countLines, lineParts, linesF1, printedLines, sumLines } from './understanding/lines.ts'
import { paperCopiesTable } from './understanding/paper-copies.ts'
import { papersTable } from './understanding/papers.ts'
import { readAll } from './understanding/readings.ts'
import { asPrinted, certainties, f1Of, type Judged, judgeReading } from './understanding/score.ts'

/** Of each kind of document a quick run takes every so many. */
const quickStep = 8

export const understanding: Measurement = {
  name: 'understanding',
  summary: 'classes, fields, calibration and speed of understanding on the documents of --data',
  long: true,
  async run(context) {
    if (context.data !== null) return measure(context, context.data)
    context.say('left out: name a folder of documents with --data FOLDER')
    return null
  },
}

async function measure({ quick, peers, documents, say }: Context, data: string): Promise<Report> {
  const all = await subjectsOf(data, documents ?? undefined)
  const subjects = quick ? all.filter((_, at) => at % quickStep === 0) : all
  say(`${subjects.length} documents`)
  const readings = await readAll(subjects, { keep: peers, say })
  const judged = readings.map(judgeReading)
  const [invoices, receipts] = [ofClass(judged, 'invoice'), ofClass(judged, 'receipt')]
  return {
    tables: [
      aimTable(judged),
      ...tablesOfInvoices(judged),
      lineTable(judged),
      fieldTable('Receipts, field by field', receipts),
      ...formTables(judged),
      confusionTable(judged),
      ...certaintyTables(invoices, receipts),
      trapsTable(invoices),
      papersTable(quick ? 40 : 400),
      learningTable(quick ? 10 : 60),
      lineLearningTable(quick ? 6 : 40),
      await paperCopiesTable({ count: quick ? 2 : 12, keep: peers, say }),
      wrongTable(judged),
    ],
    notes: [
      'F1 of values whose truth is known: a value that is wrong counts against precision and recall, a missing one against recall. In brackets a 95 % interval, from drawing families of documents (one seller or one template) anew.',
      'Documents are split in two halves by family; rules and weights may be tuned on A only.',
      'Names of sellers and buyers may differ in a fifth of their letters or lack their legal form; those and the addresses of receipts must agree in every letter and digit. Everything else is compared after normalising.',
      'Line items are compared with the XML of the e-invoice. "printed" leaves out what stands on no copy of the paper: names of goods that only the XML has, and amounts of lines that the XML gives with tax and the paper without. A description is right where it begins with the name; numbers of articles may stand in it or beside it.',
    ],
    figures: { documents: judged.map(figureOf) },
  }
}

/** A credit note has the fields of an invoice and is measured with them. */
const ofClass = (judged: readonly Judged[], name: string) =>
  judged.filter(
    ({ subject }) => subject.class === name || (name === 'invoice' && subject.class === 'credit_note'),
  )
const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '–')

const invoiceFields = [
  'number',
  'date',
  'seller',
  'buyer',
  'net',
  'tax',
  'total',
  'currency',
  'iban',
  'vatId',
]
const receiptFields = ['date', 'total', 'seller', 'address']

function intervalOf(judged: readonly Judged[], fields: readonly string[]): string {
  const { known, f1, low, high } = f1Of(judged, fields)
  return known === 0 ? '–' : `${percent(f1)} (${percent(low)} to ${percent(high)}; n ${known})`
}

function aimTable(judged: readonly Judged[]): Table {
  const invoices = ofClass(judged, 'invoice')
  const receipts = ofClass(judged, 'receipt')
  const printed = asPrinted(invoices)
  const f1 = (of: readonly Judged[], fields: readonly string[], least: number) => [
    `over ${least} %`,
    intervalOf(of, fields),
    verdict(f1Of(of, fields).f1 > least / 100),
  ]
  const rows = [
    ['invoices, all fields: F1', ...f1(invoices, invoiceFields, 95)],
    ['invoices, number: F1', ...f1(invoices, ['number'], 97)],
    ['invoices, total: F1', ...f1(invoices, ['total'], 97)],
    ['invoices, all fields, where it is printed: F1', ...f1(printed, invoiceFields, 95)],
    ['invoices, total, where it is printed: F1', ...f1(printed, ['total'], 97)],
    ...lineAims(invoices),
    ['receipts, date: F1', ...f1(receipts, ['date'], 95)],
    ['receipts, total: F1', ...f1(receipts, ['total'], 95)],
    ['receipts, company: F1', ...f1(receipts, ['seller'], 90)],
    ['receipts, address: F1', ...f1(receipts, ['address'], 80)],
    classAim(judged),
    ...passingAims(invoices),
    certaintyAim(invoices, receipts),
    // What was misread on a receipt stands on no other copy of it: receipts stay as they are.
    certaintyAim(printed, receipts, ', where it is printed'),
    speedAim(judged),
  ]
  return { title: 'The aims and what was measured', columns: ['figure', 'aim', 'measured', ''], rows }
}

type Known = 'all' | 'printed'

/** Against all that the e-invoice says of the lines, or only what is `printed` on some copy of the paper. */
function lineCountsOf(judged: readonly Judged[], known: Known) {
  const key = ({ subject }: Judged) => JSON.stringify(subject.lines)
  const groups = Map.groupBy(
    judged.filter(({ subject }) => subject.lines !== null),
    key,
  )
  return sumLines(
    [...groups.values()].flatMap((copies) => {
      const words = copies.flatMap(({ pages }) => pages.flatMap(wordsOf))
      return copies.map(({ subject, understanding: { lines = [] } }) => {
        const truth = subject.lines ?? []
        return countLines(known === 'all' ? truth : printedLines(truth, words), lines)
      })
    }),
  )
}

const wordsOf = ({ blocks }: Page): string[] =>
  blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words.map(({ text }) => text)))

function lineAims(invoices: readonly Judged[]): string[][] {
  return (['all', 'printed'] as const).flatMap((which) => {
    const counts = lineCountsOf(invoices, which)
    return lineParts.map((part) => {
      const f1 = linesF1(counts, part)
      return [
        `line items, ${part}${which === 'all' ? '' : ', where it is printed'}: F1`,
        'over 90 %',
        `${percent(f1)} (n ${counts[part].known})`,
        verdict(f1 > 0.9),
      ]
    })
  })
}

function lineTable(judged: readonly Judged[]): Table {
  const rows = (['A', 'B'] as const).flatMap((half) =>
    (['all', 'printed'] as const).flatMap((which) => {
      const of = judged.filter(({ subject }) => halfOf(subject) === half)
      const counts = lineCountsOf(of, which)
      return lineParts.map((part) => {
        const { known, right, found } = counts[part]
        return [half, which, part, known, found, right, percent(linesF1(counts, part))]
      })
    }),
  )
  return {
    title: 'Line items of invoices',
    columns: ['half', 'truth', 'value', 'known', 'found', 'right', 'F1'],
    rows,
  }
}

function classAim(judged: readonly Judged[]): string[] {
  const right = judged.filter(({ subject, understanding }) => subject.class === understanding.class).length
  return ['classes right', 'over 98 %', `${right} of ${judged.length}`, verdict(right / judged.length > 0.98)]
}

/** At the thresholds that are shipped. */
function passingAims(invoices: readonly Judged[]): string[][] {
  const known = invoices.flatMap(({ judgements }) => judgements).length
  const passed = certainties(invoices).filter((one) => one.passed)
  const wrong = passed.filter(({ right }) => !right).length
  const elsewhere = passed.filter(({ right, printed }) => !right && !printed).length
  const [through, error] = [passed.length / known, wrong / passed.length]
  return [
    [
      'invoice fields that pass without review',
      'at least 60 %',
      `${passed.length} of ${known} (${percent(through)})`,
      verdict(through >= 0.6),
    ],
    [
      'of those wrong',
      'under 0.5 %',
      `${wrong} (${percent(error)}); of ${elsewhere} the truth is printed nowhere`,
      verdict(error < 0.005),
    ],
  ]
}

function speedAim(judged: readonly Judged[]): string[] {
  const pages = judged.reduce((sum, one) => sum + one.pages.length, 0)
  const ms = judged.reduce((sum, one) => sum + one.cpuMs, 0) / pages
  return [
    'CPU a page without OCR',
    'under 30 ms',
    `${ms.toFixed(1)} ms over ${pages} pages`,
    verdict(ms < 30),
  ]
}

const verdict = (held: boolean): string => (held ? 'held' : 'LOST')

const sources: readonly (readonly [Source, string])[] = [
  ['text', 'with text of their own'],
  ['scan', 'scanned'],
  ['photo', 'photographed'],
  ['copy', 'spoilt copies'],
  ['picture', 'pictures'],
]

function tablesOfInvoices(judged: readonly Judged[]): Table[] {
  const invoices = ofClass(judged, 'invoice')
  const rows = sources.flatMap(([source, name]) => {
    const of = invoices.filter(({ subject }) => subject.source === source)
    const half = (wanted: string) => of.filter(({ subject }) => halfOf(subject) === wanted)
    if (of.length === 0) return []
    return [[name, of.length, ...[of, half('A'), half('B')].map((some) => intervalOf(some, invoiceFields))]]
  })
  const bySource: Table = {
    title: 'Invoices, all fields, by how their words were had: F1',
    columns: ['documents', 'n', 'all', 'half A', 'half B'],
    rows,
  }
  return [bySource, fieldTable('Invoices, field by field', invoices)]
}

function fieldTable(title: string, judged: readonly Judged[]): Table {
  const wanted = judged.some(({ subject }) => subject.class === 'receipt') ? receiptFields : invoiceFields
  const rows = fieldNames
    .filter((field) => wanted.includes(field))
    .map((field) => {
      const { known, right, wrong } = f1Of(judged, [field])
      const halves = (['A', 'B'] as const).map((half) =>
        intervalOf(
          judged.filter(({ subject }) => halfOf(subject) === half),
          [field],
        ),
      )
      return [field, known, right, wrong, known - right - wrong, intervalOf(judged, [field]), ...halves]
    })
  return { title, columns: ['field', 'known', 'right', 'wrong', 'missing', 'F1', 'half A', 'half B'], rows }
}

function confusionTable(judged: readonly Judged[]): Table {
  const known = [...new Set(judged.map(({ subject }) => subject.class))]
  const guessed = [...new Set(judged.map(({ understanding: { class: name } }) => name))]
  const rows = known.map((name) => [
    name,
    ...guessed.map(
      (other) =>
        judged.filter((one) => one.subject.class === name && one.understanding.class === other).length,
    ),
  ])
  return { title: 'Classes: what they are, and what they were taken for', columns: ['is', ...guessed], rows }
}

/** For whoever tunes; names what is in the documents. */
function wrongTable(judged: readonly Judged[]): Table {
  const rows = judged
    .filter(({ subject }) => halfOf(subject) === 'A')
    .flatMap(({ subject, judgements }) =>
      judgements
        .filter(({ verdict: is }) => is !== 'right')
        .map(({ field, expected, found }) => [subject.id, subject.source, field, expected, found]),
    )
  const columns = ['document', 'source', 'field', 'truth', 'understood']
  return { title: 'What half A got wrong', confidential: true, columns, rows }
}

const figureOf = ({ subject, understanding, judgements, cpuMs, pages, error }: Judged) => ({
  id: subject.id,
  class: subject.class,
  source: subject.source,
  half: halfOf(subject),
  understood: understanding.class,
  pages: pages.length,
  cpuMs,
  error,
  judgements,
})
